"""The scanned pages of a PDF, drawn by PDFium and read by OCR."""

from collections.abc import Callable, Sequence
from statistics import median

import pypdfium2 as pdfium

from ingest.document import Cause, Word
from ingest.french.french_lexicon import known_share
from ingest.french.word_likeness import likeness
from ingest.pdf.images.ocr import Cache, OcrFailed, OcrTooSlow, OcrWord, Recognised, tesseract_missing
from ingest.pdf.images.page_recognition import is_noise, reads_well, recognised
from ingest.pdf.leaf import FileNotes, Leaf
from ingest.pdf.page.blocks import body_of, page_blocks
from ingest.pdf.page.glyphs import turned
from ingest.pdf.page.layout import LineRegion, reading_order
from ingest.pdf.page.lines import TextLine
from ingest.pdf.page.words import PlacedWord

NOISE = (
    "cette page numérisée se lit mal (manuscrite, de travers ou dans une autre langue\u202f?)\u00a0: son texte n’est "
    "pas repris. Numérisez-la de nouveau, droite et nette, ou recopiez ce qui compte."
)
ENOUGH = 0.7  # share of the letters of a faulty text that OCR must find to take its place
A4 = (595.0, 842.0)  # points; the frame in which words given as fractions of a page are laid out
JITTER = 0.3  # share of the usual height by which lines of the same letters differ on a scan
HOLE = 4.0  # times the letter height: a wider hole in a line parts two columns; words that OCR missed leave less
MUCH_MORE = 2.0  # times the good text of a page that OCR must find to take its place
LEAST_LIKENESS = 0.3  # to words; what OCR reads in logos and stamps has less

Progress = Callable[[int], None]


def read_scans(
    sheets: pdfium.PdfDocument | None,
    leaves: Sequence[Leaf],
    ocr: bool,
    cache: Cache | None,
    progress: Progress,
    notes: FileNotes,
) -> None:
    if not leaves or sheets is None:
        return
    missing = tesseract_missing() if ocr else "La lecture des pages numérisées est désactivée."
    for leaf in leaves:
        page = cache.get(leaf.number) if cache else None
        # Earlier versions read a page as it lay, and kept the noise that one upside down gives.
        if page is not None and page.quarter is None and not missing and not reads_well(page):
            page = None
        if page is None and missing:
            _leave_unread(leaf, missing, notes)
            continue
        try:
            if page is None:
                page = recognised(sheets[leaf.number - 1], lambda number=leaf.number: progress(number))  # type: ignore[misc]
                if cache:
                    cache.put(leaf.number, page)
        except (OcrFailed, pdfium.PdfiumError) as error:
            cause: Cause = "time" if isinstance(error, OcrTooSlow) else ""
            notes.add(f"{error}. Cette page numérisée n’a pas été lue.", leaf.number, cause=cause)
            leaf.state = "unreadable" if not leaf.blocks else "native"
            continue
        _take(leaf, page, notes)


def _leave_unread(leaf: Leaf, missing: str, notes: FileNotes) -> None:
    what = "aucun texte (page numérisée\u202f?)"
    if leaf.doubted:
        what = "son texte paraît fautif (accents ou lettres perdus)\u00a0: relisez-le"
    elif leaf.garbled:
        what = "son texte est illisible (police sans alphabet)"
    notes.add(f"{what}. {missing}", leaf.number, cause="ocr")
    if not leaf.blocks:
        leaf.state = "unreadable"


def _take(leaf: Leaf, page: Recognised, notes: FileNotes) -> None:
    """Put what OCR read in the place of the page's text, unless it looks less like words than the text does."""
    if not leaf.blocks and is_noise(page):
        notes.add(NOISE, leaf.number)
        leaf.state = "unreadable"
        return
    regions = _regions(page.words)
    lines = [line for region in regions for line in region.lines]
    blocks = [b for b in page_blocks(regions, body_of([lines]), {}) if likeness(b.text) > LEAST_LIKENESS]
    read, native = "\n".join(block.text for block in blocks), "\n".join(block.text for block in leaf.blocks)
    room = 1.0 if leaf.garbled else MUCH_MORE  # a title over a photograph is not replaced by what OCR sees in clouds
    if leaf.doubted and not leaf.garbled:
        if len(read) < ENOUGH * len(native) or known_share(read) <= known_share(native):
            return
        notes.add("son texte, fautif (accents ou lettres perdus), a été relu sur l’image de la page.", leaf.number)
    elif likeness(read) * len(read) <= likeness(native) * len(native) * room:
        if not leaf.blocks:
            leaf.state = "empty"
        return
    leaf.blocks = blocks
    leaf.state = "ocr"
    leaf.words = tuple(_in_fractions(word, page.quarter or 0) for line in lines for word in line.words)


def _regions(words: list[OcrWord]) -> list[LineRegion]:
    """The words laid out as those of any page, from the lines that tesseract found."""
    found: dict[tuple[int, int, int], list[Word]] = {}
    for each in words:
        found.setdefault((*each.paragraph, each.line), []).append(each.word)
    usual = median(_height(line) for line in found.values()) if found else 0.0
    return reading_order([line for order, each in enumerate(found.values()) for line in _lines(each, usual, order)])


def _in_fractions(word: PlacedWord, quarter: int) -> Word:
    top, bottom = max(word.top / A4[1], 0.0), min(word.bottom / A4[1], 1.0)
    return Word(word.text, *turned((word.left / A4[0], top, word.right / A4[0], bottom), quarter, 1.0, 1.0))


def _height(line: Sequence[Word]) -> float:
    return (median(word.bottom for word in line) - median(word.top for word in line)) * A4[1]


def _lines(words: list[Word], usual: float, order: int) -> list[TextLine]:
    """One line of tesseract's, in points, cut at its holes; of the usual height when it differs little from it.

    Tesseract cuts each word's box to its letters, so that heights tell nothing finer.
    """
    height = _height(words)
    height = usual if abs(height - usual) < JITTER * usual else height
    middle = (median(word.bottom for word in words) + median(word.top for word in words)) / 2 * A4[1]
    runs: list[list[PlacedWord]] = []
    for word in words:
        left, right = word.left * A4[0], word.right * A4[0]
        placed = PlacedWord(word.text, left, middle - height / 2, right, middle + height / 2)
        if runs and left - runs[-1][-1].right < HOLE * height:
            runs[-1].append(placed)
        else:
            runs.append([placed])
    return [TextLine(tuple(run), order) for run in runs]
