"""The letters that a PDF page draws, with their boxes and how each is drawn, read by PDFium."""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

MAX_CHARS_PER_PAGE = 60_000  # a dense newspaper page holds about 15,000; beyond, a page is a trap or a drawing
ASKEW = math.radians(8)  # from the nearest quarter turn: less is a page that was scanned a little askew
SLANTED = math.radians(30)  # beyond, a line runs in no direction of the page
MOSTLY = 0.6  # share of the letters that must run in one direction for the page to be turned that way
BULLET = "•"
BREAKS = frozenset(" \t\r\n\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u3000")
# What PDFium gives for the hyphen at the end of a line, and the signs of Windows that fonts leave as controls.
_OWN_SIGNS = {2: "-", 0xFFFE: "-", 0x80: "€", 0x85: "…", 0x8C: "Œ", 0x91: "‘", 0x92: "’", 0x93: "“", 0x94: "”"} | {
    0x95: "•", 0x96: "–", 0x97: "—", 0x9C: "œ"
}  # fmt: skip
_UNSEEN_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
_LARGEST = 4_096  # drawings whose style is remembered: a page draws in runs


@dataclass(frozen=True, slots=True)
class GlyphStyle:
    """How one text object is drawn.

    `direction` counts the clockwise quarter turns of its line on the page as shown, -1 when it stands between two;
    `askew` is true when it runs a little off its direction too.
    """

    bold: bool = False
    symbol: bool = False
    colour: int = 0  # as 0xRRGGBB
    opacity: int = 255
    unseen: bool = False
    direction: int = 0
    askew: bool = False


