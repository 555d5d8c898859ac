"""What people put in OpenDocument texts beside paragraphs: boxes, forms, layout tables, numbers, links, formulas."""

import zipfile
from pathlib import Path

import pytest

from ingest.document import Document
from ingest.odt.reader import read_odt

_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = " ".join(
    (
        *(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "text", "table", "style", "form")),
        f'xmlns:draw="{_ODF}:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"',
        'xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"',
        'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"',
    )
)
LISTS = """
<text:list-style style:name="L1">
<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>
<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style>
<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/>
</text:list-style>
<style:style style:name="T1" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="T2" style:family="text"><style:text-properties style:text-position="33% 58%"/></style:style>
<style:style style:name="T3" style:family="text"><style:text-properties style:text-position="sub 58%"/></style:style>
"""
BOX = "<draw:frame><draw:text-box><text:p>Encadré</text:p></draw:text-box></draw:frame>"


def of(document: Document | None) -> list[tuple[str, int, str]]:
    assert document is not None
    return [(b.kind, b.level, document.text[b.start : b.end]) for b in document.blocks]


def texts(path: Path) -> list[str]:
    return [text for _, _, text in of(read_odt(path).document)]


def odt(folder: Path, body: str, *, margins: str = "", outline: str = "", **parts: str) -> Path:
    path = folder / "essai.odt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {_NAMES}><office:automatic-styles>{LISTS}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
        archive.writestr(
            "styles.xml",
            f"<office:document-styles {_NAMES}><office:styles>{outline}</office:styles><office:master-styles>"
            f'<style:master-page style:name="Standard">{margins}</style:master-page></office:master-styles>'
            "</office:document-styles>",
        )
        for name, inner in parts.items():
            archive.writestr(f"{name}/content.xml", inner)
    return path


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def row(*cells: str) -> str:
    whole = (
        one
        if one.startswith(("<table:table-cell", "<table:covered"))
        else f"<table:table-cell>{one}</table:table-cell>"
        for one in cells
    )
    return f"<table:table-row>{''.join(whole)}</table:table-row>"


def grid(*rows: str) -> str:
    return f"<table:table>{''.join(rows)}</table:table>"


def items(*inner: str, style: str = "L2", more: str = "") -> str:
    whole = "".join(f"<text:list-item>{one}</text:list-item>" for one in inner)
    return f'<text:list text:style-name="{style}" {more}>{whole}</text:list>'


def test_a_text_box_is_read_once_in_a_paragraph_in_a_box_and_in_a_cell(tmp_path: Path) -> None:
    nested = BOX.replace("<text:p>Encadré</text:p>", f"<text:p>Dehors{BOX}</text:p>")
    body = p(f"Avant{nested}") + grid(row(p("Lieu"), p("Jour")), row(p(f"Salle{BOX}"), p("lundi")))

    assert texts(odt(tmp_path, body)) == ["Avant", "Dehors", "Encadré", "Lieu | Jour\nSalle Encadré | lundi"]


def test_the_words_of_a_shape_are_read(tmp_path: Path) -> None:
    shape = "<draw:custom-shape><text:p>Porte d’entrée</text:p></draw:custom-shape>"

    assert texts(odt(tmp_path, p(f"Plan {shape}"))) == ["Plan", "Porte d’entrée"]


def test_covered_and_repeated_cells_keep_their_columns(tmp_path: Path) -> None:
    body = grid(
        f"<table:table-header-rows>{row(p('Heure'), p('Salle'), p('Jeu'), p('Âge'))}</table:table-header-rows>",
        row('<table:table-cell table:number-rows-spanned="2"><text:p>14 h</text:p></table:table-cell>', p("A"),
            p("Oie")),
        row("<table:covered-table-cell/>", p("B"), p("Loto")),
        row('<table:table-cell table:number-columns-spanned="2"><text:p>Fermé</text:p></table:table-cell>',
            "<table:covered-table-cell/>", p("Repos")),
        row('<table:table-cell table:number-columns-repeated="2"/>', p("Goûter"), p("6 ans")),
    )  # fmt: skip

    assert texts(odt(tmp_path, body)) == [
        "Heure | Salle | Jeu | Âge\n14 h | A | Oie\n | B | Loto\nFermé |  | Repos\n |  | Goûter | 6 ans"
    ]


