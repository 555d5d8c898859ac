"""Spreadsheets (XLSX, XLS, ODS) and CSV: each sheet as a table, hidden sheets, rows and columns left out."""

import csv
import datetime
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from ingest.assembly import Assembly, repaired
from ingest.document import Note, Reading
from ingest.left_out import agreed
from ingest.office.archive import BROKEN, refusal
from ingest.office.hidden_cells import Hidden, hidden_cells
from ingest.office.properties import asking, office_properties
from ingest.plain_text.encodings import decoded

MAX_ROWS = 10_000  # of one sheet: a text of that length is no longer read by anyone
MAX_COLUMNS = 200
# What office programs call a sheet that nobody named.
_UNNAMED = re.compile(r"(?i)^(?:feuil(?:le)?|sheet|tabelle|hoja|blad)\s*\d*$")
_DELIMITERS = ";\t,|"
SAMPLE_LINES = 50
_NONE: Mapping[str, str] = MappingProxyType({})


def read_spreadsheet(path: Path) -> Reading:
    """The document that a workbook holds: a heading and a table for each sheet that is shown."""
    with path.open("rb") as file:
        zipped = file.read(2) == b"PK"
    if zipped and (refused := refusal(path, ("xl/workbook.xml", "content.xml", "xl/workbook.bin"), "un tableur")):
        return Reading(None, (refused,))
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        hidden = hidden_cells(path) if zipped else {}
        assembly, notes = _assembled(workbook, hidden)
    except PasswordError:
        return _failed("Ce tableur est protégé par un mot de passe. Enregistrez-en une copie sans protection.")
    except (CalamineError, *BROKEN):
        return _failed(
            "Ce fichier n’est pas un tableur lisible\u00a0: il est endommagé ou incomplet. Ouvrez-le et "
            "enregistrez-le en .xlsx, ou en PDF."
        )
    return _reading(assembly, notes, office_properties(path) if zipped else {})


def read_csv(data: bytes) -> Reading:
    """The document that a CSV file holds: one table, whatever parts its cells."""
    text, notes = decoded(data)
    assembly = Assembly()
    lines = text.split("\n")
    delimiter = _delimiter(lines[:SAMPLE_LINES])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = list(itertools.islice(reader, MAX_ROWS))
        more = next(reader, None) is not None
    except csv.Error:
        return _failed("Ce fichier n’est pas un CSV lisible. Ouvrez-le dans un tableur et enregistrez-le en .xlsx.")
    assembly.table([row[:MAX_COLUMNS] for row in rows])
    return _reading(assembly, [*notes, *([_cut("la feuille")] if more else [])])


def _delimiter(lines: Sequence[str]) -> str:
    """The sign that parts the cells: the one that most lines hold the same number of times."""

    def steadiness(sign: str) -> tuple[int, int]:
        counts = [line.count(sign) for line in lines if line.strip()]
        usual = max(set(counts), key=counts.count) if counts else 0
        return (counts.count(usual) if usual else 0, usual)

    return max(_DELIMITERS, key=steadiness)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet shows: its rows of values, without trailing empty cells, and whether more rows follow them."""

    name: str
    rows: tuple[tuple[Any, ...], ...]
    is_cut: bool = False


def shown_sheets(workbook: CalamineWorkbook, hidden: Mapping[str, Hidden]) -> Iterator[Sheet]:
    """The sheets of a workbook that it shows, in order, without the rows and columns that it hides."""
    for one in workbook.sheets_metadata:
        if one.typ != SheetTypeEnum.WorkSheet or one.visible != SheetVisibleEnum.Visible:
            continue
        sheet = workbook.get_sheet_by_name(one.name)
        top, left = sheet.start or (0, 0)
        rows = sheet.to_python(skip_empty_area=True, nrows=MAX_ROWS)
        shown = tuple(_shown(rows, hidden.get(one.name, Hidden()), top, left))
        yield Sheet(one.name, shown, sheet.total_height - top > MAX_ROWS)


def _assembled(workbook: CalamineWorkbook, hidden: Mapping[str, Hidden]) -> tuple[Assembly, list[Note]]:
    assembly, notes = Assembly(), []
    sheets = [one for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    shown = [one.name for one in sheets if one.visible == SheetVisibleEnum.Visible]
    if len(shown) < len(sheets):
        left_out = agreed(
            len(sheets) - len(shown),
            "Une feuille masquée n’est pas reprise.",
            "{n} feuilles masquées ne sont pas reprises.",
        )
        notes.append(_info(left_out))
    for sheet in shown_sheets(workbook, hidden):
        if sheet.is_cut:
            notes.append(_cut(f"« {sheet.name} »"))
        if any(sheet.rows):
            if len(shown) > 1 or not _UNNAMED.match(sheet.name.strip()):
                assembly.heading(sheet.name, 2)
            assembly.table([[_said(value) for value in row] for row in sheet.rows])
    if any(hidden[name].count for name in shown if name in hidden):
        notes.append(_info("Des lignes ou des colonnes masquées ne sont pas reprises."))
    return assembly, notes


def _shown(rows: Iterable[Sequence[Any]], hidden: Hidden, top: int, left: int) -> Iterator[tuple[Any, ...]]:
    for at, row in enumerate(rows, top):
        if at not in hidden.rows:
            cells = [value for column, value in enumerate(row[:MAX_COLUMNS], left) if column not in hidden.columns]
            while cells and cells[-1] in ("", None):
                cells.pop()
            yield tuple(cells)


def _said(value: Any) -> str:
    """A cell as people read it: whole numbers without a point, dates and hours as one writes them in French."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.10g}".replace(".", ",")
    if isinstance(value, datetime.datetime):
        hour = f" {value:%H:%M}" if value.time() != datetime.time() else ""
        return f"{value:%d/%m/%Y}{hour}"
    if isinstance(value, datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    if isinstance(value, datetime.timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02}"
    return str(value)


def _reading(assembly: Assembly, notes: Sequence[Note], properties: Mapping[str, str] = _NONE) -> Reading:
    if assembly.is_empty:
        return Reading(None, (*notes, Note("Ce tableur ne contient aucun texte.", level="error")))
    document, doubted = repaired(assembly.build(asking(properties)))
    return Reading(document, (*notes, *doubted))


def _cut(what: str) -> Note:
    return Note(
        f"Seules les {MAX_ROWS // 1000}\u202f000 premières lignes de {what} ont été lues. Découpez-la s’il le faut."
    )


def _info(message: str) -> Note:
    return Note(message, level="info")


def _failed(message: str) -> Reading:
    return Reading(None, (Note(message, level="error"),))
