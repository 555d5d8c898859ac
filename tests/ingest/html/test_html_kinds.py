"""Web pages as browsers and word processors save them: what opens on them, what they hide, how they are laid out."""

from pathlib import Path

import pytest

from ingest.document import Reading
from ingest.html.reader import html_reading, read_html
from ingest.read import sources

LONG = "Les veilleurs notent l’heure d’arrivée de chacun, puis ils proposent un café à ceux qui attendent. " * 3
NAV = '<nav><a href="/">Accueil du site</a> <a href="/plan">Plan</a></nav>'


def read(body: str, head: str = "") -> Reading:
    return html_reading(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode())


def blocks(reading: Reading) -> list[tuple[str, int, str]]:
    document = reading.document
    assert document is not None
    return [(b.kind, b.level, document.text[b.start : b.end]) for b in document.blocks]


def text(reading: Reading) -> str:
    assert reading.document is not None
    return reading.document.text


@pytest.mark.parametrize(
    "panel",
    [
        "<details><summary>Quand venir ?</summary><p>Le jeudi soir.</p></details>",
        '<button aria-controls="a">Quand venir ?</button><div id="a" hidden><p>Le jeudi soir.</p></div>',
        '<h3><button aria-expanded="false">Quand venir ?</button></h3><p style="display:none">Le jeudi soir.</p>',
        '<h3><a href="#b">Quand venir ?</a></h3><div id="b" class="cache"><p>Le jeudi soir.</p></div>',
        '<button class="accordion">Quand venir ?</button><div class="panel cache">Le jeudi soir.</div>',
        '<div class="faq-question">Quand venir ?</div><div class="faq-answer" aria-hidden="true">Le jeudi soir.</div>',
        '<input type="checkbox" id="c"><label for="c">Quand venir ?</label><div class="cache">Le jeudi soir.</div>',
        '<p>Quand venir ?</p><div hidden="until-found"><p>Le jeudi soir.</p></div>',
    ],
)
@pytest.mark.parametrize("nav", ["", NAV])
def test_what_opens_on_a_page_is_read(nav: str, panel: str) -> None:
    style = "<style>.cache{display:none}</style>"
    reading = read(f"{nav}<main><h1>Questions (exemple fictif)</h1><p>{LONG}</p>{panel}</main>", style)

    assert "Quand venir ?" in text(reading)
    assert "Le jeudi soir." in text(reading)
    assert not [note for note in reading.notes if "masqué" in note.message]


@pytest.mark.parametrize(
    "hidden",
    [
        '<p class="secret">mirabelle</p>',
        '<div class="zone"><p class="note">mirabelle</p></div>',
        '<span class="sr-only">mirabelle</span>',
        '<p style="position:absolute;left:-9999px">mirabelle</p>',
        '<p style="text-indent:-9999px">mirabelle</p>',
        '<p style="clip: rect(0 0 0 0)">mirabelle</p>',
        '<p aria-hidden="true">mirabelle</p>',
        '<div role="dialog" id="d" style="display:none">mirabelle</div><button aria-controls="d">Ouvrir</button>',
        '<p class="ouvert ferme">mirabelle</p>',
    ],
)
def test_what_nothing_shows_is_left_out_and_told(hidden: str) -> None:
    style = (
        "<style>.a,.secret{display:none}.zone > p.note{visibility:hidden}.ouvert{display:block}"
        ".ouvert.ferme{display:none}@media print{.imprime{display:none}}</style>"
    )
    reading = read(f'<h1>Note</h1><p>{LONG}</p><p class="imprime">Vu.</p>{hidden}', style)

    assert "mirabelle" not in text(reading)
    assert "Vu." in text(reading)
    assert [note for note in reading.notes if "masqué" in note.message]


def test_a_rule_that_shows_has_the_last_word() -> None:
    style = "<style>.volet{display:none}.volet.vu{display:block}</style>"

    assert "Montré." in text(read(f'<h1>Note</h1><p>{LONG}</p><p class="volet vu">Montré.</p>', style))


def test_a_page_saved_while_all_of_it_was_veiled_is_read() -> None:
    assert "veilleurs" in text(read(f'<div aria-hidden="true"><h1>Note</h1><p>{LONG}</p></div><p>Pied.</p>'))


def test_shadow_roots_that_a_browser_saved_are_read_in_place() -> None:
    page = (
        f"<h1>Fiche</h1><p>{LONG}</p><x-bloc><template shadowrootmode='open'><h2><slot name='titre'>Sans</slot></h2>"
        "<p>Dans l’ombre.</p><slot></slot></template><span slot='titre'>Le titre</span><p>Dans la lumière.</p></x-bloc>"
        "<template><p>Modèle jamais vu.</p></template>"
    )
    found = blocks(read(page))

    assert found[2:] == [
        ("heading", 2, "Le titre"),
        ("paragraph", 0, "Dans l’ombre."),
        ("paragraph", 0, "Dans la lumière."),
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"{NAV}<header><h1>Sortir de prison</h1></header><main><h2>Étape</h2><p>{LONG}</p></main><footer>Pied</footer>",
        f"{NAV}<main><article><header><h1>Sortir de prison</h1></header><p>{LONG}</p></article></main>",
        "<h1>Sortir de prison</h1><p>Un texte court.</p>",
        f'<header><h1 class="logo">Ville</h1></header><main><h1>Sortir de prison</h1><p>{LONG}</p></main>',
    ],
)
def test_the_heading_of_a_page_is_its_title(body: str) -> None:
    reading = read(body, "<title>Document1</title>")

    assert reading.document is not None
    assert reading.document.metadata["title"] == "Sortir de prison"
    assert ("heading", 1, "Sortir de prison") in blocks(reading)


