"""Files rid of what they say of their authors; and those that are refused."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject, TextStringObject

from kb.protection.copies.metadata import FileBroken, FileRefused, MetadataError, strip


def test_a_word_file_forgets_its_author_and_keeps_its_text(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Le texte reste.")
    document.core_properties.author = "Camille Dupont"
    document.save(str(tmp_path / "a.docx"))
    assert strip(tmp_path / "a.docx", tmp_path / "b.docx").kind == "docx"
    with zipfile.ZipFile(tmp_path / "b.docx") as archive:
        assert not [name for name in archive.namelist() if b"Camille" in archive.read(name)]
    assert Document(str(tmp_path / "b.docx")).paragraphs[0].text == "Le texte reste."


def test_a_pdf_forgets_its_author(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.add_metadata({"/Author": "Camille Dupont", "/Title": "Secret"})
    writer.write(tmp_path / "a.pdf")
    assert strip(tmp_path / "a.pdf", tmp_path / "b.pdf").kind == "pdf"
    assert b"Camille" not in (tmp_path / "b.pdf").read_bytes()
    assert len(PdfReader(tmp_path / "b.pdf").pages) == 1


def test_a_photograph_forgets_where_it_was_taken(tmp_path: Path) -> None:
    image = Image.new("RGB", (40, 30), "teal")
    exif = Image.Exif()
    exif[0x010F] = "Appareil de Camille"
    image.save(tmp_path / "a.jpg", exif=exif)
    assert strip(tmp_path / "a.jpg", tmp_path / "b.jpg").kind == "jpeg"
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
    assert strip(tmp_path / "a.jpg", tmp_path / "b.jpg").kind == "jpeg"
    assert b"Camille" not in (tmp_path / "b.jpg").read_bytes()
    assert Image.open(tmp_path / "b.jpg").format == "JPEG"


def workbook() -> bytes:
    out = io.BytesIO()
    inner = Document()
    inner.core_properties.author = "Camille Dupont"
    inner.save(out)
    return out.getvalue()


def drawn(form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, form, **options)
    return out.getvalue()


def moving(form: str) -> bytes:
    said: dict[str, Any] = {"comment": b"Camille"} if form == "GIF" else {"exif": camille()}
    return drawn(form, save_all=True, append_images=[Image.new("RGB", (40, 30), "red")], **said)


def camille() -> Image.Exif:
    exif = Image.Exif()
    exif[0x013B] = "Camille"
    return exif


def drawing() -> bytes:
    said = "Dessin\x00Camille\x00\x00".encode("utf-16-le")
    head = b"\x01\x00\x00\x00" + bytes(36) + b" EMF" + bytes(16)
    return head + (len(said) // 2).to_bytes(4, "little") + (100).to_bytes(4, "little") + bytes(32) + said


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
FIELDS = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> AUTHOR  \\* MERGEFORMAT '
    '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Camille</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:fldSimple w:instr=" LASTSAVEDBY "><w:r><w:t xml:space="preserve">'
    'Camille</w:t></w:r></w:fldSimple><w:sdt><w:sdtPr><w:dataBinding w:xpath="/ns1:coreProperties[1]/ns0:creator[1]"/>'
    "</w:sdtPr><w:sdtContent><w:r><w:t>Camille</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>Le texte reste.</w:t></w:r>"
)

HIDDEN = {
    "word/media/plan.tiff": drawn("TIFF", tiffinfo={315: "Camille", 270: "Camille"}),
    "word/media/plan.gif": drawn("GIF", comment=b"Camille"),
    "word/media/moving.gif": moving("GIF"),
    "word/media/moving.png": moving("PNG"),
    "word/media/moving.webp": moving("WEBP"),
    "word/media/dessin.emf": drawing(),
    "word/media/plan.svg": b"<svg><!-- Camille -->"
    b"<metadata><a>Camille</a></metadata><path inkscape:at='Camille'/></svg>",
    "word/footer9.xml": f"<w:ftr {WORD}><!-- fait par Camille --><w:p>{FIELDS}</w:p></w:ftr>".encode(),
    "word/_rels/footer9.xml.rels": b'<Relationships><Relationship Id="rId1" Target="file:///C:\\Users\\Camille\\a.dotm"'
    b' TargetMode="External"/></Relationships>',
    "word/drawing9.xml": b'<w><wp:docPr id="1" descr="C:\\Users\\Camille\\photo.jpg"/></w>',
    "xl/persons/person.xml": b'<personList><person displayName="Camille" userId="Camille"/></personList>',
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


def test_what_a_document_shows_stays_where_its_metadata_went(tmp_path: Path) -> None:
    Document().save(str(tmp_path / "a.docx"))
    with zipfile.ZipFile(tmp_path / "a.docx", "a") as archive:
        for part, content in HIDDEN.items():
            archive.writestr(part, content)
    strip(tmp_path / "a.docx", tmp_path / "b.docx")
    with zipfile.ZipFile(tmp_path / "b.docx") as archive:
        for name, frames in (
            ("plan.tiff", 1),
            ("plan.gif", 1),
            ("moving.gif", 2),
            ("moving.png", 2),
            ("moving.webp", 2),
        ):
            opened = Image.open(io.BytesIO(archive.read(f"word/media/{name}")))
            assert (opened.size, getattr(opened, "n_frames", 1)) == ((40, 30), frames), name
            opened.load()
        footer = archive.read("word/footer9.xml").decode()
        assert footer.count("<w:t>Le texte reste.</w:t>") == 1
        assert footer.count("</w:t>") == 4
        assert b"Target" not in archive.read("word/_rels/footer9.xml.rels")


@pytest.mark.parametrize(
    ("part", "content", "told"),
    [
        ("word/media/plan.tiff", b"II*\x00" + bytes(3), "une image de ce document"),
        ("word/media/plan.gif", b"GIF89a" + b"Camille" * 20, "une image de ce document"),
    ],
)
def test_what_may_hide_a_name_in_a_document_is_refused_and_said(
    tmp_path: Path, part: str, content: bytes, told: str
) -> None:
    Document().save(str(tmp_path / "a.docx"))
    with zipfile.ZipFile(tmp_path / "a.docx", "a") as archive:
        archive.writestr(part, content)
    with pytest.raises(FileRefused, match=told):
        strip(tmp_path / "a.docx", tmp_path / "b.docx")
    assert not (tmp_path / "b.docx").exists()


def test_an_open_document_forgets_the_fields_that_show_its_author(tmp_path: Path) -> None:
    shown = (
        "<text:p>Par <text:initial-creator>Camille</text:initial-creator>, <text:author-name text:fixed='true'>Camille"
        "</text:author-name> <text:sender-email>camille@exemple.fr</text:sender-email> <text:file-name "
        "text:display='full'>/home/Camille/a.odt</text:file-name><!-- Camille --> "
        "et <text:title>Le titre</text:title></text:p>"
    )
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", f"<office:document-content>{shown}</office:document-content>")
        archive.writestr("styles.xml", f"<office:document-styles>{shown}</office:document-styles>")
    strip(tmp_path / "a.odt", tmp_path / "b.odt")
    with zipfile.ZipFile(tmp_path / "b.odt") as archive:
        for part in ("content.xml", "styles.xml"):
            kept = archive.read(part).decode()
            assert "amille" not in kept
            assert "<text:title>Le titre</text:title>" in kept
            assert "<text:author-name text:fixed='true'></text:author-name>" in kept


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
    assert strip(tmp_path / "a.odt", tmp_path / "b.odt").kind == "odt"
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
