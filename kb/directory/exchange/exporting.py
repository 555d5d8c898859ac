"""Exporting services as data·inclusion v1: JSON, CSV and XLSX, which `kb.directory.exchange.tables` reads back."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import xlsxwriter

from kb.directory.exchange.schema import Exchanged, to_exchange
from kb.directory.exchange.tables import SERVICE_COLUMNS, STRUCTURE_COLUMNS
from kb.records.kinds import Service
from kb.records.kinds.service_lists import directory_lists

FORMATS: Final[Mapping[str, str]] = {
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Signs that a spreadsheet takes for the beginning of a formula.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def exchanged(
    services: Iterable[tuple[Service, str]], service_types: Mapping[str, str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """(structures, services) of services, each with the day of its published revision. A structure stands once."""
    structures: dict[str, dict[str, Any]] = {}
    rows = []
    for service, updated in services:
        one: Exchanged = to_exchange(service, service_types, updated=updated)
        structures.setdefault(str(one.structure["id"]), one.structure)
        rows.append(one.service)
    return list(structures.values()), rows


def services_file(services: Iterable[tuple[Service, str]], service_types: Mapping[str, str], form: str) -> bytes:
    """Services in one of `FORMATS`."""
    structures, rows = exchanged(services, service_types)
    if form == "json":
        whole = {"structures": structures, "services": rows}
        return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
    if form == "csv":
        return _csv(structures, rows)
    return _workbook(structures, rows)


def _cell(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _csv(structures: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> bytes:
    by_id = {one["id"]: one for one in structures}
    extra = [one for one in STRUCTURE_COLUMNS if one != "id"]
    heading = [*SERVICE_COLUMNS, *(f"structure_{one}" for one in extra)]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heading)
    for row in rows:
        structure = by_id[row["structure_id"]]
        values = [row.get(one, "") for one in SERVICE_COLUMNS] + [structure.get(one, "") for one in extra]
        writer.writerow([_guarded(_cell(value)) for value in values])
    return out.getvalue().encode("utf-8-sig")


def _guarded(text: str) -> str:
    """A text that no spreadsheet runs: « =… » gets an apostrophe before it. Numbers that dial stay as they are."""
    return f"'{text}" if text.startswith(FORMULA) and not text[1:].replace(" ", "").isdecimal() else text


def _workbook(structures: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                     "strings_to_numbers": False})  # fmt: skip
    bold = book.add_format({"bold": True})
    for name, columns, values in (("Services", SERVICE_COLUMNS, rows), ("Structures", STRUCTURE_COLUMNS, structures)):
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, columns, bold)
        for number, row in enumerate(values, 1):
            for at, column in enumerate(columns):
                if column in row:
                    sheet.write_string(number, at, _cell(row[column]))
    _lists(book, bold)
    book.close()
    return out.getvalue()


def _lists(book: Any, bold: Any) -> None:
    """A sheet with the codes of each list, for whoever fills the file by hand."""
    sheet = book.add_worksheet("Codes")
    names = {"thematiques": "topics", "publics": "exchange_publics", "type": "service_forms", "frais": "fees",
             "modes_accueil": "reception_modes", "modes_mobilisation": "referral_modes", "mobilisable_par": "referrers",
             "reseaux_porteurs": "networks"}  # fmt: skip
    for at, (column, name) in enumerate(names.items()):
        sheet.write_string(0, at, column, bold)
        for line, code in enumerate(directory_lists()[name], 1):
            sheet.write_string(line, at, code)
