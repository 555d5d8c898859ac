"""Files of services as rows: JSON, CSV and XLSX, with what of them is no row of the schema told."""

import csv
import datetime
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from data_inclusion.schema import v1
from python_calamine import CalamineError, CalamineWorkbook

from ingest.sandbox.workbook_trial import opens
from kb.errors import KbError
from kb.french import thousands

SERVICE_COLUMNS: Final = tuple(v1.Service.model_fields)
STRUCTURE_COLUMNS: Final = tuple(v1.Structure.model_fields)
LISTED: Final = frozenset(
    {"thematiques", "publics", "modes_accueil", "zone_eligibilite", "modes_mobilisation", "mobilisable_par",
     "reseaux_porteurs"}
)  # fmt: skip
# Codes that spreadsheets take for numbers: how many digits they have.
DIGITS: Final[Mapping[str, int]] = {"siret": 14, "code_postal": 5, "code_insee": 5}
LARGEST: Final = 60_000_000  # bytes of a file
LARGEST_INSIDE: Final = 600_000_000  # bytes of what a workbook unpacks to
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 1_000
IGNORED: Final = "__ignore__"  # the column of the producer's own template


class TableRefused(KbError):
    """A file that is no table of services; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with the number of its line in the file, the first of which is the heading."""

    line: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ServiceTable:
    """The rows of a file, and what is to be told of it: columns that the schema does not have, merged cells."""

    structures: tuple[TableRow, ...]
    services: tuple[TableRow, ...]
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = field(default_factory=tuple)


def read_table(name: str, content: bytes) -> ServiceTable:
    """The rows of a file, by its name's ending. Raises TableRefused."""
    if len(content) > LARGEST:
        raise TableRefused(f"{name} dépasse {LARGEST // 1_000_000} Mo. Importez-le en plusieurs fois.")
    readers = {"json": _json, "csv": _csv, "xlsx": _workbook, "ods": _workbook}
    reader = readers.get(name.rpartition(".")[2].casefold())
    if reader is None:
        raise TableRefused(f"{name} : un fichier JSON, CSV ou XLSX est attendu.")
    table = reader(name, content)
    if max(len(table.services), len(table.structures)) > MOST_ROWS:
        raise TableRefused(f"{name} a plus de {thousands(MOST_ROWS)} lignes. Importez-le en plusieurs fois.")
    return table


def _json(name: str, content: bytes) -> ServiceTable:
    try:
        read = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise TableRefused(
            f"{name} n’est pas un fichier JSON lisible. Demandez-le de nouveau à son producteur."
        ) from error
    parts = read if isinstance(read, dict) else {"services": read}
    services, structures = parts.get("services", []), parts.get("structures", [])
    if not all(
        isinstance(one, dict) for part in (services, structures) for one in (part if isinstance(part, list) else [0])
    ):
        raise TableRefused(f"{name} : une liste de « services » est attendue, et une de « structures ».")
    unknown = _unknown(services, SERVICE_COLUMNS, "services") + _unknown(structures, STRUCTURE_COLUMNS, "structures")
    return ServiceTable(_numbered(structures, 1), _numbered(services, 1), (), unknown)


def _numbered(rows: Sequence[Mapping[str, Any]], first: int) -> tuple[TableRow, ...]:
    return tuple(TableRow(number, row) for number, row in enumerate(rows, first))


def _unknown(rows: Iterable[Mapping[str, Any]], known: Sequence[str], sheet: str) -> tuple[str, ...]:
    names = dict.fromkeys(str(name) for row in rows for name in row)
    return tuple(f"« {name} » ({sheet})" for name in names if name not in known)


def _csv(name: str, content: bytes) -> ServiceTable:
    try:
        text = content.decode("utf-8-sig")
        notes: tuple[str, ...] = ()
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
        notes = ("Le fichier n’est pas en UTF-8 : il a été lu comme un fichier de Windows. Vérifiez les accents.",)
    first = text.partition("\n")[0]
    delimiter = max(";,\t|", key=first.count)
    csv.field_size_limit(1_000_000)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise TableRefused(f"{name} : le fichier ne se lit pas comme un CSV ({error}).") from error
    return _split(_sheet(rows, (*SERVICE_COLUMNS, *_prefixed()), "services"), notes)


def _prefixed() -> tuple[str, ...]:
    return tuple(f"structure_{one}" for one in STRUCTURE_COLUMNS)


def _split(sheet: "_Sheet", notes: tuple[str, ...]) -> ServiceTable:
    """A flat table: its columns « structure_… » are those of the structure of each service."""
    structures: dict[str, TableRow] = {}
    services = []
    for row in sheet.rows:
        own = {k.removeprefix("structure_"): v for k, v in row.values.items() if k.startswith("structure_")}
        values = {k: v for k, v in row.values.items() if not k.startswith("structure_") or k == "structure_id"}
        services.append(TableRow(row.line, values))
        if own.get("nom") and own.get("id"):
            structures.setdefault(str(own["id"]), TableRow(row.line, own))
    return ServiceTable(tuple(structures.values()), tuple(services), (*notes, *sheet.notes), sheet.unknown)