@pytest.mark.parametrize("made_up", ["Document1", "Sans titre", "Untitled document", "Microsoft Word - x.doc"])
def test_a_title_that_a_program_made_up_is_none(made_up: str) -> None:
    document = read(f"<p>{LONG}</p>", f"<title>{made_up}</title>").document

    assert document is not None
    assert "title" not in document.metadata


def test_a_short_page_of_a_word_processor_keeps_its_title_table_and_numbers() -> None:
    body = (
        "<h1>Fiche</h1><ol><li><p>ouvrir</p><li><p>accueillir</p></ol>"
        "<table><tr><td><p>Lieu</p></td><td><p>Jour</p></td></tr><tr><td><p>Pantin</p></td><td><p>lundi</p></td></tr></table>"
    )
    assert blocks(read(body)) == [
        ("heading", 1, "Fiche"),
        ("item", 0, "1. ouvrir"),
        ("item", 0, "2. accueillir"),
        ("table", 0, "Lieu | Jour\nPantin | lundi"),
    ]


@pytest.mark.parametrize("nav", ["", NAV])
def test_spanned_cells_keep_the_column_of_those_beside_them(nav: str) -> None:
    rows = (
        "<tr><th>Heure</th><th>Salle</th><th>Jeu</th></tr><tr><td rowspan=2>14 h</td><td>A</td><td>Oie</td></tr>"
        "<tr><td>B</td><td>Loto</td></tr><tr><td colspan=2>Fermé</td><td>Repos</td></tr>"
    )
    reading = read(f"{nav}<main><h1>Planning</h1><p>{LONG}</p><table>{rows}</table></main>")

    assert [t for kind, _, t in blocks(reading) if kind == "table"] == [
        "Heure | Salle | Jeu\n14 h | A | Oie\n | B | Loto\nFermé |  | Repos"
    ]


def test_a_page_laid_out_in_a_table_keeps_its_headings_lists_and_tables() -> None:
    data = "<table><tr><td>Lieu</td><td>Jour</td></tr><tr><td>Pantin</td><td>lundi</td></tr></table>"
    left = "<td><h1>Le jardin</h1><p>Une friche ouverte.</p></td>"
    right = f"<td><ul><li>des bêches</li><li>un abri</li></ul>{data}</td>"

    assert blocks(read(f"<table><tr>{left}{right}</tr></table>")) == [
        ("heading", 1, "Le jardin"),
        ("paragraph", 0, "Une friche ouverte."),
        ("item", 0, "des bêches"),
        ("item", 0, "un abri"),
        ("table", 0, "Lieu | Jour\nPantin | lundi"),
    ]


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ("toxicomanie<sup>1</sup> recule", "toxicomanie\u00a0[1] recule"),
        ('en 2020<sup><a href="#n2">2</a></sup>, puis', "en 2020\u00a0[2], puis"),
        ('soin<a href="#n3"><sup>[3]</sup></a>.', "soin\u00a0[3]."),
        ('récit<span style="vertical-align: super">4</span>', "récit\u00a0[4]"),
        ("jeune¹ et 12 m² de 10⁻³", "jeune\u00a0[1] et 12 m² de 10⁻³"),
        ("le 1<sup>er</sup> mars, le 19<sup>e</sup>", "le 1er mars, le 19e"),
        ("50 m<sup>2</sup> et CO<sub>2</sub>", "50 m2 et CO2"),
    ],
)
def test_raised_figures_that_call_notes_are_parted_from_their_word(inner: str, shown: str) -> None:
    assert shown in text(read(f"<h1>Chiffres</h1><p>{inner}</p><p>{LONG}</p>"))


def test_a_formula_is_read_on_one_line() -> None:
    formula = "<math><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>=</mo><mn>2</mn></math>"

    assert "Soit a/b = 2 ici." in text(read(f"<h1>Calcul</h1><p>Soit {formula} ici.</p>"))


def test_frames_that_a_page_does_not_hold_are_told() -> None:
    reading = html_reading(b'<html><frameset><frame src="menu.html"><frame src="texte.html"></frameset></html>')

    assert reading.document is None
    assert ["2 cadres de cette page ne sont" in note.message for note in reading.notes] == [True, False]


@pytest.mark.parametrize("added", ["_fichiers", "_files", "-Dateien", ".files"])
def test_the_folder_saved_with_a_page_is_passed_over_and_told_once(tmp_path: Path, added: str) -> None:
    page = tmp_path / "L’été.html"
    page.write_text(f"<h1>L’été</h1><p>{LONG}</p>", encoding="utf-8")
    folder = tmp_path / f"L’été{added}"
    folder.mkdir()
    (folder / "pub.html").write_text(f"<p>{LONG}</p>", encoding="utf-8")
    other = tmp_path / f"Autres{added}"
    other.mkdir()
    (other / "note.html").write_text(f"<p>{LONG}</p>", encoding="utf-8")

    assert list(sources(tmp_path)) == [other / "note.html", page]
    assert [folder.name in note.message for note in read_html(page).notes] == [True]


def test_a_table_that_spans_beyond_measure_is_read_within_bounds() -> None:
    rows = "<tr><td rowspan=9999 colspan=99>x</td><td>y</td></tr>" * 400
    reading = read(f"<h1>Grille</h1><table>{rows}</table>")

    assert text(reading).count("y") == 400
    assert len(text(reading)) < 200_000
