"""Tables: which rows are data, and which only place text on the page and are read cell by cell."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.assembly import Assembly

SHORT = 60  # characters of a label or of the head of a column
RICH_PARAGRAPHS = 3  # paragraphs of one cell from which it is a text of its own
RICH_CHARACTERS = 300
LABEL_LEVEL = 4  # of a heading that only its place, left of a text, shows
MAX_COLUMNS = 64  # that one cell may be said to span or stand for


@dataclass(frozen=True, slots=True)
class CellContent:
    """What one cell holds: headings, items of lists, paragraphs that are neither, characters, tables."""

    headings: int = 0
    items: int = 0
    paragraphs: int = 0
    characters: int = 0
    tables: int = 0

    @property
    def blocks(self) -> int:
        """How many blocks stand in the cell."""
        return self.headings + self.items + self.paragraphs + self.tables

    @property
    def is_short(self) -> bool:
        """True for a label: one short line, or nothing."""
        return self.characters <= SHORT and self.blocks <= 1 and not self.items and not self.tables

    @property
    def is_rich(self) -> bool:
        """True for a text of its own, which one line of a table would crush."""
        return (
            self.tables > 0
            or self.items > 1
            or (self.items > 0 and self.paragraphs > 0)
            or (self.blocks >= RICH_PARAGRAPHS and self.characters > RICH_CHARACTERS)
        )


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell: the reader's element, None where another cell covers the place, and how many columns it takes."""

    element: Any
    columns: int = 1
    holding: CellContent = CellContent()


def layout_rows(rows: Sequence[Sequence[TableCell]]) -> list[bool]:
    """For each row of a table, whether its cells are to be read one after the other instead of as a row of data."""
    width = max((sum(cell.columns for cell in row) for row in rows), default=0)
    if width < 2:
        return [True] * len(rows)
    first = next((row for row in rows if any(cell.holding.blocks for cell in row)), ())
    # A table with heads of columns stays one, lists in its cells or not.
    headed = len(rows) > 2 and len(first) > 1 and all(cell.holding.is_short for cell in first)
    is_grid = headed and not any(_is_titled(cell) for row in rows for cell in row)
    return [_is_layout(row, width, is_grid) for row in rows]


def _is_layout(row: Sequence[TableCell], width: int, is_grid: bool) -> bool:
    full = [cell for cell in row if cell.holding.blocks]
    if len(full) == 1 and full[0].columns == width:
        one = full[0].holding
        return one.headings > 0 or one.is_rich or one.characters > RICH_CHARACTERS
    if any(_is_titled(cell) for cell in row):
        return True
    return not is_grid and any(cell.holding.is_rich for cell in row)


def _is_titled(cell: TableCell) -> bool:
    return cell.holding.headings > 0 and cell.holding.blocks > 1


def add_table(
    assembly: Assembly,
    rows: Sequence[Sequence[TableCell]],
    text_of: Callable[[Any], str],
    walk: Callable[[Any], None],
) -> None:
    """Add a table: its rows of data as tables, in which covered cells keep their column, the others cell by cell.

    A short line left of a text of its own heads it.
    """
    data: list[list[str]] = []
    for row, is_layout in zip(rows, layout_rows(rows), strict=True):
        if not is_layout:
            data.append(list(_texts(row, text_of)))
            continue
        if data:
            assembly.table(data)
            data = []
        for place, cell in enumerate(row):
            if cell.element is None:
                continue
            following = row[place + 1].holding if place + 1 < len(row) else CellContent()
            if place == 0 and cell.holding.is_short and not cell.holding.headings and following.is_rich:
                assembly.heading(text_of(cell.element), LABEL_LEVEL)
            else:
                walk(cell.element)
    if data:
        assembly.table(data)


def _texts(row: Sequence[TableCell], text_of: Callable[[Any], str]) -> Iterator[str]:
    for cell in row:
        yield text_of(cell.element) if cell.element is not None else ""
        yield from [""] * (min(cell.columns, MAX_COLUMNS) - 1)
