"""What a PDF page shows of the words that it draws: neither watermarks nor text that is hidden from its readers."""

import ctypes
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from ingest.pdf.forms import written
from ingest.pdf.images.page_image import draw
from ingest.pdf.page.glyphs import MAX_CHARS_PER_PAGE, GlyphStyle, PageFrame
from ingest.pdf.page.words import PlacedWord, drawn_words

TINY = 2.6  # points from the top of the letters to their foot: one or two points of type, which nobody reads
LARGER = 1.8  # times the letters of the page: those of a watermark
PALE = 0xA0  # out of 255: how light or how transparent a watermark is
WHITE = 0xF0
FAINT = 13  # opacity out of 255 that no eye sees
CONTRAST = 24  # grey levels between the darkest and the lightest dot of a word that can be seen
SCALE = 1.5  # pixels per point of the image in which white words are looked for
TILED = 3  # times that a slanted text stands on one page
COVERED = 0.5  # share of the page that images must cover for it to be a scan
FEW_LETTERS = 200  # letters that a scan may show beside its hidden layer: a stamp, a page number
MAX_OBJECTS = 2_000

Reason = Literal["watermark", "hidden", "contents"]
_Drawn = tuple[PlacedWord, GlyphStyle]


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words that a page shows, in a frame in which most run across; and those left out, with their reason."""

    frame: PageFrame
    words: list[PlacedWord]
    left_out: list[tuple[Reason, str]]
    comments: int = 0
    layered: bool = False  # true for a scan whose text is a hidden layer


def page_words(page: pdfium.PdfPage, limit: int = MAX_CHARS_PER_PAGE) -> PageWords:
    """The words that the page shows to who looks at it, typed ones among them, or that its scan's text layer holds."""
    frame, drawn = drawn_words(page, limit)
    words, left_out = _shown(page, frame, drawn) if drawn else ([], [])
    typed = written(page, frame, words)
    layered = len(words) > 0 and sum(style.unseen for _, style in drawn) * 2 > len(drawn)
    return PageWords(frame, words + typed.words, left_out, typed.comments, layered)


def _shown(
    page: pdfium.PdfPage, frame: PageFrame, drawn: Sequence[_Drawn]
) -> tuple[list[PlacedWord], list[tuple[Reason, str]]]:
    """The words that are seen, and those left out with the reason."""
    usual = median(word.height for word, _ in drawn)
    tests: list[tuple[Reason, Callable[[_Drawn], bool]]] = [
        ("hidden", lambda each: _off_page(each[0], frame) or each[1].opacity < FAINT),
        ("hidden", lambda each: each[0].height < TINY < usual / 2 and any(map(str.isalnum, each[0].text))),
    ]
    if any(style.unseen for _, style in drawn):
        tests.append(("hidden", _under_no_image(page, frame, drawn)))
    if any(_is_white(style) for _, style in drawn):
        tests.append(("hidden", _white_on_white(page, frame)))
    if any(style.askew for _, style in drawn) or any(word.height > LARGER * usual for word, _ in drawn):
        tests.append(("watermark", _over_the_text(drawn, usual)))
    words: list[PlacedWord] = []
    left_out: list[tuple[Reason, str]] = []
    for each in drawn:
        reason = next((reason for reason, test in tests if test(each)), None)
        if reason is None:
            words.append(each[0])
        else:
            left_out.append((reason, each[0].text))
    return words, left_out


def _off_page(word: PlacedWord, frame: PageFrame) -> bool:
    across, down = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return not (-1 <= across <= frame.width + 1 and -1 <= down <= frame.height + 1)


