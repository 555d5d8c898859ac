"""The words that a PDF page shows, with their boxes, and what it draws without showing it."""

import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import pypdfium2 as pdfium

from ingest.pdf.page.glyphs import BREAKS, MAX_CHARS_PER_PAGE, Glyph, GlyphStyle, PageFrame, page_glyphs

# PDFium keeps global state: two threads inside it at once abort the whole process, so every caller in a process with
# threads (the web app) holds this one lock. It is a constant because the state that it guards is global too.
PDFIUM_LOCK = threading.Lock()

WIDE_GAP = 1.2  # a hole wider than this many times the letter height is not a space between words
MUCH = 2.2  # times the letters beside it: a letter so large is set apart
SMALLER = 0.85  # of the letters beside it: the figures that mark a note
_MARKS = frozenset("0123456789*†(")
_NO_BREAK = frozenset("\u00a0\u202f")


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word on a page: box in points, origin top left; `before` is the space that stands before it in its line."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    bold: bool = False
    before: str = " "
    sideways: bool = False
    colour: int = 0  # as 0xRRGGBB: headings are told by it too

    @property
    def height(self) -> float:
        """The height of its letters' line, in points: the size that headings are told by."""
        return self.bottom - self.top


def drawn_words(
    page: pdfium.PdfPage, limit: int = MAX_CHARS_PER_PAGE
) -> tuple[PageFrame, list[tuple[PlacedWord, GlyphStyle]]]:
    """The words in the order in which the file draws them, overprinted doubles removed, each with its style.

    They stand in a frame in which most of them run across.
    """
    frame, glyphs = page_glyphs(page, limit)
    return frame, _without_doubles(_words(glyphs, frame.quarter))


def _words(glyphs: Iterable[Glyph], quarter: int) -> list[tuple[PlacedWord, GlyphStyle]]:
    words: list[tuple[PlacedWord, GlyphStyle]] = []
    current: list[Glyph] = []
    before = " "
    for glyph in glyphs:
        if glyph.text in BREAKS or glyph.text in _NO_BREAK:
            if current:
                words.append(_word(current, before, quarter))
                current = []
                before = ""
            before = glyph.text if glyph.text in _NO_BREAK else before or " "
            continue
        if current and _apart(current[-1], glyph, quarter):
            words.append(_word(current, before, quarter))
            current, before = [], ""
        if not _is_double(glyph, current):
            current.append(glyph)
    if current:
        words.append(_word(current, before, quarter))
    return words


def _word(glyphs: list[Glyph], before: str, quarter: int) -> tuple[PlacedWord, GlyphStyle]:
    style = glyphs[0].style
    word = PlacedWord(
        text="".join(glyph.text for glyph in glyphs),
        left=min(glyph.left for glyph in glyphs),
        top=min(glyph.top for glyph in glyphs),
        right=max(glyph.right for glyph in glyphs),
        bottom=max(glyph.bottom for glyph in glyphs),
        bold=sum(glyph.style.bold for glyph in glyphs) * 2 > len(glyphs),
        before=before,
        sideways=style.direction != quarter,
        colour=style.colour,
    )
    return word, style


def _apart(last: Glyph, glyph: Glyph, quarter: int) -> bool:
    """True when the next letter stands elsewhere (another line, another size, beyond a wide hole) or is not shown."""
    if last.style is not glyph.style and last.style.unseen != glyph.style.unseen:
        return True
    if last.style.direction != quarter or glyph.style.direction != quarter:
        return last.style.direction != glyph.style.direction
    before, after = last.bottom - last.top, glyph.bottom - glyph.top
    height = max(min(before, after), 0.1)
    overlap = min(last.bottom, glyph.bottom) - max(last.top, glyph.top)
    gap = glyph.left - last.right
    if last.text >= "\u0590" and unicodedata.bidirectional(last.text) in ("R", "AL", "NSM"):
        gap = max(gap, last.left - glyph.right)
    moved = abs(before - after) > 0.25 * height and overlap < 0.9 * height
    # A first letter may span several lines of its text, and so holds all the height of the letters beside it.
    moved = moved or (before > MUCH * after and last.text.isupper())
    return overlap < 0.5 * height or gap > 0.6 * height or gap < -1.5 * height or moved or _is_raised(last, glyph)


def _is_raised(last: Glyph, glyph: Glyph) -> bool:
    """True when one of the two is a small figure that stands higher than the other: the mark of a note."""
    small, other = (glyph, last) if glyph.bottom < last.bottom else (last, glyph)
    height = other.bottom - other.top
    return small.text in _MARKS and small.bottom - small.top < SMALLER * height < height < 9 * (
        other.bottom - small.bottom
    )


def _is_double(glyph: Glyph, current: list[Glyph]) -> bool:
    """True when the same letter was just drawn at the same place: bold by overprint.

    The two letters of one « ff » ligature also share a box, but one text object draws them both.
    """
    for other in current[-2:]:
        if other.drawing == glyph.drawing:
            continue
        width = max(other.right - other.left, 0.1)
        if other.text == glyph.text and abs(other.left - glyph.left) < 0.3 * width and abs(other.top - glyph.top) < 2:
            return True
    return False


def _without_doubles(words: list[tuple[PlacedWord, GlyphStyle]]) -> list[tuple[PlacedWord, GlyphStyle]]:
    """The words less those that are drawn again at the same place (bold or shadow by overprint)."""
    kept: list[tuple[PlacedWord, GlyphStyle]] = []
    seen: dict[tuple[str, bool, int, int], PlacedWord] = {}
    for word, style in words:
        column, row = round(word.left / 4), round(word.top / 4)
        around = ((word.text, style.unseen, column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
        close = 0.15 * max(word.height, 1)
        if any(
            abs(seen[key].left - word.left) < close and abs(seen[key].top - word.top) < close
            for key in around
            if key in seen
        ):
            continue
        seen[word.text, style.unseen, column, row] = word
        kept.append((word, style))
    return kept
