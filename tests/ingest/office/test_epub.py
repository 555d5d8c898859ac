"""EPUB: chapters in the order of the spine, without the table of contents; a lock is told."""

import zipfile
from pathlib import Path

from ingest.office.epub import read_epub
from tests.ingest.blocks import blocks_of, said

CONTAINER = (
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OEBPS/livre.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:title>La nuit, le quai</dc:title><dc:date>2021-05-01T00:00:00Z</dc:date></metadata><manifest>"
    '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    '<item id="a" href="textes/un%20soir.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="b" href="textes/deux.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="c" href="manque.xhtml" media-type="application/xhtml+xml"/></manifest>'
    '<spine><itemref idref="nav"/><itemref idref="b"/><itemref idref="a"/>{more}</spine></package>'
)


def chapter(title: str, words: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
        f"<body><h1>{title}</h1><p>{words}</p><ul><li>une puce</li></ul></body></html>"
    )


def book(folder: Path, *, more: str = "", lock: str = "") -> Path:
    path = folder / "livre.epub"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OEBPS/livre.opf", PACKAGE.format(more=more))
        archive.writestr("OEBPS/nav.xhtml", chapter("Table", "sommaire"))
        archive.writestr("OEBPS/textes/un soir.xhtml", chapter("Un soir", "L’été, à l’hôpital."))
        archive.writestr("OEBPS/textes/deux.xhtml", chapter("Deux", "La halte ferme tôt."))
        if lock:
            way = (
                f'<e:EncryptedData xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptionMethod Algorithm="{lock}"/>'
            )
            archive.writestr("META-INF/encryption.xml", f"<encryption>{way}</e:EncryptedData></encryption>")
    return path


def test_chapters_come_in_the_order_of_the_spine(tmp_path: Path) -> None:
    reading = read_epub(book(tmp_path))
    assert blocks_of(reading) == [
        ("heading", 1, "Deux"),
        ("paragraph", 0, "La halte ferme tôt."),
        ("item", 0, "une puce"),
        ("heading", 1, "Un soir"),
        ("paragraph", 0, "L’été, à l’hôpital."),
        ("item", 0, "une puce"),
    ]
    assert reading.document is not None
    assert dict(reading.document.metadata) == {"title": "La nuit, le quai", "date": "2021-05-01"}


def test_a_chapter_that_is_not_there_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    reading = read_epub(book(tmp_path, more='<itemref idref="c"/>'))
    assert len(blocks_of(reading)) == 6
    assert "Un chapitre manque" in said(reading)


def test_a_locked_book_is_told_and_scrambled_fonts_are_no_lock(tmp_path: Path) -> None:
    assert "verrouillé" in said(read_epub(book(tmp_path, lock="http://www.w3.org/2001/04/xmlenc#aes256-cbc")))
    assert len(blocks_of(read_epub(book(tmp_path, lock="http://www.idpf.org/2008/embedding")))) == 6


def test_a_package_that_is_not_there_is_a_note(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
    assert "n’est pas un livre lisible" in said(read_epub(path))


def test_what_a_chapter_hides_is_not_read_wherever_the_style_stands(tmp_path: Path) -> None:
    path = tmp_path / "livre.epub"
    page = chapter("Un soir", "La halte ferme tôt.").replace(
        "<title>x</title>", '<link rel="stylesheet" href="a.css"/>'
    )
    veiled = '<p hidden="hidden">tulipe</p><p style="display: none">tulipe</p><p class="note-interne">tulipe</p>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OEBPS/livre.opf", PACKAGE.format(more=""))
        archive.writestr("OEBPS/textes/a.css", "p.note-interne { display: none }")
        archive.writestr("OEBPS/textes/un soir.xhtml", page.replace("<ul>", f"{veiled}<ul>"))
        archive.writestr("OEBPS/textes/deux.xhtml", chapter("Deux", "Rien."))
    reading = read_epub(path)
    assert reading.document is not None
    assert "tulipe" not in reading.document.text
    assert "La halte ferme tôt." in reading.document.text
    assert "3 passages sont masqués" in said(reading)
