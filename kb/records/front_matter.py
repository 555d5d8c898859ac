"""From what a file says of itself (front matter, proposed metadata) to a record."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pydantic import ValidationError

from ingest.cards.words import folded
from ingest.document import Document, Note
from kb.french import lower_first
from kb.records.canonical import fields_of
from kb.records.card import DOUBT, PUBLISHED, UNCHECKED, UNPUBLISHED, understood
from kb.records.card_keys import plain_date
from kb.records.fields import FieldDescription, describe
from kb.records.kinds import KINDS, Record, text_fields
from kb.records.lists import TERRITORIES

MOST_NOTES = 40  # remarks on one card: a longer list is read by nobody


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A record as its file gives it: the record, whether it enters published, and what was wrong in the file.

    `held` is what keeps it back: "" for nothing, "draft" or an audience that the file asks for, DOUBT when its card may
    ask for more than was understood, UNCHECKED for a narrative whose anonymity nobody has checked. `opened` is what the
    card says in so many words to open it: "published", "public", "professionals" or "group".
    """

    record: Record
    published: bool
    notes: tuple[Note, ...]
    held: str = ""
    opened: frozenset[str] = frozenset()


def record_of(
    path: PurePosixPath, document: Document, codes: Mapping[str, Mapping[str, str]], known_territories: frozenset[str]
) -> SourceRecord:
    """The record that a source file holds. A wrong value is left out with a note; it never stops the file.

    What may ask that the file be kept back, and is not understood, keeps it as a draft. `codes` are the controlled
    lists: list → code → label.
    """
    notes: list[Note] = []
    card = understood(document.metadata, notes)
    model = KINDS[card.kind]
    proposed = {} if card.values else dict(document.metadata.get("proposed") or {})
    values = _clean(model, {**proposed, **card.values}, codes, known_territories, notes)
    values["kind"] = card.kind
    values.setdefault("title", document.metadata.get("title") or _title_of(path))
    if card.kind != "document":
        values = {**fields_of(document, text_fields(model)), **values}
    elif document.pages:
        values["pages"] = len(document.pages)
    if not values.get("date") and document.metadata.get("date"):
        values["date"] = document.metadata["date"]
        notes.append(
            Note(
                f"date proposée d’après le fichier : {values['date']}. Si elle est fausse, écrivez la bonne dans sa "
                "carte, sous la forme « date: 2024-06-18 ».",
                level="info",
            )
        )
    record = _validated(model, {**values, "diffusion": card.diffusion}, notes)
    held = card.held
    if held == "group" and not record.groups:
        notes.append(Note("« group » demande aussi « groups », les groupes qui lisent. La fiche reste en brouillon."))
        held = DOUBT
    if card.kind == "experience" and held not in ("draft", DOUBT):
        checked = bool(values.get("anonymity_checked_by")) and PUBLISHED in card.opened
        if not record.fictional and not checked:
            held = UNCHECKED
            notes.append(
                Note(
                    "récit gardé comme brouillon : pour le publier, indiquez « fictional: true », ou "
                    "« status: published » avec « anonymity_checked_by ».",
                    level="info",
                )
            )
    if len(notes) > MOST_NOTES:
        notes[MOST_NOTES:] = [Note(f"et {len(notes) - MOST_NOTES} autres remarques sur son en-tête.")]
    opened = card.opened | ({PUBLISHED} if record.fictional else frozenset())
    return SourceRecord(record, held not in UNPUBLISHED, tuple(notes), held, opened)


def _title_of(path: PurePosixPath) -> str:
    return re.sub(r"[_-]+", " ", path.stem).strip().capitalize() or path.name


def _clean(
    model: type[Record],
    given: Mapping[str, Any],
    codes: Mapping[str, Mapping[str, str]],
    territories: frozenset[str],
    notes: list[Note],
) -> dict[str, Any]:
    values = dict(given)
    for name, field in describe(model).items():
        if name not in values:
            continue
        if field.list_name == TERRITORIES.name:
            values[name] = _territories(values[name], territories, notes)
        elif field.sort == "codes":
            values[name] = _known(name, values[name], codes.get(field.list_name, {}), notes)
        elif field.sort == "choice":
            values[name] = _coded(values[name], codes.get(field.list_name, {}))
        elif field.sort == "date":
            values[name] = _date(field, values[name], notes)
    return values


def _coded(value: Any, codes: Mapping[str, str]) -> Any:
    """The code that a card names by its French label; what is no label of the list stays, for the model to judge."""
    if not isinstance(value, str) or value in codes:
        return value
    return next((code for code, label in codes.items() if folded(label) == folded(value)), value)


def _as_list(value: Any) -> list[str]:
    return [str(one).strip() for one in (value if isinstance(value, list | tuple) else [value])]


def _known(name: str, value: Any, codes: Mapping[str, str], notes: list[Note]) -> list[str]:
    by_label = {label.casefold(): code for code, label in codes.items()}
    kept = []
    for one in _as_list(value):
        code = one if one in codes else by_label.get(one.casefold())
        if code:
            kept.append(code)
        else:
            notes.append(Note(f"« {one} » n’est pas dans la liste « {name} », laissé de côté."))
    return kept


def _territories(value: Any, known: frozenset[str], notes: list[Note]) -> list[str]:
    kept = []
    for one in _as_list(value):
        if one in known or re.fullmatch(r"\d{2}|2[AB]|97\d|\d{5}", one):
            kept.append(one)
        else:
            notes.append(Note(f"territoire « {one} » : un code INSEE est attendu (75119, 93066, 93)."))
    return kept


def _date(field: FieldDescription, value: Any, notes: list[Note]) -> str:
    date = plain_date(value)
    if not date:
        notes.append(
            Note(
                f"{lower_first(field.label)} « {value} » non comprise : la forme attendue est 2024-06-18. "
                "La fiche reste sans date."
            )
        )
    return date


def _validated(model: type[Record], values: dict[str, Any], notes: list[Note]) -> Record:
    """The record; each field that the model refuses is left out with a note."""
    for _ in range(len(values) + 1):
        try:
            return model.model_validate(values)
        except ValidationError as error:
            for one in error.errors():
                name = str(one["loc"][0]) if one["loc"] else ""
                if name == "title":
                    values["title"] = str(values.get("title") or "Sans titre")[:300]
                elif name in values:
                    notes.append(Note(f"champ « {name} » : valeur « {values[name]!r:.60} » non comprise, laissée."))
                    del values[name]
    raise AssertionError("a record with a title alone is valid")
