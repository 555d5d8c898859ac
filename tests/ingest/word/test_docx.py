"""Word files."""

import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.document import Document
from ingest.office import archive
from ingest.word.reader import read_docx


def of(document: Document | None) -> list[tuple[str, int, str]]:
    assert document is not None
    return [(b.kind, b.level, document.text[b.start : b.end]) for b in document.blocks]


def saved(folder: Path, word: Any) -> Path:
    path = folder / "essai.docx"
    word.save(str(path))
    return path


def test_headings_lists_and_tables_are_read_in_order(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("Bilan", 0)
    word.add_heading("Contexte", 1)
    word.add_paragraph("Un quartier.")
    word.add_paragraph("une puce", style="List Bullet")
    table = word.add_table(2, 2)
    for index, text in enumerate(("Lieu", "Jour", "Pantin", "lundi")):
        table.cell(index // 2, index % 2).text = text
    word.add_paragraph("Après.", style="Quote")

    document = read_docx(saved(tmp_path, word)).document

    assert of(document) == [
        ("heading", 1, "Bilan"),
        ("heading", 1, "Contexte"),
        ("paragraph", 0, "Un quartier."),
        ("item", 0, "une puce"),
        ("table", 0, "Lieu | Jour\nPantin | lundi"),
        ("quote", 0, "Après."),
    ]
    assert document is not None
    assert document.metadata["title"] == "Bilan"


def test_a_bold_line_is_a_heading(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph().add_run("Ce qui a manqué").bold = True
    word.add_paragraph().add_run("Une phrase en gras, entière.").bold = True

    assert of(read_docx(saved(tmp_path, word)).document) == [
        ("heading", 4, "Ce qui a manqué"),
        ("paragraph", 0, "Une phrase en gras, entière."),
    ]


def test_inserted_text_is_read_and_deleted_text_is_not(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("Avant ")
    for tag, inner in (("ins", "<w:t>ajout</w:t>"), ("del", "<w:delText>secret</w:delText>")):
        paragraph._p.append(parse_xml(f'<w:{tag} {nsdecls("w")} w:id="1" w:author="a"><w:r>{inner}</w:r></w:{tag}>'))

    reading = read_docx(saved(tmp_path, word))

    assert of(reading.document) == [("paragraph", 0, "Avant ajout")]
    assert ["suivi des modifications" in note.message for note in reading.notes] == [True]


def test_text_in_content_controls_is_read(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("Avant")
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Dedans</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    word.element.body.insert(1, parse_xml(control))

    assert [text for _, _, text in of(read_docx(saved(tmp_path, word)).document)] == ["Avant", "Dedans"]


def test_footnotes_are_called_in_the_text_and_read_after_it(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("Le plan")._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    _add_footnotes(word, '<w:footnote w:id="2"><w:p><w:r><w:t>De 2006.</w:t></w:r></w:p></w:footnote>')

    reading = read_docx(saved(tmp_path, word))

    assert of(reading.document) == [
        ("paragraph", 0, "Le plan\u00a0[1]"),
        ("heading", 1, "Notes"),
        ("paragraph", 0, "[1] De 2006."),
    ]
    assert [note.level for note in reading.notes] == ["info"]


def _add_footnotes(word: Any, notes: str) -> None:
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    xml = f"<w:footnotes {nsdecls('w')}>{notes}</w:footnotes>".encode()
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, xml, word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def test_a_frame_around_text_is_not_a_table(tmp_path: Path) -> None:
    word = docx.Document()
    cell = word.add_table(1, 1).cell(0, 0)
    cell.text = "Un paragraphe encadré."
    cell.add_paragraph("Un autre.")

    assert of(read_docx(saved(tmp_path, word)).document) == [
        ("paragraph", 0, "Un paragraphe encadré."),
        ("paragraph", 0, "Un autre."),
    ]


def test_an_archive_that_swells_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "bombe.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<x/>")
        bomb.writestr("word/document.xml", b"<a>" + b" " * (archive.RATIO_FROM * 4))

    reading = read_docx(path)

    assert reading.document is None
    assert "démesurément" in reading.notes[0].message


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    path = saved(tmp_path, docx.Document())
    evil = tmp_path / "evil.docx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(evil, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                data = (
                    '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY y "yyyy">]>'
                    f"<w:document {nsdecls('w')}><w:body><w:p><w:r><w:t>Bon &x;&y; jour</w:t></w:r></w:p></w:body>"
                    "</w:document>"
                ).encode()
            target.writestr(name, data)

    reading = read_docx(evil)

    assert reading.document is None or "yyyy" not in reading.document.text


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"pas une archive", b"PK\x05\x06" + bytes(18)])
def test_a_damaged_file_gives_a_note(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.docx"
    path.write_bytes(data)

    reading = read_docx(path)

    assert reading.document is None
    assert [note.level for note in reading.notes] == ["error"]


def test_a_file_cut_anywhere_never_raises(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_paragraph("Un texte.")
    data = saved(tmp_path, word).read_bytes()
    for size in range(0, len(data), len(data) // 12):
        path = tmp_path / "cut.docx"
        path.write_bytes(data[:size])
        assert read_docx(path).notes
