"""The identity card of a record in words: each field that is filled, under its French name."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kb.french import day, lower_first
from kb.records.kinds import KINDS, Record, card_fields

Label = Callable[[str, str], str]  # (list, code) → French; territories are the list « territories »

# The controlled list that gives each coded field its French.
LISTS = {
    "themes": "themes", "publics": "publics", "substances": "substances", "trades": "trades",
    "strategies": "strategies", "support_level": "support_levels", "collection_mode": "collection_modes",
    "service_type": "service_types", "territories": "territories",
}  # fmt: skip


def card_facts(model: type[Record], fields: Mapping[str, Any], label: Label) -> tuple[tuple[str, str], ...]:
    """(French name, value in words) of each field of the identity card that is filled, in the order of the page."""
    out = []
    for name, title in card_fields(model):
        said = _said(name, fields.get(name), label)
        if said and not (name == "date" and fields.get("period")):
            out.append((title, said))
    return tuple(out)


def _said(name: str, value: object, label: Label) -> str:
    if not value:
        return ""
    values = [str(one) for one in value] if isinstance(value, Sequence) and not isinstance(value, str) else [str(value)]
    if name == "date":
        values = [day(one) for one in values]
    elif name in LISTS:
        values = [label(LISTS[name], one) for one in values]
    return ", ".join(values)


SUBTYPES = {"experience": "experience_types", "document": "document_types", "service": "service_types"}


def nature(kind: str, subtype: str, label: Label) -> str:
    """« Expérience · récit de pratique »; a document is named by its type alone: « Restitution d’ateliers »."""
    whole = KINDS[kind].label if kind in KINDS else kind
    said = label(SUBTYPES[kind], subtype) if subtype and kind in SUBTYPES else ""
    if kind == "document" and said:
        return said
    return f"{whole} · {lower_first(said)}" if said else whole
