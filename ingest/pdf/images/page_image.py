"""Images of PDF pages, drawn by PDFium within a limit of pixels."""

import io
import math
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from ingest.pdf.page.words import PDFIUM_LOCK

MAX_PIXELS = 12_000_000  # an A4 page at 300 dpi has 8.7 million; a poster is drawn coarser rather than not at all
JPEG_QUALITY = 80  # 11 ms for a page of text, drawing included


def page_image(path: Path, page: int, *, width: int = 1000) -> bytes:
    """The page (from 1) as a JPEG of that width in pixels. Raises ValueError when there is no such page to draw."""
    with PDFIUM_LOCK:
        try:
            document = pdfium.PdfDocument(path)
        except (pdfium.PdfiumError, OSError) as error:
            raise ValueError(f"{path.name} : ce PDF ne peut pas être affiché ({error}).") from None
        try:
            if not 1 <= page <= len(document):
                raise ValueError(f"{path.name} : il n’y a pas de page {page}.")
            sheet = document[page - 1]
            image = draw(sheet, width / max(sheet.get_width(), 1))
        except pdfium.PdfiumError as error:
            raise ValueError(f"{path.name}, page {page} : cette page ne peut pas être affichée ({error}).") from None
        finally:
            document.close()
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=JPEG_QUALITY)
    return buffer.getvalue()


def draw(page: pdfium.PdfPage, scale: float, *, grey: bool = False) -> Image.Image:
    """The page drawn at `scale` pixels per point, or coarser so as to stay under MAX_PIXELS."""
    image: Image.Image = page.render(scale=fitting(page, scale), grayscale=grey).to_pil()
    return image


def fitting(page: pdfium.PdfPage, scale: float) -> float:
    """The scale, lowered where the page would have more than MAX_PIXELS."""
    width, height = page.get_size()
    return min(scale, math.sqrt(MAX_PIXELS / max(width * height, 1e-6)))
