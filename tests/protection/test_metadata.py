"""Files rid of what they say of their authors; and those that are refused."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject

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


def photograph(form: str = "JPEG") -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Appareil de Camille"
    more = {"save_all": True, "append_images": [Image.new("RGB", (40, 30), "red")]} if form == "MPO" else {}
    Image.new("RGB", (40, 30), "teal").save(out, form, exif=exif, **more)
    return out.getvalue()


def test_a_photograph_of_a_telephone_that_holds_two_pictures_is_taken_as_one(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(photograph("MPO"))
    assert strip(tmp_path / "a.jpg", tmp_path / "b.jpg") == "jpeg"
    assert b"Camille" not in (tmp_path / "b.jpg").read_bytes()
    assert Image.open(tmp_path / "b.jpg").format == "JPEG"


def workbook() -> bytes:
    out = io.BytesIO()
    inner = Document()
    inner.core_properties.author = "Camille Dupont"
    inner.save(out)
    return out.getvalue()


HIDDEN = {
    "package/services/metadata/core-properties/1f.psmdcp": b"<coreProperties xmlns='http://schemas.openxmlformats.org/"
    b"package/2006/metadata/core-properties'><creator>Camille</creator></coreProperties>",
    "word/comments.xml": b"<c:comments xmlns:c='x'><c:comment c:id='0' c:author='Camille' c:initials='Camille'/>"
    b"</c:comments>",
    "word/comments2.xml": '<w:comments xmlns:w="x"><w:comment w:author="Camille"/></w:comments>'.encode("utf-16"),
    "word/media/second.jpg": photograph("MPO"),
    "word/media/broken.jpg": photograph()[:-200],
    "customXml/item7.xml": b"<p><author>Camille</author></p>",
    "word/embeddings/annexe.docx": workbook(),
}


@pytest.mark.parametrize("part", HIDDEN)
def test_a_word_file_says_nobody_in_its_less_usual_parts(tmp_path: Path, part: str) -> None:
    Document().save(str(tmp_path / "a.docx"))
    with zipfile.ZipFile(tmp_path / "a.docx", "a") as archive:
        archive.writestr(part, HIDDEN[part])
    strip(tmp_path / "a.docx", tmp_path / "b.docx")
    with zipfile.ZipFile(tmp_path / "b.docx") as archive:
        kept = archive.read(part)
        assert "Camille".encode("utf-16-le") not in kept
        if part.endswith(".docx"):
            kept = b"".join(map(zipfile.ZipFile(io.BytesIO(kept)).read, zipfile.ZipFile(io.BytesIO(kept)).namelist()))
        assert b"Camille" not in kept
    Document(str(tmp_path / "b.docx"))


def test_documents_in_documents_without_end_are_refused(tmp_path: Path) -> None:
    content = workbook()
    for _ in range(4):
        out = io.BytesIO()
        Document().save(out)
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr("word/embeddings/annexe.docx", content)
        content = out.getvalue()
    (tmp_path / "a.docx").write_bytes(content)
    with pytest.raises(FileRefused, match="insérés"):
        strip(tmp_path / "a.docx", tmp_path / "b.docx")


def test_an_open_document_forgets_its_versions_and_its_printer(tmp_path: Path) -> None:
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": "<p>Le texte reste.</p>",
        "settings.xml": '<config:config-item config:name="PrinterName">Camille</config:config-item>',
        "Object 1/meta.xml": "<dc:creator>Camille</dc:creator>",
        "Versions/Version1": "Camille",
        "META-INF/manifest.xml": '<manifest:file-entry manifest:full-path="Versions/Version1"/>',
    }
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    assert strip(tmp_path / "a.odt", tmp_path / "b.odt") == "odt"
    with zipfile.ZipFile(tmp_path / "b.odt") as archive:
        assert not [
            name
            for name in archive.namelist()
            if b"Camille" in archive.read(name) or b"Versions/" in archive.read(name)
        ]
        assert archive.read("content.xml") == parts["content.xml"].encode()


def test_a_pdf_forgets_what_its_photographs_and_its_attached_files_say(tmp_path: Path) -> None:
    writer = PdfWriter()
    page = writer.add_blank_page(100, 100)
    picture = StreamObject()
    picture._data = photograph()
    picture[NameObject("/Subtype")] = NameObject("/Image")
    picture[NameObject("/Filter")] = NameObject("/DCTDecode")
    held = StreamObject()
    held._data = b"Camille"
    files = DictionaryObject({NameObject("/F"): writer._add_object(held)})
    spec = DictionaryObject({NameObject("/F"): TextStringObject("Camille.txt"), NameObject("/EF"): files})
    note = DictionaryObject({NameObject("/Subtype"): NameObject("/FileAttachment"), NameObject("/FS"): spec})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/I"): writer._add_object(picture)})
    page[NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    writer.write(tmp_path / "a.pdf")
    strip(tmp_path / "a.pdf", tmp_path / "b.pdf")
    assert b"Camille" not in (tmp_path / "b.pdf").read_bytes()
    kept = PdfReader(tmp_path / "b.pdf").pages[0]["/Resources"]["/I"]._data  # type: ignore[index]
    assert Image.open(io.BytesIO(kept)).tobytes() == Image.open(io.BytesIO(photograph())).tobytes()


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
