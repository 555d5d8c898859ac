"""The words of a typed text as readers see them."""

import pytest

from kb.records.seen_text import seen, signs_at


def test_signs_of_a_long_text_are_no_words_of_it() -> None:
    document = seen("experience", "context", "Il **reste**.\n\n- un lit\n- une clé")
    assert document.text == "Il reste.\n\nun lit\n\nune clé"
    assert [block.kind for block in document.blocks] == ["paragraph", "item", "item"]


def test_a_line_is_read_as_it_was_typed() -> None:
    assert seen("experience", "title", "Le *vélo*").text == "Le *vélo*"


def test_each_place_says_which_signs_it_takes() -> None:
    assert signs_at("experience", "steps.1.text") == "blocks"
    assert signs_at("experience", "steps.1.when") == ""
    assert signs_at("experience", "partners.0") == ""
    assert signs_at("pack", "pieces.0.introduction") == "blocks"
    assert signs_at("pack", "pieces.0.questions.1") == ""
    assert signs_at("experience", "inconnu") == ""
    assert signs_at("experience", "summary") == signs_at("experience", "voices.0.words") == "words"


@pytest.mark.parametrize("place", ["summary", "voices.0.words"])
def test_signs_of_a_short_text_are_none_of_its_words_and_its_lists_stay_as_typed(place: str) -> None:
    document = seen("experience", place, "Il **reste** là.\n- un lit")
    assert document.text == "Il reste là.\n- un lit"
    assert [(one.kind, [mark.kind for mark in one.marks]) for one in document.blocks] == [("paragraph", ["strong"])]
    assert seen("experience", place, "").text == ""


def test_a_text_that_takes_no_sign_is_read_by_paragraphs() -> None:
    document = seen("experience", "steps.0.when", "Le **soir**\n\n- un lit")
    assert [document.text[one.start : one.end] for one in document.blocks] == ["Le **soir**", "- un lit"]
    assert not any(one.marks for one in document.blocks)
