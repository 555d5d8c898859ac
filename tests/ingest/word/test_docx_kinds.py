"""What people put in Word files beside paragraphs: boxes, forms, layout tables, numbers, links, hidden words."""

import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml

from ingest.document import Document
from ingest.word.reader import read_docx
from tests.ingest.office_samples import p, run, table, word

BOX = "<w:txbxContent><w:p><w:r><w:t>Encadré</w:t></w:r></w:p></w:txbxContent>"
ALTERNATE = (
    f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></mc:Choice>'
    f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
NUMBERING = """
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Titre2"/><w:lvlText w:val="%1."/>
</w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="2">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="Article %1 –"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="0"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="4"/></w:lvlOverride></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num>
"""


def of(document: Document | None) -> list[tuple[str, int, str]]:
    assert document is not None
    return [(b.kind, b.level, document.text[b.start : b.end]) for b in document.blocks]


def texts(path: Path) -> list[str]:
    return [text for _, _, text in of(read_docx(path).document)]


def numbered(number: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def field(code: str, result: str, data: str = "") -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{result}</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@pytest.mark.parametrize("sort", ["document.macroEnabled", "template", "template.macroEnabledTemplate"])
def test_models_and_files_with_macros_are_read(tmp_path: Path, sort: str) -> None:
    assert texts(word(tmp_path, p("La maraude (exemple fictif)."), sort=sort)) == ["La maraude (exemple fictif)."]


def test_a_strict_file_is_read_with_its_styles_and_links(tmp_path: Path) -> None:
    body = p("Bilan", "Titre1") + p('<w:hyperlink r:id="a"><w:r><w:t>le site</w:t></w:r></w:hyperlink>')
    path = word(tmp_path, body, strict=True, parts={"a": ("hyperlink", "https://exemple.fr/plan")})

    assert of(read_docx(path).document) == [
        ("heading", 1, "Bilan"),
        ("paragraph", 0, "le site (https://exemple.fr/plan)"),
    ]


def test_a_text_box_is_read_once_in_a_paragraph_and_in_a_cell(tmp_path: Path) -> None:
    body = p(run("Avant") + ALTERNATE) + table((p("Lieu"), p("Jour")), (p(run("Salle") + ALTERNATE), p("lundi")))

    assert texts(word(tmp_path, body)) == ["Avant", "Encadré", "Lieu | Jour\nSalle Encadré | lundi"]


def test_a_box_that_only_the_fallback_holds_is_read(tmp_path: Path) -> None:
    body = p(ALTERNATE.replace(f"<wps:txbx>{BOX}</wps:txbx>", ""))

    assert texts(word(tmp_path, body)) == ["Encadré"]


def test_merged_cells_keep_the_column_of_those_beside_them(tmp_path: Path) -> None:
    wide, down = '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>', "<w:tcPr><w:vMerge/></w:tcPr>"
    body = table(
        (p("Heure"), p("Salle"), p("Animation")),
        ('<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + p("14 h"), p("A"), p("Jeu")),
        (down + p(""), p("B"), p("Conte")),
        (wide + p("Fermé"), p("Repos")),
    )

    assert texts(word(tmp_path, body)) == [
        "Heure | Salle | Animation\n14 h | A | Jeu\n | B | Conte\nFermé |  | Repos",
    ]


def test_a_table_in_a_cell_is_read_once_at_its_place(tmp_path: Path) -> None:
    inner = table((p("matin"), p("2 places")), (p("soir"), p("3 places")))
    rows = (p("Groupe"), p("Accueil")), (p("Petits"), inner + p("")), (p("Grands"), p("complet"))

    assert texts(word(tmp_path, table(*rows))) == [
        "Groupe | Accueil\nPetits | matin ; 2 places soir ; 3 places\nGrands | complet"
    ]


def test_a_sheet_laid_out_in_a_table_keeps_its_headings_and_lists(tmp_path: Path) -> None:
    left = p("Le jardin partagé", "Titre1") + p("Une friche ouverte aux voisins.")
    right = p("Matériel", "Titre2") + p("des bêches", properties=numbered(2)) + p("un abri", properties=numbered(2))

    assert of(read_docx(word(tmp_path, table((left, right)), numbering=NUMBERING)).document) == [
        ("heading", 1, "Le jardin partagé"),
        ("paragraph", 0, "Une friche ouverte aux voisins."),
        ("heading", 2, "Matériel"),
        ("item", 0, "des bêches"),
        ("item", 0, "un abri"),
    ]


def test_a_sheet_of_rubrics_beside_their_text_gives_sections(tmp_path: Path) -> None:
    steps = p("accueillir", properties=numbered(2)) + p("faire un tour de table", properties=numbered(2))
    body = table((p("Public"), p("12 à 15 ans")), (p("Déroulement"), steps))

    assert of(read_docx(word(tmp_path, body, numbering=NUMBERING)).document) == [
        ("table", 0, "Public | 12 à 15 ans"),
        ("heading", 4, "Déroulement"),
        ("item", 0, "accueillir"),
        ("item", 0, "faire un tour de table"),
    ]


def test_a_table_with_heads_of_columns_stays_one_with_lists_in_its_cells(tmp_path: Path) -> None:
    steps = p("écouter", properties=numbered(2)) + p("orienter", properties=numbered(2))
    body = table((p("Objectif"), p("Actions")), (p("Accueil"), steps), (p("Suivi"), p("entretiens")))

    assert texts(word(tmp_path, body, numbering=NUMBERING)) == [
        "Objectif | Actions\nAccueil | écouter orienter\nSuivi | entretiens"
    ]


@pytest.mark.parametrize(
    ("mark", "shown"),
    [
        ('<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="1"/></w14:checkbox></w:sdtPr>'
         "<w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>", "☑"),
        ('<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="0"/></w14:checkbox></w:sdtPr>'
         "<w:sdtContent><w:r><w:t>☐</w:t></w:r></w:sdtContent></w:sdt>", "☐"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', "☐"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>', "☑"),
        ('<w:r><w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr><w:t>þ</w:t></w:r>', "☑"),
        (field("FORMCHECKBOX", "", "<w:ffData><w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox></w:ffData>"),
         "☑"),
        (field("FORMCHECKBOX", "", "<w:ffData><w:checkBox><w:default w:val='0'/></w:checkBox></w:ffData>"), "☐"),
        (field("FORMDROPDOWN", "", "<w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='seul'/>"
               "<w:listEntry w:val='en couple'/></w:ddList></w:ffData>"), "en couple"),
        (field("FORMTEXT", "chez un ami", "<w:ffData><w:textInput/></w:ffData>"), "chez un ami"),
        ("<w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent><w:r><w:t>foyer</w:t></w:r></w:sdtContent></w:sdt>",
         "foyer"),
    ],
)  # fmt: skip
def test_boxes_and_choices_of_a_form_are_read(tmp_path: Path, mark: str, shown: str) -> None:
    assert texts(word(tmp_path, p(run("Logement : ") + mark + run(" oui")))) == [f"Logement : {shown} oui"]


def test_the_invitation_of_an_empty_control_is_not_read(tmp_path: Path) -> None:
    empty = (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        "<w:r><w:t>Cliquez ici</w:t></w:r></w:sdtContent></w:sdt>"
    )
    assert texts(word(tmp_path, p(run("Âge : ") + empty) + empty.replace("<w:r>", "<w:p><w:r>").replace(
        "</w:r>", "</w:r></w:p>"))) == ["Âge :"]  # fmt: skip


def test_formulas_are_read_on_one_line(tmp_path: Path) -> None:
    fraction = (
        "<m:oMath><m:r><m:t>taux = </m:t></m:r><m:f><m:num><m:r><m:t>a + b</m:t></m:r></m:num>"
        "<m:den><m:r><m:t>n</m:t></m:r></m:den></m:f><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e>"
        "<m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>"
    )
    assert texts(word(tmp_path, p(fraction))) == ["taux = (a + b)/nx^2"]


def test_automatic_numbers_are_read_before_items_and_headings(tmp_path: Path) -> None:
    body = (
        p("Accueillir", "Titre2", numbered(1))
        + p("le premier", properties=numbered(1, 1))
        + p("le second", properties=numbered(1, 1))
        + p("Orienter", "Titre2", numbered(1))
        + p("voir le point 2")
        + p("une puce", properties=numbered(2))
        + p("plus loin", properties=numbered(3))
        + p("Objet", properties=numbered(4))
    )
    assert texts(word(tmp_path, body, numbering=NUMBERING)) == [
        *("1. Accueillir", "1.a) le premier", "1.b) le second", "2. Orienter", "voir le point 2", "une puce"),
        *("4. plus loin", "Article I – Objet"),
    ]


def test_numbers_of_a_style_of_python_docx_are_counted(tmp_path: Path) -> None:
    made = docx.Document()
    for text in ("ouvrir", "accueillir"):
        made.add_paragraph(text, style="List Number")
    made.save(str(tmp_path / "x.docx"))

    assert texts(tmp_path / "x.docx") == ["1. ouvrir", "2. accueillir"]


def test_headers_and_footers_that_say_something_are_read_once(tmp_path: Path) -> None:
    head = p("Association Les Tilleuls (exemple fictif)")
    foot = p(run("Page ") + field("PAGE", "3") + run(" sur ") + field("NUMPAGES", "9"))
    parts = {"a": ("header", head), "b": ("header", head), "c": ("footer", foot), "d": ("footer", p("Juin 2021"))}
    reading = read_docx(word(tmp_path, p("Bilan", "Titre1") + p("Un texte."), parts=parts))

    assert of(reading.document) == [
        ("heading", 1, "Bilan"),
        ("paragraph", 0, "Association Les Tilleuls (exemple fictif)"),
        ("paragraph", 0, "Un texte."),
        ("paragraph", 0, "Juin 2021"),
    ]
    assert ["en-tête" in note.message for note in reading.notes] == [True]


@pytest.mark.parametrize(
    "hidden",
    [run("secret", "<w:vanish/>"), run("secret", '<w:rStyle w:val="Cache"/>'), run("secret", '<w:vanish w:val="1"/>')],
)
def test_hidden_words_are_not_read_and_are_told(tmp_path: Path, hidden: str) -> None:
    body = p(run("Vu. ") + hidden) + table((p("Lieu"), p(run("ici ") + hidden)), (p("a"), p("b")))
    reading = read_docx(word(tmp_path, body))

    assert reading.document is not None
    assert "secret" not in reading.document.text
    assert ["masqué" in note.message for note in reading.notes] == [True]


def test_words_whose_hiding_is_turned_off_are_read(tmp_path: Path) -> None:
    shown = run("vu", '<w:rStyle w:val="Cache"/><w:vanish w:val="0"/>')

    assert texts(word(tmp_path, p(shown))) == ["vu"]


def test_a_table_of_contents_is_told_and_not_read(tmp_path: Path) -> None:
    contents = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Bilan 3</w:t></w:r></w:p>'
        + p("Suite 4")
        + '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )
    reading = read_docx(word(tmp_path, contents + p("Autre 5", "TM1") + p("Bilan", "Titre1") + p("Texte.")))

    assert [text for _, _, text in of(reading.document)] == ["Bilan", "Texte."]
    assert ["table des matières" in note.message for note in reading.notes] == [True]


def test_the_result_of_a_reference_is_read_once(tmp_path: Path) -> None:
    body = p(run("voir ") + field(" REF _Ref1 \\h ", "le point 2") + run(", page ") + field("PAGEREF _Ref1", "7"))

    assert texts(word(tmp_path, body)) == ["voir le point 2, page 7"]


def test_a_link_made_by_a_field_gives_its_address(tmp_path: Path) -> None:
    assert texts(word(tmp_path, p(field('HYPERLINK "https://exemple.fr/a"', "la fiche")))) == [
        "la fiche (https://exemple.fr/a)"
    ]


@pytest.mark.parametrize(
    ("runs", "read"),
    [
        (run("toxicomanie") + run("1", '<w:vertAlign w:val="superscript"/>') + run(" et"), "toxicomanie\u00a0[1] et"),
        (run("depuis 2020") + run("12", '<w:vertAlign w:val="superscript"/>') + run("."), "depuis 2020\u00a0[12]."),
        (run("« le soin »") + run("3", '<w:rStyle w:val="Appel"/>'), "« le soin »\u00a0[3]"),
        (run("le 1") + run("er", '<w:vertAlign w:val="superscript"/>') + run(" mars"), "le 1er mars"),
        (run("30 m") + run("2", '<w:vertAlign w:val="superscript"/>'), "30 m2"),
        (run("10") + run("-3", '<w:vertAlign w:val="superscript"/>'), "10⁻³"),
        (run("CO") + run("2", '<w:vertAlign w:val="subscript"/>'), "CO2"),
        (run("un jeune²"), "un jeune\u00a0[2]"),
    ],
)
def test_raised_figures_that_call_notes_are_parted_from_their_word(tmp_path: Path, runs: str, read: str) -> None:
    assert texts(word(tmp_path, p(runs))) == [read]


@pytest.mark.parametrize(
    "chunk",
    [
        "<html><body><h2>Le repas</h2><p>Un texte assez long pour être lu.</p></body></html>",
        r"{\rtf1\ansi Le repas\par\par Un texte assez long pour \'eatre lu.\par}",
    ],
)
def test_a_file_put_whole_into_another_is_read_at_its_place(tmp_path: Path, chunk: str) -> None:
    path = word(tmp_path, p("Avant") + '<w:altChunk r:id="a"/>' + p("Après"), parts={"a": ("aFChunk", chunk)})

    found = texts(path)

    assert (found[0], found[-1]) == ("Avant", "Après")
    assert "Un texte assez long pour être lu." in found
    assert "Le repas" in found


def test_a_word_file_put_whole_into_another_is_read_at_its_place(tmp_path: Path) -> None:
    inner = word(tmp_path, p("Dedans", "Titre2"), name="dedans.docx").read_bytes().decode("latin-1")
    path = word(tmp_path, p("Avant") + '<w:altChunk r:id="a"/>', parts={"a": ("aFChunk", "")})
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/a.part"] = inner.encode("latin-1")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)

    assert of(read_docx(path).document) == [("paragraph", 0, "Avant"), ("heading", 2, "Dedans")]


def test_a_file_put_whole_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    reading = read_docx(word(tmp_path, p("Avant") + '<w:altChunk r:id="a"/>', parts={"a": ("aFChunk", "")}))

    assert ["Document Word (.docx)" in note.message for note in reading.notes] == [True]


def test_a_hidden_row_is_not_read(tmp_path: Path) -> None:
    made = docx.Document()
    grid = made.add_table(2, 2)
    for at, text in enumerate(("Lieu", "Jour", "secret", "secret")):
        grid.cell(at // 2, at % 2).text = text
    mark = '<w:trPr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:hidden/></w:trPr>'
    grid.rows[1]._tr.insert(0, parse_xml(mark))
    made.save(str(tmp_path / "x.docx"))

    assert texts(tmp_path / "x.docx") == ["Lieu | Jour"]
