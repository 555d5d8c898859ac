"""Blocks of a text brought together as a page shows them: items in lists, tables with their widths, depths in order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from kb.export.booklet.booklet import Block

NUMBER = re.compile(r"^(\d{1,3})[.)]\s+")
BULLET = re.compile(r"^[-•–*]\s+")
# Blocks whose lines are told one by one.
KEEPS_LINES = frozenset({"quote", "code"})
DEEPEST = 3  # headings below that one look alike
MOST_COLUMNS = 8  # of a table on an upright page; a wider one is told row by row
LONGEST_WORD, LONGEST_CELL = 22, 60  # characters that count for the width of a column
MARGINS = 4.0  # of a cell, in characters


@dataclass(frozen=True, slots=True)
class Group:
    """What stands together: `texts` are the paragraphs or items, `numbers` those that the items bore.

    `depth` of a heading counts from 1 without a gap; `widths` of a table are shares of its width.
    """

    kind: Literal["heading", "paragraph", "list", "numbers", "quote", "table", "row"]
    texts: tuple[str, ...] = ()
    depth: int = 0
    numbers: tuple[int, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[float, ...] = ()


def grouped(blocks: Sequence[Block], *, title: str = "") -> tuple[Group, ...]:
    """The blocks in order; a first heading that only says `title` again is left out."""
    if blocks and blocks[0].kind == "heading" and _folded(blocks[0].text) == _folded(title):
        blocks = blocks[1:]
    out: list[Group] = []
    levels: list[int] = []
    for block in blocks:
        if block.kind == "heading":
            levels = [level for level in levels if level < block.level] + [block.level]
            out.append(Group("heading", (" ".join(block.text.split()),), min(len(levels), DEEPEST)))
        elif block.kind == "item":
            _item(out, block.text)
        elif block.kind == "table":
            out += _table(block.rows)
        else:
            out.append(Group("quote" if block.kind in KEEPS_LINES else "paragraph", _paragraphs(block)))
    return tuple(one for one in out if one.rows or any(text.strip() for text in one.texts))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(" .")


def _paragraphs(block: Block) -> tuple[str, ...]:
    # A quotation keeps its lines, the last of which may say who spoke; a paragraph is one flow, as on the pages.
    text = block.text.strip()
    return (text,) if block.kind in KEEPS_LINES else (" ".join(text.split("\n")),)


def _item(out: list[Group], text: str) -> None:
    found = NUMBER.match(text)
    text = " ".join((text[found.end() :] if found else BULLET.sub("", text)).split("\n"))
    kind: Literal["list", "numbers"] = "numbers" if found else "list"
    before = out.pop() if out and out[-1].kind == kind else Group(kind)
    numbers = (*before.numbers, int(found[1])) if found else ()
    out.append(Group(kind, (*before.texts, text), numbers=numbers))


def _table(rows: Sequence[Sequence[str]]) -> Iterator[Group]:
    columns = max((len(row) for row in rows), default=0)
    whole = tuple(tuple(row) + ("",) * (columns - len(row)) for row in rows)
    if not columns:
        return
    if columns > MOST_COLUMNS and len(whole) > 1:
        for row in whole[1:]:
            pairs = [f"{label} : {cell}" if label else cell for label, cell in zip(whole[0], row, strict=True) if cell]
            yield Group("row", tuple(pairs))
        return
    yield Group("table", rows=whole, widths=tuple(_width([row[at] for row in whole]) for at in range(columns)))


def _width(cells: Sequence[str]) -> float:
    """The share of a column: its longest word must fit, and long cells get more than short ones, within reason."""
    word = max((len(word) for cell in cells for word in cell.split()), default=1)
    mean = sum(min(len(cell), LONGEST_CELL) for cell in cells) / max(1, len(cells))
    return round(max(min(word, LONGEST_WORD), mean) + MARGINS, 1)
