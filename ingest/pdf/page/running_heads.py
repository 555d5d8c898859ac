"""Running heads, feet and page numbers: lines that repeat from page to page at the same place."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.pdf.page.changing_heads import changing_heads
from ingest.pdf.page.lines import TextLine

MARGIN = 0.2  # share of the page height, at the top and at the bottom, where running lines may stand
REACH = 6  # lines from the edge that may be running lines
APART = 0.5  # of its letters' height: the white that parts a running line from the text
ALONE = 1.5  # the same for a stamp within the page
SAME_PLACE = 3.0  # points
STAMPED = 0.5  # share of the pages that have a line at the same place anywhere
SAME_HEIGHT = 6.0  # points
MOSTLY = 0.3  # share of the pages on which a line must repeat: heads change with the chapter, and with odd and even
ENOUGH = 4  # pages; a line that stands so often at the same place is a running line however long the document
LABEL_WORDS = 3  # « Fiche 4 » over a page and « Fiche 5 » over the next are titles, though they seem to count pages
MANY = 6  # pages; the same for a line that counts the pages, as the parts of a series « (2/5) » seem to do as well
_PAGE_NUMBER = re.compile(r"^\W*(?:page|p\.|folio)?\s*\d{1,4}\s*(?:(?:/|sur|of|de)\s*\d{1,4})?\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _RunningPlace:
    page: int
    top: float
    numbers: tuple[int, ...]


def running_lines(pages: Sequence[Sequence[TextLine]], heights: Sequence[float]) -> list[set[int]]:
    """For each page, the indexes of its lines that belong to no paragraph: running heads, feet, page numbers."""
    edges = [_edge_lines(lines, height) for lines, height in zip(pages, heights, strict=True)]
    places: dict[str, list[_RunningPlace]] = defaultdict(list)
    for number, (lines, indexes) in enumerate(zip(pages, edges, strict=True)):
        for index in indexes:
            places[_shape(lines[index].text)].append(_place(lines[index], number))
    if len(pages) == 1:
        return [_single_number(pages[0], edges[0])]
    removed = []
    for number, (lines, indexes, height) in enumerate(zip(pages, edges, heights, strict=True)):
        same = {i: _same_elsewhere(lines[i], number, places) for i in indexes}
        counts = {i for i in indexes if any(other.numbers != _place(lines[i], number).numbers for other in same[i])}
        counting = {i for i in counts if _PAGE_NUMBER.match(lines[i].text)}
        running = {i for i in indexes if _is_running(lines[i], same[i], i in counts, len(pages))}
        removed.append(_apart_from_text(lines, running | counting, height) | counting)
    for number, index in [*_stamps(pages), *changing_heads(pages, heights, removed)]:
        removed[number].add(index)
    return removed


def _single_number(lines: Sequence[TextLine], edges: Sequence[int]) -> set[int]:
    """The number of the only page: it says « page », or is first or last, by itself, and no larger than the text."""
    rows = _rows(lines)
    usual = median(line.size for line in lines) if lines else 0.0
    first_and_last = {index for row in (*rows[:1], *rows[-1:]) for index in row}
    return {
        index
        for index in edges
        if _PAGE_NUMBER.match(lines[index].text)
        if any(letter.isalpha() for letter in lines[index].text)
        or (index in first_and_last and lines[index].size <= usual and _stands_alone(lines[index], lines))
    }


def _apart_from_text(lines: Sequence[TextLine], running: set[int], height: float) -> set[int]:
    """Those of the lines that stand at the edge of the page, with a white between them and its text.

    The rubrics of a series of sheets repeat from page to page as well, but each stands over what it heads.
    """
    kept: set[int] = set()
    down = _rows(lines) if running else []
    for rows in (down, down[::-1]):
        block: list[list[int]] = []
        for row in rows:
            if not running.intersection(row):
                break
            block.append(row)
        while block and len(block) < len(rows) and _white(lines, block[-1], rows[len(block)]) < APART:
            block.pop()
        middle = height / 2
        on_side = [row for row in block if (lines[row[0]].top < middle) == (rows is down)]
        kept.update(running.intersection(index for row in on_side for index in row))
    return kept


def _rows(lines: Sequence[TextLine]) -> list[list[int]]:
    """The indexes of the lines, those of one height together, from the top of the page down."""
    rows: list[list[int]] = []
    for index in sorted(range(len(lines)), key=lambda i: lines[i].top):
        if rows and lines[index].top < (lines[rows[-1][0]].top + lines[rows[-1][0]].bottom) / 2:
            rows[-1].append(index)
        else:
            rows.append([index])
    return rows


def _white(lines: Sequence[TextLine], row: Sequence[int], other: Sequence[int]) -> float:
    """The white between two rows, in heights of the letters of the first."""
    above, below = sorted((row, other), key=lambda each: lines[each[0]].top)
    white = min(lines[i].top for i in below) - max(lines[i].bottom for i in above)
    return white / max(lines[row[0]].bottom - lines[row[0]].top, 1.0)


def _stamps(pages: Sequence[Sequence[TextLine]]) -> list[tuple[int, int]]:
    """The lines, as (page, index), that half of the pages have at the very same place, less the first of each.

    They belong to the pattern of the pages: a logo in letters, a text that the pages' own text covers.
    """
    places: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, lines in enumerate(pages):
        for index, line in enumerate(lines):
            places[line.text].append((number, index))
    stamps: list[tuple[int, int]] = []
    for found in places.values():
        if len(found) < max(ENOUGH, len(pages) * STAMPED):
            continue
        usual_left, usual_top = (median(getattr(pages[n][i], side) for n, i in found) for side in ("left", "top"))
        there = [
            (n, i)
            for n, i in found
            if abs(pages[n][i].left - usual_left) < SAME_PLACE and abs(pages[n][i].top - usual_top) < SAME_PLACE
        ]
        alone = sum(_stands_alone(pages[n][i], pages[n]) for n, i in there)
        if len({number for number, _ in there}) >= max(ENOUGH, len(pages) * STAMPED) and alone * 2 > len(there):
            stamps += there[1:]
    return stamps


def _stands_alone(line: TextLine, lines: Sequence[TextLine]) -> bool:
    """True for a line with white above and below, or that other text crosses."""
    room = ALONE * (line.bottom - line.top)
    near = [other for other in lines if other is not line and abs(_middle(other) - _middle(line)) < room + other.size]
    return not near or any(_crosses(line, other) for other in near)


def _middle(line: TextLine) -> float:
    return (line.top + line.bottom) / 2


def _crosses(line: TextLine, other: TextLine) -> bool:
    across = min(line.right, other.right) - max(line.left, other.left)
    down = min(line.bottom, other.bottom) - max(line.top, other.top)
    return across > 0 and down > 0.3 * min(line.bottom - line.top, other.bottom - other.top)


def _edge_lines(lines: Sequence[TextLine], height: float) -> list[int]:
    """The indexes of the lines that stand in the margins, each margin up to its reach from the edge."""
    top = sorted((i for i, line in enumerate(lines) if line.bottom < MARGIN * height), key=lambda i: lines[i].top)
    foot = sorted((i for i, line in enumerate(lines) if line.top > (1 - MARGIN) * height), key=lambda i: -lines[i].top)
    return top[:REACH] + foot[:REACH]


def _place(line: TextLine, page: int) -> _RunningPlace:
    return _RunningPlace(page, line.top, tuple(int(number) for number in re.findall(r"\d{1,9}", line.text)))


def _shape(text: str) -> str:
    """The text with its numbers blotted out, so that « Page 3 » and « Page 4 » are the same line."""
    return re.sub(r"\d{1,9}", "#", re.sub(r"\s+", " ", text)).strip().casefold()


def _same_elsewhere(line: TextLine, page: int, places: dict[str, list[_RunningPlace]]) -> list[_RunningPlace]:
    here = _place(line, page)
    return [place for place in places[_shape(line.text)] if place.page != page and _same_line(here, place)]


def _is_running(line: TextLine, same: Sequence[_RunningPlace], counts: bool, pages: int) -> bool:
    """Whether a line with the `same` places on others is no text; `counts` where its numbers differ there."""
    others = {place.page for place in same}
    if counts:
        return len(line.words) > LABEL_WORDS and len(others) + 1 >= min(pages * MOSTLY, MANY)
    if pages == 2:
        return len(others) == 1
    return len(others) >= 2 and len(others) + 1 >= min(pages * MOSTLY, ENOUGH)


def _same_line(here: _RunningPlace, there: _RunningPlace) -> bool:
    """True at the same height with the same numbers, save those that count the pages.

    « Article 1 » at the top of one page and « Article 4 » at the top of the next are not a running line.
    """
    if abs(here.top - there.top) > SAME_HEIGHT:
        return False
    step = there.page - here.page
    return all(after - before in (0, step) for before, after in zip(here.numbers, there.numbers, strict=True))
