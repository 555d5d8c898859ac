"""The lists of names: what each word is known to be."""

from collections import Counter

import pytest

from kb.protection import lexicon as lists
from kb.protection.lexicon import FirstName, fold, lexicon


def test_a_first_name_stands_once_in_its_list_so_that_its_gender_is_the_one_most_bear() -> None:
    written = [fold(row[0]) for row in lists._lines(lists.FIRST_NAMES)]
    assert [name for name, times in Counter(written).items() if times > 1] == []
    assert (lexicon().first_names["jean"].gender, lexicon().first_names["marie"].gender) == ("m", "f")


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("Karim", FirstName("Karim", "m", "")),
        ("KARIM", FirstName("Karim", "m", "")),
        ("Karim-Paul", FirstName("Karim-Paul", "m", "bas")),
        ("Fatou-Marie", FirstName("Fatou-Marie", "f", "bas")),
        ("Karim-Table", None),
        ("Table-Karim", None),
        ("Karim-Paul-Table", None),
        ("Karim-Paul-Marie", None),
        ("Table", None),
    ],
)
def test_a_first_name_may_be_made_of_two(word: str, known: FirstName | None) -> None:
    assert lexicon().first_name(word) == known


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("Noël", True),
        ("PARIS", True),
        ("Saint-Machin", True),
        ("Sainte-Machine", True),
        ("Machin-sur-Truc", True),
        ("Machin-les-Truc", True),
        ("Machin-Truc", False),
        ("Machinsur-Truc", False),
        ("Karim", False),
        ("Zadkiel", False),
    ],
)
def test_a_word_that_names_a_place_a_body_or_a_day_names_nobody(word: str, other: bool) -> None:
    assert lexicon().is_other(word) == other
