"""A booklet as a Word document: real styles, working places, the words and nothing else."""

import io
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm
from lxml import etree
from pypdf import PdfReader

from kb.export.booklet.booklet import Booklet, BookletPiece, Rubric
from kb.export.booklet.docx import docx_file
from tests.export.samples import HOSTILE, alone, blocks, booklet, hostile, jpeg, piece


def opened(one: Booklet) -> Any:
    return docx.Document(io.BytesIO(docx_file(one)))


def styles_of(document: Any) -> list[tuple[str, str]]:
    return [(one.style.name, one.text) for one in document.paragraphs]


def plain(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", text)


def test_each_sort_of_text_has_its_style() -> None:
    found = styles_of(opened(booklet()))
    for one in (
        ("Title", "Aller vers, attendre, accueillir"),
        ("Subtitle", "Dossier de lecture"),
        ("Heading 1", "Rencontrer"),
        ("Heading 2", "La nuit du canal, 1"),
        ("Heading 3", "Contexte"),
        ("Heading 4", "Le vendredi"),
        ("List Bullet", "revenir le mardi"),
        ("List Number", "noter"),
        ("Introduction", "À lire avant la pause."),
        ("Missing", "Texte absent. Fiche retirée le 3 mars 2026."),
        ("Kicker", "Pièce 1 · exemple fictif · 20\u00a0min"),
    ):
        assert one in found, one
    assert ("Quote", "« On nous parle mieux la nuit. »\n— un éducateur") in [(s, plain(t)) for s, t in found]


def test_lists_begin_again_at_their_own_number() -> None:
    document = opened(booklet())
    starts = [one.get(qn("w:val")) for one in document.part.numbering_part.element.iter(qn("w:startOverride"))]
    # Two pieces of text, each with a numbered list and questions.
    assert starts == ["1", "1", "1", "1"]
    numbers = [p._p.pPr.numPr.numId.val for p in document.paragraphs if p.style.name == "List Number"]
    assert len(set(numbers)) == 4


def test_a_list_that_jumps_keeps_its_numbers() -> None:
    from kb.export.booklet.booklet import BookletBlock

    text = tuple(BookletBlock("item", f"{n}. point") for n in (3, 4, 9))
    document = opened(Booklet("x", rubrics=(Rubric("", (BookletPiece("y", blocks=text),)),), cover=False))
    starts = [one.get(qn("w:val")) for one in document.part.numbering_part.element.iter(qn("w:startOverride"))]
    assert starts == ["3", "9"]


def test_the_sommaire_leads_to_places_that_exist() -> None:
    body = opened(booklet()).element.body
    names = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
    anchors = [one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink")) if one.get(qn("w:anchor"))]
    assert anchors == ["note", "rubrique_1", "piece_1", "piece_2", "rubrique_2", "piece_3", "piece_4",
                       "glossaire", "bibliographie"]  # fmt: skip
    assert sorted(anchors) == sorted(names)
    codes = " ".join(one.text for one in body.iter(qn("w:instrText")))
    assert re.findall(r"PAGEREF (\w+)", codes) == anchors


def test_the_foot_counts_pages_and_the_head_bears_the_title() -> None:
    section = opened(booklet()).sections[0]
    codes = [one.text.strip() for one in section.footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
    assert section.header.paragraphs[0].text == "Aller vers, attendre, accueillir"
    assert section.different_first_page_header_footer


def test_it_says_its_title_and_its_language() -> None:
    document = opened(booklet())
    assert document.core_properties.title == "Aller vers, attendre, accueillir"
    assert document.core_properties.language == "fr-FR"
    assert document.core_properties.author == "Récits partagés"
    assert [one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))] == ["fr-FR"]


def test_tables_repeat_their_head_and_images_say_what_they_are() -> None:
    document = opened(booklet())
    tables = [one for one in document.tables if one.style.name == "Table Grid"]
    assert [[cell.text for cell in row.cells] for row in tables[0].rows] == [
        ["Qui", "Quoi"], ["Éducatrice", "accompagne"], ["Infirmier", ""],
    ]  # fmt: skip
    assert tables[0].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    described = [one.get("descr") for one in document.element.body.iter(qn("wp:docPr"))]
    assert [plain(str(one)) for one in described] == ["Image de la page : Une page du rapport"]


@pytest.mark.parametrize("size", [(3000, 400), (200, 2000)])
def test_an_image_of_any_shape_fits_its_page(size: tuple[int, int]) -> None:
    made = opened(Booklet("x", rubrics=(Rubric("", (BookletPiece("Un", image=jpeg(*size)),)),)))
    (shape,) = made.inline_shapes
    assert shape.width <= Cm(15.4)
    assert shape.height <= Cm(20) + 1000


def test_a_broken_image_is_said() -> None:
    found = styles_of(opened(Booklet("x", rubrics=(Rubric("", (BookletPiece("Un", image=b"no"),)),))))
    assert [text for style, text in found if style == "Missing" and "pas pu être lue" in text]


def test_addresses_are_links() -> None:
    document = opened(booklet())
    targets = {one.target_ref for one in document.part.rels.values() if one.is_external}
    assert "https://exemple.fr/rue" in targets
    assert "https://recits.exemple.fr/lire?id=EXP-2020-001" in targets


def test_one_record_begins_with_its_title() -> None:
    found = styles_of(opened(alone()))
    assert found[:3] == [
        ("Kicker", "Récits partagés"), ("Title", "La clé chez le gardien"), ("Subtitle", "Expérience"),
    ]  # fmt: skip
    assert ("Heading 1", "Contexte") in found
    assert not [text for _, text in found if text == "Sommaire"]


def test_a_piece_by_itself_stands_after_its_cover() -> None:
    made = opened(Booklet("Un dossier", rubrics=(Rubric("", (piece(2),)),)))
    kicker = next(one for one in made.paragraphs if one.text.endswith("20\u00a0min"))
    assert kicker.paragraph_format.page_break_before


def test_what_people_wrote_is_text_and_no_field() -> None:
    data = docx_file(hostile())
    document = docx.Document(io.BytesIO(data))
    assert plain(HOSTILE) in plain("\n".join(one.text for one in document.paragraphs))
    codes = {str(one.text).split()[0] for one in document.element.body.iter(qn("w:instrText"))}
    assert codes == {"PAGEREF"}
    assert not [one for one in document.part.rels.values() if "javascript" in str(one.target_ref)]


def test_each_part_is_sound_xml() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_file(hostile()))) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))


@pytest.mark.office
@pytest.mark.parametrize("make", [booklet, alone, hostile])
def test_libreoffice_opens_it_and_finds_the_pages(make: Any, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(docx_file(make()))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "a.docx")],
        check=True,
        capture_output=True,
        timeout=180,
    )
    reader = PdfReader(tmp_path / "a.pdf")
    said = re.sub(r"[\s\u00a0\u202f]+", " ", " ".join(page.extract_text() for page in reader.pages))
    assert f"page 2 / {len(reader.pages)}" in said
    assert "Questions de travail" in said
    if make is booklet:
        assert re.search(r"1\. La nuit du canal, 1[ .]*4", said)


def test_each_kind_of_block_is_in_the_sample() -> None:
    assert {one.kind for one in blocks()} == {"heading", "paragraph", "item", "quote", "table"}
