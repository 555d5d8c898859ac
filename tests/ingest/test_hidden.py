"""What a file hides from its readers is not read, and a note says that some was there: texts are made up."""

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.run import Run

from ingest.cards.sidecars import with_cards
from ingest.document import Reading
from ingest.html.reader import html_reading
from ingest.odt.reader import read_odt
from ingest.word.reader import read_docx

SECRET = "mirabelle"
SAID = "Une mère attend son fils devant le collège."
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in (
        *(("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing")),
        *(("meta", "meta"), ("fo", "xsl-fo-compatible")),
    )
)


def mark(run: Run, name: str, **values: str) -> None:
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    run._r.get_or_add_rPr().append(element)


def word(tmp_path: Path, source: "docx.document.Document") -> Path:
    path = tmp_path / "note.docx"
    source.save(str(path))
    return path


def odt(tmp_path: Path, body: str, *, styles: str = "", other: str = "", meta: str = "") -> Path:
    path = tmp_path / "note.odt"
    content = (
        f"<office:document-content {NAMESPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        archive.writestr("styles.xml", f"<office:document-styles {NAMESPACES}>{other}</office:document-styles>")
        archive.writestr(
            "meta.xml", f"<office:document-meta {NAMESPACES}><office:meta>{meta}</office:meta></office:document-meta>"
        )
    return path


def check(reading: Reading) -> None:
    """The visible words are there, the hidden ones are not, and a note tells."""
    assert reading.document is not None
    assert SECRET not in reading.document.text
    assert SAID in reading.document.text
    assert any("masqué" in note.message for note in reading.notes)


@pytest.mark.parametrize("way", ["vanish", "web", "white", "tiny", "run style", "paragraph style", "row", "note"])
def test_hidden_words_of_a_word_file_are_left_out(tmp_path: Path, way: str) -> None:
    source = docx.Document()
    run = source.add_paragraph(f"{SAID} ").add_run(SECRET)
    match way:
        case "vanish":
            mark(run, "w:vanish")
        case "web":
            mark(run, "w:webHidden", val="1")
        case "white":
            run.font.color.rgb = RGBColor(255, 255, 255)
        case "tiny":
            run.font.size = Pt(1)
        case "run style" | "paragraph style":
            kind = (
                docx.enum.style.WD_STYLE_TYPE.CHARACTER
                if way == "run style"
                else docx.enum.style.WD_STYLE_TYPE.PARAGRAPH
            )
            base = source.styles.add_style("Caché", kind)
            base.font.hidden = True
            style = source.styles.add_style("Caché aussi", kind)
            style.base_style = base
            if way == "run style":
                run.style = style
            else:
                run._r.getparent().remove(run._r)
                source.add_paragraph(SECRET).style = style
        case "row":
            run._r.getparent().remove(run._r)
            table = source.add_table(2, 2)
            table.cell(0, 0).text = "Visible"
            table.cell(1, 0).text = SECRET
            table.rows[1]._tr.get_or_add_trPr().append(OxmlElement("w:hidden"))
        case "note":
            mark(run, "w:vanish")
            source.add_paragraph("Suite.")
    check(read_docx(word(tmp_path, source)))


def test_words_that_word_shows_are_kept(tmp_path: Path) -> None:
    source = docx.Document()
    style = source.styles.add_style("Caché", docx.enum.style.WD_STYLE_TYPE.CHARACTER)
    style.font.hidden = True
    shown = source.add_paragraph().add_run("Montré malgré son style.")
    shown.style = style
    shown.font.hidden = False
    off = source.add_paragraph().add_run("Montré aussi.")
    mark(off, "w:vanish", val="false")
    white = source.add_table(1, 2).cell(0, 0).paragraphs[0].add_run("En blanc sur fond sombre")
    white.font.color.rgb = RGBColor(255, 255, 255)
    reading = read_docx(word(tmp_path, source))
    assert reading.document is not None
    for words in ("Montré malgré", "Montré aussi", "En blanc"):
        assert words in reading.document.text
    assert not any("masqué" in note.message for note in reading.notes)


HIDING = (
    '<style:style style:name="H" style:family="{family}"><style:text-properties text:display="none"/></style:style>'
)
CHILD = '<style:style style:name="C" style:family="text" style:parent-style-name="H"/>'


@pytest.mark.parametrize(
    ("body", "styles"),
    [
        (f'<text:p>{SAID} <text:span text:style-name="H">{SECRET}</text:span></text:p>', HIDING.format(family="text")),
        (
            f'<text:p>{SAID} <text:span text:style-name="C">{SECRET}</text:span></text:p>',
            HIDING.format(family="text") + CHILD,
        ),
        (f'<text:p>{SAID}</text:p><text:p text:style-name="H">{SECRET}</text:p>', HIDING.format(family="paragraph")),
        (f'<text:p>{SAID}</text:p><text:section text:display="none"><text:p>{SECRET}</text:p></text:section>', ""),
        (
            f"<text:p>{SAID}</text:p>"
            f'<text:section text:display="condition" text:is-hidden="true"><text:p>{SECRET}</text:p></text:section>',
            "",
        ),
        (f'<text:p>{SAID} <text:hidden-text text:string-value="{SECRET}">{SECRET}</text:hidden-text></text:p>', ""),
        (f'<text:p>{SAID}</text:p><text:p><text:hidden-paragraph text:is-hidden="true"/>{SECRET}</text:p>', ""),
        (
            f"<text:p>{SAID}</text:p><table:table><table:table-row>"
            "<table:table-cell><text:p>a</text:p></table:table-cell>"
            "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row>"
            '<table:table-row table:visibility="collapse">'
            f"<table:table-cell><text:p>{SECRET}</text:p></table:table-cell>"
            "<table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table>",
            "",
        ),
        (
            f"<text:p>{SAID}</text:p><table:table><table:table-column/>"
            '<table:table-column table:visibility="collapse"/>'
            "<table:table-column/><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
            f"<table:table-cell><text:p>{SECRET}</text:p></table:table-cell>"
            "<table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table>",
            "",
        ),
        (
            f'<text:p>{SAID} <text:span text:style-name="W">{SECRET}</text:span></text:p>',
            '<style:style style:name="W" style:family="text"><style:text-properties fo:color="#FFFFFF"/></style:style>',
        ),
    ],
)
def test_hidden_words_of_an_odt_are_left_out(tmp_path: Path, body: str, styles: str) -> None:
    check(read_odt(odt(tmp_path, body, styles=styles)))


def test_a_style_of_the_other_part_hides_too_and_what_follows_stays(tmp_path: Path) -> None:
    body = f'<text:p>Avant <text:span text:style-name="H">{SECRET}</text:span>{SAID}</text:p>'
    check(read_odt(odt(tmp_path, body, other=HIDING.format(family="text"))))


def test_remarks_in_cells_are_left_out_and_their_notes_stand_once(tmp_path: Path) -> None:
    remark = f"<office:annotation><text:p>{SECRET}</text:p></office:annotation>"
    said = "<text:note-body><text:p>Dite au soir.</text:p></text:note-body>"
    note = f"<text:note><text:note-citation>1</text:note-citation>{said}</text:note>"
    cells = "".join(
        f"<table:table-cell><text:p>{words}</text:p></table:table-cell>"
        for words in (f"{SAID}{remark} Puis", f"Hébergée{note}")
    )
    reading = read_odt(odt(tmp_path, f"<table:table><table:table-row>{cells}</table:table-row></table:table>"))
    assert reading.document is not None
    assert SECRET not in reading.document.text
    assert f"{SAID} Puis | Hébergée" in reading.document.text
    assert reading.document.text.count("Dite au soir.") == 1
    assert any("commentaires" in found.message for found in reading.notes)


@pytest.mark.parametrize(
    "hidden",
    [
        f"<p hidden>{SECRET}</p>",
        f'<p style="display: none">{SECRET}</p>',
        f'<p style="visibility:hidden">{SECRET}</p>',
        f'<p style="font-size:0">{SECRET}</p>',
        f'<p>Vu <span style="display:none !important">{SECRET}</span> hier.</p>',
        f'<div class="cache"><p>{SECRET}</p></div>',
        f'<p id="zone">{SECRET}</p>',
        f"<template><p>{SECRET}</p></template>",
    ],
)
def test_hidden_words_of_a_page_are_left_out(hidden: str) -> None:
    head = "<style>p{color:red}.cache{ display : none } #zone {visibility:hidden}</style>"
    page = f"<html><head><title>Note</title>{head}</head><body><article><p>{SAID}</p>{hidden}</article></body></html>"
    reading = html_reading(page.encode())
    assert reading.document is not None
    assert SECRET not in reading.document.text
    assert SAID in reading.document.text
    assert "template" in hidden or any("masqué" in note.message for note in reading.notes)


def test_what_a_button_opens_is_read() -> None:
    page = (
        f'<html><body><article><p>{SAID}</p><button aria-controls="suite">Lire la suite</button>'
        '<div id="suite" hidden><p>La suite du récit de la nuit.</p></div></article></body></html>'
    )
    document = html_reading(page.encode()).document
    assert document is not None
    assert "La suite du récit de la nuit." in document.text


def test_properties_of_office_files_ask(tmp_path: Path) -> None:
    path = odt(
        tmp_path, f"<text:p>{SAID}</text:p>", meta='<meta:user-defined meta:name="Diffusion">pros</meta:user-defined>'
    )
    found = with_cards(path, read_odt(path), ()).document
    assert found is not None
    assert found.metadata["asked"] == ["professionals"]
    source = docx.Document()
    source.add_paragraph(SAID)
    source.core_properties.content_status = "Brouillon"
    found = with_cards(path, read_docx(word(tmp_path, source)), ()).document
    assert found is not None
    assert found.metadata["asked"] == ["draft"]


def test_a_card_pasted_in_a_word_file_asks(tmp_path: Path) -> None:
    source = docx.Document()
    for line in ("---", "titre : La nuit", "diffusion : professionnels", "---", SAID):
        source.add_paragraph(line)
    path = word(tmp_path, source)
    found = with_cards(path, read_docx(path), ())
    assert found.document is not None
    assert found.document.metadata["asked"] == ["professionals"]
    assert "diffusion : professionnels" in found.notes[-1].message
