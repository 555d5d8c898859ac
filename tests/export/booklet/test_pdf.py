"""A booklet as a PDF: whole, tagged, navigable, and made of nothing but what was given."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from kb.errors import ExportFailed
from kb.export.booklet import pdf as module
from kb.export.booklet.booklet import Booklet, BookletPiece, Rubric
from kb.export.booklet.pdf import pdf
from tests.export.samples import alone, booklet, hostile, jpeg, piece


@pytest.fixture(scope="module")
def whole() -> PdfReader:
    return PdfReader(io.BytesIO(pdf(booklet())))


def text_of(reader: PdfReader) -> str:
    joined = re.sub("[\u200b\u2060]", "", " ".join(page.extract_text() for page in reader.pages))
    return re.sub(r"[\s\u00a0\u202f]+", " ", joined)


def outline_of(reader: PdfReader) -> list[tuple[str, int | None]]:
    def flat(entries: list[Any]) -> Iterator[Any]:
        for one in entries:
            yield from flat(one) if isinstance(one, list) else (one,)

    return [(str(one.title), reader.get_destination_page_number(one)) for one in flat(reader.outline)]


def annotations(reader: PdfReader) -> list[DictionaryObject]:
    return [one.get_object() for page in reader.pages for one in page.get("/Annots", ())]


def fonts_of(reader: PdfReader) -> dict[str, DictionaryObject]:
    out = {}
    for page in reader.pages:
        for font in page["/Resources"].get_object().get("/Font", {}).get_object().values():
            whole_font = font.get_object()
            descendant = whole_font.get("/DescendantFonts", ArrayObject([whole_font]))[0].get_object()
            out[str(whole_font["/BaseFont"])] = descendant["/FontDescriptor"].get_object()
    return out


def test_it_is_tagged_in_french_and_bears_its_title(whole: PdfReader) -> None:
    root = whole.trailer["/Root"].get_object()
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/StructTreeRoot"].get_object()["/K"]
    assert str(root["/Lang"]).startswith("fr")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert whole.metadata is not None
    assert whole.metadata.title == "Aller vers, attendre, accueillir"


def test_it_says_that_it_follows_pdf_ua(whole: PdfReader) -> None:
    assert b"pdfuaid:part" in whole.trailer["/Root"].get_object()["/Metadata"].get_object().get_data()


def roles_of(reader: PdfReader) -> set[str]:
    found: set[str] = set()
    waiting: list[Any] = [reader.trailer["/Root"].get_object()["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop()
        one = one.get_object() if isinstance(one, IndirectObject) else one
        if isinstance(one, ArrayObject):
            waiting += list(one)
        elif isinstance(one, DictionaryObject):
            found.add(str(one.get("/S", "")))
            waiting += [one["/K"]] if "/K" in one else []
    return found


def test_its_structure_names_what_a_screen_reader_needs(whole: PdfReader) -> None:
    assert roles_of(whole) >= {
        *("/H1", "/H2", "/H3", "/P", "/L", "/LI", "/LBody", "/Table", "/TR", "/TH", "/TD"),
        *("/TOC", "/TOCI", "/Link", "/Figure", "/BlockQuote"),
    }


def test_bookmarks_lead_to_each_rubric_and_piece(whole: PdfReader) -> None:
    titles = [title for title, _ in outline_of(whole)]
    assert [re.sub(r"^\d+\. ", "", one) for one in titles] == [
        *("Note de présentation", "Sommaire", "Rencontrer", "La nuit du canal, 1", "La nuit du canal, 2"),
        *("Accompagner", "Une page du rapport", "Retirée", "Glossaire", "Bibliographie"),
    ]
    pages = [page for _, page in outline_of(whole)]
    assert None not in pages
    assert pages == sorted(p for p in pages if p is not None)


def test_each_link_leads_somewhere(whole: PdfReader) -> None:
    links = annotations(whole)
    assert links
    pages = {page.indirect_reference.idnum for page in whole.pages if page.indirect_reference}
    inner = 0
    for link in links:
        if "/A" in link and link["/A"].get_object().get("/URI"):
            assert str(link["/A"]["/URI"]).startswith("https://")
            continue
        target = link.get("/Dest") or link["/A"].get_object()["/D"]
        target = target.get_object()
        if isinstance(target, str):
            target = whole.named_destinations[target].dest_array
        assert target[0].idnum in pages
        inner += 1
    assert inner >= 8


def test_the_sommaire_gives_the_page_of_each_piece(whole: PdfReader) -> None:
    summary = re.sub(r"[\u00a0\u202f]", " ", whole.pages[2].extract_text())
    places = dict(outline_of(whole))
    for title in ("1. La nuit du canal, 1", "Rencontrer", "Glossaire"):
        page = places[title]
        assert page is not None
        assert re.search(rf"{re.escape(title)}[^\d]*{page + 1}\b", summary), summary


def test_fonts_are_inside_and_are_ours(whole: PdfReader) -> None:
    fonts = fonts_of(whole)
    assert {re.sub(r"^/([A-Z]+\+)?", "", name).split("-")[0] for name in fonts} <= {"PublicSans", "DejaVuSans"}
    for descriptor in fonts.values():
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)


def test_every_part_is_there(whole: PdfReader) -> None:
    said = text_of(whole)
    for words in (
        *("Dossier de lecture", "Pour qui", "Équipes de rue", "On les lira seul", "Sommaire", "Rencontrer"),
        *("exemple fictif", "20 min", "À lire avant la pause.", "Contexte", "Le vendredi", "revenir le mardi"),
        *("« On nous parle mieux la nuit. »", "— un éducateur", "Infirmier", "Questions de travail"),
        *("Quel est le tournant ?", "[fiche EXP-2020-002]", "Texte absent. Fiche retirée le 3 mars 2026."),
        *("CAARUD : Centre d’accueil", "DURAND, Anne", "23 novembre 2026", "Composé avec Récits partagés."),
    ):
        assert words in said, words
    assert said.count("Texte absent") == 1
    assert f"page 4 / {len(whole.pages)}" in said


def test_one_record_has_no_cover_and_no_sommaire() -> None:
    reader = PdfReader(io.BytesIO(pdf(alone())))
    said = text_of(reader)
    assert "Sommaire" not in said
    assert "Pièce 1" not in said
    assert "Texte absent" not in said
    assert said.count("La clé chez le gardien") >= 1
    assert "Contexte" in reader.pages[0].extract_text()
    assert [title for title, _ in outline_of(reader)][:2] == ["La clé chez le gardien", "Contexte"]


def test_what_people_wrote_is_shown_and_never_run() -> None:
    reader = PdfReader(io.BytesIO(pdf(hostile())))
    said = text_of(reader)
    for words in ("#import", '#read("/etc/passwd")', "*gras*", "@ref", "<lbl>", "$ x^2 $", "</w:t>", "&amp;"):
        assert words in said, words
    assert "root:" not in said
    assert not [one for one in annotations(reader) if "javascript" in str(one).lower()]


def test_letters_of_other_alphabets_are_drawn_and_signs_without_drawing_are_named() -> None:
    said = text_of(PdfReader(io.BytesIO(pdf(hostile()))))
    for words in ("œ", "Иван", "Łukasz", "Ελένη"):
        assert words in said, words
    assert "remplacés par □" in said
    assert "U+6F22" in said
    assert not re.search("[\u202a-\u202e\x00\x07]", said)


def right_edges(data: bytes) -> list[float]:
    """The right edge of each letter, in points, by pdfium."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    out = []
    for page in document:
        text = page.get_textpage()
        out += [text.get_charbox(at)[2] for at in range(text.count_chars())]
    document.close()
    return out


