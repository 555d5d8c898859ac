"""What each kind declares of its fields changes only when somebody means it: pages, forms and files act on each fact.

`tests/records/declared.tsv` has a line per field, with what it says beside its sort: where it stands, whether a form
asks it and wants it, by what it is filtered and compared, whether names are looked for in it, what else files call it.
After a change that is meant, write it anew and look at what differs: `python -m tests.records.test_declared`.
"""

import dataclasses
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_core import PydanticUndefined

from kb.records.fields import FieldDescription, describe
from kb.records.kinds import KINDS, Record, Signal

DECLARED = Path(__file__).parent / "declared.tsv"
ALL: Mapping[str, type[Record]] = {"record": Record, **KINDS}
# How high the box of a field is drawn is for the eye.
LEFT_OUT = ("name", "codes", "parts", "height", "sort")


def facts(field: FieldDescription) -> str:
    """What is declared of a field, but for what every field of the program has."""
    plain = FieldDescription(field.sort, "")
    told = [
        f"{one.name}={getattr(field, one.name)}"
        for one in dataclasses.fields(field)
        if one.name not in LEFT_OUT and getattr(field, one.name) != getattr(plain, one.name)
    ]
    return "\t".join([field.sort, field.list_name or "-", *told])


def lines_of(kind: str) -> list[str]:
    """A line per field that a kind has of its own, or otherwise than all have it, and one per field of its parts."""
    model = ALL[kind]
    of_all = set() if model is Record else {line.partition(".")[2] for line in lines_of("record")}
    lines = []
    for name, field in describe(model).items():
        default = model.model_fields[name].default
        line = f"{name}\t{'required' if default is PydanticUndefined else repr(default)}\t{facts(field)}"
        if line not in of_all:
            lines += [f"{kind}.{line}", *(f"{kind}.{name}.{part.name}\t{facts(part)}" for part in field.parts)]
    return lines


@pytest.mark.parametrize("kind", ALL)
def test_a_kind_declares_of_its_fields_what_it_declared(kind: str) -> None:
    kept = DECLARED.read_text(encoding="utf-8").splitlines()
    assert lines_of(kind) == [line for line in kept if line.startswith(f"{kind}.")]


def test_a_title_has_at_least_one_character_and_three_hundred_at_most() -> None:
    for title in ("a", "a" * 300):
        assert Signal(title=title).title == title
    for title in ("", "a" * 301):
        with pytest.raises(ValidationError):
            Signal(title=title)


def bounded() -> list[tuple[str, str, int | None, int | None]]:
    """Kind, name and bounds of each number."""
    return [
        (kind, name, field.least, field.most)
        for kind, model in KINDS.items()
        for name, field in describe(model).items()
        if field.sort == "number"
    ]


@pytest.mark.parametrize(("kind", "name", "least", "most"), bounded())
def test_a_number_may_be_each_of_its_bounds_and_none_beyond(
    kind: str, name: str, least: int | None, most: int | None
) -> None:
    for value in filter(lambda one: one is not None, (least, most)):
        assert getattr(KINDS[kind](title="a", **{name: value}), name) == value
    for value in ([least - 1] if least is not None else []) + ([most + 1] if most is not None else []):
        with pytest.raises(ValidationError):
            KINDS[kind](title="a", **{name: value})


if __name__ == "__main__":
    DECLARED.write_text("\n".join(line for kind in ALL for line in lines_of(kind)) + "\n", encoding="utf-8")
