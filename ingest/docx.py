"""DOCX: headings, lists, tables and notes of a Word file, in the order they are read."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from lxml import etree

from ingest.archive import BROKEN, refusal
from ingest.assembly import Assembly, repaired
from ingest.document import Note, Reading, hidden_note
from ingest.docx_hidden import drop_hidden
from ingest.office_properties import asking, word_properties

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
# Deleted text, and fallbacks that repeat the text they stand for, are not read.
_SKIPPED = frozenset({W + "del", W + "moveFrom", W + "pPr", W + "rPr", _FALLBACK, W + "instrText", W + "txbxContent"})
_HEADING_NAME = re.compile(r"(?i)^(?:heading|titre)\s*(\d)$")
_LIST_NAME = re.compile(r"(?i)^(?:list|liste)\b")
_ENDED = re.compile(r"[.!?:;,…»]$")
BOLD_HEADING_CHARACTERS = 90
BOLD_HEADING_LEVEL = 4
STYLE_DEPTH = 12  # styles may be based on one another this deep; a loop ends there


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says: the level of its headings (0: none), whether its paragraphs are items or quotes."""

    level: int = 0
    is_item: bool = False
    is_quote: bool = False


def read_docx(path: Path) -> Reading:
    """The document that a Word file holds."""
    refused = refusal(path, ("word/document.xml",))
    if refused:
        return Reading(None, (refused,))
    try:
        source = docx.Document(str(path))
    except (*BROKEN, OpcError, KeyError, etree.XMLSyntaxError) as error:
        reason = f"Ce fichier n’est pas un DOCX lisible ({type(error).__name__}). Enregistrez-en une copie."
        return Reading(None, (Note(reason, level="error"),))
    left_out = tuple(_left_out(source))
    texts = _note_texts(source)
    seen = [source.element.body, *texts.values()]
    hidden = sum(drop_hidden(one, source.styles.element) for one in seen)
    walk = _Walk(_styles(source))
    walk.body(source.element.body)
    notes = [*walk.footnotes(texts), *left_out, *hidden_note(hidden)]
    if walk.assembly.is_empty:
        return Reading(None, (*notes, Note("Ce fichier ne contient aucun texte.", level="error")))
    title = walk.title or (source.core_properties.title or "").strip()
    metadata = {**({"title": title} if title else {}), **asking(word_properties(path))}
    document, doubted = repaired(walk.assembly.build(metadata))
    return Reading(document, (*notes, *doubted))


class _Walk:
    """Goes through the body and assembles the document."""

    def __init__(self, styles: Mapping[str, Style]) -> None:
        self.assembly = Assembly()
        self.title = ""
        self._styles = styles
        self._called: list[tuple[str, str]] = []

    def body(self, parent: Any) -> None:
        """Add the paragraphs and tables of an element, in order."""
        for element in parent:
            if element.tag == W + "p":
                self._paragraph(element)
            elif element.tag == W + "tbl":
                self._table(element)
            elif element.tag in {W + "sdt", W + "sdtContent", W + "ins", W + "customXml", W + "moveTo", W + "smartTag"}:
                self.body(element)

    def _paragraph(self, element: Any) -> None:
        style = self._style(element)
        text = self._text(element).strip()
        level = style.level or (_bold_level(element, text) if not style.is_item else 0)
        if level and text:
            if not self.title and self.assembly.is_empty:
                self.title = " ".join(text.split())
            self.assembly.heading(text, level)
        else:
            self.assembly.add(text, "item" if style.is_item else "quote" if style.is_quote else "paragraph")
        for box in element.iter(W + "txbxContent"):
            if not any(one.tag == _FALLBACK for one in box.iterancestors()):
                self.body(box)

    def _style(self, element: Any) -> Style:
        properties = element.find(W + "pPr")
        if properties is None:
            return Style()
        named = properties.find(W + "pStyle")
        style = self._styles.get(named.get(W + "val"), Style()) if named is not None else Style()
        outline = properties.find(W + "outlineLvl")
        level = style.level
        if outline is not None and outline.get(W + "val", "9").isdigit() and int(outline.get(W + "val")) < 6:
            level = int(outline.get(W + "val")) + 1
        number = properties.find(W + "numPr")
        chosen = number.find(W + "numId") if number is not None else None
        numbered = number is not None and (chosen is None or chosen.get(W + "val") != "0")
        return Style(level, style.is_item or numbered, style.is_quote)

    def _text(self, element: Any) -> str:
        return "".join(self._runs(element))

    def _runs(self, element: Any) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag == W + "t":
                yield child.text or ""
            elif tag in {W + "br", W + "cr"}:
                yield "\n"
            elif tag == W + "tab":
                yield " "
            elif tag == W + "noBreakHyphen":
                yield "-"
            elif tag in {W + "footnoteReference", W + "endnoteReference"}:
                self._called.append((tag.removeprefix(W)[:-9], child.get(W + "id") or ""))
                yield f"\u00a0[{len(self._called)}]"
            elif tag not in _SKIPPED and len(child):
                yield from self._runs(child)

    def _table(self, element: Any) -> None:
        rows = [list(_cells(row)) for row in element if row.tag == W + "tr"]
        self.assembly.table_or_frame(rows, self._cell, self.body)

    def _cell(self, cell: Any) -> str:
        return "\n".join(self._text(paragraph) for paragraph in cell.iter(W + "p"))

    def footnotes(self, texts: Mapping[tuple[str, str], Any]) -> tuple[Note, ...]:
        """Add the notes that the text called, at its end; a note that says so."""
        found = [(number, texts[call]) for number, call in enumerate(self._called, 1) if call in texts]
        if not found:
            return ()
        self.assembly.heading("Notes", 1 if not self.title else 2)
        for number, element in list(found):
            text = " ".join(self._text(paragraph) for paragraph in element.iter(W + "p"))
            self.assembly.add(f"[{number}] {text.strip()}")
        return (Note(f"{len(found)} note(s) de bas de page, placée(s) à la fin du texte.", level="info"),)


