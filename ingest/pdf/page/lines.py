"""The lines of a PDF page: runs of words that follow each other on one baseline."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from ingest.pdf.note_marks import parted
from ingest.pdf.page.display_letters import with_first_letters, without_spacing
from ingest.pdf.page.right_to_left import in_reading_order, is_right_to_left, runs_leftward
from ingest.pdf.page.words import WIDE_GAP, PlacedWord

CELL_GAP = 0.75  # of the letter height: white that may part a number from the cell beside it, as two columns
NUMBERED = 3  # rows; fewer numbers one under the other, each beside a text, are no column
SAME_LEFT = 2.0  # points
MAX_RUNS = 2_500  # each run is held against the others; a page with more is a drawing or a trap
# A bullet, a dash, or a number such as « 1. », « a) », « (2) », « IV. » that stands alone at the left of a text.
# « N° » heads a column of numbers and opens no text.
_MARK = re.compile(r"^(?!N°$)(?:[^\w\s]|[\uf000-\uf8ff]|o|\(?(?:\d{1,2}|[a-zA-Z]|[IVX]{1,5})[.)°])$")

_ROW_NUMBER = re.compile(r"^(?:[Nn]°|n[or]\.?|\d{1,3}[.)]?)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextLine:
    """Words on one baseline, without a wide hole; box in points, origin top left; `order` is its rank in the file."""

    words: tuple[PlacedWord, ...]
    order: int = 0
    left: float = field(init=False)
    top: float = field(init=False)
    right: float = field(init=False)
    bottom: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "left", min(word.left for word in self.words))
        object.__setattr__(self, "right", max(word.right for word in self.words))
        # The box is that of most letters: a superscript or a large bullet does not move the line.
        object.__setattr__(self, "top", median(word.top for word in self.words for _ in word.text))
        object.__setattr__(self, "bottom", median(word.bottom for word in self.words for _ in word.text))

    @property
    def text(self) -> str:
        """The words with the spaces that stand between them."""
        return "".join(word.before + word.text for word in self.words).strip(" ")

    @property
    def size(self) -> float:
        """The height of its letters, rounded to half a point; weighed by letters, so that one sign does not count."""
        heights = [word.height for word in self.words for _ in word.text]
        return round(median(heights) * 2) / 2

    @property
    def bold(self) -> bool:
        """True when most of its letters are bold."""
        return sum(len(word.text) for word in self.words if word.bold) * 2 > sum(len(word.text) for word in self.words)

    @property
    def colour(self) -> int:
        """The colour of its first letter after any bullet, as 0xRRGGBB."""
        return self.words[-1].colour

    @property
    def width(self) -> float:
        """From the first letter to the last, in points."""
        return self.right - self.left


def page_lines(words: Sequence[PlacedWord]) -> list[TextLine]:
    """The lines of the words that run across the page; the words that run up or down make one line, the last."""
    words = with_first_letters(without_spacing(words))
    across = _numbered_rows(_marked(_merged(_runs([word for word in words if not word.sideways]))))
    across = [_with_note_marks(line) for line in across]
    if is_right_to_left(text := "".join(word.text for word in words)):
        leftward = runs_leftward(text)
        across = [TextLine(in_reading_order(line.words, leftward=leftward), line.order) for line in across]
    sideways = [word for word in words if word.sideways]
    return across + ([TextLine(tuple(sideways), len(across))] if sideways else [])


def _with_note_marks(line: TextLine) -> TextLine:
    words = parted(line.words)
    return line if words == line.words else TextLine(words, line.order)


def _runs(words: Sequence[PlacedWord]) -> list[TextLine]:
    runs: list[list[PlacedWord]] = []
    for word in words:
        if runs and _follows(runs[-1][-1], word):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [TextLine(tuple(run), order) for order, run in enumerate(runs)]


def _follows(last: PlacedWord, word: PlacedWord) -> bool:
    height = max(min(last.height, word.height), 0.1)
    overlap = min(last.bottom, word.bottom) - max(last.top, word.top)
    gap = word.left - last.right
    return overlap > 0.5 * height and -0.5 * height < gap < WIDE_GAP * height


def _merged(lines: list[TextLine]) -> list[TextLine]:
    """The runs joined where one continues another that the file draws at another moment."""
    if len(lines) > MAX_RUNS:
        return lines
    todo = sorted(lines, key=lambda line: (line.left, line.order))
    merged: list[TextLine] = []
    while todo:
        line = todo.pop(0)
        while True:
            after = next((other for other in todo if _continues(line, other)), None)
            if after is None:
                break
            todo.remove(after)
            line = TextLine(line.words + after.words, min(line.order, after.order))
        merged.append(line)
    return sorted(merged, key=lambda line: line.order)


def _continues(line: TextLine, other: TextLine) -> bool:
    height = max(min(line.bottom - line.top, other.bottom - other.top), 0.1)
    overlap = min(line.bottom, other.bottom) - max(line.top, other.top)
    gap = other.left - line.right
    if other.bottom - other.top < 0.8 * (line.bottom - line.top):  # a superscript, or the small end of a word
        return overlap > 0.3 * height and -0.3 * height < gap < 0.35 * height
    return overlap > 0.6 * height and -0.3 * height < gap < 0.6 * height


def _marked(lines: list[TextLine]) -> list[TextLine]:
    """The lines, each bullet or number that stands alone put before the line that it opens."""
    if len(lines) > MAX_RUNS:
        return lines
    marks = [line for line in lines if len(line.words) == 1 and _MARK.match(line.words[0].text)]
    taken: dict[int, TextLine] = {}
    for mark in marks:
        beside = [line for line in lines if line is not mark and _opens(mark, line)]
        if beside:
            nearest = min(beside, key=lambda line: line.left)
            if id(nearest) not in taken:
                taken[id(nearest)] = mark
    gone = {id(mark) for mark in taken.values()}
    return [
        TextLine(taken[id(line)].words + line.words, line.order) if id(line) in taken else line
        for line in lines
        if id(line) not in gone
    ]


def _opens(mark: TextLine, line: TextLine) -> bool:
    height = max(line.bottom - line.top, 0.1)
    centre = (mark.top + mark.bottom) / 2
    return line.top - 0.2 * height < centre < line.bottom + 0.2 * height and 0 < line.left - mark.right < 4 * height


def _numbered_rows(lines: list[TextLine]) -> list[TextLine]:
    """The lines, those of a table cut after their number where a narrow white parts it from the next column.

    A numbered list or title has the same white: only rows that hold another cell, at the right, are those of a table.
    """
    if len(lines) > MAX_RUNS:
        return lines
    found = [line for line in lines if _opens_row(line) and _cell_beside(line, lines)]
    alone = [line for line in lines if len(line.words) == 1 and _ROW_NUMBER.match(line.text)] if found else []
    starts = [(line.words[0].text, line.words[1].left) for line in found]
    starts += [(mark.text, cell.left) for mark in alone if (cell := _cell_beside(mark, lines))]
    rows: set[int] = set()
    for line in found:
        if len({text for text, left in starts if abs(left - line.words[1].left) < SAME_LEFT}) >= NUMBERED:
            rows.add(id(line))
    parts: list[TextLine] = []
    for line in lines:
        cut = [line.words[:1], line.words[1:]] if id(line) in rows else [line.words]
        parts += [TextLine(words, line.order) for words in cut]
    return parts


def _opens_row(line: TextLine) -> bool:
    if len(line.words) < 2 or not _ROW_NUMBER.match(line.words[0].text):
        return False
    return line.words[1].left - line.words[0].right > CELL_GAP * line.words[0].height


def _cell_beside(line: TextLine, lines: Sequence[TextLine]) -> TextLine | None:
    """The nearest line that starts at the right of this one, at its height."""
    half = 0.5 * (line.bottom - line.top)
    cells = [
        other
        for other in lines
        if other.left > line.right and min(line.bottom, other.bottom) - max(line.top, other.top) > half
    ]
    return min(cells, key=lambda cell: cell.left, default=None)
