"""DOCX: headings, lists, tables and notes of a Word file, in the order they are read."""

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from lxml import etree

from ingest.assembly import Assembly, repaired
from ingest.document import Note, Reading
from ingest.left_out import footnotes_note, hidden_note, pictures_note
from ingest.metadata.margins import margin_lines, watermarks
from ingest.office.archive import BROKEN, refusal
from ingest.office.properties import asking, office_properties
from ingest.table_layout import CellContent, TableCell, add_table
from ingest.word.chunks import add_chunk
from ingest.word.hidden import drop_hidden
from ingest.word.numbering import Numbering
from ingest.word.package import MC, R, W, WordPackage, chosen, is_on
from ingest.word.styles import WordStyle, bold_level, number_of, styles_of
from ingest.word.text import WordText

_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_BOX = W + "txbxContent"
# What holds blocks and is none itself.
_AROUND = frozenset(W + name for name in ("sdtContent", "ins", "customXml", "moveTo", "smartTag"))
_GONE = frozenset({W + "del", W + "moveFrom"})
# What properties of a paragraph say of its style, its level and its list.
_OF_STYLE = (W + "pStyle", W + "outlineLvl", W + "numPr")
MAX_CHUNK_DEPTH = 2  # files put whole into one another


def read_docx(path: Path, depth: int = 0) -> Reading:
    """The document that a Word file holds; `depth` counts the files that this one was found in."""
    refused = refusal(path, ("[Content_Types].xml",))
    if refused:
        return Reading(None, (refused,))
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(WordPackage(archive), office_properties(path), depth)
    except (*BROKEN, KeyError, StopIteration, etree.XMLSyntaxError):
        reason = (
            "Ce fichier n’est pas un document Word lisible\u00a0: il est endommagé ou incomplet. Ouvrez-le et "
            "enregistrez-en une copie au format « Document Word (.docx) », ou en PDF."
        )
        return Reading(None, (Note(reason, level="error"),))


def _read(source: WordPackage, properties: dict[str, str], depth: int) -> Reading:
    left_out = tuple(_left_out(source))
    _show_page_numbers(source.document)
    styles, texts = source.part("styles"), _note_texts(source)
    parts = [root for _, root in source.parts("header", "footer", "footnotes", "endnotes")]
    hidden = sum(drop_hidden(one, styles) for one in (source.document, *parts))
    walk = _WordWalk(source, depth)
    body = source.document.find(W + "body")
    walk.body(body if body is not None else ())
    told = [*walk.margins(), *walk.footnotes(texts)]
    notes = [*told, *walk.notes, *left_out, *hidden_note(hidden)]
    if walk.has_contents:
        notes.append(_info("La table des matières n’est pas reprise\u00a0: les titres du texte la remplacent."))
    if walk.assembly.is_empty:
        return Reading(None, (*notes, Note("Ce fichier ne contient aucun texte.", level="error")))
    title, apart = walk.title or source.title(), watermarks(source)
    metadata = {**({"title": title} if title else {}), **({"apart": apart} if apart else {}), **asking(properties)}
    document, doubted = repaired(walk.assembly.build(metadata))
    return Reading(document, (*notes, *doubted))


