"""The words that a PDF page draws, with their boxes, read by PDFium."""

import ctypes
import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

# PDFium keeps global state: two threads inside it at once abort the whole process, so every caller in a process with
# threads (the web app) holds this one lock. It is a constant because the state that it guards is global too.
PDFIUM_LOCK = threading.Lock()

MAX_CHARS_PER_PAGE = 60_000  # a dense newspaper page holds about 15,000; beyond, a page is a trap or a drawing
WIDE_GAP = 1.2  # a hole wider than this many times the letter height is not a space between words
_HYPHENS = {"\x02": "-", "\ufffe": "-"}  # what PDFium gives for the hyphen at the end of a line
_BREAKS = frozenset(" \t\r\n\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u3000")
BULLET = "•"
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


@dataclass(frozen=True, slots=True)
class _Glyph:
    text: str
    left: float
    top: float
    right: float
    bottom: float
    bold: bool
    sideways: bool
    colour: int
    drawing: int  # which text object of the page draws it


class PageFrame:
    """The frame that turns PDF coordinates into points from the top left corner of the page as it is shown."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.width, self.height = page.get_size()
        origin, across, up = (_shown(page, x, y) for x, y in ((0, 0), (100, 0), (0, 100)))
        self._origin = origin
        self._x = ((across[0] - origin[0]) / 100, (across[1] - origin[1]) / 100)
        self._y = ((up[0] - origin[0]) / 100, (up[1] - origin[1]) / 100)
        # The direction in which a text drawn at angle 0 runs once the page is shown.
        self.turn = math.atan2(self._x[1] * self.height, self._x[0] * self.width)

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """The box as shown: left, top, right, bottom in points."""
        xs, ys = [], []
        for x, y in ((left, bottom), (right, top)):
            xs.append((self._origin[0] + x * self._x[0] + y * self._y[0]) * self.width)
            ys.append((self._origin[1] + x * self._x[1] + y * self._y[1]) * self.height)
        return min(xs), min(ys), max(xs), max(ys)


def _shown(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    scale = 1_000_000
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, scale, scale, 0, x, y, across, down)
    return across.value / scale, down.value / scale


def page_words(page: pdfium.PdfPage, limit: int = MAX_CHARS_PER_PAGE) -> list[PlacedWord]:
    """The words of the page in the order in which the file draws them, overprinted doubles removed."""
    textpage = page.get_textpage()
    try:
        words = _words(_glyphs(textpage, PageFrame(page), limit))
        return _without_doubles(words)
    finally:
        textpage.close()


def _glyphs(textpage: pdfium.PdfTextPage, frame: PageFrame, limit: int) -> Iterator[_Glyph]:
    rect = raw.FS_RECTF()
    high = 0
    for index in range(min(raw.FPDFText_CountChars(textpage), limit)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if 0xD800 <= code < 0xDC00:  # the first half of a sign beyond 0xFFFF; the second follows
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
        high = 0
        text = _HYPHENS.get(chr(code), chr(code)) if 0 < code < 0x110000 else "\ufffd"
        text = BULLET if 0xF020 <= code <= 0xF0FF else text  # where Windows fonts of signs keep their bullets
        if text not in _BREAKS and ((code < 0x20 and code != 2) or 0x7F <= code < 0xA0 or code == 0xFFFF):
            continue  # control signs, which mean nothing on a page
        if not raw.FPDFText_GetLooseCharBox(textpage, index, rect):
            continue
        box = frame.box(rect.left, rect.bottom, rect.right, rect.top)
        angle = raw.FPDFText_GetCharAngle(textpage, index) if text not in _BREAKS else -1.0
        sideways = angle >= 0 and abs(math.sin(frame.turn - angle)) > 0.5
        bold, symbol = _face(textpage, index)
        drawing = ctypes.cast(raw.FPDFText_GetTextObject(textpage, index), ctypes.c_void_p).value or 0
        text = BULLET if symbol and text.isprintable() and text not in _BREAKS else text
        yield _Glyph(text, *box, bold, sideways, _colour(textpage, index), drawing)


def _face(textpage: pdfium.PdfTextPage, index: int) -> tuple[bool, bool]:
    """Whether the letter is bold, and whether it comes from a font of signs, whose letters are really bullets."""
    buffer = ctypes.create_string_buffer(96)
    raw.FPDFText_GetFontInfo(textpage, index, buffer, 96, ctypes.c_int())
    name = buffer.value.lower()
    weight: int = raw.FPDFText_GetFontWeight(textpage, index)
    bold = weight >= 600 or any(word in name for word in (b"bold", b"black", b"heavy", b"blk"))
    return bold, any(word in name for word in (b"dings", b"dingbat"))


def _colour(textpage: pdfium.PdfTextPage, index: int) -> int:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(textpage, index, red, green, blue, alpha):
        return 0
    return (red.value << 16) + (green.value << 8) + blue.value


def _words(glyphs: Iterator[_Glyph]) -> list[PlacedWord]:
    words: list[PlacedWord] = []
    current: list[_Glyph] = []
    before = " "
    for glyph in glyphs:
        if glyph.text in _BREAKS or glyph.text in _NO_BREAK:
            if current:
                words.append(_word(current, before))
                current = []
                before = ""
            before = glyph.text if glyph.text in _NO_BREAK else before or " "
            continue
        if current and _apart(current[-1], glyph):
            words.append(_word(current, before))
            current, before = [], ""
        if not _is_double(glyph, current):
            current.append(glyph)
    if current:
        words.append(_word(current, before))
    return words


def _word(glyphs: list[_Glyph], before: str) -> PlacedWord:
    return PlacedWord(
        text="".join(glyph.text for glyph in glyphs),
        left=min(glyph.left for glyph in glyphs),
        top=min(glyph.top for glyph in glyphs),
        right=max(glyph.right for glyph in glyphs),
        bottom=max(glyph.bottom for glyph in glyphs),
        bold=sum(glyph.bold for glyph in glyphs) * 2 > len(glyphs),
        before=before,
        sideways=glyphs[0].sideways,
        colour=glyphs[0].colour,
    )


def _apart(last: _Glyph, glyph: _Glyph) -> bool:
    """True when the next letter stands elsewhere: another line, another size, or beyond a wide hole."""
    if last.sideways or glyph.sideways:
        return last.sideways != glyph.sideways
    height = max(min(last.bottom - last.top, glyph.bottom - glyph.top), 0.1)
    overlap = min(last.bottom, glyph.bottom) - max(last.top, glyph.top)
    gap = glyph.left - last.right
    moved = abs((last.bottom - last.top) - (glyph.bottom - glyph.top)) > 0.25 * height
    return overlap < 0.5 * height or gap > 0.6 * height or gap < -1.5 * height or (moved and overlap < 0.9 * height)


def _is_double(glyph: _Glyph, current: list[_Glyph]) -> bool:
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


def _without_doubles(words: list[PlacedWord]) -> list[PlacedWord]:
    """The words less those that are drawn again at the same place (bold or shadow by overprint)."""
    kept: list[PlacedWord] = []
    seen: dict[tuple[str, int, int], PlacedWord] = {}
    for word in words:
        column, row = round(word.left / 4), round(word.top / 4)
        around = ((word.text, column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1))
        close = 0.15 * max(word.height, 1)
        if any(
            abs(seen[key].left - word.left) < close and abs(seen[key].top - word.top) < close
            for key in around
            if key in seen
        ):
            continue
        seen[word.text, column, row] = word
        kept.append(word)
    return kept
