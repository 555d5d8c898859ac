"""Slide shows: a page a slide, notes of the speaker told apart, hidden slides left out."""

from pathlib import Path
from typing import Any

from odf import draw, presentation, style, text
from odf.opendocument import OpenDocumentPresentation
from pptx import Presentation
from pptx.util import Inches

from ingest.office.slides import read_odp, read_pptx
from tests.ingest.blocks import blocks_of, said


def titled(show: Any, title: str, layout: int = 5) -> Any:
    slide = show.slides.add_slide(show.slide_layouts[layout])
    slide.shapes.title.text = title
    return slide


def test_titles_lists_tables_and_notes_are_read_in_order(tmp_path: Path) -> None:
    show = Presentation()
    first = titled(show, "Bilan du printemps", layout=1)
    frame = first.placeholders[1].text_frame
    frame.text = "Une permanence le mardi"
    frame.add_paragraph().text = "Deux maraudes"
    first.notes_slide.notes_text_frame.text = "Dire que la mairie suit."
    second = titled(show, "Chiffres")
    below = second.shapes.add_textbox(Inches(1), Inches(5), Inches(3), Inches(1))
    below.text_frame.text = "Source : cahier de l’équipe."
    grid = second.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for at, word in enumerate(("Mois", "Passages", "Mars", "41")):
        grid.cell(at // 2, at % 2).text = word
    show.save(str(tmp_path / "bilan.pptx"))

    reading = read_pptx(tmp_path / "bilan.pptx")

    assert blocks_of(reading) == [
        ("heading", 2, "Bilan du printemps"),
        ("item", 0, "Une permanence le mardi"),
        ("item", 0, "Deux maraudes"),
        ("heading", 3, "Notes de l’orateur"),
        ("paragraph", 0, "Dire que la mairie suit."),
        ("heading", 2, "Chiffres"),
        ("table", 0, "Mois | Passages\nMars | 41"),
        ("paragraph", 0, "Source : cahier de l’équipe."),
    ]
    document = reading.document
    assert document is not None
    assert [block.page for block in document.blocks] == [1, 1, 1, 1, 1, 2, 2, 2]
    assert [page.number for page in document.pages] == [1, 2]
    assert document.metadata["title"] == "Bilan du printemps"


def test_hidden_slides_and_shapes_are_not_read(tmp_path: Path) -> None:
    show = Presentation()
    slide = titled(show, "Ouvert")
    box = slide.shapes.add_textbox(0, Inches(3), Inches(2), Inches(1))
    box.text_frame.text = "tulipe"
    box._element.nvSpPr.cNvPr.set("hidden", "1")
    titled(show, "tubéreuse")._element.set("show", "0")
    show.save(str(tmp_path / "a.pptx"))

    reading = read_pptx(tmp_path / "a.pptx")

    assert blocks_of(reading) == [("heading", 2, "Ouvert")]
    assert "Une diapositive masquée n’est pas reprise" in said(reading)
    assert "éléments masqués" in said(reading)


def test_groups_are_opened_and_pictures_told(tmp_path: Path) -> None:
    show = Presentation()
    slide = titled(show, "Réseau")
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(0, Inches(3), Inches(2), Inches(1)).text_frame.text = "La halte"
    slide.shapes.add_connector(1, 0, 0, 10, 10)
    show.save(str(tmp_path / "a.pptx"))
    reading = read_pptx(tmp_path / "a.pptx")
    assert ("paragraph", 0, "La halte") in blocks_of(reading)
    assert "n’est pas repris" in said(reading)


def test_an_opendocument_slide_show_is_read_the_same_way(tmp_path: Path) -> None:
    show = OpenDocumentPresentation()
    layout = style.PageLayout(name="mise")
    show.automaticstyles.addElement(layout)
    veiled = style.Style(name="voile", family="drawing-page")
    veiled.addElement(style.DrawingPageProperties(visibility="hidden"))
    show.automaticstyles.addElement(veiled)
    master = style.MasterPage(name="maitre", pagelayoutname=layout)
    show.masterstyles.addElement(master)

    def page(title: str, body: str, **more: Any) -> Any:
        one = draw.Page(masterpagename=master, **more)
        for sort, words in (("title", title), ("outline", body)):
            frame = draw.Frame(width="20cm", height="3cm", attributes={"class": sort})
            box = draw.TextBox()
            box.addElement(text.P(text=words))
            frame.addElement(box)
            one.addElement(frame)
        show.presentation.addElement(one)
        return one

    first = page("La halte", "Ouverte le soir")
    notes = presentation.Notes()
    frame = draw.Frame(width="10cm", height="3cm", attributes={"class": "notes"})
    box = draw.TextBox()
    box.addElement(text.P(text="Remercier le gardien."))
    frame.addElement(box)
    notes.addElement(frame)
    first.addElement(notes)
    page("tubéreuse", "caché", stylename=veiled)
    show.save(str(tmp_path / "halte.odp"))

    reading = read_odp(tmp_path / "halte.odp")

    assert blocks_of(reading) == [
        ("heading", 2, "La halte"),
        ("paragraph", 0, "Ouverte le soir"),
        ("heading", 3, "Notes de l’orateur"),
        ("paragraph", 0, "Remercier le gardien."),
    ]
    assert "Une diapositive masquée n’est pas reprise" in said(reading)


def test_what_is_no_slide_show_is_a_note(tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    path.write_bytes(b"PK\x03\x04" + bytes(80))
    assert "endommagé" in said(read_pptx(path))
    show = Presentation()
    show.slides.add_slide(show.slide_layouts[6])
    show.save(str(path))
    assert "ne contient aucun texte" in said(read_pptx(path))
