"""Blocks of a text brought together as a page shows them: items in lists, tables with their widths, depths in order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.document import Mark
from kb.export.booklet.booklet import BookletBlock
from kb.records.set_words import cut
from kb.records.typed_text import typed_blocks

NUMBER = re.compile(r"^(\d{1,3})[.)]\s+")
BULLET = re.compile(r"^[-•–*]\s+")
# Blocks whose lines are told one by one.
KEEPS_LINES = frozenset({"quote", "code"})
DEEPEST = 3  # headings below that one look alike
MOST_COLUMNS = 8  # of a table on an upright page; a wider one is told row by row
LONGEST_WORD, LONGEST_CELL = 22, 60  # characters that count for the width of a column
MARGINS = 4.0  # of a cell, in characters


@dataclass(frozen=True, slots=True)
class BlockGroup:
    """What stands together: `texts` are the paragraphs or items, `numbers` those that the items bore.

    `depth` of a heading counts from 1 without a gap; `widths` of a table are shares of its width. `marks` say how the
    words of each of the texts are set, `cell_marks` those of each cell. `picture` is the file that the text describes.
    """

    kind: Literal["heading", "paragraph", "list", "numbers", "quote", "table", "row", "picture"]
    texts: tuple[str, ...] = ()
    depth: int = 0
    numbers: tuple[int, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[float, ...] = ()
    marks: tuple[tuple[Mark, ...], ...] = ()
    cell_marks: tuple[tuple[tuple[Mark, ...], ...], ...] = ()
    picture: bytes = b""

    @property
    def told(self) -> tuple[tuple[str, tuple[Mark, ...]], ...]:
        """Each text with its marks."""
        return tuple((text, self.marks[at] if at < len(self.marks) else ()) for at, text in enumerate(self.texts))

    @property
    def cells(self) -> tuple[tuple[tuple[str, tuple[Mark, ...]], ...], ...]:
        """The rows, each cell with its marks."""
        marks = self.cell_marks or tuple(() for _ in self.rows)
        return tuple(
            tuple((cell, of[at] if at < len(of) else ()) for at, cell in enumerate(row))
            for row, of in zip(self.rows, marks, strict=True)
        )


def typed(text: str) -> tuple[BlockGroup, ...]:
    """What somebody typed, as a page shows it."""
    return grouped(
        [
            table_block(one.text, one.marks)
            if one.kind == "table"
            else BookletBlock(one.kind, one.text, one.level, marks=one.marks)
            for one in typed_blocks(text)
        ]
    )


CELLS = re.compile(r" \|(?: |$)")  # as ingest.assembly parts them; the last cell of a row may be empty


def table_block(text: str, marks: Sequence[Mark] = ()) -> BookletBlock:
    """The table that a text is: one line per row, cells parted by « | »."""
    rows, of = [], []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            edges = [0, *(at for found in CELLS.finditer(line) for at in found.span()), len(line)]
            cells = [_trimmed(line, *each) for each in zip(edges[::2], edges[1::2], strict=True)]
            rows.append(tuple(line[left:right] for left, right in cells))
            of.append(tuple(cut(marks, start + left, start + right) for left, right in cells))
        start += len(line) + 1
    return BookletBlock("table", rows=tuple(rows), cell_marks=tuple(of) if marks else ())


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds without the white space at either end."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def grouped(blocks: Sequence[BookletBlock], *, title: str = "") -> tuple[BlockGroup, ...]:
    """The blocks in order; a first heading that only says `title` again is left out."""
    if blocks and blocks[0].kind == "heading" and _folded(blocks[0].text) == _folded(title):
        blocks = blocks[1:]
    out: list[BlockGroup] = []
    levels: list[int] = []
    for block in blocks:
        if block.kind == "heading":
            levels = [level for level in levels if level < block.level] + [block.level]
            out.append(BlockGroup("heading", (" ".join(block.text.split()),), min(len(levels), DEEPEST)))
        elif block.kind == "item":
            _item(out, block.text, block.marks)
        elif block.picture:
            out.append(BlockGroup("picture", _paragraphs(block), picture=block.picture))
        elif block.kind == "table":
            out += _table(block.rows, block.cell_marks)
        else:
            kind: Literal["quote", "paragraph"] = "quote" if block.kind in KEEPS_LINES else "paragraph"
            own = (cut(block.marks, *_trimmed(block.text, 0, len(block.text))),) if block.marks else ()
            out.append(BlockGroup(kind, _paragraphs(block), marks=own))
    return tuple(one for one in out if one.rows or any(text.strip() for text in one.texts))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(" .")


def _paragraphs(block: BookletBlock) -> tuple[str, ...]:
    # A quotation keeps its lines, the last of which may say who spoke; a paragraph is one flow, as on the pages.
    text = block.text.strip()
    return (text,) if block.kind in KEEPS_LINES else (" ".join(text.split("\n")),)


def _item(out: list[BlockGroup], text: str, marks: Sequence[Mark]) -> None:
    found = NUMBER.match(text)
    sign = found or BULLET.match(text)
    at = sign.end() if sign else 0
    own, text = cut(marks, at, len(text)), " ".join(text[at:].split("\n"))
    kind: Literal["list", "numbers"] = "numbers" if found else "list"
    before = out.pop() if out and out[-1].kind == kind else BlockGroup(kind)
    numbers = (*before.numbers, int(found[1])) if found else ()
    so_far = tuple(one for _, one in before.told)
    of_all = (*so_far, own) if own or before.marks else ()
    out.append(BlockGroup(kind, (*before.texts, text), numbers=numbers, marks=of_all))


def _table(rows: Sequence[Sequence[str]], marks: tuple[tuple[tuple[Mark, ...], ...], ...]) -> Iterator[BlockGroup]:
    columns = max((len(row) for row in rows), default=0)
    whole = tuple(tuple(row) + ("",) * (columns - len(row)) for row in rows)
    if not columns:
        return
    if columns > MOST_COLUMNS and len(whole) > 1:
        for row in whole[1:]:
            pairs = [f"{label} : {cell}" if label else cell for label, cell in zip(whole[0], row, strict=True) if cell]
            yield BlockGroup("row", tuple(pairs))
        return
    widths = tuple(_width([row[at] for row in whole]) for at in range(columns))
    yield BlockGroup("table", rows=whole, widths=widths, cell_marks=marks)


def _width(cells: Sequence[str]) -> float:
    """The share of a column: its longest word must fit, and long cells get more than short ones, within reason."""
    word = max((len(word) for cell in cells for word in cell.split()), default=1)
    mean = sum(min(len(cell), LONGEST_CELL) for cell in cells) / max(1, len(cells))
    return round(max(min(word, LONGEST_WORD), mean) + MARGINS, 1)
