"""Signals as files: taken from a table of another tool, given to the cell, and an extract that names nobody.

Columns are those of COLUMNS, whatever their order; codes or French labels. A row that is wrong is refused with its
number and its reason, and the others are taken. The same row taken twice is one signal.
"""

import csv
import datetime
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from ingest.french.folding import unaccented
from ingest.sandbox.workbook_trial import opens
from kb.errors import KbError
from kb.readers import Person
from kb.records.kinds.signal import KNOWLEDGE, STATES, SUBJECTS, TRIGGERS
from kb.records.plain import one_line
from kb.store.watch import signals as store
from kb.watch.context import Watch
from kb.watch.given import SignalRefused, checked_fields, checked_text, place_typed, title_of
from kb.watch.overview import look
from kb.wiki.context import require_anywhere

# Column of a file: name of the field. The first four are asked for.
COLUMNS: Final[Mapping[str, str]] = {
    "date": "day", "territoire": "territory", "texte": "text", "connaissance": "knowledge", "objet": "subject",
    "declencheur": "trigger", "produits": "substances", "themes": "themes", "forme": "form", "voie": "route",
    "prix": "price", "acces": "access", "fonction": "function", "structure": "structure", "etat": "state",
    "fictif": "fictional",
}  # fmt: skip
ASKED: Final = ("date", "territoire", "texte", "connaissance")
LISTED: Final = ("substances", "themes")
CODES: Final = {"knowledge": KNOWLEDGE.entries, "subject": SUBJECTS.entries, "trigger": TRIGGERS.entries}
# A file may say how far another tool had taken a signal; what was diffused there is not diffused here.
TAKEN_STATES: Final = ("received", "verified", "evaluated", "closed", "retracted")
LARGEST: Final = 20_000_000  # bytes
MOST_ROWS: Final = 20_000
OLDEST: Final = datetime.date(2000, 1, 1)
FORMS: Final = ("csv", "xlsx", "json")
# A spreadsheet takes a cell that begins so for a formula.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class SignalFileRefused(KbError):
    """A file that is no table of signals."""


@dataclass(frozen=True, slots=True)
class SignalsImported:
    """What came of a file: signals added, those that were there already, and why rows were refused."""

    added: int
    known: int
    wrong: tuple[str, ...]


def import_file(watch: Watch, person: Person, name: str, content: bytes) -> SignalsImported:
    """Take the signals of a CSV, XLSX or JSON file. Raises FileRefused when it is none."""
    require_anywhere("handle_signals", person)
    if len(content) > LARGEST:
        raise SignalFileRefused(f"Plus de {LARGEST // 1_000_000} Mo : coupez le fichier en plusieurs.")
    rows = _rows(name, content)
    if len(rows) > MOST_ROWS:
        raise SignalFileRefused(f"Plus de {MOST_ROWS} lignes : coupez le fichier en plusieurs.")
    ready, wrong = [], []
    for number, row in rows:
        try:
            ready.append(_read(watch, row))
        except SignalRefused as error:
            wrong.append(f"Ligne {number} : {error}")
    if not ready:
        return SignalsImported(0, 0, tuple(wrong))
    vectors = watch.encode([one["fields"]["description"] for one in ready])
    added = 0
    for one, vector in zip(ready, vectors, strict=True):
        state = one.pop("state")
        taken, new = store.add_report(watch.private, sender="", vector=vector, **one)
        if new and state != "received":
            store.change_report(watch.private, taken, state=state, deadline="")
            store.add_step(watch.private, taken, actor="", state=state, reason="repris d’un fichier", at=one["at"])
        added += new
    return SignalsImported(added, len(ready) - added, tuple(wrong))


def _rows(name: str, content: bytes) -> list[tuple[int, dict[str, Any]]]:
    """The rows of a file, with their numbers, under the names of COLUMNS."""
    form = name.rsplit(".", 1)[-1].lower()
    try:
        if form == "json":
            found = json.loads(content.decode("utf-8-sig"))
            listed = found["signaux"] if isinstance(found, dict) else found
            table: Iterable[Mapping[str, Any]] = [dict(one) for one in listed]
        elif form == "xlsx":
            if not opens(content, MOST_ROWS + 2):
                raise SignalFileRefused("Ce classeur est endommagé, ou trop lourd une fois ouvert.")
            sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
            lines = sheet.to_python(nrows=MOST_ROWS + 2)
            heads = [str(one) for one in lines[0]]
            table = [dict(zip(heads, line, strict=False)) for line in lines[1:]]
        else:
            text = content.decode("utf-8-sig")
            table = csv.DictReader(io.StringIO(text), delimiter=";" if text.split("\n")[0].count(";") else ",")
            table = list(table)
    except (UnicodeDecodeError, ValueError, RecursionError, LookupError, TypeError, csv.Error, CalamineError):
        raise SignalFileRefused(
            "Ce fichier ne se lit pas comme une liste de signaux : un CSV en UTF-8, un XLSX ou un JSON, dont la "
            "première "
            f"ligne nomme les colonnes ({', '.join(ASKED)}…)."
        ) from None
    rows = [(number, {_head(key): value for key, value in row.items()}) for number, row in enumerate(table, 2)]
    if rows and (lacking := [one for one in ASKED if one not in rows[0][1]]):
        raise SignalFileRefused(f"Il manque la colonne « {lacking[0]} ». Colonnes attendues : {', '.join(COLUMNS)}.")
    return [(number, row) for number, row in rows if any(str(value or "").strip() for value in row.values())]


