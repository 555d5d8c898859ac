"""Running heads and feet whose text changes with each part: lines alone at one place, that name a part."""

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ingest.pdf.page.lines import TextLine

BAND = 0.12  # share of the page height, at the top and at the bottom, where such a line may stand
SMALL = 1.02  # of the size of most letters: a head is not larger
APART = 0.8  # of its height: the white that parts a head from the text
SAME_TOP = 1.5  # points
SAME_EDGE = 3.0  # points
SAME_SIZE = 0.5  # points
HEAD_WORDS = 16  # a longer line is no title
ENOUGH = 4  # pages
MAX_LINES = 2_000  # each is held against the others
MOSTLY = 0.3  # share of the pages: heads may differ in place on odd and even pages
NAMED = 0.5  # share of the lines at the place that repeat, or that stand in larger letters elsewhere
_NUMBERING = re.compile(r"^\W*(?:(?:\d+|[IVX]+|[A-Z])(?:\.\d+)*[.)]?\s+)?")

Place = tuple[int, int]  # page, index of the line


@dataclass(frozen=True, slots=True)
class _Written:
    """How often the document holds each text as a line, and in which largest letters."""

    counts: Counter[str]
    largest: dict[str, float]


def changing_heads(
    pages: Sequence[Sequence[TextLine]], heights: Sequence[float], removed: Sequence[AbstractSet[int]]
) -> list[Place]:
    """The lines, as (page, index), that stand where the heads of the parts stand; `removed` are known running lines.

    A first line of text is never alone, apart and at one place on many pages while half of what stands there names a
    part: the place is judged as a whole, so that a head which no title repeats goes with the others.
    """
    body = _body_size(pages)
    candidates = [
        (number, index)
        for number, (lines, height) in enumerate(zip(pages, heights, strict=True))
        for index in _outermost(lines, height, removed[number])
        if lines[index].size <= SMALL * body and len(lines[index].words) <= HEAD_WORDS
    ]
    if not ENOUGH <= len(candidates) <= MAX_LINES:
        return []
    written = _written(pages)
    heads: list[Place] = []
    for number, index in candidates:
        there = [(n, i) for n, i in candidates if _same_place(pages[number][index], pages[n][i])]
        often = len({n for n, _ in there}) >= max(ENOUGH, MOSTLY * len(pages))
        named = sum(_names_part(pages[n][i], written) for n, i in there)
        if often and named >= NAMED * len(there):
            heads.append((number, index))
    return heads


def _outermost(lines: Sequence[TextLine], height: float, removed: AbstractSet[int]) -> list[int]:
    """The line nearest the top and the one nearest the foot, each alone at its height and apart from the text."""
    left = [index for index in range(len(lines)) if index not in removed]
    if len(left) < 2:
        return []
    found: list[int] = []
    first, second = sorted(left, key=lambda i: lines[i].top)[:2]
    if lines[first].bottom < BAND * height and lines[second].top - lines[first].bottom > _white(lines[first]):
        found.append(first)
    last, before = sorted(left, key=lambda i: -lines[i].bottom)[:2]
    if lines[last].top > (1 - BAND) * height and lines[last].top - lines[before].bottom > _white(lines[last]):
        found.append(last)
    return found


def _white(line: TextLine) -> float:
    return APART * (line.bottom - line.top)


def _same_place(line: TextLine, other: TextLine) -> bool:
    """True at one height in letters of one size, with the left, the right or the middle at one place."""
    if abs(line.top - other.top) > SAME_TOP or abs(line.size - other.size) > SAME_SIZE:
        return False
    left, right = abs(line.left - other.left), abs(line.right - other.right)
    middle = abs(line.left + line.right - other.left - other.right) / 2
    return min(left, right, middle) < SAME_EDGE


def _names_part(line: TextLine, written: _Written) -> bool:
    text = _bare(line.text)
    return bool(text) and (written.largest[text] > line.size or written.counts[text] >= ENOUGH)


def _written(pages: Sequence[Sequence[TextLine]]) -> _Written:
    counts: Counter[str] = Counter()
    largest: dict[str, float] = {}
    for lines in pages:
        for line in lines:
            text = _bare(line.text)
            counts[text] += 1
            largest[text] = max(largest.get(text, 0.0), line.size)
    return _Written(counts, largest)


def _bare(text: str) -> str:
    """The letters of a title without its number."""
    return re.sub(r"[\W_]+", "", _NUMBERING.sub("", text)).casefold()


def _body_size(pages: Sequence[Sequence[TextLine]]) -> float:
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0