def test_nothing_runs_out_of_the_page() -> None:
    # A4 is 595.3 points wide, its margin 93.5: only a comma may hang a little into it.
    assert max(right_edges(pdf(hostile()))) < 595.3 - 93.5 + 5


def test_no_title_stands_last_on_its_page() -> None:
    reader = PdfReader(io.BytesIO(pdf(booklet(12, paragraphs=3))))
    for page in reader.pages:
        lines = [line for line in page.extract_text().splitlines() if line.strip() and not line.startswith("page ")]
        assert lines[-1].strip() not in {"Contexte", "Déroulement", "Le vendredi", "Questions de travail"}


def test_forty_pieces_are_one_pdf() -> None:
    reader = PdfReader(io.BytesIO(pdf(booklet(40, paragraphs=2))))
    assert len(reader.pages) > 60
    assert len([title for title, _ in outline_of(reader) if re.match(r"\d+\. ", title)]) == 40


def test_a_piece_by_itself_stands_after_its_cover() -> None:
    reader = PdfReader(io.BytesIO(pdf(Booklet("Un dossier", rubrics=(Rubric("", (piece(),)),)))))
    assert "Contexte" not in reader.pages[0].extract_text()
    assert "La nuit du canal, 1" in reader.pages[1].extract_text()


def test_pieces_without_rubric_are_in_the_sommaire() -> None:
    reader = PdfReader(io.BytesIO(pdf(Booklet("Un dossier", rubrics=(Rubric("", (piece(1), piece(2))),)))))
    assert re.search(r"1\. La nuit du canal, 1[^\d]*3", text_of(reader))
    assert [title for title, _ in outline_of(reader)][1:] == ["1. La nuit du canal, 1", "2. La nuit du canal, 2"]


