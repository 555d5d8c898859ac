"""Forms are drawn from what the kinds say of their fields."""

import pytest

from kb.errors import KbError
from kb.records.fields import describe
from kb.records.kinds import KINDS
from kb.wiki.write.forms import FormRefused, missing, placed, preview_record, questions, record_from, texts_of


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


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("15/04/2026", "2026-04-15"), ("1er avril 2026", "2026-04-01"), ("avril 2026", "2026-04"), ("2026", "2026"),
     ("2026-04-15", "2026-04-15")],
)  # fmt: skip
def test_a_date_is_taken_as_people_write_it(typed: str, kept: str) -> None:
    assert record_from("pack", "", {"title": "Un dossier", "closed_on": typed}).closed_on == kept  # type: ignore[attr-defined]
    closed = record_from("service", "", {"title": "Une halte", "closed_from": typed, "saturation_on": typed})
    assert (closed.closed_from, closed.saturation_on) == (kept, kept)  # type: ignore[attr-defined]


@pytest.mark.parametrize("typed", ["un de ces jours", "31/02/2026", "2026-13"])
def test_a_date_that_nobody_can_read_is_refused_and_keeps_no_draft_from_opening(typed: str) -> None:
    fields = {"title": "Un dossier", "closed_on": typed, "brief": "Parler"}
    with pytest.raises(FormRefused, match="17 mai 2024"):
        record_from("pack", "", fields)
    shown = preview_record("pack", "", fields)
    assert (shown.title, shown.brief, shown.closed_on) == ("Un dossier", "Parler", "")  # type: ignore[attr-defined]


def test_a_preview_leaves_out_whatever_is_wrong() -> None:
    shown = preview_record("experience", "", {"fictional": "peut-être", "context": "Une rue."})
    assert (shown.title, shown.fictional, shown.context) == ("Sans titre", False, "Une rue.")  # type: ignore[attr-defined]