def _cells(row: Any) -> Iterator[Any]:
    for element in row:
        if element.tag == W + "tc":
            yield element
        elif element.tag in {W + "sdt", W + "sdtContent"}:
            yield from _cells(element)


def _styles(source: Any) -> dict[str, Style]:
    """What each style of the file says, by identifier; a style also says what the one it is based on says."""
    elements = {one.get(W + "styleId"): one for one in source.styles.element.iter(W + "style")}
    return {key: _style_of(key, elements) for key in elements if key}


def _style_of(key: str, elements: Mapping[str, Any]) -> Style:
    level, is_item, is_quote = 0, False, False
    for _ in range(STYLE_DEPTH):
        element = elements.get(key)
        if element is None:
            break
        name = element.find(W + "name")
        label = name.get(W + "val", "") if name is not None else ""
        heading = _HEADING_NAME.match(label)
        outline = element.find(f"{W}pPr/{W}outlineLvl")
        if not level and heading:
            level = max(int(heading.group(1)), 1)
        elif not level and label.lower() in {"title", "titre"}:
            level = 1
        elif not level and outline is not None and outline.get(W + "val", "9") in "012345":
            level = int(outline.get(W + "val")) + 1
        is_item = is_item or bool(_LIST_NAME.match(label)) or element.find(f"{W}pPr/{W}numPr") is not None
        is_quote = is_quote or label.lower() in {"quote", "intense quote", "citation", "citation intense"}
        based = element.find(W + "basedOn")
        if based is None:
            break
        key = based.get(W + "val")
    return Style(level, is_item and not level, is_quote)


def _bold_level(element: Any, text: str) -> int:
    """Level of a heading that only its bold letters show, else 0."""
    if not text or len(text) > BOLD_HEADING_CHARACTERS or _ENDED.search(text) or "\n" in text:
        return 0
    runs = [run for run in element.iter(W + "r") if any((t.text or "").strip() for t in run.iter(W + "t"))]
    bold = [run.find(f"{W}rPr/{W}b") for run in runs]
    is_bold = bool(runs) and all(mark is not None and mark.get(W + "val") not in {"0", "false"} for mark in bold)
    return BOLD_HEADING_LEVEL if is_bold and any(c.isalpha() for c in text) else 0


def _note_texts(source: Any) -> dict[tuple[str, str], Any]:
    """The footnotes and endnotes of a file, by kind and identifier."""
    texts: dict[tuple[str, str], Any] = {}
    for kind, relation in (("footnote", RELATIONSHIP_TYPE.FOOTNOTES), ("endnote", RELATIONSHIP_TYPE.ENDNOTES)):
        for one in source.part.rels.values():
            if one.reltype == relation and not one.is_external:
                parser = etree.XMLParser(resolve_entities=False, no_network=True)
                root = etree.fromstring(one.target_part.blob, parser)
                texts.update({(kind, note.get(W + "id") or ""): note for note in root if note.tag == W + kind})
    return texts


def _left_out(source: Any) -> Iterator[Note]:
    """What the file holds beside its text."""
    pictures = sum(1 for _ in source.element.body.iter(_PICTURE))
    if pictures:
        yield _info(f"{pictures} image(s) ne sont pas reprises\u00a0: décrivez dans le texte ce qu’elles apportent.")
    if next(source.element.body.iter(W + "del"), None) is not None:
        yield _info("Le suivi des modifications est resté dans ce fichier\u00a0: le texte supprimé n’est pas repris.")
    if any(one.reltype == RELATIONSHIP_TYPE.COMMENTS for one in source.part.rels.values()):
        yield _info("Ce fichier contient des commentaires\u00a0: ils ne sont pas repris.")


def _info(message: str) -> Note:
    return Note(message, level="info")
