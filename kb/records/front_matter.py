"""From what a file says of itself (front matter, proposed metadata) to a record."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pydantic import ValidationError

from ingest.document import Document, Note
from kb.records.canonical import fields_of
from kb.records.kinds import KINDS, DocumentRecord, Record, text_fields

# Singular names that front matter may use for the lists of a record.
ALIASES = {
    "theme": "themes",
    "public": "publics",
    "substance": "substances",
    "trade": "trades",
    "territory": "territories",
    "author": "authors",
    "type": "experience_type",
}
LISTS = ("themes", "publics", "substances", "trades", "strategies")
DATE = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")
MOST_NOTES = 40  # remarks on one card: a longer list is read by nobody
STATUSES = ("published", "draft")
# Keys of the file, not of the record.
OF_THE_FILE = frozenset({"status", "source_type", "attachments"})


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A record as its file gives it: the record, whether it enters published, and what was wrong in the file."""

    record: Record
    published: bool
    notes: tuple[Note, ...]


def record_of(
    path: PurePosixPath, document: Document, codes: Mapping[str, Mapping[str, str]], known_territories: frozenset[str]
) -> SourceRecord:
    """The record that a source file holds. A wrong value is left out with a note; it never stops the file.

    `codes` are the controlled lists: list → code → label.
    """
    given = dict(document.metadata.get("front_matter") or {})
    notes: list[Note] = []
    kind = str(given.get("kind") or "document")
    if kind not in KINDS:
        notes.append(Note(f"genre « {kind} » inconnu : la fiche est gardée comme document."))
        kind = "document"
    model = KINDS[kind]
    status = str(given.pop("status", "") or "")
    if status and status not in STATUSES:
        notes.append(
            Note(
                f"statut « {status} » inconnu : « published » ou « draft » sont attendus. La fiche reste en brouillon."
            )
        )
        status = "draft"
    proposed = {} if given else dict(document.metadata.get("proposed") or {})
    values = _clean({**proposed, **given}, model, codes, known_territories, notes)
    values["kind"] = kind
    values.setdefault("title", document.metadata.get("title") or _title_of(path))
    if kind != "document":
        values = {**fields_of(document, text_fields(model)), **values}
    elif document.pages:
        values["pages"] = len(document.pages)
    if not values.get("date") and document.metadata.get("date"):
        values["date"] = document.metadata["date"]
    record = _validated(model, values, notes)
    # Who may read it is not known: nobody may.
    hidden = str(given.get("diffusion") or record.diffusion) != record.diffusion
    if hidden:
        notes.append(
            Note("« diffusion » attend « public », « professionals » ou « group ». La fiche reste en brouillon.")
        )
    published = status != "draft" and not hidden
    if kind == "experience" and not record.fictional:
        checked = bool(values.get("anonymity_checked_by"))
        published = published and status == "published" and checked
        if not published:
            notes.append(
                Note(
                    "récit gardé comme brouillon : pour le publier, indiquez « fictional: true », ou "
                    "« status: published » avec « anonymity_checked_by ».",
                    level="info",
                )
            )
    if len(notes) > MOST_NOTES:
        notes[MOST_NOTES:] = [Note(f"et {len(notes) - MOST_NOTES} autres remarques sur son en-tête.")]
    return SourceRecord(record, published, tuple(notes))


def _title_of(path: PurePosixPath) -> str:
    return re.sub(r"[_-]+", " ", path.stem).strip().capitalize() or path.name


def _clean(
    given: Mapping[str, Any],
    model: type[Record],
    codes: Mapping[str, Mapping[str, str]],
    territories: frozenset[str],
    notes: list[Note],
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in given.items():
        name = ALIASES.get(str(key), str(key))
        if name in OF_THE_FILE or value is None:
            continue
        if name == "experience_type" and issubclass(model, DocumentRecord):
            name = "document_type"
        if name not in model.model_fields:
            notes.append(Note(f"champ « {key} » inconnu, laissé de côté."))
            continue
        values[name] = value
    for name in LISTS:
        if name in values:
            values[name] = _known(name, values[name], codes.get(name, {}), notes)
    if "territories" in values:
        values["territories"] = _territories(values["territories"], territories, notes)
    if "date" in values:
        values["date"] = _date(values["date"], notes)
    return values


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


def _date(value: Any, notes: list[Note]) -> str:
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()[:10]
    text = str(value).strip()
    if DATE.match(text):
        try:
            datetime.date.fromisoformat(text + "-01-01"[: 10 - len(text)] if len(text) == 4 else (text + "-01")[:10])
            return text
        except ValueError:
            pass
    notes.append(Note(f"date « {text} » non comprise : la forme attendue est 2024-06-18. La fiche reste sans date."))
    return ""


def _validated(model: type[Record], values: dict[str, Any], notes: list[Note]) -> Record:
    """The record; each field that the model refuses is left out with a note."""
    for _ in range(len(values) + 1):
        try:
            return model.model_validate(values)
        except ValidationError as error:
            for one in error.errors():
                name = str(one["loc"][0]) if one["loc"] else ""
                if name == "title":
                    values["title"] = str(values.get("title") or "Sans titre")[:300] or "Sans titre"
                elif name in values:
                    notes.append(Note(f"champ « {name} » : valeur « {values[name]!r:.60} » non comprise, laissée."))
                    del values[name]
    raise AssertionError("a record with a title alone is valid")
