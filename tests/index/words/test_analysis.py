"""From French text to the terms of the lexical index."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.index.words.analysis import GRAM_CELLS, asked_cells, fold, gram_cells, terms_of


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("securite", "sécurité"),
        ("SÉCURITÉ", "sécurité"),
        ("eleve", "élève"),
        ("eleves", "élève"),
        ("arrete", "arrêté"),
        ("mediateur", "médiateurs"),
        ("rixes", "rixe"),
        ("educatrices", "éducatrice"),
        ("oeuvre", "œuvre"),
        ("Œuvres", "oeuvre"),
        ("sœur", "soeurs"),
        ("reseaux", "réseau"),
    ],
)
def test_words_that_differ_by_accents_case_ligature_or_plural_share_a_term(asked: str, written: str) -> None:
    assert set(terms_of(asked)) & set(terms_of(written))


@pytest.mark.parametrize(("one", "other"), [("police", "politique"), ("centre", "cendre"), ("cours", "courses")])
def test_words_that_only_look_alike_share_no_term(one: str, other: str) -> None:
    assert not set(terms_of(one)) & set(terms_of(other))


def test_function_words_and_single_letters_carry_no_term_and_digits_do() -> None:
    assert [terms_of(word) for word in ("le", "Quels", "à", "c", "x")] == [(), (), (), (), ()]
    assert terms_of("3") == ("3",)


def test_words_that_change_a_question_are_kept() -> None:
    assert [bool(terms_of(word)) for word in ("sans", "contre")] == [True, True]


@settings(max_examples=50)
@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(max_examples=50)
@given(st.text())
def test_grams_of_any_text_are_ascending_cells_with_their_counts(text: str) -> None:
    cells, counts = gram_cells(text)
    assert asked_cells(text).tolist() == cells.tolist()
    assert cells.dtype == np.uint16
    assert counts.dtype == np.uint8
    assert len(cells) == len(counts)
    assert (np.diff(cells.astype(int)) > 0).all()
    assert not len(cells) or int(cells.max()) < GRAM_CELLS


def test_texts_that_share_part_of_a_word_share_grams() -> None:
    one, other, far = (set(gram_cells(text)[0].tolist()) for text in ("accompagnement", "accompagner", "hôtel"))
    assert len(one & other) > 5
    assert not one & far


def test_a_count_stops_at_255() -> None:
    assert gram_cells("aaaa " * 1_000)[1].max() == 255
