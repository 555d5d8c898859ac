"""What a page shows is read, in the order of its lines; watermarks and hidden words are left out and told."""

from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib.colors import Color, black, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Reading
from ingest.pdf.reader import read_pdf
from ingest.pdf.rectangles import places
from tests.ingest.pdf_samples import HEIGHT, WIDTH, drawn, in_letters, lines, scan_image

SENTENCES = [
    "Le soir, trois mères ouvrent la salle du bas et posent",
    "une table près de la porte. On entre sans rien dire, on",
    "prend un thé, on repart. Au bout d’un mois, les garçons",
    "du hall demandent qui garde la clé.",
]
BODY = " ".join(SENTENCES)


def text_of(reading: Reading) -> str:
    assert reading.document is not None, reading.notes
    return reading.document.text


def body(canvas: Canvas) -> None:
    lines(canvas, SENTENCES, top=300, size=12)


def _slanted(canvas: Canvas, *, angle: float = 45, size: float = 70, text: str = "CONFIDENTIEL") -> None:
    canvas.saveState()
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(angle)
    canvas.setFont("Helvetica-Bold", size)
    canvas.setFillColor(Color(0.6, 0.1, 0.1, alpha=0.3))
    canvas.drawCentredString(0, 0, text)
    canvas.restoreState()