def test_a_table_in_a_cell_is_read_once_at_its_place(tmp_path: Path) -> None:
    inner = grid(row(p("matin"), p("2 places")), row(p("soir"), p("3 places")))
    body = grid(row(p("Groupe"), p("Accueil")), row(p("Petits"), inner), row(p("Grands"), p("complet")))

    assert texts(odt(tmp_path, body)) == [
        "Groupe | Accueil\nPetits | matin ; 2 places soir ; 3 places\nGrands | complet"
    ]


def test_a_page_laid_out_in_a_table_keeps_its_headings_lists_and_inner_table(tmp_path: Path) -> None:
    title = '<text:h text:outline-level="1">Le jardin (exemple fictif)</text:h>'
    data = grid(row(p("Lieu"), p("Jour")), row(p("Pantin"), p("lundi")))
    body = grid(row(title + p("Une friche ouverte."), items(p("des bêches"), p("un abri"))), row(data, p("Fin.")))

    assert of(read_odt(odt(tmp_path, body)).document) == [
        ("heading", 1, "Le jardin (exemple fictif)"),
        ("paragraph", 0, "Une friche ouverte."),
        ("item", 0, "des bêches"),
        ("item", 0, "un abri"),
        ("table", 0, "Lieu | Jour\nPantin | lundi"),
        ("paragraph", 0, "Fin."),
    ]


def test_a_table_with_heads_of_columns_stays_one_with_lists_in_its_cells(tmp_path: Path) -> None:
    body = grid(
        row(p("Objectif"), p("Actions")), row(p("Accueil"), items(p("écouter"), p("orienter"))), row(p("Suivi"), p("x"))
    )
    assert texts(odt(tmp_path, body)) == ["Objectif | Actions\nAccueil | écouter orienter\nSuivi | x"]


@pytest.mark.parametrize(
    ("mark", "shown"),
    [
        ('<loext:content-control loext:checkbox="true" loext:checked="true">☒</loext:content-control>', "☑"),
        ('<loext:content-control loext:checkbox="true" loext:checked="false">☐</loext:content-control>', "☐"),
        ('<field:fieldmark field:type="vnd.oasis.opendocument.field.FORMCHECKBOX"><field:param '
         'field:name="vnd.oasis.opendocument.field.Checkbox_Checked" field:value="true"/></field:fieldmark>', "☑"),
        ('<field:fieldmark field:type="vnd.oasis.opendocument.field.FORMDROPDOWN">'
         '<field:param field:name="Dropdown_ListEntry" field:value="seul"/>'
         '<field:param field:name="Dropdown_ListEntry" field:value="en couple"/>'
         '<field:param field:name="Dropdown_Selected" field:value="1"/></field:fieldmark>', "en couple"),
        ('<text:drop-down text:name="l"><text:label text:value="seul"/><text:label text:value="foyer"/>foyer'
         "</text:drop-down>", "foyer"),
        ("\uf0fe", "☑"),
        ("\uf0a8", "☐"),
        ('<draw:control draw:control="c1"/>', "☑ chez soi"),
        ('<draw:control draw:control="c2"/>', "en foyer"),
        ('<loext:content-control loext:showing-place-holder="true">Choisissez</loext:content-control>x', "x"),
    ],
)  # fmt: skip
def test_boxes_and_choices_of_a_form_are_read(tmp_path: Path, mark: str, shown: str) -> None:
    forms = (
        '<office:forms><form:form><form:checkbox form:id="c1" form:label="chez soi" form:current-state="checked"/>'
        '<form:listbox form:id="c2"><form:option form:label="seul"/>'
        '<form:option form:label="en foyer" form:current-selected="true"/></form:listbox></form:form></office:forms>'
    )
    assert texts(odt(tmp_path, forms + p(f"Logement : {mark}"))) == [f"Logement : {shown}"]


def test_an_embedded_formula_is_read_and_another_object_is_told(tmp_path: Path) -> None:
    formula = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi>taux</mi><mo>=</mo><mfrac>'
        "<mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>n</mi></mfrac></mrow><annotation>x</annotation></semantics>"
        "</math>"
    )
    frame = '<draw:frame><draw:object xlink:href="./{}"/><draw:image/></draw:frame>'
    reading = read_odt(
        odt(tmp_path, p(f"Soit {frame.format('Objet')} au total {frame.format('Rien')}."), Objet=formula)
    )

    assert [text for _, _, text in of(reading.document)] == ["Soit taux = (a + b)/n au total ."]
    assert ["Un objet (" in note.message for note in reading.notes] == [True]


