"""The fields of all kinds, asked across kinds: which filter, which are facets or tags, which lists give their codes."""

import functools
from collections.abc import Callable, Mapping

from kb.records.fields import CODED, FieldDescription, describe
from kb.records.kinds import KINDS, Record
from kb.records.lists import CodeList


@functools.cache
def every_field() -> Mapping[str, FieldDescription]:
    """The fields of all kinds by name, in the order of declaration; of a name that several kinds have, the first one.

    Kinds may mean two things by a name, but for what filters, compares or tags, and for texts (a test says so).
    """
    out: dict[str, FieldDescription] = {}
    for model in KINDS.values():
        for name, field in describe(model).items():
            out.setdefault(name, field)
    return out


def _where(holds: Callable[[FieldDescription], bool]) -> tuple[FieldDescription, ...]:
    return tuple(field for field in every_field().values() if holds(field))


@functools.cache
def filters() -> Mapping[str, FieldDescription]:
    """The fields that records are filtered by, by their key in `where`."""
    return {field.filter: field for field in _where(lambda field: bool(field.filter))}


@functools.cache
def facet_fields() -> tuple[FieldDescription, ...]:
    """The fields that are facets of a page of results, in its order."""
    return tuple(sorted(_where(lambda field: bool(field.filter) and field.facet > 0), key=lambda field: field.facet))


@functools.cache
def tags() -> Mapping[str, FieldDescription]:
    """The fields whose codes readers may propose as tags, by name."""
    return {field.name: field for field in _where(lambda field: field.tag)}


@functools.cache
def compared() -> tuple[FieldDescription, ...]:
    """The coded fields that records are compared by."""
    return _where(lambda field: field.compared and field.sort in CODED)


@functools.cache
def code_lists() -> Mapping[str, CodeList]:
    """The controlled lists that fields take their codes from, by name; those of the fields of parts too."""
    out: dict[str, CodeList] = {}
    for field in every_field().values():
        for one in (field, *field.parts):
            if one.codes:
                out.setdefault(one.codes.name, one.codes)
    return out


@functools.cache
def editable_lists() -> tuple[CodeList, ...]:
    """The lists that administrators complete."""
    return tuple(one for one in code_lists().values() if one.editable)


def ties(record: Record) -> tuple[tuple[str, str], ...]:
    """(type of link, what it names) of each record that a record names in one of its fields."""
    return tuple(
        (one.tie, target)
        for name, one in describe(type(record)).items()
        if one.sort == "records"
        for target in getattr(record, name)
    )


def with_ties(record: Record, choose: Callable[[str], str]) -> Record:
    """The same record with each record that its fields name under another name, and without those of name ""."""
    changed = {
        name: tuple(dict.fromkeys(filter(None, map(choose, getattr(record, name)))))
        for name, one in describe(type(record)).items()
        if one.sort == "records" and getattr(record, name)
    }
    return record.model_copy(update=changed) if changed else record


def subtype_of(kind: str) -> FieldDescription | None:
    """The field that parts the records of a kind into types, None where there is none."""
    model = KINDS.get(kind)
    return describe(model)[model.subtype] if model and model.subtype else None
