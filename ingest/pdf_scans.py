"""The scanned pages of a PDF, drawn by PDFium and read by OCR."""

from collections.abc import Callable, Sequence

import pypdfium2 as pdfium

from ingest.ocr import Cache, OcrFailed, OcrWord, read_image, tesseract_missing
from ingest.page_image import draw, fitting
from ingest.pdf_blocks import RawBlock
from ingest.pdf_pages import FileNotes, Leaf
from ingest.word_likeness import likeness

OCR_DPI = 300

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
            notes.add(f"{error}. Cette page numérisée n’a pas été lue.", leaf.number)
            leaf.state = "unreadable" if not leaf.blocks else "native"
            continue
        _take(leaf, words, notes)


def _leave_unread(leaf: Leaf, missing: str, notes: FileNotes) -> None:
    notes.add(f"aucun texte (page numérisée\u202f?). {missing}", leaf.number)
    if not leaf.blocks:
        leaf.state = "unreadable"


def _recognised(page: pdfium.PdfPage) -> list[OcrWord]:
    scale = fitting(page, OCR_DPI / 72)
    return read_image(draw(page, scale, grey=True), max(70, round(scale * 72)))


def _take(leaf: Leaf, words: list[OcrWord], notes: FileNotes) -> None:
    """Put the words read by OCR in the place of the page's text, unless they are worse than it."""
    paragraphs: dict[tuple[int, int], dict[int, list[str]]] = {}
    for each in words:
        paragraphs.setdefault(each.paragraph, {}).setdefault(each.line, []).append(each.word.text)
    texts = ["\n".join(" ".join(line) for line in lines.values()) for lines in paragraphs.values()]
    read, native = "\n".join(texts), "\n".join(block.text for block in leaf.blocks)
    if likeness(read) * len(read) <= likeness(native) * len(native):
        if not leaf.blocks:
            leaf.state = "empty"
        return
    leaf.blocks = [RawBlock(text, "paragraph", 0, False) for text in texts if likeness(text) > 0.2]
    leaf.state, leaf.words = "ocr", tuple(each.word for each in words)
