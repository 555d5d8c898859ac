"""Small PDF files that the tests draw."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
FACE = Path(__file__).parents[2] / "kb" / "export" / "booklet" / "paper" / "DejaVuSans.ttf"
LEFT_COLUMN = [
    "Les équipes de rue décrivent des nuits",
    "plus longues et des personnes qui ne",
    "dorment plus. La confiance se gagne en",
    "revenant au même endroit, à la même",
    "heure, sans rien demander d’abord.",
]
RIGHT_COLUMN = [
    "Au centre de soins, l’accueil du matin",
    "a changé les habitudes. On y vient pour",
    "un café, on y reste pour parler, et la",
    "prise en charge commence souvent par",
    "une chaussure, une douche, un papier.",
]


def drawn(path: Path, *pages: Callable[[Canvas], None]) -> Path:
    """The path of a PDF whose pages the functions drew."""
    canvas = Canvas(str(path), pagesize=A4)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return path


def lines(canvas: Canvas, texts: list[str], *, left: float = 70, top: float = 100, size: float = 11) -> None:
    """Draw the texts one under the other, `top` points from the top of the page."""
    canvas.setFont("Helvetica", size)
    for row, text in enumerate(texts):
        canvas.drawString(left, HEIGHT - top - row * size * 1.25, text)


def in_letters(texts: list[str]) -> Callable[[Canvas], None]:
    """A page of these lines in a face that has many alphabets."""
    pdfmetrics.registerFont(TTFont("Many", FACE))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Many", 11)
        for row, text in enumerate(texts):
            canvas.drawString(70, HEIGHT - 120 - row * 14, text)

    return draw


def two_columns(canvas: Canvas) -> None:
    """A title over two columns, drawn line by line across both, as some producers do."""
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(70, HEIGHT - 80, "Aller vers, attendre, accueillir")
    canvas.setFont("Helvetica", 10)
    for row, (left, right) in enumerate(zip(LEFT_COLUMN, RIGHT_COLUMN, strict=True)):
        canvas.drawString(70, HEIGHT - 120 - row * 12.5, left)
        canvas.drawString(320, HEIGHT - 120 - row * 12.5, right)


def scan_image(texts: Sequence[str], *, size: int = 40) -> Image.Image:
    """The image of an A4 page at 150 dots per inch, with the texts on it, one per line."""
    image = Image.new("L", (1240, 1754), 255)
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=size)
    for row, text in enumerate(texts):
        pen.text((150, 200 + row * size * 1.25), text, fill=0, font=font)
    return image


def scanned(canvas: Canvas, *texts: str) -> None:
    """A page that is one image, with the texts in it."""
    canvas.drawImage(ImageReader(scan_image(texts)), 0, 0, WIDTH, HEIGHT)


def encrypted(source: Path, target: Path, *, password: str, algorithm: str = "RC4-128") -> Path:
    """The path of a copy of the source that asks for the password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(source.read_bytes())))
    writer.encrypt(user_password=password, owner_password="propriétaire", algorithm=algorithm)
    writer.write(target)
    return target