def test_automatic_numbers_are_read_before_items(tmp_path: Path) -> None:
    deep = p("orienter") + items(p("le jour"), p("la nuit"), style="L1")
    body = (
        items(p("accueillir") + p("sans rendez-vous"), deep, style="L1", more='xml:id="a"')
        + p("voir le point 2")
        + items(p("suivre"), style="L1", more='text:continue-list="a"')
        + items(p("recommencer"), style="L1")
        + items(p("puce"))
    )
    assert texts(odt(tmp_path, body)) == [
        *("1. accueillir", "sans rendez-vous", "2. orienter", "a) le jour", "b) la nuit", "voir le point 2"),
        *("3. suivre", "1. recommencer", "puce"),
    ]


def test_headings_are_numbered_as_the_outline_says(tmp_path: Path) -> None:
    outline = (
        '<text:outline-style style:name="O"><text:outline-level-style text:level="1" style:num-format="I" '
        'style:num-suffix="."/><text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
        "</text:outline-style>"
    )
    heads = "".join(
        f'<text:h text:outline-level="{level}">{text}</text:h>'
        for level, text in ((1, "Accueil"), (2, "Le jour"), (2, "La nuit"), (1, "Suivi"))
    )
    document = read_odt(odt(tmp_path, heads, outline=outline)).document

    assert [text for _, _, text in of(document)] == ["I. Accueil", "I.1 Le jour", "I.2 La nuit", "II. Suivi"]
    assert document is not None
    assert document.metadata["title"] == "Accueil"


def test_headers_and_footers_that_say_something_are_read_once(tmp_path: Path) -> None:
    margins = (
        f"<style:header>{p('Association Les Tilleuls (exemple fictif)')}</style:header>"
        f"<style:header-left>{p('Association Les Tilleuls (exemple fictif)')}</style:header-left>"
        f"<style:footer>{p('Page <text:page-number>3</text:page-number> / <text:page-count>9</text:page-count>')}"
        f"{p('Juin 2021')}</style:footer>"
    )
    body = '<text:h text:outline-level="1">Bilan</text:h>' + p("Un texte.")

    assert texts(odt(tmp_path, body, margins=margins)) == [
        *("Bilan", "Association Les Tilleuls (exemple fictif)", "Un texte.", "Juin 2021"),
    ]


def test_a_table_of_contents_is_told_and_not_read(tmp_path: Path) -> None:
    contents = f"<text:table-of-content><text:index-body>{p('Bilan 3')}</text:index-body></text:table-of-content>"
    reading = read_odt(odt(tmp_path, contents + p("Un texte.")))

    assert [text for _, _, text in of(reading.document)] == ["Un texte."]
    assert ["table des matières" in note.message for note in reading.notes] == [True]


def test_a_link_gives_its_address(tmp_path: Path) -> None:
    link = '<text:a xlink:href="https://exemple.fr/plan">le plan</text:a> et <text:a xlink:href="#x">plus bas</text:a>'

    assert texts(odt(tmp_path, p(link))) == ["le plan (https://exemple.fr/plan) et plus bas"]


@pytest.mark.parametrize(
    ("inner", "read"),
    [
        ('toxicomanie<text:span text:style-name="T1">1</text:span> et', "toxicomanie\u00a0[1] et"),
        ('en 1998<text:span text:style-name="T2">12</text:span>.', "en 1998\u00a0[12]."),
        ('le XIX<text:span text:style-name="T1">e</text:span> siècle', "le XIXe siècle"),
        ('12 km<text:span text:style-name="T1">2</text:span>', "12 km2"),
        ('CO<text:span text:style-name="T3">2</text:span>', "CO2"),
        ("un jeune³ et 8 m³", "un jeune\u00a0[3] et 8 m³"),
    ],
)
def test_raised_figures_that_call_notes_are_parted_from_their_word(tmp_path: Path, inner: str, read: str) -> None:
    assert texts(odt(tmp_path, p(inner))) == [read]
