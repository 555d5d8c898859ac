"""A page of a PDF read by OCR, turned first where its text lies on its side or upside down."""

from collections.abc import Callable

import pypdfium2 as pdfium
from PIL import Image

from ingest.french.french_lexicon import known_share
from ingest.french.word_likeness import common_share
from ingest.pdf.images.ocr import OcrFailed, OcrWord, Recognised, quarter_turns, read_image
from ingest.pdf.images.page_image import draw, fitting

OCR_DPI = 300
READ_WELL = 0.55  # share of the words read that French has: fewer, and the page may lie on its side
NOTHING_READ = 0.3  # the same for a page of which nothing was understood
COMMON = 0.08  # share of the commonest words in the worst reading of a page in some other language
LONG = 4  # letters; a word of so many is wider than high, whatever the shape of its page
ALL_WAYS = (2, 1, 3)  # quarter turns tried where tesseract cannot tell them: upside down is the commonest


def recognised(page: pdfium.PdfPage, alive: Callable[[], None]) -> Recognised:
    """The words of the page, as they read best. `alive` is called before each piece of work. Raises OcrFailed."""
    scale = fitting(page, OCR_DPI / 72)
    dpi = max(70, round(scale * 72))
    image = draw(page, scale, grey=True)
    alive()
    best = Recognised(read_image(image, dpi))
    if reads_well(best):
        return best
    for quarter in _ways(image, dpi, bool(best.words), alive):
        alive()
        turned = Recognised(read_image(image.rotate(90 * quarter, expand=True, fillcolor=255), dpi), quarter)
        if reads_well(turned) or _understood(turned) > _understood(best):
            best = turned
        if reads_well(best):
            break
    return best


def _ways(image: Image.Image, dpi: int, has_words: bool, alive: Callable[[], None]) -> tuple[int, ...]:
    """The quarter turns to try for a page that reads badly as it lies."""
    alive()
    try:
        told = quarter_turns(image, dpi)
    except OcrFailed:
        told = None
    if told == 0:
        return ()
    # On a page with little text tesseract takes one side for the other.
    others = tuple(way for way in ALL_WAYS if way != told) if has_words else ()
    return others if told is None else (told, *others)


def reads_well(page: Recognised) -> bool:
    """True when most of what was read are words, and lie across: tesseract reads some that stand on their side."""
    if not page.words or known_share(_text(page.words)) < READ_WELL:
        return False
    long = [each.word for each in page.words if len(each.word.text) >= LONG]
    return sum(word.right - word.left < word.bottom - word.top for word in long) * 2 <= len(long)


def is_noise(page: Recognised) -> bool:
    """True when what was read has hardly a word of any language that is known here."""
    text = _text(page.words)
    return known_share(text) < NOTHING_READ and common_share(text.split()) < COMMON


def _understood(page: Recognised) -> float:
    """How much was understood: the letters read, less those of words that do not exist."""
    text = _text(page.words)
    return known_share(text) * len(text)


def _text(words: list[OcrWord]) -> str:
    return " ".join(each.word.text for each in words)