def _head(name: object) -> str:
    return unaccented(str(name or "")).strip().casefold().replace(" ", "_")


def _read(watch: Watch, row: Mapping[str, Any]) -> dict[str, Any]:
    given = {field: _plain(row.get(column)) for column, field in COLUMNS.items()}
    for name, entries in CODES.items():
        given[name] = _code(given[name], entries)
    lists = watch.wiki.vocabulary.lists
    listed = {
        name: [_code(one, lists[name]) for one in str(given[name]).replace("|", ",").split(",") if one.strip()]
        for name in LISTED
    }
    text = checked_text(given["text"])
    fields = checked_fields(watch.wiki.vocabulary, {**given, **listed})
    if not fields["knowledge"]:
        raise SignalRefused("« connaissance » est vide.", "knowledge")
    fields["fictional"] = given["fictional"].casefold() in ("oui", "1", "true", "vrai")
    day, place = _day(given["day"], watch.today), place_typed(watch.wiki.vocabulary, given["territory"])
    state = _code(given["state"], STATES.entries) or "received"
    if state not in TAKEN_STATES:
        raise SignalRefused(f"« {given['state'][:40]} » n’est pas un état que l’on importe.", "state")
    said = json.dumps([day, place, text, given["structure"]], ensure_ascii=False)
    return {
        "key": f"file:{hashlib.sha256(said.encode()).hexdigest()[:32]}", "structure": given["structure"][:200],
        "day": day, "territory": place, "fields": {**fields, "description": text, "title": title_of(text)},
        "at": f"{day}T12:00:00+00:00", "state": state,
    }  # fmt: skip


def _plain(value: Any) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()[:10]
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return str(value if value is not None else "").strip()


def _code(said: str, entries: Mapping[str, str]) -> str:
    """The code of a label or of a code; what is neither, unchanged: whoever checks names it."""
    wanted = _head(one_line(said))
    return next((code for code, label in entries.items() if wanted in (_head(code), _head(label))), one_line(said))


def _day(text: str, today: datetime.date) -> str:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.datetime.strptime(text[:10], form).date()
        except ValueError:
            continue
        if day > today:
            raise SignalRefused(f"le {text[:10]} n’est pas encore venu.", "day")
        if day < OLDEST:
            raise SignalRefused(f"le {text[:10]} est avant l’an 2000.", "day")
        return day.isoformat()
    raise SignalRefused(f"« {text[:20]} » n’est pas une date (2026-05-17 ou 17/05/2026).", "day")


def export_file(watch: Watch, person: Person, form: str) -> bytes:
    """Every signal, for the cell, in the columns that `import_file` takes. No sender stands in it, nor structure."""
    require_anywhere("handle_signals", person)
    rows = []
    for one in store.reports(watch.private):
        fields = one.fields
        row = {"numero": one.number, "fiche": one.record_id, "structures": len(one.structures)}
        row |= {
            column: _plain({"day": one.day, "territory": one.territory, "text": fields["description"],
                            "state": one.state, "structure": "", "fictional": "oui" if fields.get("fictional") else ""}
                           .get(field, fields.get(field)))
            for column, field in COLUMNS.items()
        }  # fmt: skip
        rows.append(row)
    return _written(rows, ["numero", "fiche", "structures", *COLUMNS], form, "signaux")


def extract(watch: Watch, person: Person, form: str) -> bytes:
    """The anonymised extract: how many signals by territory and month, and by territory and product, small ones masked.

    An empty count is a masked one. Whoever asks gets what a reader outside the cell sees, the cell too.
    """
    require_anywhere("handle_signals", person)
    seen = look(watch, person, outside=True)
    rows = []
    for table, columns, masked in (("mois", seen.months, seen.by_month), ("produit", seen.products, seen.by_product)):
        for place, counts in zip(seen.territories, masked.cells, strict=True):
            rows += [
                {"territoire": place, "nom": watch.wiki.vocabulary.label("territories", place), "selon": table,
                 "valeur": column or "sans produit", "signaux": "" if count is None else count}
                for column, count in zip(columns, counts, strict=True)
            ]  # fmt: skip
    return _written(rows, ["territoire", "nom", "selon", "valeur", "signaux"], form, "effectifs")


def _written(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], form: str, name: str) -> bytes:
    if form == "json":
        return json.dumps({"version": 1, name: list(rows)}, ensure_ascii=False, indent=1).encode()
    if form == "xlsx":
        out = io.BytesIO()
        with xlsxwriter.Workbook(
            out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        ) as book:
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, columns)
            for number, row in enumerate(rows, 1):
                sheet.write_row(number, 0, [row.get(column, "") for column in columns])
        return out.getvalue()
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(columns)
    writer.writerows([_safe(row.get(column, "")) for column in columns] for row in rows)
    return ("\ufeff" + text.getvalue()).encode()


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
