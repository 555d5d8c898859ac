"""Files damaged in every way: each ends as a document or as a note in French, in time, and stops nothing.

`KB_SOAK_VARIANTS` is how many variants are read (120 by default, 2,000 by `make soak`); the seed is fixed.
"""

import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import xlsxwriter
from odf import table, text
from odf.opendocument import OpenDocumentText
from pptx import Presentation
from reportlab.pdfgen.canvas import Canvas

from ingest.read import read
from ingest.sandbox.process import Readers

VARIANTS = int(os.environ.get("KB_SOAK_VARIANTS", "120"))
SEED = 2026
WORDS = "La halte du quai a reçu onze personnes ; l’hôtel social n’a pas répondu."
CARD = "---\nkind: document\ntitle: Essai\ndiffusion: professionals\n---\n"


def pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for page in range(2):
        canvas.drawString(72, 700, f"Page {page} : la halte du quai")
        canvas.acroForm.textfield(name=f"n{page}", value="noté", x=72, y=600)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def word() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_heading("Bilan", 1)
    document.add_paragraph(WORDS, style="List Bullet")
    grid = document.add_table(2, 2)
    grid.cell(0, 0).merge(grid.cell(0, 1)).text = "Lieu"
    document.save(out)
    return out.getvalue()


def odt() -> bytes:
    document, out = OpenDocumentText(), io.BytesIO()
    document.text.addElement(text.H(outlinelevel=1, text="Bilan"))
    grid = table.Table()
    row = table.TableRow()
    cell = table.TableCell()
    cell.addElement(text.P(text=WORDS))
    row.addElement(cell)
    grid.addElement(row)
    document.text.addElement(grid)
    document.save(out)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("Lieux").write_row(0, 0, ["Gare", 12.5, WORDS])
    book.close()
    return out.getvalue()


def slides() -> bytes:
    show, out = Presentation(), io.BytesIO()
    show.slides.add_slide(show.slide_layouts[5]).shapes.title.text = WORDS
    show.save(out)
    return out.getvalue()


def book() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr(
            "META-INF/container.xml", '<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>'
        )
        archive.writestr(
            "a.opf",
            '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="a" href="a.xhtml" '
            'media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>',
        )
        archive.writestr("a.xhtml", f"<html><body><h1>Un</h1><p>{WORDS}</p></body></html>")
    return out.getvalue()


def message() -> bytes:
    return (
        "Subject: Halte\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{WORDS}\r\n--b--\r\n"
    ).encode()


SAMPLES: dict[str, Callable[[], bytes]] = {
    ".pdf": pdf,
    ".docx": word,
    ".odt": odt,
    ".xlsx": workbook,
    ".pptx": slides,
    ".epub": book,
    ".eml": message,
    ".rtf": lambda: (r"{\rtf1\ansi\ansicpg1252 La halte {\v cach\'e9} \trowd a\cell b\cell\row}").encode("cp1252"),
    ".html": lambda: (
        f"<html><body><h1>Un</h1><details><summary>x</summary><p>{WORDS}</p></details></body></html>".encode()
    ),
    ".csv": lambda: "Lieu;Nombre\nGare;12\n".encode("cp1252"),
    ".md": lambda: f"{CARD}\n# Bilan\n\n- {WORDS}\n  - dessous\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".encode(),
    ".txt": lambda: f"{CARD}\nBilan\n\n{WORDS}\n".encode("cp1252"),
}


def damaged(data: bytes, chance: random.Random) -> bytes:
    """The bytes cut short, with runs changed, doubled or taken out; inside a zip, one of its parts so treated."""
    if data.startswith(b"PK") and chance.random() < 0.7:
        return _with_a_part_damaged(data, chance)
    whole = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(max(1, len(whole)))
        size = chance.choice((1, 2, 8, 64, 512))
        match chance.randrange(5):
            case 0:
                whole = whole[:at]
            case 1:
                whole[at : at + size] = bytes(chance.randrange(256) for _ in range(size))
            case 2:
                whole[at:at] = whole[at : at + size] * chance.choice((1, 50))
            case 3:
                del whole[at : at + size]
            case _:
                whole[at:at] = chance.choice(
                    (b"<", b"[[[[", b"\x00" * 9, b"\xff\xfe", b"&x;", b"\\", b"{{{{", b"---\n")
                )
        if not whole:
            return b"x"
    return bytes(whole)


def _with_a_part_damaged(data: bytes, chance: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as other:
        names = archive.namelist()
        chosen = chance.choice(names)
        for name in names:
            part = archive.read(name)
            if name == chosen:
                part = b"" if chance.random() < 0.2 else damaged(part, chance) if not part.startswith(b"PK") else part
            other.writestr(name, part)
    return out.getvalue()


def test_a_damaged_file_is_a_document_or_a_note_and_stops_nothing(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    whole = {extension: make() for extension, make in SAMPLES.items()}
    silent, opened = [], []
    with Readers() as readers:
        for number in range(VARIANTS):
            extension = list(SAMPLES)[number % len(SAMPLES)]
            path = tmp_path / f"v{number}{extension}"
            path.write_bytes(damaged(whole[extension], chance))
            reading = read(path, readers=readers)
            if reading.document is None and not any(note.level == "error" for note in reading.notes):
                silent.append(number)
            if any("Traceback" in note.message or str(tmp_path) in note.message for note in reading.notes):
                opened.append(number)
            path.unlink()
        for extension, data in whole.items():
            path = tmp_path / f"sain{extension}"
            path.write_bytes(data)
            assert read(path, readers=readers).document is not None, extension
    assert (silent, opened) == ([], [])