@dataclass(frozen=True, slots=True)
class Glyph:
    """A letter and its box in points, origin top left; `drawing` tells the text object of the page that draws it."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    style: GlyphStyle
    drawing: int


class PageFrame:
    """The frame that turns PDF coordinates into points from the top left corner of the page as it is shown.

    With `quarter`, the page is first turned so that a text that runs so many clockwise quarter turns stands upright.
    """

    def __init__(self, page: pdfium.PdfPage, quarter: int = 0) -> None:
        self.quarter = quarter
        self._width, self._height = page.get_size()
        self.width, self.height = (self._height, self._width) if quarter % 2 else (self._width, self._height)
        origin, across, up = (_shown(page, x, y) for x, y in ((0, 0), (100, 0), (0, 100)))
        self._origin = origin
        self._x = ((across[0] - origin[0]) / 100, (across[1] - origin[1]) / 100)
        self._y = ((up[0] - origin[0]) / 100, (up[1] - origin[1]) / 100)
        # The direction in which a text drawn at angle 0 runs once the page is shown, clockwise.
        self.turn = math.atan2(self._x[1] * self._height, self._x[0] * self._width)

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """The box in this frame: left, top, right, bottom in points."""
        xs, ys = [], []
        for x, y in ((left, bottom), (right, top)):
            xs.append((self._origin[0] + x * self._x[0] + y * self._y[0]) * self._width)
            ys.append((self._origin[1] + x * self._x[1] + y * self._y[1]) * self._height)
        return turned((min(xs), min(ys), max(xs), max(ys)), -self.quarter % 4, self._width, self._height)

    def as_shown(self, left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
        """A box of this frame on the page as it is shown: left, top, right, bottom in points."""
        return turned((left, top, right, bottom), self.quarter, self.width, self.height)


def turned(
    box: tuple[float, float, float, float], quarters: int, width: float, height: float
) -> tuple[float, float, float, float]:
    """The box once the sheet of that width and height is turned clockwise by so many quarters."""
    left, top, right, bottom = box
    if quarters == 1:
        return height - bottom, left, height - top, right
    if quarters == 2:
        return width - right, height - bottom, width - left, height - top
    if quarters == 3:
        return top, width - right, bottom, width - left
    return box


def _shown(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    scale = 1_000_000
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, scale, scale, 0, x, y, across, down)
    return across.value / scale, down.value / scale


def page_glyphs(page: pdfium.PdfPage, limit: int = MAX_CHARS_PER_PAGE) -> tuple[PageFrame, list[Glyph]]:
    """The letters and blanks of the page in the order of the file, and the frame in which most of them run across."""
    textpage = page.get_textpage()
    try:
        frame = PageFrame(page)
        glyphs = list(_glyphs(textpage, frame, limit))
        quarter = _direction(glyphs)
        if quarter:
            frame = PageFrame(page, quarter)
            glyphs = list(_glyphs(textpage, frame, limit))
        return frame, glyphs
    finally:
        textpage.close()


def _direction(glyphs: list[Glyph]) -> int:
    """The quarter turns in which most letters that are seen run; 0 when no direction prevails."""
    counts = Counter(glyph.style.direction for glyph in glyphs if glyph.text not in BREAKS and not glyph.style.unseen)
    direction, count = counts.most_common(1)[0] if counts else (0, 0)
    return direction if direction > 0 and count > MOSTLY * counts.total() else 0


def _glyphs(textpage: pdfium.PdfTextPage, frame: PageFrame, limit: int) -> Iterator[Glyph]:
    rect = raw.FS_RECTF()
    styles: dict[int, GlyphStyle] = {}
    high = 0
    for index in range(min(raw.FPDFText_CountChars(textpage), limit)):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if 0xD800 <= code < 0xDC00:  # the first half of a sign beyond 0xFFFF; the second follows
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0
        high = 0
        text = _OWN_SIGNS.get(code) or (chr(code) if 0 < code < 0x110000 else "\ufffd")
        text = BULLET if 0xF020 <= code <= 0xF0FF else text  # where Windows fonts of signs keep their bullets
        if text not in BREAKS and (text < " " or "\x7f" <= text < "\xa0" or code == 0xFFFF):
            continue  # control signs, which mean nothing on a page
        if not raw.FPDFText_GetLooseCharBox(textpage, index, rect):
            continue
        drawn = raw.FPDFText_GetTextObject(textpage, index)
        drawing = ctypes.cast(drawn, ctypes.c_void_p).value or 0
        style = styles.get(drawing) if drawing else _BLANK if text in BREAKS else None
        if style is None:
            style = _style(textpage, index, drawn, frame)
            if drawing and len(styles) < _LARGEST:
                styles[drawing] = style
        text = BULLET if style.symbol and text.isprintable() and text not in BREAKS else text
        yield Glyph(text, *frame.box(rect.left, rect.bottom, rect.right, rect.top), style, drawing)


_BLANK = GlyphStyle()


def _style(textpage: pdfium.PdfTextPage, index: int, drawn: object, frame: PageFrame) -> GlyphStyle:
    bold, symbol = _face(textpage, index)
    colour, opacity = _colour(textpage, index)
    unseen = bool(drawn) and raw.FPDFTextObj_GetTextRenderMode(drawn) in _UNSEEN_MODES
    angle = raw.FPDFText_GetCharAngle(textpage, index)
    angle = frame.turn + max(angle, 0.0)
    quarters = round(angle / (math.pi / 2))
    off = abs(angle - quarters * math.pi / 2)
    return GlyphStyle(bold, symbol, colour, opacity, unseen, -1 if off > SLANTED else quarters % 4, off > ASKEW)


def _face(textpage: pdfium.PdfTextPage, index: int) -> tuple[bool, bool]:
    """Whether the letter is bold, and whether it comes from a font of signs, whose letters are really bullets."""
    buffer = ctypes.create_string_buffer(96)
    raw.FPDFText_GetFontInfo(textpage, index, buffer, 96, ctypes.c_int())
    name = buffer.value.lower()
    weight: int = raw.FPDFText_GetFontWeight(textpage, index)
    bold = weight >= 600 or any(word in name for word in (b"bold", b"black", b"heavy", b"blk"))
    return bold, any(word in name for word in (b"dings", b"dingbat"))


def _colour(textpage: pdfium.PdfTextPage, index: int) -> tuple[int, int]:
    """The colour as 0xRRGGBB, and the opacity from 0 to 255."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(textpage, index, red, green, blue, alpha):
        return 0, 255
    return (red.value << 16) + (green.value << 8) + blue.value, alpha.value
