"""Rows and columns that a workbook hides: what its author kept from readers is not read."""

import posixpath
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from defusedxml.ElementTree import fromstring, iterparse

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
MAX_HIDDEN = 20_000  # rows or columns of one sheet that are named; those further on are never read


@dataclass(frozen=True, slots=True)
class Hidden:
    """The rows and columns of one sheet that are not shown, counted from 0."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()

    @property
    def count(self) -> int:
        """How many rows and columns are hidden."""
        return len(self.rows) + len(self.columns)


def hidden_cells(file: Path | IO[bytes]) -> dict[str, Hidden]:
    """For each sheet of an XLSX or ODS file, by name, what it hides. Other workbooks tell nothing of it."""
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" in names:
            return _of_xlsx(archive, names)
        return _of_ods(archive) if "content.xml" in names else {}


def _of_xlsx(archive: zipfile.ZipFile, names: set[str]) -> dict[str, Hidden]:
    relations = "xl/_rels/workbook.xml.rels"
    if relations not in names:
        return {}
    targets = {one.get("Id"): one.get("Target", "") for one in fromstring(archive.read(relations))}
    found = {}
    for sheet in fromstring(archive.read("xl/workbook.xml")).iter():
        if sheet.tag not in {_MAIN + "sheet", _STRICT + "sheet"}:
            continue
        target = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION), "")
        part = posixpath.normpath(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
        if part in names:
            found[sheet.get("name", "")] = _of_sheet(archive, part)
    return found


def _of_sheet(archive: zipfile.ZipFile, part: str) -> Hidden:
    rows: set[int] = set()
    columns: set[int] = set()
    at = -1
    with archive.open(part) as file:
        for _, element in iterparse(file, events=("end",)):
            tag = element.tag.rpartition("}")[2]
            if tag == "col" and _yes(element.get("hidden")):
                first, last = _number(element.get("min"), 1), _number(element.get("max"), 1)
                columns.update(range(first - 1, min(last, first + MAX_HIDDEN)))
            elif tag == "row":
                at = _number(element.get("r"), at + 2) - 1
                if _yes(element.get("hidden")) and len(rows) < MAX_HIDDEN:
                    rows.add(at)
                element.clear()
    return Hidden(frozenset(rows), frozenset(columns))


def _of_ods(archive: zipfile.ZipFile) -> dict[str, Hidden]:
    content = fromstring(archive.read("content.xml"), forbid_dtd=True)
    return {
        table.get(_TABLE + "name", ""): Hidden(
            _repeated(table, "table-row", "number-rows-repeated"),
            _repeated(table, "table-column", "number-columns-repeated"),
        )
        for table in content.iter(_TABLE + "table")
    }


def _repeated(table: Any, tag: str, repeated: str) -> frozenset[int]:
    found: set[int] = set()
    at = 0
    for element in table.iter(_TABLE + tag):
        count = _number(element.get(_TABLE + repeated), 1)
        if element.get(_TABLE + "visibility") in {"collapse", "filter"}:
            found.update(range(at, at + min(count, MAX_HIDDEN)))
        at += count
    return frozenset(found)


def _yes(value: str | None) -> bool:
    return value in {"1", "true", "on"}


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 9 else otherwise
