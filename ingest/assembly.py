"""Building a Document block by block: offsets, the path of headings, and the repair of the whole."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ingest.document import Block, BlockKind, Document, Note
from ingest.repair import doubts, repair, shifted

GAP = "\n\n"
# A heading longer than this is a paragraph that someone set in bold; it would not fit beside a passage.
HEADING_CHARACTERS = 200
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufeff\u200b]|[\ud800-\udfff]")
_INNER_SPACE = re.compile(r"[ \t\v\f\r\x85\u2028\u2029]*\n[ \t\v\f\r\x85\u2028\u2029]*")
_RUN = re.compile(r"[ \t]{2,}|[\t\x85\u2028\u2029]")


class Assembly:
    """Collects headings and blocks in reading order and gives the Document they make."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0
        self._path: list[tuple[int, str]] = []

    @property
    def is_empty(self) -> bool:
        """True as long as nothing was added."""
        return not self._blocks

    def heading(self, text: str, level: int) -> None:
        """Open a section; it closes those of the same level or deeper."""
        text = tidy(text).replace("\n", " ")
        if len(text) > HEADING_CHARACTERS:
            self._add(text, "paragraph", 0)
        elif text:
            self._path = [(depth, title) for depth, title in self._path if depth < level]
            self._add(text, "heading", level)
            self._path.append((level, text))

    def add(self, text: str, kind: BlockKind = "paragraph") -> None:
        """Add one block of text under the open section."""
        self._add(tidy(text), kind, 0)

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Add a table: one line per row, cells parted by « | », empty rows left out."""
        lines = []
        for row in rows:
            cells = [tidy(cell).replace("\n", " ") for cell in row]
            if any(cells):
                lines.append(" | ".join(cells))
        self._add("\n".join(lines), "table", 0)

    def _add(self, text: str, kind: BlockKind, level: int) -> None:
        if not text:
            return
        if self._parts:
            self._parts.append(GAP)
            self._length += len(GAP)
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        section = tuple(title for _, title in self._path)
        self._blocks.append(Block(start, self._length, kind, level, None, section))

    def build(self, metadata: Mapping[str, Any] | None = None) -> Document:
        """The document built so far."""
        return Document("".join(self._parts), tuple(self._blocks), metadata=metadata or {})


def tidy(text: str) -> str:
    """The text without control characters, runs of blanks and blank lines; single line breaks stay."""
    if not text.isprintable():
        text = _CONTROL.sub("", text)
        text = re.sub(r"\n{2,}", "\n", _INNER_SPACE.sub("\n", text))
        text = _RUN.sub(" ", text)
    elif "  " in text:
        text = _RUN.sub(" ", text)
    return text.strip()


def repaired(document: Document) -> tuple[Document, tuple[Note, ...]]:
    """The document with its text repaired, its blocks moved along, and notes on what no repair can give back."""
    text, spans = repair(document.text)
    notes = doubts(text)
    if not spans:
        return document, notes
    moved = {title: repair(title)[0] for block in document.blocks for title in block.section}
    blocks = tuple(
        replace(
            block,
            start=shifted(block.start, spans),
            end=shifted(block.end, spans),
            section=tuple(moved[title] for title in block.section),
        )
        for block in document.blocks
    )
    metadata = dict(document.metadata)
    if isinstance(metadata.get("title"), str):
        metadata["title"] = repair(metadata["title"])[0]
    return replace(document, text=text, blocks=blocks, metadata=metadata, original=document.text, spans=spans), notes
