"""Tables of PDF pages: what tells them from columns of prose, and where their rows end."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import mean, median

from ingest.pdf.page.lines import TextLine

FULL = 0.7  # a line of prose fills most of its column
PROSE_WORDS = 4  # fewer words a line than this is a cell, not prose
LONG_ROW = 60  # words; longer rows are read cell after cell, each in its own paragraphs
DISTINCT = 0.35  # of the letter height: how much wider the white between rows is than that between lines of a cell
BESIDE = 3  # lines of a note that stands beside a text
LARGE = 1.4  # a figure over its caption is larger by this factor


def is_table(columns: Sequence[Sequence[TextLine]]) -> bool:
    """True when the columns hold cells rather than prose: short lines that stand side by side."""
    if sum(_is_prose(column) for column in columns) >= 2 or sum(map(len, columns)) < 4:
        return False
    fewest = min(columns, key=len)
    most = max(columns, key=len)
    if len(fewest) <= BESIDE and len(most) > 3 * len(fewest) and _is_prose(most):
        return False  # a caption or a margin note beside a text
    if all(_is_card(column) for column in columns):
        return False
    others = [line for column in columns if column is not fewest for line in column]
    level = sum(any(_level(line, other) for other in others) for line in fewest)
    return level * 2 > len(fewest)


def long_cells(rows: Sequence[Sequence[Sequence[TextLine]]]) -> bool:
    """True when the rows hold whole paragraphs."""
    return mean(sum(len(line.words) for cell in row for line in cell) for row in rows) > LONG_ROW


def table_rows(bands: Sequence[list[TextLine]], gutters: Sequence[float]) -> list[list[TextLine]]:
    """The lines of each row: bands joined where the white between them is that of lines within a cell."""
    if len(bands) < 3:
        return list(bands)
    height = median(line.bottom - line.top for band in bands for line in band)
    whites = [min(line.top for line in below) - max(line.bottom for line in above) for above, below in pairwise(bands)]
    distinct = max(whites) - min(whites) > DISTINCT * height
    limit = (max(whites) + min(whites)) / 2 if distinct else min(whites) - 1
    rows = [list(bands[0])]
    for white, band in zip(whites, bands[1:], strict=True):
        first_is_empty = not any(line.left < gutters[0] for line in band)
        if _goes_on(band, gutters) if white < limit else (not distinct and first_is_empty and _lower(band)):
            rows[-1].extend(band)
        else:
            rows.append(list(band))
    return rows


def full_rows(bands: Sequence[list[TextLine]], gutters: Sequence[float]) -> list[list[TextLine]]:
    """The rows between two rules: one, or one for each band when every band is a whole row."""
    if any(_goes_on(band, gutters) for band in bands):
        return [[line for band in bands for line in band]]
    return list(bands)


def _goes_on(band: Sequence[TextLine], gutters: Sequence[float]) -> bool:
    """True when the band is the rest of a row: a cell is empty, or goes on in small letters."""
    filled = {sum(gutter < line.left for gutter in gutters) for line in band}
    return len(filled) <= len(gutters) or any(line.text[:1].islower() for line in band)


def _lower(band: Sequence[TextLine]) -> bool:
    """True when the first cell written in the band goes on in small letters."""
    return min(band, key=lambda line: line.left).text[:1].islower()


def _is_prose(column: Sequence[TextLine]) -> bool:
    if len(column) < 3:
        return False
    width = max(line.right for line in column) - min(line.left for line in column)
    full = sum(line.width > FULL * width for line in column)
    words = sum(len(line.words) for line in column) / len(column)
    return full * 2 > len(column) and words >= PROSE_WORDS


def _is_card(column: Sequence[TextLine]) -> bool:
    """True for a large figure or title with small print under it, as slides have side by side."""
    first = min(column, key=lambda line: line.top)
    rest = [line.size for line in column if line is not first]
    return bool(rest) and first.size > LARGE * median(rest)


def _level(line: TextLine, other: TextLine) -> bool:
    return abs((line.top + line.bottom) - (other.top + other.bottom)) < 0.8 * (line.bottom - line.top)