def _across(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.setFont("Helvetica-Bold", 90)
    canvas.setFillColor(Color(0.85, 0.85, 0.85))
    canvas.drawCentredString(WIDTH / 2, HEIGHT - 340, "PROJET")
    canvas.restoreState()


def _tiled(canvas: Canvas) -> None:
    for row in range(6):
        canvas.saveState()
        canvas.translate(80, 120 + row * 110)
        canvas.rotate(30)
        canvas.setFont("Helvetica", 11)
        canvas.drawString(0, 0, "Diffusion restreinte")
        canvas.restoreState()


@pytest.mark.parametrize(
    ("stamp", "word"),
    [
        (_slanted, "CONFIDENTIEL"),
        (lambda c: _slanted(c, angle=-60, size=50, text="NE PAS DIFFUSER"), "DIFFUSER"),
        (_across, "PROJET"),
        (_tiled, "restreinte"),
    ],
)
@pytest.mark.parametrize("under", [True, False])
def test_a_watermark_is_left_out_and_told(tmp_path: Path, stamp, word: str, under: bool) -> None:  # type: ignore[no-untyped-def]
    def page(canvas: Canvas) -> None:
        for draw in (stamp, body) if under else (body, stamp):
            draw(canvas)

    reading = read_pdf(drawn(tmp_path / "a.pdf", page))
    assert text_of(reading) == BODY
    assert [note.level for note in reading.notes] == ["info"]
    assert word in reading.notes[0].message


def test_large_titles_and_small_slanted_labels_are_no_watermark(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 48)
        canvas.drawString(70, HEIGHT - 140, "Veiller")
        body(canvas)
        canvas.saveState()
        canvas.translate(100, 200)
        canvas.rotate(45)
        canvas.setFont("Helvetica", 9)
        canvas.drawString(0, 0, "janvier")
        canvas.restoreState()

    reading = read_pdf(drawn(tmp_path / "a.pdf", page))
    assert reading.notes == ()
    assert text_of(reading) == f"Veiller\n\n{BODY}\n\njanvier"


def _white(canvas: Canvas) -> None:
    canvas.setFillColor(white)
    lines(canvas, ["mots cachés du lecteur"], top=500)
    canvas.setFillColor(black)


def _unseen(canvas: Canvas) -> None:
    text = canvas.beginText(70, 300)
    text.setTextRenderMode(3)
    text.textOut("mots cachés du lecteur")
    canvas.drawText(text)


@pytest.mark.parametrize(
    "hide",
    [
        _white,
        _unseen,
        lambda c: lines(c, ["mots cachés du lecteur"], left=WIDTH + 40, top=400),
        lambda c: lines(c, ["mots cachés du lecteur"], top=HEIGHT + 60),
        lambda c: lines(c, ["mots cachés du lecteur"], top=500, size=1),
    ],
)
def test_words_that_the_page_does_not_show_are_left_out_and_counted(tmp_path: Path, hide) -> None:  # type: ignore[no-untyped-def]
    def page(canvas: Canvas) -> None:
        body(canvas)
        hide(canvas)

    reading = read_pdf(drawn(tmp_path / "a.pdf", page))
    assert text_of(reading) == BODY
    assert ["4 mots que la page ne montre pas" in note.message for note in reading.notes] == [True]
    assert "cachés" not in reading.notes[0].message


def test_white_words_on_a_dark_band_are_read(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFillColorRGB(0.1, 0.2, 0.5)
        canvas.rect(0, HEIGHT - 160, WIDTH, 80, stroke=0, fill=1)
        canvas.setFillColor(white)
        lines(canvas, ["Une salle ouverte"], top=125, size=24)
        canvas.setFillColor(black)
        body(canvas)

    reading = read_pdf(drawn(tmp_path / "a.pdf", page))
    assert text_of(reading) == f"Une salle ouverte\n\n{BODY}"
    assert reading.notes == ()


def test_the_hidden_layer_of_a_scan_is_read(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(scan_image(SENTENCES)), 0, 0, WIDTH, HEIGHT)
        text = canvas.beginText(72, HEIGHT - 110)
        text.setTextRenderMode(3)
        text.setFont("Helvetica", 12)
        text.textLines(SENTENCES)
        canvas.drawText(text)

    reading = read_pdf(drawn(tmp_path / "a.pdf", page), ocr=False)
    assert text_of(reading) == BODY
    assert reading.notes == ()


def _drawn_turned(canvas: Canvas, quarter: int) -> None:
    """The body on a page where it runs so many clockwise quarter turns."""
    canvas.saveState()
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(-90 * quarter)
    canvas.setFont("Helvetica", 12)
    for row, text in enumerate(SENTENCES):
        canvas.drawString(-200, 150 - row * 15, text)
    canvas.restoreState()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("quarter", [0, 1, 2, 3])
def test_lines_of_turned_pages_are_read_in_order_and_marked_where_they_stand(
    tmp_path: Path, quarter: int, turn: int
) -> None:
    upright = drawn(tmp_path / "a.pdf", lambda canvas: _drawn_turned(canvas, quarter))
    writer = PdfWriter(clone_from=PdfReader(upright))
    writer.pages[0].rotate(turn)
    writer.write(tmp_path / "b.pdf")
    assert text_of(read_pdf(tmp_path / "b.pdf")) == BODY
    shown = (quarter + turn // 90) % 4
    # The first line of the body stands on the side that was its top.
    box = places(tmp_path / "b.pdf", 1, SENTENCES[0])[0]
    middle = ((box.left + box.right) / 2 - 0.5, (box.top + box.bottom) / 2 - 0.5)
    towards = {0: (0, -1), 1: (1, 0), 2: (0, 1), 3: (-1, 0)}[shown]
    assert middle[0] * towards[0] + middle[1] * towards[1] > 0.1


def test_a_hebrew_page_is_read_from_right_to_left_and_a_french_line_is_not(tmp_path: Path) -> None:
    hebrew = ["הצוות יוצא לרחוב בכל ערב", "בשעה 20 ליד התחנה ורושם הכול"]
    visual = [" ".join(word if word.isdigit() else word[::-1] for word in text.split()[::-1]) for text in hebrew]
    french = "Le mot " + "שלום"[::-1] + " veut dire bonjour, et paix."
    text = text_of(read_pdf(drawn(tmp_path / "a.pdf", in_letters(visual), in_letters([french]))))
    assert text == " ".join(hebrew) + "\n\n" + french.replace("שלום"[::-1], "שלום")