class _WordWalk:
    """Goes through the body and assembles the document."""

    def __init__(self, source: WordPackage, depth: int) -> None:
        self.assembly = Assembly()
        self.title = ""
        self.notes: list[Note] = []
        self._source = source
        self._depth = depth
        self._styles = styles_of(source.part("styles"))
        self._numbering = Numbering(source.part("numbering"), self._styles)
        self._text = WordText(self._styles, source.related)
        self._margins = margin_lines(source, self._styles)
        self._has_boxes = next(source.document.iter(_BOX), None) is not None

    @property
    def has_contents(self) -> bool:
        """Whether a table of contents was passed over."""
        return self._text.has_contents

    def body(self, parent: Any) -> None:
        """Add the paragraphs and tables of an element, in order."""
        for element in parent:
            tag = element.tag
            if tag == W + "p":
                self._paragraph(element)
            elif tag == W + "tbl":
                self._table(element)
            elif tag == W + "sdt":
                self._control(element)
            elif tag in _AROUND:
                self.body(element)
            elif tag == MC + "AlternateContent":
                self.body(chosen(element))
            elif tag == W + "altChunk":
                relation = self._source.related.get(element.get(R + "id", ""))
                if relation and self._depth < MAX_CHUNK_DEPTH:
                    self.notes += add_chunk(self.assembly, self._source, relation.target, self._depth)

    def _control(self, control: Any) -> None:
        """The blocks of a content control, unless they are a table of contents or an invitation to type."""
        properties = control.find(W + "sdtPr")
        gallery = properties.find(f"{W}docPartObj/{W}docPartGallery") if properties is not None else None
        if gallery is not None and gallery.get(W + "val") in {"Table of Contents", "Table of Figures"}:
            self._text.has_contents = True
        elif properties is None or not is_on(properties.find(W + "showingPlcHdr")):
            for content in control.iterchildren(W + "sdtContent"):
                self.body(content)

    def _paragraph(self, element: Any) -> None:
        style, number = self._style(element)
        if style.is_contents:
            self._text.has_contents = True
            return
        if style.level:
            self._text.close_fields()
        text = self._text.of(element).strip()
        if text:
            self._add(element, style, number, text)
        if self._has_boxes:
            for box in _boxes(element):
                self.body(box)

    def _add(self, element: Any, style: WordStyle, number: tuple[str, int] | None, text: str) -> None:
        mark = self._numbering.next(*number) if number else ""
        level = style.level or (bold_level(element, text) if not style.is_item else 0)
        if level:
            is_title = not self.title and self.assembly.is_empty
            if is_title:
                self.title = " ".join(text.split())
            self.assembly.heading(f"{mark} {text}" if mark else text, level)
            if is_title:
                self._say_margins()
        elif style.is_item:
            self.assembly.item(f"{mark} {text}" if mark else text, number[1] if number else 0)
        else:
            self.assembly.add(text, "quote" if style.is_quote else "paragraph")

    def _say_margins(self) -> None:
        heads, self._margins = self._margins.heads, self._margins.without_heads()
        for line in heads:
            self.assembly.add(line)

    def _style(self, element: Any) -> tuple[WordStyle, tuple[str, int] | None]:
        """The style of a paragraph, and the list and level that number it."""
        properties = element.find(W + "pPr")
        if properties is None:
            return WordStyle(), None
        key, outline, own = "", "", None
        for one in properties.iterchildren(*_OF_STYLE):
            if one.tag == W + "pStyle":
                key = one.get(W + "val") or ""
            elif one.tag == W + "outlineLvl":
                outline = one.get(W + "val") or ""
            else:
                own = number_of(one)
        style = self._styles.get(key, WordStyle())
        if not outline and own is None and style.number is None:
            return style, None
        level = int(outline) + 1 if outline in {"0", "1", "2", "3", "4", "5"} else style.level
        number = (own and own[0]) or (style.number[0] if style.number else "")
        at = own[1] if own else None
        if at is None and style.number and not (own and own[0]):
            at = style.number[1]
        is_listed = number not in {"", "0"} or (own is not None and not number)
        is_item = (style.is_item and number != "0") or is_listed
        found = replace(style, level=level, is_item=is_item and not level)
        return found, (number, self._numbering.level(number, at, key)) if number not in {"", "0"} else None

    def _table(self, element: Any) -> None:
        add_table(self.assembly, [list(self._row(row)) for row in self._rows(element)], self._cell, self.body)

    def _rows(self, element: Any) -> Iterator[Any]:
        for row in element:
            if row.tag == W + "tr":
                yield row
            elif row.tag in _AROUND or row.tag == W + "sdt":
                yield from self._rows(row)

    def _row(self, row: Any) -> Iterator[TableCell]:
        before = row.find(f"{W}trPr/{W}gridBefore")
        if before is not None:
            yield TableCell(None, _count(before))
        for cell in _cells(row):
            properties = next(cell.iterchildren(W + "tcPr"), None)
            span = merged = None
            for one in properties.iterchildren(W + "gridSpan", W + "vMerge") if properties is not None else ():
                if one.tag == W + "vMerge":
                    merged = one
                else:
                    span = one
            columns = _count(span) if span is not None else 1
            if merged is not None and merged.get(W + "val", "continue") == "continue":
                yield TableCell(None, columns)
            else:
                yield TableCell(cell, columns, self._holding(cell))

    def _holding(self, cell: Any) -> CellContent:
        headings = items = paragraphs = characters = tables = 0
        for block in _blocks(cell):
            length = sum(len(text.text or "") for text in block.iter(W + "t"))
            if not length:
                continue
            if block.tag == W + "tbl":
                tables += 1
                continue
            style, _ = self._style(block)
            headings += style.level > 0
            items += style.is_item
            paragraphs += not style.level and not style.is_item
            characters += length
        return CellContent(headings, items, paragraphs, characters, tables)

    def _cell(self, cell: Any) -> str:
        """The text of a cell on lines; a table in it, row by row."""
        lines = []
        for block in _blocks(cell):
            if block.tag == W + "tbl":
                lines += [" ; ".join(self._cell(one) for one in _cells(row)) for row in self._rows(block)]
                continue
            _, number = self._style(block)
            text = self._text.of(block).strip()
            mark = self._numbering.next(*number) if number and text else ""
            lines.append(f"{mark} {text}" if mark else text)
            lines += [self._cell(box) for box in _boxes(block)] if self._has_boxes else []
        return "\n".join(line for line in lines if line)

    def margins(self) -> tuple[Note, ...]:
        """Add what headers and footers say, once, at the end of the text; a note that says so."""
        said = self._margins.is_said or bool(self._margins.lines)
        for line in self._margins.lines:
            self.assembly.add(line)
        return (_info("L’en-tête et le pied de page sont repris une seule fois."),) if said else ()

    def footnotes(self, texts: Mapping[tuple[str, str], Any]) -> tuple[Note, ...]:
        """Add the notes that the text called, at its end; a note that says so."""
        found = [(number, texts[call]) for number, call in enumerate(self._text.called, 1) if call in texts]
        if not found:
            return ()
        self.assembly.heading("Notes", 1 if not self.title else 2)
        for number, element in found:
            text = " ".join(self._text.of(paragraph) for paragraph in element.iter(W + "p"))
            self.assembly.add(f"[{number}] {text.strip()}")
        return footnotes_note(len(found))


