"""Results of a search as files: for a spreadsheet, for a program that keeps references."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kb.export.bibtex import bibtex_text
from kb.export.booklet.typography import cleaned
from kb.export.facts import Label, nature
from kb.export.ris import ris_text
from kb.records.pieces import Reference, ReferenceType
from kb.records.summary import RecordSummary

BOM = "\ufeff"  # without it a spreadsheet takes UTF-8 for something else
# A cell that begins so is a formula to a spreadsheet, and a formula may send what it reads to somebody.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
COLUMNS = (
    "Rang", "Identifiant", "Nature", "Titre", "Résumé", "Auteurs", "Structure", "Territoires", "Date", "Période",
    "Thèmes", "Publics", "Issue", "Exemple fictif", "Passage", "Section", "Page", "Plus loin de la question", "Adresse",
)  # fmt: skip
TYPES: dict[str, ReferenceType] = {"article": "article", "report": "report", "guide": "report", "restitution": "report"}


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record found, with its best passage; `address` is where others can open it."""

    rank: int
    record: RecordSummary
    address: str
    passage: str = ""
    section: str = ""
    page: int | None = None
    weak: bool = False


def results_csv(found: Sequence[FoundRecord], label: Label) -> str:
    """The results as a spreadsheet opens them in France: UTF-8 with its mark, semicolons, no formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in found:
        writer.writerow([_cell(value) for value in _row(one, label)])
    return BOM + out.getvalue()


def _row(one: FoundRecord, label: Label) -> list[object]:
    record = one.record

    def labels(name: str, codes: Sequence[str]) -> str:
        return ", ".join(label(name, code) for code in codes)

    return [
        one.rank, record.id, nature(record.kind, record.subtype, label), record.title, record.summary,
        ", ".join(record.authors), record.organisation, labels("territories", record.territories), record.date,
        record.period, labels("themes", record.themes), labels("publics", record.publics),
        label("outcomes", record.outcome) if record.outcome else "", "oui" if record.fictional else "non",
        one.passage, one.section, one.page or "", "oui" if one.weak else "non", one.address,
    ]  # fmt: skip


def _cell(value: object) -> str:
    """A value as a cell; an apostrophe before a formula makes it words again."""
    text = " ".join(cleaned(str(value)).split())
    return f"'{text}" if text.startswith(FORMULA) else text


def record_reference(record: RecordSummary, address: str, today: date) -> Reference:
    """A record as the reference by which others cite it."""
    said = " [exemple fictif]" if record.fictional else ""
    return Reference(
        type=TYPES.get(record.subtype, "webpage") if record.kind == "document" else "webpage",
        authors=record.authors or ((record.organisation,) if record.organisation else ()),
        title=record.title + said,
        container="Récits partagés",
        publisher=record.organisation if record.authors else "",
        date=record.date,
        url=address,
        accessed=today.isoformat() if address else "",
    )


def results_bibtex(found: Sequence[FoundRecord], today: date) -> str:
    """The results as BibTeX, each under its identifier."""
    return bibtex_text([(one.record.id, record_reference(one.record, one.address, today)) for one in found])


def results_ris(found: Sequence[FoundRecord], today: date) -> str:
    """The results as RIS."""
    return ris_text([(one.record.id, record_reference(one.record, one.address, today)) for one in found])