def _under_no_image(page: pdfium.PdfPage, frame: PageFrame, drawn: Sequence[_Drawn]) -> Callable[[_Drawn], bool]:
    """Tells the words drawn invisibly that are no text layer: over an image of the page, such words are what it says.

    A page of prose may have a picture behind it: there the words are hidden.
    """
    images = _boxes(page, frame, [raw.FPDF_PAGEOBJ_IMAGE])
    area = sum((right - left) * (bottom - top) for left, top, right, bottom in images)
    scan = area > COVERED * frame.width * frame.height
    shown = sum(len(word.text) for word, style in drawn if not style.unseen)
    if scan:
        return lambda each: each[1].unseen and shown >= FEW_LETTERS
    return lambda each: each[1].unseen and not _within(each[0], images)


def _white_on_white(page: pdfium.PdfPage, frame: PageFrame) -> Callable[[_Drawn], bool]:
    """Tells the white words whose place on the drawn page is white."""
    dark = _boxes(page, frame, [raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING], dark=True)
    images: list[Image.Image] = []

    def blank(each: _Drawn) -> bool:
        word, style = each
        if not _is_white(style) or _within(word, dark):
            return False
        if not images:
            images.append(draw(page, SCALE, grey=True).convert("L"))
        scale = images[0].width / max(page.get_width(), 1)
        box = frame.as_shown(word.left, word.top, word.right, word.bottom)
        least, most = images[0].crop(tuple(round(side * scale) for side in box)).getextrema()
        return bool(most - least < CONTRAST)  # type: ignore[operator]

    return blank


def _is_white(style: GlyphStyle) -> bool:
    return not style.unseen and min(_parts(style.colour)) >= WHITE


def _parts(colour: int) -> tuple[int, int, int]:
    return colour >> 16, colour >> 8 & 255, colour & 255


def _over_the_text(drawn: Sequence[_Drawn], usual: float) -> Callable[[_Drawn], bool]:
    """Tells the words of a watermark or stamp: slanted and pale, large or repeated; or large and over other words."""
    slanted = Counter(word.text for word, style in drawn if style.askew)
    centres = [((word.left + word.right) / 2, (word.top + word.bottom) / 2) for word, style in drawn if not style.askew]

    def covers(word: PlacedWord) -> int:
        return sum(word.left < x < word.right and word.top < y < word.bottom for x, y in centres)

    def is_watermark(each: _Drawn) -> bool:
        word, style = each
        pale = style.opacity < PALE or min(_parts(style.colour)) > PALE
        if style.askew:
            # The box of a slanted word is as wide and as high as the word is long.
            size = (word.right - word.left + word.height) / (0.85 * len(word.text) + 1.4)
            large = size > LARGER * usual
            return pale or slanted[word.text] >= TILED or (large and (style.direction < 0 or covers(word) >= 2))
        small_side = min(word.height, word.right - word.left) if word.sideways else word.height
        if len(word.text) < 3 or small_side <= LARGER * usual:
            return False
        return covers(word) > (1 if pale else 2)  # its own centre is one of them

    return is_watermark


def _within(word: PlacedWord, boxes: Sequence[tuple[float, float, float, float]]) -> bool:
    x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)


def _boxes(
    page: pdfium.PdfPage, frame: PageFrame, kinds: list[int], *, dark: bool = False
) -> list[tuple[float, float, float, float]]:
    """The boxes of the page's objects of these kinds; with `dark`, less the paths that are white or not filled."""
    boxes: list[tuple[float, float, float, float]] = []
    for count, shape in enumerate(page.get_objects(filter=kinds, max_depth=4)):
        if count >= MAX_OBJECTS:
            break
        try:
            left, bottom, right, top = shape.get_bounds()
        except pdfium.PdfiumError:
            continue
        if not dark or shape.type != raw.FPDF_PAGEOBJ_PATH or _is_filled(shape):
            boxes.append(frame.box(left, bottom, right, top))
    return boxes


def _is_filled(path: pdfium.PdfObject) -> bool:
    """True for a path filled with something darker than white."""
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    colour = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFPath_GetDrawMode(path, mode, stroked) or not mode.value:
        return False
    return bool(raw.FPDFPageObj_GetFillColor(path, *colour)) and min(part.value for part in colour[:3]) < WHITE
