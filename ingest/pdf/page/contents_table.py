"""Tables of contents in PDF pages: titles with page numbers at the right, which say nothing that the titles do not."""

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ingest.pdf.page.blocks import folded
from ingest.pdf.page.lines import TextLine

ENTRIES = 3  # fewer titles with their pages are no table of contents
DENSE = 0.4  # share of the rows, from the first entry to the last, that end in a page: long titles take several rows
STRAY = 0.2  # share of those rows that may be neither: more, and the page tells something between its titles
KNOWN = 0.5  # share of the titles that stand elsewhere too
ALIGNED = 3.0  # points between the right edges of the page numbers
TIGHT = 1.45  # of the letter height: rows so close belong to one title
MAX_WRAPPED = 2  # rows of a title before the one that has its page
MAX_LINES = 2_000
_TITLE = re.compile(
    r"^\W*(?:sommaire|table des mati[èe]res|contenu|table of contents|contents"
    r"|(?:liste|table|index) des (?:tableaux|figures|illustrations|annexes))(?: détaillée?)?\W*$",
    re.IGNORECASE,
)
_PAGE = re.compile(r"^(?P<title>.*?)(?P<leader>[\s.…·_\u2060]*)(?<!\d)(?P<page>\d{1,4})\W*$", re.DOTALL)
_LEADER = re.compile(r"(?:[.·_]\s*){3}|…")
_NUMBERING = re.compile(r"^\W*(?:(?:\d+|[IVX]+|[A-Z])(?:\.\d+)*[.)]?\s+)?")


@dataclass(frozen=True, slots=True)
class _Row:
    """The lines of one height, by their indexes, from left to right; `page` is 0 when none ends it."""

    indexes: tuple[int, ...]
    top: float
    bottom: float
    right: float
    size: float
    title: str
    page: int


def contents_lines(pages: Sequence[Sequence[TextLine]], bookmarks: AbstractSet[str]) -> list[set[int]]:
    """For each page, the indexes of its lines that belong to a table of contents; none when nothing else would stay.

    `bookmarks` are the folded titles of the outline. A table whose last column happens to hold growing numbers is
    kept: the page must say « Sommaire », or the titles must stand as lines or bookmarks elsewhere.
    """
    where = Counter(title for lines in pages for title in {folded_title(line.text) for line in lines})
    found: list[set[int]] = []
    for lines in pages:
        goes_on = bool(found and found[-1])
        found.append(_contents(lines, where, bookmarks, goes_on) if len(lines) <= MAX_LINES else set())
    if all(len(listed) == len(lines) for listed, lines in zip(found, pages, strict=True)):
        return [set() for _ in pages]
    return found


def folded_title(text: str) -> str:
    """The letters and digits of a title in lower case, without its number."""
    return folded(_NUMBERING.sub("", text))


def _contents(lines: Sequence[TextLine], where: Counter[str], bookmarks: AbstractSet[str], goes_on: bool) -> set[int]:
    rows = _rows(lines)
    entries = _entries(rows)
    if len(entries) < ENTRIES:
        return set()
    first, last = entries[0], entries[-1]
    if len(entries) < DENSE * (last - first + 1):
        return set()
    heading = next((i for i in range(first) if _TITLE.match(rows[i].title) and not rows[i].page), None)
    known = sum(_is_known(rows[i].title, where, bookmarks) for i in entries)
    if heading is None and not goes_on and known < KNOWN * len(entries):
        return set()
    first = _start(rows, first)
    if sum(_is_stray(rows, i) for i in range(first, last + 1)) > STRAY * (last - first + 1):
        return set()
    listed = {index for row in rows[first : last + 1] for index in row.indexes}
    if heading is not None and heading + 1 == first and _ends_part(rows, heading, last):
        listed.update(rows[heading].indexes)
    return listed


def _rows(lines: Sequence[TextLine]) -> list[_Row]:
    """The rows of the page, from top to bottom: lines whose middles stand at one height."""
    heights: list[list[int]] = []
    for index in sorted(range(len(lines)), key=lambda i: lines[i].top + lines[i].bottom):
        line = lines[index]
        last = lines[heights[-1][0]] if heights else None
        if last and abs(line.top + line.bottom - last.top - last.bottom) < last.bottom - last.top:
            heights[-1].append(index)
        else:
            heights.append([index])
    return [_row(lines, sorted(indexes, key=lambda i: lines[i].left)) for indexes in heights]


def _row(lines: Sequence[TextLine], indexes: Sequence[int]) -> _Row:
    own = [lines[index] for index in indexes]
    text = " ".join(line.text for line in own)
    match = _PAGE.match(text)
    alone = len(own) > 1 and len(own[-1].words) == 1
    mixed = any(abs(line.size - own[0].size) > 1 for line in own[1:-1])  # a note beside the title
    entry = match and match["title"].strip() and not mixed and (alone or _LEADER.search(match["leader"]))
    return _Row(
        tuple(indexes),
        min(line.top for line in own),
        max(line.bottom for line in own),
        own[-1].right,
        own[0].size,
        re.sub(r"[\s.…·_]+$", "", match["title"]) if match and entry else text,
        int(match["page"]) if match and entry else 0,
    )


def _entries(rows: Sequence[_Row]) -> list[int]:
    """The rows that end in a page number, all at one right edge and growing; none when they do not grow."""
    numbered = [i for i, row in enumerate(rows) if row.page]
    aligned = max(
        ([i for i in numbered if abs(rows[i].right - rows[edge].right) < ALIGNED] for edge in numbered),
        key=len,
        default=[],
    )
    numbers = [rows[i].page for i in aligned]
    return aligned if numbers == sorted(numbers) else []


def _is_known(title: str, where: Counter[str], bookmarks: AbstractSet[str]) -> bool:
    return folded(title) in bookmarks or folded_title(title) in bookmarks or where[folded_title(title)] > 1


def _start(rows: Sequence[_Row], first: int) -> int:
    """The row where the first entry starts: a title too long for one row has its page on the last."""
    start = first
    while start > 0 and first - start < MAX_WRAPPED and _is_wrapped(rows[start - 1], rows[start]):
        start -= 1
    return start


def _is_wrapped(above: _Row, below: _Row) -> bool:
    tight = below.top - above.top < TIGHT * max(above.bottom - above.top, 1)
    return tight and abs(above.size - below.size) < 1 and not _TITLE.match(above.title)


def _is_stray(rows: Sequence[_Row], index: int) -> bool:
    """True for a row without a page that no title beside it goes on in."""
    if rows[index].page:
        return False
    above = index > 0 and _is_wrapped(rows[index - 1], rows[index])
    return not above and not (index + 1 < len(rows) and _is_wrapped(rows[index], rows[index + 1]))


def _ends_part(rows: Sequence[_Row], heading: int, last: int) -> bool:
    """True when nothing stands under the heading but the table of contents."""
    return last + 1 == len(rows) or rows[last + 1].size >= rows[heading].size
