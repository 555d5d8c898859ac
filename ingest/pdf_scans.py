"""The scanned pages of a PDF, drawn by PDFium and read by OCR."""

from collections.abc import Callable, Sequence
from statistics import median

import pypdfium2 as pdfium

from ingest.document import Cause, Word
from ingest.ocr import Cache, OcrFailed, OcrTooSlow, OcrWord, read_image, tesseract_missing
from ingest.page_image import draw, fitting
from ingest.pdf_blocks import body_of, page_blocks
from ingest.pdf_layout import Region, reading_order
from ingest.pdf_leaf import FileNotes, Leaf
from ingest.pdf_lines import Line
from ingest.pdf_words import PlacedWord
from ingest.word_likeness import likeness

OCR_DPI = 300
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
        words = cache.get(leaf.number) if cache else None
        if words is None and missing:
            _leave_unread(leaf, missing, notes)
            continue
        try:
            if words is None:
                progress(leaf.number)
                words = _recognised(sheets[leaf.number - 1])
                if cache:
                    cache.put(leaf.number, words)
        except (OcrFailed, pdfium.PdfiumError) as error:
            cause: Cause = "time" if isinstance(error, OcrTooSlow) else ""
            notes.add(f"{error}. Cette page numérisée n’a pas été lue.", leaf.number, cause=cause)
            leaf.state = "unreadable" if not leaf.blocks else "native"
            continue
        _take(leaf, words, notes)


def _leave_unread(leaf: Leaf, missing: str, notes: FileNotes) -> None:
    what = "son texte est illisible (police sans alphabet)" if leaf.garbled else "aucun texte (page numérisée\u202f?)"
    notes.add(f"{what}. {missing}", leaf.number, cause="ocr")
    if not leaf.blocks:
        leaf.state = "unreadable"


def _recognised(page: pdfium.PdfPage) -> list[OcrWord]:
    scale = fitting(page, OCR_DPI / 72)
    return read_image(draw(page, scale, grey=True), max(70, round(scale * 72)))


def _take(leaf: Leaf, words: list[OcrWord], notes: FileNotes) -> None:
    """Put what OCR read in the place of the page's text, unless it looks less like words than the text does."""
    regions = _regions(words)
    lines = [line for region in regions for line in region.lines]
    blocks = [b for b in page_blocks(regions, body_of([lines]), {}) if likeness(b.text) > LEAST_LIKENESS]
    read, native = "\n".join(block.text for block in blocks), "\n".join(block.text for block in leaf.blocks)
    room = 1.0 if leaf.garbled else MUCH_MORE  # a title over a photograph is not replaced by what OCR sees in clouds
    if likeness(read) * len(read) <= likeness(native) * len(native) * room:
        if not leaf.blocks:
            leaf.state = "empty"
        return
    leaf.blocks = blocks
    leaf.state, leaf.words = "ocr", tuple(_in_fractions(word) for line in lines for word in line.words)


def _regions(words: list[OcrWord]) -> list[Region]:
    """The words laid out as those of any page, from the lines that tesseract found."""
    found: dict[tuple[int, int, int], list[Word]] = {}
    for each in words:
        found.setdefault((*each.paragraph, each.line), []).append(each.word)
    usual = median(_height(line) for line in found.values()) if found else 0.0
    return reading_order([line for order, each in enumerate(found.values()) for line in _lines(each, usual, order)])


def _in_fractions(word: PlacedWord) -> Word:
    top, bottom = max(word.top / A4[1], 0.0), min(word.bottom / A4[1], 1.0)
    return Word(word.text, word.left / A4[0], top, word.right / A4[0], bottom)


def _height(line: Sequence[Word]) -> float:
    return (median(word.bottom for word in line) - median(word.top for word in line)) * A4[1]


def _lines(words: list[Word], usual: float, order: int) -> list[Line]:
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
    return [Line(tuple(run), order) for run in runs]
