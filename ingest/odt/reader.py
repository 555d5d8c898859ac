"""ODT: headings, lists, tables and notes of a LibreOffice text, in the order they are read."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException

from ingest.assembly import Assembly, repaired
from ingest.document import Note, Reading
from ingest.left_out import agreed, footnotes_note, hidden_note, pictures_note
from ingest.odt.hidden import drop_changes, drop_hidden, drop_remarks
from ingest.odt.parts import TABLE, OdtParts, blocks_of, counted, part, rows_of, shapes_of, watermarks
from ingest.odt.styles import TEXT, Numbers, OdtStyles
from ingest.odt.text import DRAW, OFFICE, OdtText
from ingest.office.archive import BROKEN, refusal
from ingest.office.properties import asking, odt_properties
from ingest.office.xml_parts import parsed
from ingest.table_layout import MAX_COLUMNS, CellContent, TableCell, add_table

_ID = "{http://www.w3.org/XML/1998/namespace}id"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_QUOTES = frozenset({"Quotations", "Quote"})
_INSIDE = frozenset({*(TEXT + name for name in ("section", "index-body", "numbered-paragraph")), OFFICE + "forms"})
_CONTENTS = frozenset(
    ("table-of-content", "illustration-index", "table-index", "object-index", "alphabetical-index", "user-index")
)


def read_odt(path: Path) -> Reading:
    """The document that an OpenDocument text holds."""
    refused = refusal(path, ("content.xml",))
    if refused:
        return Reading(None, (refused,))
    try:
        with zipfile.ZipFile(path) as archive:
            if b"encryption-data" in part(archive, "META-INF/manifest.xml"):
                return _failed("Ce fichier est protégé par un mot de passe. Enregistrez-en une copie sans protection.")
            return _read(archive)
    except DefusedXmlException:
        return _failed(
            "Ce fichier contient des définitions XML dangereuses\u00a0: il n’a pas été lu. Vérifiez d’où il vient."
        )
    except (*BROKEN, ParseError):
        return _failed(
            "Ce fichier est endommagé. Ouvrez-le dans votre traitement de texte et enregistrez-en une copie."
        )


def _read(archive: zipfile.ZipFile) -> Reading:
    content = parsed(part(archive, "content.xml"))
    meta = parsed(part(archive, "meta.xml") or b"<x/>")
    styles = parsed(part(archive, "styles.xml") or b"<x/>")
    body = content.find(f".//{OFFICE}text")
    if body is None:
        return _failed("Ce fichier n’est pas un texte OpenDocument. Vérifiez son contenu ou son extension.")
    left_out = tuple(_left_out(body))
    for tree in (body, styles):
        drop_remarks(tree)
        drop_changes(tree)
    hidden = drop_hidden(content, styles)
    drop_hidden(styles, content)
    walk = _OdtWalk(OdtParts(archive, body, styles, OdtStyles((styles, content))))
    walk.body(body)
    notes = [*walk.margins(), *walk.footnotes(), *left_out, *walk.left_out(), *hidden_note(hidden)]
    if walk.assembly.is_empty:
        return Reading(None, (*notes, Note("Ce fichier ne contient aucun texte.", level="error")))
    title, apart = walk.title or (meta.findtext(f".//{_TITLE}") or "").strip(), watermarks(styles)
    metadata = {**({"title": title} if title else {}), **({"apart": apart} if apart else {})}
    document, doubted = repaired(walk.assembly.build({**metadata, **asking(odt_properties(meta))}))
    return Reading(document, (*notes, *doubted))


def _failed(message: str) -> Reading:
    return Reading(None, (Note(message, level="error"),))


@dataclass(slots=True)
class _ListPlace:
    """Where a paragraph stands in a list: its style, its numbers, its level from 1; its mark is drawn once."""

    style: str
    numbers: Numbers
    level: int
    starts: list[str | None] = field(default_factory=list)

    def mark(self) -> str:
        """The number of the item, for its first paragraph."""
        return self.numbers.next(self.level, self.starts.pop()) if self.starts else ""


class _OdtWalk:
    """Goes through the body and assembles the document."""

    def __init__(self, source: OdtParts) -> None:
        self.assembly = Assembly()
        self.title = ""
        self.has_contents = False
        self.text = OdtText(source.styles, source.body, source.object_of)
        self._styles = source.styles
        self._outline = Numbers(source.styles.outline)
        self._lists: dict[str | None, Numbers] = {}
        self._of_style: dict[str, Numbers] = {}
        self._margins = source.margins(self.text.of)

    def body(self, parent: Any, place: "_ListPlace | None" = None) -> None:
        """Add the headings, paragraphs, lists and tables of an element, in order."""
        for element in parent:
            tag = element.tag
            if tag == TEXT + "h":
                level = element.get(TEXT + "outline-level") or "1"
                self._heading(element, int(level) if level.isdigit() and int(level) > 0 else 1, place)
            elif tag == TEXT + "p":
                self._paragraph(element, place)
            elif tag == TEXT + "list":
                self._list(element, place)
            elif tag == TABLE + "table":
                self._table(element)
            elif tag.startswith(TEXT) and tag.removeprefix(TEXT) in _CONTENTS:
                self.has_contents = True
            elif tag in _INSIDE or tag.startswith(DRAW) or tag == TEXT + "bibliography":
                self.body(element, place)

    def _list(self, element: Any, outer: "_ListPlace | None") -> None:
        """The items of a list; inside another, it goes on with the other's numbers, a level deeper."""
        name = element.get(TEXT + "style-name") or (outer.style if outer else "")
        if outer is not None and (name == outer.style or not self._styles.levels(name)):
            numbers = outer.numbers
        else:
            carried = self._lists.get(element.get(TEXT + "continue-list"))
            if carried is None and element.get(TEXT + "continue-numbering") == "true":
                carried = self._of_style.get(name)
            numbers = carried or Numbers(self._styles.levels(name))
        self._of_style[name] = numbers
        if identifier := element.get(_ID):
            self._lists[identifier] = numbers
        level = outer.level + 1 if outer else 1
        for item in element:
            numbered = item.tag == TEXT + "list-item"
            self.body(item, _ListPlace(name, numbers, level, [item.get(TEXT + "start-value")] if numbered else []))

    def _heading(self, element: Any, level: int, place: "_ListPlace | None" = None) -> None:
        text = self.text.of(element).strip()
        if text:
            is_title = not self.title and self.assembly.is_empty
            mark = place.mark() if place else ""
            if not mark and element.tag == TEXT + "h" and element.get(TEXT + "is-list-header") != "true":
                mark = self._outline.next(level)
            self.title = " ".join(text.split()) if is_title else self.title
            self.assembly.heading(f"{mark} {text}" if mark else text, level)
            if is_title:
                self._say_heads()
        self._drawn(element)

    def _say_heads(self) -> None:
        heads, self._margins = self._margins.heads, self._margins.without_heads()
        for line in heads:
            self.assembly.add(line)

    def _paragraph(self, element: Any, place: "_ListPlace | None") -> None:
        names = set(self._styles.lineage(element.get(TEXT + "style-name") or ""))
        if names & {"Title", "Titre"}:
            self._heading(element, 1)
            return
        text = self.text.of(element).strip()
        mark = place.mark() if place and text else ""
        if place and not names & _QUOTES:
            self.assembly.item(f"{mark} {text}" if mark else text, place.level - 1)
        else:
            self.assembly.add(text, "quote" if names & _QUOTES else "paragraph")
        self._drawn(element, place)

    def _drawn(self, element: Any, place: "_ListPlace | None" = None) -> None:
        """The text boxes and shapes anchored in a paragraph, each once."""
        for shape in shapes_of(element):
            self.body((shape,), place)

    def _table(self, element: Any) -> None:
        add_table(self.assembly, [list(self._row(row)) for row in rows_of(element)], self._cell, self.body)

    def _row(self, row: Any) -> Iterator[TableCell]:
        covered = 0  # places that the cell before takes, which the file names after it
        for cell in row:
            count = min(counted(cell.get(TABLE + "number-columns-repeated"), 1), MAX_COLUMNS)
            if cell.tag == TABLE + "covered-table-cell":
                mine = min(covered, count)
                covered -= mine
                if count > mine:
                    yield TableCell(None, count - mine)
            elif cell.tag == TABLE + "table-cell":
                holding = self._holding(cell)
                span = min(counted(cell.get(TABLE + "number-columns-spanned"), 1), MAX_COLUMNS)
                covered = span - 1
                if holding.blocks:
                    yield from [TableCell(cell, span, holding)] * count
                else:
                    yield TableCell(None, count * span)

    def _holding(self, cell: Any) -> CellContent:
        headings = items = paragraphs = characters = tables = 0
        for block, in_list in blocks_of(cell):
            length = sum(len(text.strip()) for text in block.itertext())
            if block.tag == TABLE + "table":
                tables += 1
            elif length or next(shapes_of(block), None) is not None or block.find(f".//{DRAW}control") is not None:
                is_heading = block.tag == TEXT + "h"
                headings += is_heading
                items += in_list and not is_heading
                paragraphs += not in_list and not is_heading
                characters += length
        return CellContent(headings, items, paragraphs, characters, tables)

    def _cell(self, cell: Any) -> str:
        """The text of a cell on lines; a table in it, row by row."""
        lines = []
        for block, _ in blocks_of(cell):
            if block.tag == TABLE + "table":
                rows = ([one for one in row if one.tag == TABLE + "table-cell"] for row in rows_of(block))
                lines += [" ; ".join(map(self._cell, row)) for row in rows]
            else:
                lines.append(self.text.of(block).strip())
                lines += [self._cell(shape) for shape in shapes_of(block)]
        return "\n".join(line for line in lines if line)

    def margins(self) -> tuple[Note, ...]:
        """Add what headers and footers say, once, at the end of the text; a note that says so."""
        said = self._margins.is_said or bool(self._margins.lines)
        for line in self._margins.lines:
            self.assembly.add(line)
        return (_info("L’en-tête et le pied de page sont repris une seule fois."),) if said else ()

    def footnotes(self) -> tuple[Note, ...]:
        """Add the notes that the text called, at its end; a note that says so."""
        called = self.text.called
        if not called:
            return ()
        self.assembly.heading("Notes", 2 if self.title else 1)
        for number, note in enumerate(list(called), 1):
            body = note.find(TEXT + "note-body")
            text = " ".join(self.text.of(one) for one in body.iter(TEXT + "p")) if body is not None else ""
            self.assembly.add(f"[{number}] {text.strip()}")
        return footnotes_note(len(called))

    def left_out(self) -> Iterator[Note]:
        """What was passed over on the way."""
        if self.has_contents:
            yield _info("La table des matières n’est pas reprise\u00a0: les titres du texte la remplacent.")
        if self.text.lost_objects:
            yield Note(
                agreed(
                    self.text.lost_objects,
                    "Un objet (graphique, tableau de calcul ou formule) n’est pas repris\u00a0: décrivez dans le "
                    "texte ce qu’il apporte.",
                    "{n} objets (graphiques, tableaux de calcul ou formules) ne sont pas repris\u00a0: décrivez dans "
                    "le texte ce qu’ils apportent.",
                )
            )


def _left_out(body: Any) -> Iterator[Note]:
    """What the file holds beside its text."""
    pictures = sum(1 for frame in body.iter(DRAW + "frame") if _is_picture(frame))
    if pictures:
        yield from pictures_note(pictures)
    if body.find(TEXT + "tracked-changes") is not None:
        yield _info("Le suivi des modifications est resté dans ce fichier\u00a0: le texte supprimé n’est pas repris.")
    if next(body.iter(OFFICE + "annotation"), None) is not None:
        yield _info("Ce fichier contient des commentaires\u00a0: ils ne sont pas repris.")


def _is_picture(frame: Any) -> bool:
    return frame.find(DRAW + "image") is not None and frame.find(DRAW + "object") is None


def _info(message: str) -> Note:
    return Note(message, level="info")
