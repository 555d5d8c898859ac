"""The copy of a file that its readers may have shows what the file shows, and nothing that it hides."""

import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Text
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas

from ingest.odt.reader import read_odt
from ingest.word.reader import read_docx
from kb.protection.copies.copy_process import copy_apart
from kb.protection.copies.file_errors import MetadataError
from kb.protection.copies.visible import visible_copy

SECRET = "mirabelle"
SAID = "Une mère attend son fils devant le collège."


def words_of_parts(data: bytes) -> str:
    """All that the parts of an archive hold."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def a_docx() -> bytes:
    source = docx.Document()
    source.core_properties.author = SECRET
    paragraph = source.add_paragraph(f"{SAID} ")
    hidden = paragraph.add_run(SECRET)
    hidden.font.hidden = True
    commented = paragraph.add_run("Suite.")
    source.add_comment(commented, text=SECRET, author="Relectrice", initials="R")
    deleted = OxmlElement("w:del")
    deleted.set(qn("w:author"), "Relectrice")
    run = OxmlElement("w:r")
    text = OxmlElement("w:delText")
    text.text = SECRET
    run.append(text)
    deleted.append(run)
    paragraph._p.append(deleted)
    added = OxmlElement("w:ins")
    kept = paragraph.add_run("Ajouté au soir.")._r
    added.append(kept)
    paragraph._p.append(added)
    written = io.BytesIO()
    source.save(written)
    return written.getvalue()


def test_a_word_copy_has_no_remark_no_deleted_and_no_hidden_word(tmp_path: Path) -> None:
    given = a_docx()
    assert words_of_parts(given).count(SECRET) >= 4
    copy = visible_copy(given, "note.docx")
    assert SECRET not in words_of_parts(copy)
    assert "comments" not in words_of_parts(copy)
    path = tmp_path / "copy.docx"
    path.write_bytes(copy)
    reading = read_docx(path)
    assert reading.document is not None
    assert reading.document.text == f"{SAID} Suite.Ajouté au soir."


NAMESPACES = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "style")
    )
    + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def test_an_odt_copy_has_no_remark_no_change_and_no_hidden_word(tmp_path: Path) -> None:
    style = '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'
    remark = f"<office:annotation><dc:creator>R</dc:creator><text:p>{SECRET}</text:p></office:annotation>"
    changes = f'<text:tracked-changes><text:changed-region text:id="c"><text:deletion><text:p>{SECRET}</text:p>'
    changes += "</text:deletion></text:changed-region></text:tracked-changes>"
    body = f"{changes}<text:p>{SAID}{remark} "
    body += f'<text:span text:style-name="H">{SECRET}</text:span><text:change text:change-id="c"/>Suite.</text:p>'
    content = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{style}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    given = io.BytesIO()
    with zipfile.ZipFile(given, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    copy = visible_copy(given.getvalue(), "note.odt")
    assert SECRET not in words_of_parts(copy)
    path = tmp_path / "copy.odt"
    path.write_bytes(copy)
    reading = read_odt(path)
    assert reading.document is not None
    assert reading.document.text == f"{SAID} Suite."


def a_pdf() -> bytes:
    drawn = io.BytesIO()
    canvas = Canvas(drawn)
    canvas.drawString(70, 700, "Une mere attend son fils.")
    canvas.showPage()
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(drawn))
    writer.add_annotation(0, Text(rect=(10, 10, 30, 30), text=SECRET))
    writer.add_annotation(0, FreeText(rect=(10, 40, 90, 60), text=SECRET))
    writer.add_attachment("note.txt", SECRET.encode())
    layer = writer._add_object(
        DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("Interne")})
    )
    usual = DictionaryObject({NameObject("/OFF"): ArrayObject([layer])})
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {NameObject("/OCGs"): ArrayObject([layer]), NameObject("/D"): usual}
    )
    page = writer.pages[0]
    page["/Resources"][NameObject("/Properties")] = DictionaryObject({NameObject("/MC0"): layer})
    content = page.get_contents()
    assert content is not None
    inside = f"/OC /MC0 BDC BT /F1 12 Tf 70 600 Td ({SECRET}) Tj ET EMC BT /F1 12 Tf 70 500 Td (Le soir.) Tj ET"
    content.set_data(content.get_data() + b"\n" + inside.encode())
    page[NameObject("/Contents")] = writer._add_object(content)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def test_a_pdf_copy_has_no_remark_no_hidden_layer_and_no_attachment() -> None:
    given = a_pdf()
    assert SECRET in PdfReader(io.BytesIO(given)).pages[0].extract_text()
    copy = PdfReader(io.BytesIO(visible_copy(given, "note.pdf")))
    text = copy.pages[0].extract_text()
    assert SECRET not in text
    assert "Une mere attend son fils." in text
    assert "Le soir." in text
    assert not copy.pages[0].get("/Annots")
    assert not copy.attachments
    writer = PdfWriter(clone_from=copy)
    streams = b"".join(one.get_data() for one in writer._objects if hasattr(one, "get_data"))
    assert SECRET.encode() not in streams


def test_a_locked_pdf_is_copied_when_it_opens_without_password(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf())))
    writer.encrypt("", "secret", algorithm="RC4-128")
    locked = io.BytesIO()
    writer.write(locked)
    copy = PdfReader(io.BytesIO(visible_copy(locked.getvalue(), "note.pdf")))
    assert "Une mere attend" in copy.pages[0].extract_text()
    assert not copy.pages[0].get("/Annots")


def test_a_page_and_a_text_lose_their_comments_and_their_cards() -> None:
    head = f"<head><meta name='x' content='{SECRET}'></head>"
    rest = f"<!-- {SECRET} --><p hidden>{SECRET}</p><script>'{SECRET}'</script>"
    page = f"<html>{head}<body><p>{SAID}</p>{rest}</body></html>"
    copy = visible_copy(page.encode(), "note.html").decode()
    assert SECRET not in copy
    assert SAID in copy
    text = f"---\ntitle: Note\nanonymity_checked_by: {SECRET}\n---\n# Note\n\n<!-- {SECRET} -->\n{SAID}\n"
    assert visible_copy(text.encode(), "note.md").decode() == f"# Note\n\n\n{SAID}\n"


def test_a_file_of_which_no_copy_is_made_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    for name, content in (
        ("note.xlsx", b"PK\x03\x04 ..."),
        ("note.docx", b"PK\x03\x04 broken"),
        ("note.pdf", b"%PDF-1.4 x"),
    ):
        source = tmp_path / name
        source.write_bytes(content)
        with pytest.raises(MetadataError, match=name):
            copy_apart(source, tmp_path / f"copy-{name}", name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["note.docx", "note.pdf", "note.xlsx"]