def _workbook(name: str, content: bytes) -> ServiceTable:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST_INSIDE:
                raise TableRefused(f"{name} contient trop de choses une fois ouvert. Importez-le en plusieurs fois.")
        if not opens(content, MOST_ROWS + 2):
            raise TableRefused(f"{name} est endommagé, ou trop lourd une fois ouvert. Enregistrez-le par parties.")
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        by_name = {one.casefold(): one for one in book.sheet_names}
        sheets = {}
        for wanted, columns in (("services", SERVICE_COLUMNS), ("structures", STRUCTURE_COLUMNS)):
            if wanted in by_name:
                read = book.get_sheet_by_name(by_name[wanted])
                sheets[wanted] = _sheet(
                    read.to_python(nrows=MOST_ROWS + 2), columns, wanted, bool(read.merged_cell_ranges)
                )
    except (zipfile.BadZipFile, CalamineError, OSError) as error:
        raise TableRefused(f"{name} ne s’ouvre pas comme un classeur. Enregistrez-le de nouveau en XLSX.") from error
    if "services" not in sheets:
        raise TableRefused(f"{name} : une feuille nommée « Services » est attendue.")
    empty = _Sheet((), (), ())
    services, structures = sheets["services"], sheets.get("structures", empty)
    return ServiceTable(
        structures.rows, services.rows, (*services.notes, *structures.notes), (*services.unknown, *structures.unknown)
    )


@dataclass(frozen=True, slots=True)
class _Sheet:
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...]
    unknown: tuple[str, ...]


def _sheet(rows: Sequence[Sequence[Any]], columns: Sequence[str], sheet: str, merged: bool = False) -> _Sheet:
    if not rows:
        return _Sheet((), (), ())
    if len(rows[0]) > MOST_COLUMNS:
        raise TableRefused(
            f"La feuille {sheet} a plus de {thousands(MOST_COLUMNS)} colonnes : ce n’est pas un fichier de dispositifs."
        )
    heading = [_heading(one) for one in rows[0]]
    notes = []
    if "date_maj" not in heading and (
        dated := [at for at, one in enumerate(heading) if re.fullmatch(r"\d{4}-\d\d-\d\d", one)]
    ):
        notes.append(f"Feuille {sheet} : la colonne « {heading[dated[0]]} » a été lue comme « date_maj ».")
        heading[dated[0]] = "date_maj"
    if merged:
        notes.append(
            f"Feuille {sheet} : des cellules sont fusionnées ; seule la première de chaque groupe a sa valeur."
        )
    twice = sorted(one for one, times in Counter(heading).items() if one and times > 1)
    notes += [f"Feuille {sheet} : la colonne « {one} » s’y trouve deux fois ; la première compte." for one in twice]
    out = []
    for line, cells in enumerate(rows[1:], 2):
        values: dict[str, Any] = {}
        for name, cell in zip(heading, cells, strict=False):
            if name and name not in values and (value := _cell(name, cell)) not in (None, "", []):
                values[name] = value
        if values and str(values.pop(IGNORED, "")).casefold() not in ("true", "vrai", "1"):
            out.append(TableRow(line, values))
    unknown = tuple(f"« {one} » ({sheet})" for one in dict.fromkeys(heading) if one and one not in (*columns, IGNORED))
    return _Sheet(tuple(out), tuple(notes), unknown)


def _heading(cell: Any) -> str:
    return cell.isoformat()[:10] if isinstance(cell, datetime.date) else str(cell).strip()


def _cell(name: str, cell: Any) -> Any:
    """The value of a cell as the schema wants it: codes with their zeros, lists as lists, days as ISO 8601."""
    name = name.removeprefix("structure_") if name != "structure_id" else name
    if isinstance(cell, datetime.datetime | datetime.date):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).strip()
    if name in DIGITS and text.isdecimal():
        return text.zfill(DIGITS[name])
    if name in LISTED:
        return _list(name, text)
    return text


def _list(name: str, text: str) -> list[str]:
    if text.startswith("["):
        try:
            read = json.loads(text)
            if isinstance(read, list):
                return [str(one) for one in read]
        except (ValueError, RecursionError):
            pass
    parts = [one.strip() for one in re.split(r"[,;|\n]", text)]
    kept = [one.removesuffix(".0") for one in parts if one]
    return [one.zfill(5) if name == "zone_eligibilite" and len(one) == 4 and one.isdecimal() else
            one.zfill(2) if name == "zone_eligibilite" and len(one) == 1 else one for one in kept]  # fmt: skip
