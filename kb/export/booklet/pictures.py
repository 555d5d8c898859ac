"""The image of a page, checked before it is laid out: one that cannot be drawn costs its picture, not the booklet."""

import io
from dataclasses import dataclass

from PIL import Image

WIDEST = 1700  # pixels: 300 dots an inch across the text; more only makes the file heavier
QUALITY = 82
UNREADABLE = "L’image de cette page n’a pas pu être lue ; ouvrez la fiche pour la voir."


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG that every program reads, and its height for a width of 1."""

    content: bytes
    ratio: float


def picture_of(content: bytes) -> Picture | None:
    """The image of a page, made smaller when it is larger than paper shows; None when it is no image."""
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as image:
            image.load()
            width, height = image.size
            if image.format == "JPEG" and image.mode in ("RGB", "L") and width <= WIDEST:
                return Picture(content, height / width)
            plain = image.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    if width > WIDEST:
        plain = plain.resize((WIDEST, max(1, round(height * WIDEST / width))))
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=QUALITY)
    return Picture(out.getvalue(), height / width)
