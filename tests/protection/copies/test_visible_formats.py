"""Copies of offices' formats, books and messages: what the file shows, nothing that it hides. Texts are made up."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import docx
import pytest
import xlsxwriter
from docx.oxml.ns import qn
from odf import dc, draw, office, presentation, style, table, text
from odf.opendocument import OpenDocumentPresentation, OpenDocumentSpreadsheet
from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.document import Reading
from ingest.read import read
from kb.protection.copies.copy_process import copy_apart
from kb.protection.copies.visible import visible_copy
from tests.protection.copies.test_visible import SAID, SECRET, words_of_parts


def a_workbook(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"author": SECRET, "comments": SECRET})
    book.set_custom_property("Suivi", SECRET)
    sheet = book.add_worksheet("Maraudes")
    sheet.write_row(0, 0, ["Jour", SAID, SECRET, 12.5, True])
    sheet.write_row(1, 0, [SECRET])
    sheet.write_formula(2, 0, f'=HYPERLINK("http://exemple.fr/{SECRET}")', None, "le lien")
    sheet.write_comment("A1", SECRET, {"author": SECRET})
    sheet.set_row(1, None, None, {"hidden": True})
    sheet.set_column(2, 2, None, None, {"hidden": True})
    sheet.data_validation("D1", {"validate": "list", "source": [SECRET, "autre"]})
    book.define_name(SECRET.capitalize(), "=Maraudes!$A$1")
    book.add_worksheet("Noms").write(0, 0, SECRET)
    book.get_worksheet_by_name("Noms").very_hidden()
    book.close()


def a_calc(path: Path) -> None:
    book = OpenDocumentSpreadsheet()
    hidden = style.Style(name="H", family="table")
    hidden.addElement(style.TableProperties(display="false"))
    book.automaticstyles.addElement(hidden)
    for name, words, kind in (("Maraudes", SAID, {}), ("Noms", SECRET, {"stylename": hidden})):
        sheet = table.Table(name=name, **kind)
        for shown in (True, False):
            row = table.TableRow(**({} if shown else {"visibility": "collapse"}))
            cell = table.TableCell(valuetype="string")
            if shown:
                remark = office.Annotation()
                remark.addElement(dc.Creator(text=SECRET))
                remark.addElement(text.P(text=SECRET))
                cell.addElement(remark)
            cell.addElement(text.P(text=words if shown else SECRET))
            row.addElement(cell)
            sheet.addElement(row)
        book.spreadsheet.addElement(sheet)
    book.save(str(path))


def a_picture(colour: str) -> io.BytesIO:
    drawn = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(drawn, "PNG")
    drawn.seek(0)
    return drawn


def a_show(path: Path) -> None:
    show = Presentation()
    show.core_properties.author = SECRET
    first = show.slides.add_slide(show.slide_layouts[5])
    first.shapes.title.text = SAID
    first.shapes.add_picture(a_picture("red"), 0, 0)
    first.notes_slide.notes_text_frame.text = SECRET
    box = first.shapes.add_textbox(0, Inches(3), Inches(2), Inches(1))
    box.text_frame.text = SECRET
    box._element.nvSpPr.cNvPr.set("hidden", "1")
    figures = CategoryChartData()
    figures.categories = ["Mars"]
    figures.add_series("Passages", (41,))
    first.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, Inches(4), Inches(3), Inches(2), figures)
    veiled = show.slides.add_slide(show.slide_layouts[5])
    veiled.shapes.title.text = SECRET
    veiled.shapes.add_picture(a_picture("blue"), 0, 0)
    veiled._element.set("show", "0")
    show.slides.add_slide(show.slide_layouts[5]).shapes.title.text = "La suite"
    show.save(str(path))


def an_impress(path: Path) -> None:
    show = OpenDocumentPresentation()
    layout = style.PageLayout(name="P")
    master = style.MasterPage(name="M", pagelayoutname=layout)
    hidden = style.Style(name="H", family="drawing-page")
    hidden.addElement(style.DrawingPageProperties(visibility="hidden"))
    show.automaticstyles.addElement(layout)
    show.automaticstyles.addElement(hidden)
    show.masterstyles.addElement(master)
    for words, kind in ((SAID, {}), (SECRET, {"stylename": hidden})):
        page = draw.Page(masterpagename=master, **kind)
        page.addElement(a_frame(words))
        notes = presentation.Notes()
        notes.addElement(a_frame(SECRET))
        page.addElement(notes)
        show.presentation.addElement(page)
    show.save(str(path))


def a_frame(words: str) -> draw.Frame:
    frame, box = draw.Frame(width="9cm", height="2cm"), draw.TextBox()
    box.addElement(text.P(text=words))
    frame.addElement(box)
    return frame


def a_book(path: Path) -> None:
    container = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    container += '<rootfile full-path="O/l.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">x</dc:identifier><dc:title>Quai</dc:title>'
        f'<dc:language>fr</dc:language><dc:contributor>{SECRET}</dc:contributor><meta name="c" content="{SECRET}"/>'
        '</metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="s" href="s.css" media-type="text/css"/><item id="j" href="j.js" media-type="text/javascript"/>'
        '</manifest><spine><itemref idref="a"/></spine></package>'
    )
    chapter = (
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title><link rel="stylesheet" href="s.css"/>'
        f'<script>{SECRET}</script></head><body><h1>Un soir</h1><!-- {SECRET} --><p class="interne">{SECRET}</p>'
        f'<p onclick="{SECRET}()">{SAID}</p><p hidden="">{SECRET}</p></body></html>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("META-INF/calibre_bookmarks.txt", SECRET)
        archive.writestr("O/l.opf", package)
        archive.writestr("O/a.xhtml", chapter)
        archive.writestr("O/s.css", f"/* {SECRET} */ .interne {{ display: none }}")
        archive.writestr("O/j.js", f"alert('{SECRET}')")
        archive.writestr("O/brouillon.xhtml", chapter)


def a_message(path: Path) -> None:
    one = EmailMessage()
    one["From"], one["To"], one["Subject"] = f"{SECRET}@exemple.fr", f"{SECRET}@exemple.fr", "Réunion du réseau"
    one["Date"], one["X-Mailer"] = "Tue, 12 Mar 2024 10:00:00 +0100", SECRET
    one.set_content(SAID)
    one.add_attachment(SECRET.encode(), maintype="text", subtype="plain", filename=f"{SECRET}.txt")
    path.write_bytes(one.as_bytes())


def an_rtf(path: Path) -> None:
    said = "".join(sign if ord(sign) < 128 else f"\\u{ord(sign)}?" for sign in SAID)
    remark = rf"{{\*\atnauthor {SECRET}}}\chatn{{\*\annotation {SECRET}}}"
    path.write_text(rf"{{\rtf1\ansi{{\info{{\author {SECRET}}}}}{said} {{\v {SECRET}}}{remark}\par Au soir.\par}}")


def a_saved_page(path: Path) -> None:
    page = f'<html><!-- {SECRET} --><body><h1>Quai</h1><p>{SAID}</p><p style="display:none">{SECRET}</p></body></html>'
    path.write_bytes(
        f"From: <Saved by {SECRET}>\r\nSubject: {SECRET}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; "
        'boundary="b"; type="text/html"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n'
        f"Content-Transfer-Encoding: 8bit\r\n\r\n{page}\r\n--b--\r\n".encode()
    )


MADE: dict[str, tuple[Callable[[Path], None], str]] = {
    "a.xlsx": (a_workbook, ".xlsx"),
    "a.ods": (a_calc, ".xlsx"),
    "a.pptx": (a_show, ".pptx"),
    "a.odp": (an_impress, ".odp"),
    "a.epub": (a_book, ".epub"),
    "a.eml": (a_message, ".eml"),
    "a.rtf": (an_rtf, ".rtf"),
    "a.mhtml": (a_saved_page, ".html"),
}


@pytest.mark.parametrize("name", MADE)
def test_the_copy_of_each_format_is_read_as_its_file_shows_itself(name: str, tmp_path: Path) -> None:
    made, ending = MADE[name]
    made(tmp_path / name)
    copy = copy_apart(tmp_path / name, tmp_path / f"copie{Path(name).suffix}", name)
    assert copy.suffix == ending
    data = copy.read_bytes()
    held = words_of_parts(data) if zipfile.is_zipfile(copy) else data.decode("utf-8", "replace")
    assert SECRET not in held.lower()
    assert SECRET in whole(tmp_path / name).lower()
    given, kept = text_of(read(tmp_path / name)), text_of(read(copy))
    assert SAID in kept
    assert set(kept.split("\n")) <= set(given.split("\n"))


def whole(path: Path) -> str:
    data = path.read_bytes()
    return words_of_parts(data) if zipfile.is_zipfile(path) else data.decode("utf-8", "replace")


def text_of(reading: Reading) -> str:
    assert reading.document is not None, reading.notes
    return reading.document.text


def test_pictures_of_hidden_slides_and_workbooks_of_charts_are_not_in_the_copy(tmp_path: Path) -> None:
    a_show(tmp_path / "a.pptx")
    copy = io.BytesIO(visible_copy((tmp_path / "a.pptx").read_bytes(), "a.pptx"))
    names = zipfile.ZipFile(copy).namelist()
    assert len([one for one in names if one.startswith("ppt/media/")]) == 1
    assert not [one for one in names if "embed" in one or "notes" in one or "docProps" in one]
    shown = Presentation(copy)
    assert [slide.shapes.title.text for slide in shown.slides] == [SAID, "La suite"]
    assert [shape.has_chart for shape in shown.slides[0].shapes] == [False, False, True]


def test_what_nothing_shown_leads_to_is_not_in_a_word_copy(tmp_path: Path) -> None:
    source = docx.Document()
    source.add_paragraph(SAID)
    source.add_picture(a_picture("red"))
    hidden = source.add_paragraph().add_run()
    hidden.add_picture(a_picture("blue"))
    hidden.font.hidden = True
    written = io.BytesIO()
    source.save(written)
    copy = io.BytesIO(visible_copy(written.getvalue(), "a.docx"))
    assert len([one for one in zipfile.ZipFile(copy).namelist() if one.startswith("word/media/")]) == 1
    assert len(list(docx.Document(copy).element.iter(qn("a:blip")))) == 1


def test_values_keep_their_sorts_in_the_copy_of_a_workbook(tmp_path: Path) -> None:
    a_workbook(tmp_path / "a.xlsx")
    copy = tmp_path / "copie.xlsx"
    copy.write_bytes(visible_copy((tmp_path / "a.xlsx").read_bytes(), "a.xlsx"))
    assert text_of(read(copy)) == f"Maraudes\n\nJour | {SAID} | 12,5 | oui\nle lien"


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_copy_of_an_rtf(tmp_path: Path) -> None:
    an_rtf(tmp_path / "a.rtf")
    copy = tmp_path / "copie.rtf"
    copy.write_bytes(visible_copy((tmp_path / "a.rtf").read_bytes(), "a.rtf"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(copy)]
    subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert (tmp_path / "copie.pdf").is_file()


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_old_word_file_is_copied_as_docx(tmp_path: Path) -> None:
    source = docx.Document()
    source.add_paragraph(SAID).add_run(SECRET).font.hidden = True
    source.save(str(tmp_path / "a.docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "doc", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "a.docx")], capture_output=True, timeout=120, check=False)
    copy = copy_apart(tmp_path / "a.doc", tmp_path / "copie.doc", "a.doc")
    assert copy.suffix == ".docx"
    assert text_of(read(copy)) == SAID
    assert SECRET not in words_of_parts(copy.read_bytes())
