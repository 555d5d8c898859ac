"""Function words in capitals: acronyms in a line of small letters, words in one that is all capitals."""

import pytest

from kb.index.words.tokens import AROUND, SHOUTED_WORDS, is_shouted, marks_of, reading_of, term_counts


@pytest.mark.parametrize(
    ("line", "shouted"),
    [
        ("UN DEUX TROIS QUATRE", True),
        ("UN DEUX TROIS", False),
        ("UN DEUX TROIS QUATRE a", True),
        ("ABCD EFGH IJ KL abcd", False),
        ("ABCD EFGH IJ KL abc", True),
        ("ABCD EFGH IJ KLM abcd", True),
        ("ABCD EFGH IJ KL abcdx", False),
        ("1 2 3 4 5", False),
        ("", False),
    ],
)
def test_a_line_is_in_capitals_when_it_has_more_than_three_for_a_small_letter(line: str, shouted: bool) -> None:
    assert is_shouted(line) is shouted


def test_a_line_of_few_words_says_nothing_of_its_capitals() -> None:
    few = " ".join(["RELAIS"] * (SHOUTED_WORDS - 1))
    assert "AS" in term_counts(f"{few} AS")
    assert "AS" not in term_counts(f"{few} RELAIS AS")


@pytest.mark.parametrize("before", [0, 1, AROUND - 1, AROUND, AROUND + 1, 3 * AROUND])
def test_of_a_line_without_end_what_stands_around_is_its_line(before: int) -> None:
    capitals, small = "RELAIS UNIQUE ET NOUVEAU " * 100, "un relais et un autre " * 100
    assert "AS" in term_counts(f"{capitals}{small[:before]}{small[:1200]} AS {small}")
    assert "AS" not in term_counts(f"{small}{capitals[: before - before % 25]}{capitals[:1200]} AS {capitals}")


def test_the_lines_before_and_after_are_other_lines() -> None:
    shouted = "RELAIS UNIQUE ET NOUVEAU VENU D ICI"
    assert "AS" in term_counts(f"{shouted}\nune AS ici\n{shouted}")
    assert "AS" not in term_counts(f"une ligne en petites lettres\n{shouted} AS\nune autre en petites lettres")


def test_a_letter_before_an_apostrophe_is_no_acronym_and_a_word_is() -> None:
    assert "C" not in term_counts("Vu ici, C’est lui")
    assert "C" in term_counts("Une hépatite C et une")
    assert "A" not in term_counts("Une hépatite A et une")
    assert "AS" in term_counts("Une AS’ ici")


def test_parts_of_a_compound_are_marked_alone_and_a_word_whole() -> None:
    text = "Un auto-support et un support"

    def marked(*wanted: str) -> list[str]:
        return [text[a:b] for a, b in marks_of(text, frozenset(wanted))]

    assert marked("support") == ["support", "support"]
    assert marked("autosupport") == ["auto-support"]
    assert marked("support", "autosupport") == ["auto-support", "support"]
    assert marked("absent") == []


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("un-deux", "undeux"),
        ("relais-santé-jeunes-ville", "relaissantejeunesville"),
        ("relais-santé-jeunes-ville-sud", None),
        ("10-12", None),
        ("10-mmc", "10mmc"),
        ("dit-elle", None),
        ("relais", None),
    ],
)
def test_a_compound_of_two_to_four_words_is_one_more_word(written: str, whole: str | None) -> None:
    found = reading_of(written).whole
    assert (found and found.folded) == whole
