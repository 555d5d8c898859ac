"""ODT: headings, lists, tables and notes of a LibreOffice text, in the order they are read."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ingest.archive import BROKEN, refusal
from ingest.assembly import Assembly, repaired
from ingest.document import BlockKind, Note, Reading, hidden_note
from ingest.odt_hidden import drop_changes, drop_hidden, drop_remarks
from ingest.office_properties import asking, odt_properties

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
# Text that was deleted or is a remark in the margin is not read.
_SKIPPED = frozenset({_TEXT + "tracked-changes", _OFFICE + "annotation", _OFFICE + "annotation-end", _TEXT + "note"})
_INSIDE = frozenset(
    {
        _TEXT + "section",
        _TEXT + "index-body",
        _DRAW + "frame",
        _DRAW + "text-box",
        _OFFICE + "forms",
        _TEXT + "numbered-paragraph",
    }
)
MAX_REPEATED = 50  # blanks that one mark may stand for


def read_odt(path: Path) -> Reading:
    """The document that an OpenDocument text holds."""
    refused = refusal(path, ("content.xml",))
    if refused:
        return Reading(None, (refused,))
    try:
        with zipfile.ZipFile(path) as archive:
            if b"encryption-data" in _part(archive, "META-INF/manifest.xml"):
                return _failed("Ce fichier est protégé par un mot de passe. Enregistrez-en une copie sans protection.")
            content = fromstring(_part(archive, "content.xml"), forbid_dtd=True)
            meta = fromstring(_part(archive, "meta.xml") or b"<x/>", forbid_dtd=True)
            styles = fromstring(_part(archive, "styles.xml") or b"<x/>", forbid_dtd=True)
    except DefusedXmlException:
        return _failed(
            "Ce fichier contient des définitions XML dangereuses\u00a0: il n’a pas été lu. Vérifiez d’où il vient."
        )
    except (*BROKEN, ParseError):
        return _failed(
            "Ce fichier est endommagé. Ouvrez-le dans votre traitement de texte et enregistrez-en une copie."
        )
    body = content.find(f".//{_OFFICE}text")
    if body is None:
        return _failed("Ce fichier n’est pas un texte OpenDocument. Vérifiez son contenu ou son extension.")
    left_out = tuple(_left_out(body))
    drop_remarks(body)
    drop_changes(body)
    hidden = drop_hidden(content, styles)
    walk = _Walk(content)
    walk.body(body)
    notes = [*walk.footnotes(), *left_out, *hidden_note(hidden)]
    if walk.assembly.is_empty:
        return Reading(None, (*notes, Note("Ce fichier ne contient aucun texte.", level="error")))
    title = walk.title or (meta.findtext(f".//{_TITLE}") or "").strip()
    metadata = {**({"title": title} if title else {}), **asking(odt_properties(meta))}
    document, doubted = repaired(walk.assembly.build(metadata))
    return Reading(document, (*notes, *doubted))


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    return archive.read(name) if name in archive.namelist() else b""


def _failed(message: str) -> Reading:
    return Reading(None, (Note(message, level="error"),))


class _Walk:
    """Goes through the body and assembles the document."""

    def __init__(self, content: Any) -> None:
        self.assembly = Assembly()
        self.title = ""
        self._notes: list[Any] = []
        self._parents = {
            style.get(_STYLE + "name"): style.get(_STYLE + "parent-style-name") or ""
            for style in content.iter(_STYLE + "style")
        }

    def body(self, parent: Any, kind: BlockKind = "paragraph") -> None:
        """Add the headings, paragraphs, lists and tables of an element, in order."""
        for element in parent:
            if element.tag == _TEXT + "h":
                level = element.get(_TEXT + "outline-level") or "1"
                self._heading(element, int(level) if level.isdigit() and int(level) > 0 else 1)
            elif element.tag == _TEXT + "p":
                self._paragraph(element, kind)
            elif element.tag == _TEXT + "list":
                for item in element:
                    self.body(item, "item")
            elif element.tag == _TABLE + "table":
                self._table(element)
            elif element.tag in _INSIDE or (element.tag.startswith(_TEXT) and element.tag.endswith("-index")):
                self.body(element, kind)

    def _heading(self, element: Any, level: int) -> None:
        text = self._text(element).strip()
        if text and not self.title and self.assembly.is_empty:
            self.title = " ".join(text.split())
        self.assembly.heading(text, level)

    def _paragraph(self, element: Any, kind: BlockKind) -> None:
        style = element.get(_TEXT + "style-name") or ""
        names = {style, self._parents.get(style, "")}
        if names & {"Title", "Titre"}:
            self._heading(element, 1)
            return
        self.assembly.add(self._text(element), "quote" if names & {"Quotations", "Quote"} else kind)
        for box in element.iter(_DRAW + "text-box"):
            self.body(box, kind)

    def _text(self, element: Any) -> str:
        return "".join(self._runs(element))

    def _runs(self, element: Any) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            if child.tag == _TEXT + "s":
                count = child.get(_TEXT + "c") or "1"
                yield " " * min(int(count) if count.isdigit() else 1, MAX_REPEATED)
            elif child.tag == _TEXT + "tab":
                yield " "
            elif child.tag == _TEXT + "line-break":
                yield "\n"
            elif child.tag == _TEXT + "note":
                self._notes.append(child)
                yield f"\u00a0[{len(self._notes)}]"
            elif child.tag not in _SKIPPED and not child.tag.startswith(_DRAW):
                yield from self._runs(child)
            yield child.tail or ""

    def _table(self, element: Any) -> None:
        rows = [
            [cell for cell in row if cell.tag == _TABLE + "table-cell"] for row in element.iter(_TABLE + "table-row")
        ]
        self.assembly.table_or_frame(rows, self._cell, self.body)

    def _cell(self, cell: Any) -> str:
        return "\n".join(self._text(one) for one in _paragraphs(cell))

    def footnotes(self) -> tuple[Note, ...]:
        """Add the notes that the text called, at its end; a note that says so."""
        if not self._notes:
            return ()
        self.assembly.heading("Notes", 2 if self.title else 1)
        for number, note in enumerate(list(self._notes), 1):
            body = note.find(_TEXT + "note-body")
            text = " ".join(self._text(one) for one in body.iter(_TEXT + "p")) if body is not None else ""
            self.assembly.add(f"[{number}] {text.strip()}")
        return (Note(f"{len(self._notes)} note(s) de bas de page, placée(s) à la fin du texte.", level="info"),)


def _paragraphs(element: Any) -> Iterator[Any]:
    """The paragraphs under an element, not those of the notes that they call."""
    for child in element:
        if child.tag in {_TEXT + "p", _TEXT + "h"}:
            yield child
        elif child.tag not in _SKIPPED:
            yield from _paragraphs(child)


def _left_out(body: Any) -> Iterator[Note]:
    """What the file holds beside its text."""
    pictures = sum(1 for _ in body.iter(_DRAW + "image"))
    if pictures:
        yield Note(
            f"{pictures} image(s) ne sont pas reprises\u00a0: décrivez dans le texte ce qu’elles apportent.",
            level="info",
        )
    if body.find(_TEXT + "tracked-changes") is not None:
        yield Note(
            "Le suivi des modifications est resté dans ce fichier\u00a0: le texte supprimé n’est pas repris.",
            level="info",
        )
    if next(body.iter(_OFFICE + "annotation"), None) is not None:
        yield Note("Ce fichier contient des commentaires\u00a0: ils ne sont pas repris.", level="info")
