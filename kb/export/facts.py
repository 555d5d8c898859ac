"""The identity card of a record in words: each field that is filled, under its French name."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kb.french import day, lower_first
from kb.records.catalogue import subtype_of
from kb.records.fields import FieldDescription, describe
from kb.records.kinds import KINDS, Record
from kb.records.kinds.record import DATE, PERIOD

Label = Callable[[str, str], str]  # (list, code) → French; territories are the list « territories »


def card_facts(model: type[Record], fields: Mapping[str, Any], label: Label) -> tuple[tuple[str, str], ...]:
    """(French name, value in words) of each field of the identity card that is filled, in the order of the page."""
    out = []
    for field in describe(model).values():
        said = in_words(field, fields.get(field.name), label) if field.place == "card" and field.exported else ""
        # A period says when in the words that its author chose: the date beside it would say more than they did.
        if said and not (field.name == DATE and fields.get(PERIOD)):
            out.append((field.label, said))
    return tuple(out)


def in_words(field: FieldDescription, value: object, label: Label) -> str:
    """The value of a field as a card says it, "" for none; a list of parts has one line for each."""
    if value in ("", None, False) or (isinstance(value, Sequence) and not value):
        return ""
    listed = isinstance(value, Sequence) and not isinstance(value, str)
    values: list[Any] = list(value) if isinstance(value, Sequence) and listed else [value]
    match field.sort:
        case "flag":
            return "oui"
        case "date":
            return ", ".join(day(str(one)) for one in values)
        case "codes" | "choice":
            return ", ".join(label(field.list_name, str(one)) for one in values)
        case "parts":
            return "\n".join(_part(field, one, label) for one in values)
        case _:
            return ", ".join(str(one) for one in values)


def _part(field: FieldDescription, part: Any, label: Label) -> str:
    given = part if isinstance(part, Mapping) else part.model_dump()
    said = [(one, in_words(one, given.get(one.name), label)) for one in field.parts]
    return " · ".join(
        one.one if one.sort == "flag" else words if one.name == field.main else f"{one.label} : {words}"
        for one, words in said
        if words
    )


def nature(kind: str, subtype: str, label: Label) -> str:
    """« Expérience · récit de pratique »; a document is named by its type alone: « Restitution d’ateliers »."""
    whole = KINDS[kind].label if kind in KINDS else kind
    field = subtype_of(kind)
    said = label(field.list_name, subtype) if subtype and field else ""
    if kind == "document" and said:
        return said
    return f"{whole} · {lower_first(said)}" if said else whole
