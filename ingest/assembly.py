"""Building a Document block by block: offsets, the path of headings, and the repair of the whole."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ingest.document import Block, BlockKind, Document, Mark, Note, Page, Span
from ingest.french.repair import doubts, repair, word_counts
from ingest.french.spacing_signs import SIGNS

GAP = "\n\n"
CELL_BETWEEN = " | "
# A heading longer than this is a paragraph that someone set in bold; it would not fit beside a passage.
HEADING_CHARACTERS = 200
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufeff\u200b]|[\ud800-\udfff]")
# All that `repair` may act on: most blocks hold none of it, and trying each word of a text costs more than reading it.
_MAY_NEED_REPAIR = re.compile(
    f"[\ufb00-\ufb06\u00ad\u0300-\u036f{SIGNS}]|[-\u2010\u2011]\n|(?:ff|fi|fl) [a-zà-öø-ÿœæ]| (?:ff|fi|fl)",
    re.IGNORECASE,
)
_RUN = re.compile(r"[ \t]{2,}|[\t\x85\u2028\u2029]")


class Assembly:
    """Collects headings and blocks in reading order and gives the Document they make."""

    def __init__(self) -> None:
        # The page of a paginated source that blocks added from now on stand on.
        self.page: int | None = None
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

    def add(self, text: str, kind: BlockKind = "paragraph", marks: Sequence[Mark] = ()) -> None:
        """Add one block of text under the open section. Marks on words that had to be tidied are dropped."""
        words = tidy(text)
        self._add(words, kind, 0, marks if words == text else ())

    def item(self, text: str, depth: int = 0, marks: Sequence[Mark] = ()) -> None:
        """Add an item of a list; `depth` is 0 for those of the outermost list, and one more for each list it is in."""
        last = self._blocks[-1] if self._blocks else None
        # An item hangs under the one before it: no list begins two deep.
        deepest = last.level + 1 if last is not None and last.kind == "item" else 0
        words = tidy(text)
        self._add(words, "item", min(depth, deepest), marks if words == text else ())

    def code(self, text: str) -> None:
        """Add lines that stand as they were typed."""
        self._add(_CONTROL.sub("", text.expandtabs(4)).strip("\n"), "code", 0)

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        """Add a table, as `table_text` writes it."""
        self._add(table_text([[tidy(cell) for cell in row] for row in rows]), "table", 0)

    def _add(self, text: str, kind: BlockKind, level: int, marks: Sequence[Mark] = ()) -> None:
        if not text:
            return
        if self._parts:
            self._parts.append(GAP)
            self._length += len(GAP)
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        section = tuple(title for _, title in self._path)
        self._blocks.append(Block(start, self._length, kind, level, self.page, section, tuple(marks)))

    def build(self, metadata: Mapping[str, Any] | None = None, pages: tuple[Page, ...] = ()) -> Document:
        """The document built so far."""
        return Document("".join(self._parts), tuple(self._blocks), pages, metadata=metadata or {})


def table_text(rows: Iterable[Sequence[str]]) -> str:
    """A table as text: one line per row, cells parted by « | »; empty rows, and empty cells that end one, are left out.

    A bar inside a cell becomes « ¦ »: the bars that stand are those between cells.
    """
    lines = []
    for row in rows:
        cells = [cell.replace("\n", " ").replace("|", "¦") for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            lines.append(CELL_BETWEEN.join(cells))
    return "\n".join(lines)


def tidy(text: str) -> str:
    """The text without control characters, runs of blanks and blank lines; single line breaks stay."""
    if not text.isprintable():
        text = _CONTROL.sub("", text)
        text = "\n".join(line for piece in text.split("\n") if (line := piece.strip()))
        text = _RUN.sub(" ", text)
    elif "  " in text:
        text = _RUN.sub(" ", text)
    return text.strip()


def repaired(document: Document) -> tuple[Document, tuple[Note, ...]]:
    """The document with its text repaired, its blocks moved along, and notes on what no repair can give back."""
    text = document.text
    notes = doubts(text)
    if not _MAY_NEED_REPAIR.search(text):
        return document, notes
    seen = word_counts(text)
    pieces: list[str] = []
    blocks: list[Block] = []
    spans: list[Span] = []
    titles: dict[str, str] = {}
    at, length = 0, 0
    for block in document.blocks:
        before = text[at : block.start]
        old = text[block.start : block.end]
        new, own = repair(old, seen=seen) if block.kind != "code" and _MAY_NEED_REPAIR.search(old) else (old, ())
        start = length + len(before)
        spans.append(Span(length, at, len(before)))
        spans += [Span(one.repaired + start, one.original + block.start, one.length) for one in own or (_whole(old),)]
        pieces += [before, new]
        if block.kind == "heading":
            titles[old] = new
        section = tuple(titles.get(title, title) for title in block.section)
        at, length = block.end, start + len(new)
        # Marks are counted in the words that were there.
        marks = block.marks if new == old else ()
        blocks.append(replace(block, start=start, end=length, section=section, marks=marks))
    pieces.append(text[at:])
    spans.append(Span(length, at, len(text) - at))
    whole = "".join(pieces)
    if whole == text:
        return document, notes
    metadata = dict(document.metadata)
    if isinstance(metadata.get("title"), str):
        metadata["title"] = titles.get(metadata["title"]) or repair(metadata["title"], seen=seen)[0]
    return replace(
        document, text=whole, blocks=tuple(blocks), metadata=metadata, original=text, spans=fused_spans(spans)
    ), notes


def _whole(text: str) -> Span:
    return Span(0, 0, len(text))


def fused_spans(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans, each run that goes on in both texts as one."""
    fused: list[Span] = []
    for span in spans:
        last = fused[-1] if fused else None
        if last and (last.repaired + last.length, last.original + last.length) == (span.repaired, span.original):
            fused[-1] = Span(last.repaired, last.original, last.length + span.length)
        elif span.length:
            fused.append(span)
    return tuple(fused)
