"""Formats by their content: names that lie, packages that are not read, and the remedy told for each."""

import io
import struct
import zipfile
from pathlib import Path

import docx
import pytest
import xlsxwriter

from ingest.document import Note
from ingest.formats import EXTENSIONS, FORMATS
from ingest.packed_formats import kind_in_zip, old_office
from ingest.read import kind_of, read
from tests.ingest.blocks import blocks_of, said

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def put(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def old_file(stream: str) -> bytes:
    """An old Office file as far as its list of streams: sectors of 512 bytes, the list in the third."""
    head = bytearray(512)
    head[:8] = OLE
    struct.pack_into("<H", head, 30, 9)
    struct.pack_into("<I", head, 48, 2)
    entry = stream.encode("utf-16-le").ljust(64, b"\x00")
    return bytes(head) + bytes(1024) + entry + bytes(448)


def zipped(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, words in parts.items():
            archive.writestr(name, words)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "stream", "kind"),
    [("a.doc", "WordDocument", "doc"), ("a.doc", "Workbook", "spreadsheet"), ("sans-nom", "WordDocument", "doc")],
)
def test_an_old_office_file_is_what_its_streams_say(tmp_path: Path, name: str, stream: str, kind: str) -> None:
    assert kind_of(put(tmp_path, name, old_file(stream))) == kind


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.ppt", old_file("PowerPoint Document"), "au format .pptx ou en PDF"),
        ("a.msg", old_file("__properties_version1.0"), "message Outlook (.msg)"),
        ("a.msg", OLE + bytes(600), "message Outlook (.msg)"),
        ("a.docx", old_file("EncryptedPackage"), "protégé par un mot de passe"),
        ("a.pages", zipped({"Index/Document.iwa": "x"}), "document Pages"),
        ("a.key", zipped({"Index/Presentation.iwa": "x"}), "Keynote"),
        ("a.numbers", zipped({"Index/Tables.iwa": "x"}), "Numbers"),
        ("a.zip", zipped({"a.txt": "x"}), "une archive"),
        ("a.xlsx", b"\x00\x01\x02" * 50, "ne contient pas de texte"),
        ("a.xyz", b"Un texte.", "PowerPoint"),
    ],
)
def test_what_is_not_read_is_told_with_a_remedy(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    note = kind_of(put(tmp_path, name, data))
    assert isinstance(note, Note)
    assert words in note.message


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("export.xls", b"<html><table><tr><td>Lieu</td></tr></table></html>", "html"),
        ("export.xls", b"Lieu\tJour\nGare\tjeudi\n", "csv"),
        ("lettre.doc", b"{\\rtf1\\ansi Bonjour}", "rtf"),
        ("lettre.doc", b"<!DOCTYPE html><p>Bonjour", "html"),
        (
            "page.html",
            b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n",
            "mhtml",
        ),
        ("page.html", b"<html><!-- MIME-Version: multipart/related --><p>Bonjour", "html"),
        ("a.pdf", OLE + bytes(10), None),
    ],
)
def test_a_name_that_lies_is_not_believed(tmp_path: Path, name: str, data: bytes, kind: str | None) -> None:
    found = kind_of(put(tmp_path, name, data))
    assert found == kind if kind else isinstance(found, Note)


def test_an_office_file_under_another_name_is_read_by_its_own_reader(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    book.add_worksheet("Lieux").write_row(0, 0, ["Gare", "jeudi"])
    book.close()
    letter = docx.Document()
    letter.add_paragraph("Bonjour.")
    letter.save(str(tmp_path / "b.docx"))
    (tmp_path / "a.xlsx").rename(tmp_path / "a.docx")
    (tmp_path / "b.docx").rename(tmp_path / "b.odt")

    assert ("table", 0, "Gare | jeudi") in blocks_of(read(tmp_path / "a.docx"))
    assert blocks_of(read(tmp_path / "b.odt")) == [("paragraph", 0, "Bonjour.")]


def test_a_zip_that_holds_nothing_known_has_no_kind(tmp_path: Path) -> None:
    assert kind_in_zip(put(tmp_path, "a", zipped({"a.txt": "x"}))) is None
    assert kind_in_zip(put(tmp_path, "b", b"PK\x03\x04" + bytes(20))) is None
    assert old_office(put(tmp_path, "c", OLE)) == ""


def test_an_old_word_file_tells_the_remedy_where_nothing_converts_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    reading = read(put(tmp_path, "a.doc", old_file("WordDocument")))
    assert reading.document is None
    assert "libreoffice-writer-nogui" in said(reading)
    assert "format .docx" in said(reading)


def test_each_ending_belongs_to_one_format() -> None:
    endings = [ending for one in FORMATS for ending in one.extensions]
    assert len(endings) == len(set(endings)) == len(EXTENSIONS)