def test_an_empty_booklet_is_still_a_pdf() -> None:
    assert len(PdfReader(io.BytesIO(pdf(Booklet("")))).pages) == 1


def test_a_page_that_takes_too_long_is_given_up_with_a_french_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ExportFailed, match="dépasse 0 secondes"):
        pdf(booklet(), seconds=0.01)


def test_one_that_wants_too_much_memory_is_given_up() -> None:
    with pytest.raises(ExportFailed, match="la mise en page a échoué"):
        pdf(booklet(), memory=30 * 2**20)


def test_its_folder_is_erased_whatever_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    pdf(alone())
    with pytest.raises(ExportFailed):
        pdf(alone(), seconds=0.01)
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_server_left_is_erased(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    old, running = tmp_path / "kb-export-old", tmp_path / "kb-export-running"
    for one in (old, running):
        one.mkdir()
        (one / "booklet.json").write_text("des mots")
    os.utime(old, (0, 0))
    pdf(alone())
    assert list(tmp_path.iterdir()) == [running]


@pytest.mark.parametrize("size", [(620, 877), (3000, 400), (200, 2000)])
def test_an_image_of_any_shape_fits_its_page(size: tuple[int, int]) -> None:
    pages = Booklet(
        "Pages", rubrics=(Rubric("", (BookletPiece("Un", image=jpeg(*size)), BookletPiece("Deux", missing="x"))),)
    )
    reader = PdfReader(io.BytesIO(pdf(pages)))
    assert len(reader.pages) == 4
    images = [one.image for one in reader.pages[2].images]
    assert len(images) == 1
    assert images[0] is not None
    assert images[0].width <= 1700


@pytest.mark.parametrize("content", [b"not an image", b"\xff\xd8\xff\xe0 broken", jpeg()[:500]])
def test_a_broken_image_costs_its_picture_and_not_the_booklet(content: bytes) -> None:
    said = text_of(
        PdfReader(io.BytesIO(pdf(Booklet("x", rubrics=(Rubric("", (BookletPiece("Un", image=content),)),)))))
    )
    assert "n’a pas pu être lue" in said


def test_pdfs_are_made_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WAIT", 0.01)
    with module._TURN, pytest.raises(ExportFailed, match="redemandez-le"):
        pdf(alone())
    assert pdf(alone()).startswith(b"%PDF")
