"""Files rid of what they say of their authors; and those that are refused."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from PIL import Image
from pypdf import PdfReader, PdfWriter

from kb.protection.metadata import FileBroken, FileRefused, MetadataError, strip


def test_a_word_file_forgets_its_author_and_keeps_its_text(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Le texte reste.")
    document.core_properties.author = "Camille Dupont"
    document.save(str(tmp_path / "a.docx"))
    assert strip(tmp_path / "a.docx", tmp_path / "b.docx") == "docx"
    with zipfile.ZipFile(tmp_path / "b.docx") as archive:
        assert not [name for name in archive.namelist() if b"Camille" in archive.read(name)]
    assert Document(str(tmp_path / "b.docx")).paragraphs[0].text == "Le texte reste."


def test_a_pdf_forgets_its_author(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": "Camille Dupont", "/Title": "Secret"})
    writer.write(tmp_path / "a.pdf")
    assert strip(tmp_path / "a.pdf", tmp_path / "b.pdf") == "pdf"
    assert b"Camille" not in (tmp_path / "b.pdf").read_bytes()
    assert len(PdfReader(tmp_path / "b.pdf").pages) == 1


def test_a_photograph_forgets_where_it_was_taken(tmp_path: Path) -> None:
    image = Image.new("RGB", (40, 30), "teal")
    exif = Image.Exif()
    exif[0x010F] = "Appareil de Camille"
    image.save(tmp_path / "a.jpg", exif=exif)
    assert strip(tmp_path / "a.jpg", tmp_path / "b.jpg") == "jpeg"
    assert b"Camille" not in (tmp_path / "b.jpg").read_bytes()
    assert Image.open(tmp_path / "b.jpg").size == (40, 30)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("word/document.xml", b"0" * 300_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"MZ\x90\x00 this program cannot be run", FileRefused),
        (b"<html><script>alert(1)</script>", FileRefused),
        (b"%PDF-1.7 then nothing", FileBroken),
        (b"PK\x03\x04 cut", MetadataError),
        (b"", MetadataError),
        (bomb(), FileRefused),
    ],
)
def test_what_is_not_what_it_says_is_refused_and_nothing_is_written(
    tmp_path: Path, content: bytes, error: type[MetadataError]
) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    with pytest.raises(error):
        strip(tmp_path / "a.pdf", tmp_path / "b.pdf")
    assert not (tmp_path / "b.pdf").exists()
