"""OpenDocument texts."""

import zipfile
from pathlib import Path

import pytest
from odf import dc, table, text
from odf.opendocument import OpenDocumentText

from ingest.document import Document
from ingest.odt.reader import read_odt

HEAD = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>'
)
TAIL = "</office:text></office:body></office:document-content>"


def of(document: Document | None) -> list[tuple[str, int, str]]:
    assert document is not None
    return [(b.kind, b.level, document.text[b.start : b.end]) for b in document.blocks]


def raw(folder: Path, body: str, head: str = HEAD) -> Path:
    path = folder / "brut.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", head + body + TAIL)
    return path


def test_headings_lists_and_tables_are_read_in_order(tmp_path: Path) -> None:
    odt = OpenDocumentText()
    odt.text.addElement(text.H(outlinelevel=1, text="Bilan"))
    odt.text.addElement(text.P(text="Un quartier."))
    items = text.List()
    item = text.ListItem()
    item.addElement(text.P(text="une puce"))
    items.addElement(item)
    odt.text.addElement(items)
    grid = table.Table()
    for line in (("Lieu", "Jour"), ("Pantin", "lundi")):
        row = table.TableRow()
        for word in line:
            cell = table.TableCell()
            cell.addElement(text.P(text=word))
            row.addElement(cell)
        grid.addElement(row)
    odt.text.addElement(grid)
    odt.save(str(tmp_path / "essai.odt"))

    document = read_odt(tmp_path / "essai.odt").document

    assert of(document) == [
        ("heading", 1, "Bilan"),
        ("paragraph", 0, "Un quartier."),
        ("item", 0, "une puce"),
        ("table", 0, "Lieu | Jour\nPantin | lundi"),
    ]
    assert document is not None
    assert document.metadata["title"] == "Bilan"


def test_the_title_of_the_file_is_used_when_the_text_has_none(tmp_path: Path) -> None:
    odt = OpenDocumentText()
    odt.meta.addElement(dc.Title(text="Le bilan de juin"))
    odt.text.addElement(text.P(text="Un texte."))
    odt.save(str(tmp_path / "essai.odt"))

    document = read_odt(tmp_path / "essai.odt").document

    assert document is not None
    assert document.metadata["title"] == "Le bilan de juin"


def test_blanks_breaks_spans_and_notes_are_read_and_deletions_and_remarks_are_not(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:deletion><text:p>secret</text:p></text:deletion></text:tracked-changes>"
        "<text:p>Deux<text:s text:c='2'/>mots<text:line-break/>et <text:span>un</text:span>"
        "<text:note><text:note-body><text:p>De 2006.</text:p></text:note-body></text:note> de plus"
        "<office:annotation><text:p>remarque</text:p></office:annotation>.</text:p>"
    )

    reading = read_odt(raw(tmp_path, body))

    assert of(reading.document) == [
        ("paragraph", 0, "Deux mots\net un\u00a0[1] de plus."),
        ("heading", 1, "Notes"),
        ("paragraph", 0, "[1] De 2006."),
    ]
    assert len(reading.notes) == 3


def test_entities_are_refused(tmp_path: Path) -> None:
    path = raw(tmp_path, "<text:p>&x;</text:p>", '<!DOCTYPE d [<!ENTITY x "boum">]>' + HEAD)

    reading = read_odt(path)

    assert reading.document is None
    assert "dangereuses" in reading.notes[0].message


@pytest.mark.parametrize("body", ["<text:p>", "", "<text:p/>"])
def test_a_broken_or_empty_text_gives_a_note(tmp_path: Path, body: str) -> None:
    reading = read_odt(raw(tmp_path, body))

    assert reading.document is None
    assert [note.level for note in reading.notes] == ["error"]


def test_a_spreadsheet_named_odt_gives_a_note(tmp_path: Path) -> None:
    path = raw(tmp_path, "", HEAD.replace("office:text>", "office:spreadsheet>"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("content.xml", (HEAD + TAIL).replace("office:text>", "office:spreadsheet>"))

    assert read_odt(path).notes[0].level == "error"