def _count(mark: Any) -> int:
    value = mark.get(W + "val", "1")
    return int(value) if value.isdecimal() and 0 < int(value[:4]) < 100 else 1


def _cells(row: Any) -> Iterator[Any]:
    for element in row:
        if element.tag == W + "tc":
            yield element
        elif element.tag == W + "sdt" or element.tag in _AROUND:
            yield from _cells(element)


def _blocks(cell: Any) -> Iterator[Any]:
    """The paragraphs and tables of a cell or box, those in its content controls included."""
    for element in cell:
        if element.tag in {W + "p", W + "tbl"}:
            yield element
        elif element.tag == W + "sdt" or element.tag in _AROUND:
            yield from _blocks(element)


def _boxes(element: Any) -> Iterator[Any]:
    """The text boxes drawn from a paragraph, each once, those inside a box left to it."""
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag == MC + "AlternateContent":
            yield from _boxes(chosen(child))
        elif child.tag not in _GONE:
            yield from _boxes(child)


def _show_page_numbers(root: Any) -> None:
    """Take off the marks that hide on the web the page numbers of a table of contents: they are no hidden words."""
    for mark in list(root.iter(W + "webHidden")):
        paragraph = next(mark.iterancestors(W + "p"), None)
        if paragraph is not None and any("PAGEREF" in (one.text or "") for one in paragraph.iter(W + "instrText")):
            mark.getparent().remove(mark)


def _note_texts(source: WordPackage) -> dict[tuple[str, str], Any]:
    """The footnotes and endnotes of a file, by kind and identifier."""
    return {
        (kind, note.get(W + "id") or ""): note
        for kind in ("footnote", "endnote")
        for _, root in source.parts(f"{kind}s")
        for note in root
        if note.tag == W + kind
    }


def _left_out(source: WordPackage) -> Iterator[Note]:
    """What the file holds beside its text."""
    pictures = sum(1 for _ in source.document.iter(_PICTURE))
    if pictures:
        yield from pictures_note(pictures)
    if next(source.document.iter(W + "del"), None) is not None:
        yield _info("Le suivi des modifications est resté dans ce fichier\u00a0: le texte supprimé n’est pas repris.")
    if source.has("comments"):
        yield _info("Ce fichier contient des commentaires\u00a0: ils ne sont pas repris.")


def _info(message: str) -> Note:
    return Note(message, level="info")
