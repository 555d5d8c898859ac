"""Corrections: the lengths, distances and first letters at which a word is brought to one of the base."""

import pytest

from kb.index.words import speller
from kb.index.words.speller import Speller


@pytest.mark.parametrize(
    ("word", "base", "near"),
    [
        ("hol", "hool", []),
        ("holx", "hol", []),
        ("holx", "holy", ["holy"]),
        ("hoxx", "holy", []),
        ("abcdef", "abcdex", ["abcdex"]),
        ("abcdef", "abcdxx", []),
        ("abcdefg", "abcdexx", ["abcdexx"]),
        ("abcdefg", "abcdxxx", []),
        ("abcdefg", "abcdefgxx", ["abcdefgxx"]),
        ("abcdefg", "abcdefgxxx", []),
        ("abcdefgh", "abcdef", ["abcdef"]),
        ("abcdefghi", "abcdef", []),
        ("abcd", "bacd", []),
        ("abcd", "acbd", ["acbd"]),
        ("abcd", "habcd", ["habcd"]),
        ("habcd", "abcd", ["abcd"]),
        ("abcd", "zabcd", []),
        ("avec", "aveu", []),
        ("abc2", "abcd", []),
    ],
)
def test_a_word_is_corrected_within_its_tolerance(word: str, base: str, near: list[str]) -> None:
    assert Speller({base: 1}).near(word) == near


def test_the_nearest_come_first_then_the_most_frequent_two_at_most() -> None:
    assert Speller({"abcdexx": 9, "abcdefx": 1}).near("abcdefg") == ["abcdefx"]
    assert Speller({"abca": 1, "abcb": 3, "abcc": 2}).near("abcd") == ["abcb", "abcc"]
    assert Speller({"abcb": 3, "abca": 3}).near("abcd") == ["abca", "abcb"]


def test_words_that_begin_so_are_given_by_frequency_then_by_name() -> None:
    words = Speller({"hall": 1, "halte": 3, "halles": 3, "ville": 9})
    assert words.beginning("hal") == ["halles", "halte", "hall"]
    assert words.beginning("z") == []
    assert (words.knows("hall"), words.knows("hal")) == (True, False)


def test_what_was_corrected_is_remembered_and_forgotten_when_there_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speller, "REMEMBERED", 2)
    words = Speller({"hall": 1})
    for one in ("halx", "haly", "halz", "halx"):
        assert words.near(one) == ["hall"]
        assert len(words._known) <= 2
