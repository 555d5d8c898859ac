"""The parts of an OpenDocument text, and the blocks, rows and shapes that stand in an element of it."""

import posixpath
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ingest.metadata.margins import Margins, telling
from ingest.odt.styles import STYLE, TEXT, OdtStyles
from ingest.odt.text import DRAW

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ROWS_AROUND = frozenset(TABLE + name for name in ("table-header-rows", "table-rows", "table-row-group"))
_MARGINS = ("header", "header-first", "header-left", "footer", "footer-first", "footer-left")
MAX_FORMULA = 1024 * 1024  # bytes of the part that holds one


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a part of the file, none when it is not there."""
    return archive.read(name) if name in archive.namelist() else b""


@dataclass(frozen=True, slots=True)
class OdtParts:
    """The parts of a file that its text is read from."""

    archive: zipfile.ZipFile
    body: Any
    styles_tree: Any
    styles: OdtStyles

    def object_of(self, path: str) -> Any:
        """The tree of an embedded object, or None when there is none that is small and sound."""
        name = posixpath.join(posixpath.normpath(path), "content.xml")
        if name not in self.archive.namelist() or self.archive.getinfo(name).file_size > MAX_FORMULA:
            return None
        try:
            # LibreOffice itself declares the type of its formulas: what it declares is not expanded.
            return fromstring(self.archive.read(name), forbid_dtd=False)
        except (ParseError, DefusedXmlException):
            return None

    def margins(self, text_of: Callable[[Any], str]) -> Margins:
        """What the headers and footers say."""
        told: dict[str, list[list[str]]] = {"header": [], "footer": []}
        for name in _MARGINS:
            for part in self.styles_tree.iter(STYLE + name):
                told[name[:6]].append([text_of(block) for block, _ in blocks_of(part) if block.tag != TABLE + "table"])
        if not any(told.values()):
            return Margins()
        return telling(told["header"], told["footer"], "".join(self.body.itertext()))


def rows_of(table: Any) -> Iterator[Any]:
    """The rows of a table, those of its head and groups included, not those of the tables in its cells."""
    for row in table:
        if row.tag == TABLE + "table-row":
            yield row
        elif row.tag in _ROWS_AROUND:
            yield from rows_of(row)


def blocks_of(parent: Any, in_list: bool = False) -> Iterator[tuple[Any, bool]]:
    """The headings, paragraphs and tables of a cell or shape, and whether each stands in a list."""
    for element in parent:
        if element.tag in {TEXT + "p", TEXT + "h", TABLE + "table"}:
            yield element, in_list
        elif element.tag.startswith(TEXT) or element.tag == DRAW + "text-box":
            yield from blocks_of(element, in_list or element.tag == TEXT + "list")


def shapes_of(element: Any) -> Iterator[Any]:
    """What is drawn from a paragraph and may hold text, each once; notes keep theirs."""
    for child in element:
        if child.tag.startswith(DRAW):
            yield child
        elif child.tag != TEXT + "note":
            yield from shapes_of(child)


def watermarks(styles: Any) -> str:
    """The words drawn across the pages (« BROUILLON »): no part of the text, but they may ask something."""
    drawn = (
        "".join(shape.itertext()).strip()
        for name in _MARGINS
        for part in styles.iter(STYLE + name)
        for shape in shapes_of(part)
    )
    return "\n".join(dict.fromkeys(words for words in drawn if words))


def counted(value: str | None, otherwise: int) -> int:
    """The number that an attribute says."""
    return int(value) if value and value.isdecimal() and 0 < len(value) < 7 else otherwise
