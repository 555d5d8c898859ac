"""Forms are drawn from what the kinds say of their fields."""

import pytest

from kb.errors import KbError
from kb.records.fields import describe
from kb.records.kinds import KINDS
from kb.wiki.write.forms import missing, placed, questions, record_from, texts_of


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"pack"}))
def test_a_form_asks_every_field_that_wants_to_be_asked(kind: str) -> None:
    asked = {name for question in questions(kind) for name in question.fields}
    assert {name for name, field in describe(KINDS[kind]).items() if field.asked} <= asked
    assert asked <= set(describe(KINDS[kind]))
    for question in questions(kind):
        assert set(question.required) <= set(question.fields)


def test_the_level_of_a_signal_and_how_a_narrative_was_collected_are_asked() -> None:
    of_signal = {name for question in questions("signal") for name in question.fields}
    of_narrative = {name for question in questions("experience") for name in question.fields}
    assert "level" in of_signal
    assert {"support_level", "collection_mode"} <= of_narrative


def test_a_part_that_lacks_what_it_is_about_is_no_part() -> None:
    fields = {"title": "Un récit", "steps": [{"when": "mai", "text": " "}, {"when": "", "text": "Fait."}]}
    assert [step.text for step in record_from("experience", "", fields).steps] == ["Fait."]  # type: ignore[attr-defined]
    assert "steps" in {one.field for one in missing("experience", {"steps": [{"when": "mai", "text": ""}]})}


def test_what_is_chosen_is_not_typed() -> None:
    with pytest.raises(KbError, match="Champ inconnu"):
        placed("experience", {}, "themes", "héberg")
    with pytest.raises(KbError, match="Champ inconnu"):
        placed("experience", {"voices": []}, "voices.0.agreement", "oui")
    assert placed("experience", {}, "partners", "A\n\n B ") == ["A", "B"]
    assert placed("experience", {}, "voices.0.role", "une mère") == [
        {"words": "", "role": "une mère", "agreement": False}
    ]


def test_names_are_looked_for_in_texts_and_not_in_codes() -> None:
    fields = {
        "title": "A", "themes": ["genre"], "authors": ["B"], "partners": ["C"], "steps": [{"when": "D", "text": "E"}],
        "fictional": True, "anonymity_checked_by": "F",
    }  # fmt: skip
    assert texts_of("experience", fields) == {
        "title": "A", "partners.0": "C", "steps.0.when": "D", "steps.0.text": "E",
    }  # fmt: skip
