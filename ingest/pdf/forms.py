"""What people typed and ticked on the pages of a PDF: the values of its forms, and texts written over a page."""

import ctypes
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.pdf.page.glyphs import PageFrame
from ingest.pdf.page.words import PlacedWord

TICKED, EMPTY = "☒", "☐"
MAX_ANNOTATIONS = 3_000  # of one page
MAX_CHARACTERS = 20_000  # of one value
LETTER = 0.42  # of the letter height: about how wide a letter is
USUAL = 12.0  # points: the letter height where the page has no words
_PASSWORD = 1 << 13
_BOXES = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
_CHOICES = (raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
_NO_COMMENT = (
    *(raw.FPDF_ANNOT_UNKNOWN, raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_WIDGET),
    *(raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_XFAWIDGET, raw.FPDF_ANNOT_FILEATTACHMENT, raw.FPDF_ANNOT_WATERMARK),
)


@dataclass(frozen=True, slots=True)
class Written:
    """The words typed on a page, at their places, and how many comments it bears besides."""

    words: list[PlacedWord]
    comments: int


def open_forms(document: pdfium.PdfDocument) -> None:
    """Let the values of the document's forms be read; to be called before its pages are opened."""
    if document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()


def is_dynamic(document: pdfium.PdfDocument) -> bool:
    """True for a form that another program draws (XFA): its pages may show nothing of what was typed."""
    return bool(document.get_formtype() == raw.FORMTYPE_XFA_FULL)


def written(page: pdfium.PdfPage, frame: PageFrame, words: Sequence[PlacedWord]) -> Written:
    """What was typed and ticked on the page, in letters like those of its `words`; comments are counted only."""
    found: list[PlacedWord] = []
    comments = 0
    if not raw.FPDFPage_GetAnnotCount(page):
        return Written(found, comments)
    height = median(word.height for word in words) if words else USUAL
    colour = Counter(word.colour for word in words).most_common(1)[0][0] if words else 0
    for annotation in _annotations(page):
        subtype = raw.FPDFAnnot_GetSubtype(annotation)
        text = _value(page, annotation) if subtype == raw.FPDF_ANNOT_WIDGET else _string(annotation, b"Contents")
        if subtype in (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT):
            found += _placed(text, _box(annotation, frame), height, colour)
        elif text.strip() and subtype not in _NO_COMMENT:
            comments += 1
    return Written(found, comments)


def _annotations(page: pdfium.PdfPage) -> Iterator[Any]:
    """The annotations that the page shows."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            if not raw.FPDFAnnot_GetFlags(annotation) & (raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW):
                yield annotation
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _value(page: pdfium.PdfPage, field: Any) -> str:
    """The value of a form's field as a person sees it; that of a password or of a button is none."""
    if page.formenv is None:
        return ""
    form = page.formenv.raw
    kind = raw.FPDFAnnot_GetFormFieldType(form, field)
    if kind in _BOXES:
        return TICKED if raw.FPDFAnnot_IsChecked(form, field) else EMPTY
    if kind in _CHOICES:
        count = max(raw.FPDFAnnot_GetOptionCount(form, field), 0)
        chosen = [i for i in range(min(count, MAX_ANNOTATIONS)) if raw.FPDFAnnot_IsOptionSelected(form, field, i)]
        labels = [_text(lambda b, n, i=i: raw.FPDFAnnot_GetOptionLabel(form, field, i, b, n)) for i in chosen]  # type: ignore[misc]
        return ", ".join(labels) or _text(lambda b, n: raw.FPDFAnnot_GetFormFieldValue(form, field, b, n))
    if kind != raw.FPDF_FORMFIELD_TEXTFIELD or raw.FPDFAnnot_GetFormFieldFlags(form, field) & _PASSWORD:
        return ""
    return _text(lambda b, n: raw.FPDFAnnot_GetFormFieldValue(form, field, b, n))


def _string(annotation: Any, key: bytes) -> str:
    return _text(lambda buffer, size: raw.FPDFAnnot_GetStringValue(annotation, key, buffer, size))


def _text(read: Callable[[Any, int], int]) -> str:
    """The UTF-16 text that a function of PDFium puts into a buffer, whose size it tells first."""
    size = min(read(None, 0), 2 * MAX_CHARACTERS)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le", "replace").split("\0")[0]


def _box(annotation: Any, frame: PageFrame) -> tuple[float, float, float, float]:
    rect = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, rect)
    return frame.box(rect.left, min(rect.bottom, rect.top), rect.right, max(rect.bottom, rect.top))


def _placed(text: str, box: tuple[float, float, float, float], height: float, colour: int) -> list[PlacedWord]:
    """The words of a value set in the lines of its box, about where the form shows them."""
    left, top, right, bottom = box
    rows: list[list[str]] = []
    for line in text.splitlines():
        row: list[str] = []
        for word in line.split():
            if row and (len(" ".join(row)) + 1 + len(word)) * LETTER * height > right - left:
                rows.append(row)
                row = []
            row.append(word)
        rows += [row] if row else []
    step = min(height, (bottom - top) / max(len(rows), 1)) if len(rows) > 1 else height
    above = top if len(rows) > 1 else (top + bottom - height) / 2
    words: list[PlacedWord] = []
    for number, row in enumerate(rows):
        at = left
        scale = min(1.0, (right - left) / max(len(" ".join(row)) * LETTER * height, 0.1))
        for word in row:
            wide = len(word) * LETTER * height * scale
            foot = above + number * step + min(step, height)
            words.append(PlacedWord(word, at, above + number * step, at + wide, foot, colour=colour))
            at += wide + LETTER * height * scale
    return words
