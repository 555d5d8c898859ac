"""A field is described once, beside its model."""

import pytest

from kb.records.catalogue import every_field
from kb.records.fields import describe
from kb.records.kinds import KINDS, Experience, Record, Signal
from kb.vocabulary.vocabulary import load_vocabulary


@pytest.mark.parametrize("model", KINDS.values())
def test_every_field_of_a_kind_is_described_but_what_the_program_fills(model: type[Record]) -> None:
    assert set(model.model_fields) - set(describe(model)) == {"id", "kind", "links"}
    for name, field in describe(model).items():
        assert field.name == name
        assert field.label == model.model_fields[name].title


@pytest.mark.parametrize("model", KINDS.values())
def test_a_default_is_what_an_empty_field_of_its_sort_is(model: type[Record]) -> None:
    for name, field in describe(model).items():
        default = model.model_fields[name].get_default()
        if field.sort in ("lines", "codes", "groups", "parts"):
            assert default == ()
        elif field.sort == "flag":
            assert default is False


@pytest.mark.parametrize("model", KINDS.values())
def test_codes_come_from_a_list_that_there_is(model: type[Record]) -> None:
    known = load_vocabulary().labels
    for field in describe(model).values():
        assert bool(field.codes) == (field.sort in ("codes", "choice"))
        if field.codes:
            assert known[field.list_name]


def test_parts_are_described_as_fields_are() -> None:
    steps, voices = describe(Experience)["steps"], describe(Experience)["voices"]
    assert [part.name for part in steps.parts] == ["when", "text"]
    assert steps.blank == {"when": "", "text": ""}
    assert voices.blank == {"words": "", "role": "", "agreement": False}
    assert describe(Signal)["level"].list_name == "signal_levels"


@pytest.mark.parametrize("model", KINDS.values())
def test_a_kind_says_who_writes_it_and_what_it_is_called(model: type[Record]) -> None:
    assert all((model.writers, model.prefix, model.label, model.indefinite))
    assert model.subtype == "" or describe(model)[model.subtype].sort == "choice"


def test_kinds_that_have_a_name_in_common_mean_the_same_by_it_wherever_it_is_asked_across_kinds() -> None:
    for model in KINDS.values():
        for name, field in describe(model).items():
            first = every_field()[name]
            if any(one.filter or one.tag or one.compared for one in (field, first)):
                assert (field.sort, field.list_name, field.filter) == (first.sort, first.list_name, first.filter), name
            if field.place == "text":
                assert (field.sort, field.shape, field.main) == (first.sort, first.shape, first.main), name
