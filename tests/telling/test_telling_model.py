"""The field proposed for a paragraph comes from its words, its meaning and its place, with or without the encoder."""

from collections.abc import Sequence

import numpy as np
import pytest

from kb.records.kinds import Experience, text_fields
from kb.telling.field_model import field_model, fields_told
from kb.telling.words import signs
from tools.fit_fields import told_freely


def never(texts: Sequence[str]) -> np.ndarray:
    raise AssertionError("the encoder was asked")


def test_another_encoder_leaves_the_words_to_decide() -> None:
    told = ["Il dormait dans l’escalier.", "« Vous revenez quand ? », elle a dit.", "Est-ce qu’il fallait le dire ?"]
    assert fields_told(told, "another-encoder", never)[2] == "open_questions"


def test_every_field_proposed_is_a_text_of_the_form() -> None:
    assert set(field_model().fields) <= {name for name, _ in text_fields(Experience)}


def test_no_text_gives_no_field_and_an_empty_one_still_gives_one() -> None:
    assert fields_told([], "another-encoder", never) == ()
    assert len(fields_told(["…", "12"], "another-encoder", never)) == 2


def test_signs_tell_a_question_a_quote_and_an_ending() -> None:
    found = signs("« Nous reviendrions ? »")
    assert "§quotes" in found
    assert "~ions" in found
    assert "§asks" not in found
    assert "§asks" in signs("Reviendrons-nous ?")


@pytest.mark.parametrize("split", ["tune", "held"])
def test_narratives_told_freely_are_labelled_with_fields_of_the_form(split: str) -> None:
    known = {name for name, _ in text_fields(Experience)}
    told = told_freely(split)
    assert len(told) >= 13
    assert {field for narrative in told for _, field in narrative} <= known


def test_words_alone_are_right_far_more_often_than_place_on_narratives_never_fitted() -> None:
    right = asked = 0
    for narrative in told_freely("held"):
        found = fields_told([text for text, _ in narrative], "another-encoder", never)
        right += sum(one == field for one, (_, field) in zip(found, narrative, strict=True))
        asked += len(narrative)
    assert right / asked >= 0.5
