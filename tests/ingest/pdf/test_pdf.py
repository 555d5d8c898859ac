"""Reading PDF files: order, headings, furniture, scans and broken files."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Document, Reading
from ingest.pdf.reader import read_pdf
from tests.ingest.pdf_samples import HEIGHT, LEFT_COLUMN, RIGHT_COLUMN, drawn, encrypted, lines, scanned, two_columns

PDFS = Path(os.environ.get("KB_BENCH_DATA", "/nonexistent")) / "pdfs"
outside = pytest.mark.skipif(not PDFS.is_dir(), reason="KB_BENCH_DATA names no folder with pdfs/")
ocr = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")


def text_of(reading: Reading) -> str:
    assert reading.document is not None, reading.notes
    return reading.document.text


def blocks_of(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.text[block.start : block.end]) for block in document.blocks]


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    document = read_pdf(drawn(tmp_path / "a.pdf", two_columns)).document
    assert document is not None
    assert blocks_of(document) == [
        ("heading", "Aller vers, attendre, accueillir"),
        ("paragraph", " ".join(LEFT_COLUMN)),
        ("paragraph", " ".join(RIGHT_COLUMN)),
    ]
    assert document.blocks[1].section == ("Aller vers, attendre, accueillir",)


def test_a_repeated_head_and_the_page_numbers_are_removed(tmp_path: Path) -> None:
    def page(number: int, body: str):  # type: ignore[no-untyped-def]
        def draw(canvas: Canvas) -> None:
            lines(canvas, ["Restitution des ateliers de quartier"], top=40, size=9)
            lines(canvas, [body], top=200)
            lines(canvas, [f"Page {number}"], top=800, size=9)

        return draw

    bodies = ["La bande de jeunes", "La débrouille des familles", "Les parcours de liens", "Les suites données"]
    reading = read_pdf(drawn(tmp_path / "a.pdf", *(page(n, body) for n, body in enumerate(bodies, 1))))
    assert text_of(reading) == "\n\n".join(bodies)


@pytest.mark.parametrize(
    ("foot", "kept"),
    [
        ([("12", 290, 780, 9)], ""),
        ([("Page 12", 70, 800, 9)], ""),
        ([("Page 12", 70, 734, 11)], ""),
        ([("- 3 -", 290, 800, 11)], ""),
        ([("1 / 1", 290, 800, 9)], ""),
        ([("Nuits sans abri", 70, 780, 11), ("12", 400, 780, 11)], "12"),  # a cell beside its label
        ([("12", 70, 780, 11), ("nuits sans abri", 400, 780, 11)], "12"),
        ([("75", 400, 734, 11)], "75"),  # a sum right under its column
        ([("Ce que le groupe compte.", 70, 800, 9), ("2", 400, 770, 11)], "2"),  # the foot stands under it
        ([("120", 70, 825, 40)], "120"),  # a figure to be seen from afar
    ],
)
def test_a_number_by_itself_at_the_edge_of_the_only_page_is_its_number(
    tmp_path: Path, foot: list[tuple[str, float, float, float]], kept: str
) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, ["Les nuits dehors", "Une équipe compte les tentes du quai."], top=60)
        lines(canvas, ["Sous la voie, personne ne dort deux fois au même endroit."] * 3, top=690)
        for text, left, top, size in foot:
            lines(canvas, [text], left=left, top=top, size=size)

    text = text_of(read_pdf(drawn(tmp_path / "a.pdf", page)))
    assert "même endroit" in text
    found = [word for word in text.replace("|", " ").split() if any(letter.isdigit() for letter in word)]
    assert found == kept.split()


def test_numbered_titles_at_the_top_of_pages_are_not_taken_for_running_heads(tmp_path: Path) -> None:
    def page(title: str):  # type: ignore[no-untyped-def]
        return lambda canvas: lines(canvas, [title], top=60)

    reading = read_pdf(drawn(tmp_path / "a.pdf", page("Article 1"), page("Article 4"), page("Article 5")))
    assert text_of(reading) == "Article 1\n\nArticle 4\n\nArticle 5"


PARTS = ["Le lieu et la commande", "Quatre récits", "Désaccords", "Pistes de travail", "Questions ouvertes"]


def test_a_head_that_changes_with_each_part_is_removed_and_first_lines_of_text_are_kept(tmp_path: Path) -> None:
    def page(part: str, *, opens: bool):  # type: ignore[no-untyped-def]
        def draw(canvas: Canvas) -> None:
            canvas.setFont("Helvetica", 8)
            canvas.drawRightString(525, HEIGHT - 45, part)
            if opens:
                lines(canvas, [f"{PARTS.index(part) + 1} {part}"], top=90, size=20)
            lines(canvas, [f"Ce que le groupe a dit de « {part} » tient en peu de mots."], top=130)

        return draw

    path = drawn(tmp_path / "a.pdf", *(page(part, opens=opens) for part in PARTS for opens in (True, False)))
    text = text_of(read_pdf(path))
    for number, part in enumerate(PARTS, 1):
        assert text.count(f"{number} {part}") == 1
        assert text.count(part) == 3  # the title and one sentence on each of its two pages


def test_small_first_lines_at_one_place_that_name_no_part_are_kept(tmp_path: Path) -> None:
    openings = ["Il pleut ce soir-là", "Le quai est vide", "Elle revient seule", "On parle du froid", "Rien ne bouge"]

    def page(opening: str):  # type: ignore[no-untyped-def]
        def draw(canvas: Canvas) -> None:
            lines(canvas, [opening], top=60, size=9)
            lines(canvas, ["Le récit commence ici, et il dure toute la nuit."] * 3, top=120)

        return draw

    text = text_of(read_pdf(drawn(tmp_path / "a.pdf", *(page(opening) for opening in openings))))
    assert all(opening in text for opening in openings)


def test_a_table_of_contents_is_dropped_with_its_title_and_the_titles_stay(tmp_path: Path) -> None:
    def contents(canvas: Canvas) -> None:
        lines(canvas, ["Sommaire"], top=90, size=20)
        for row, part in enumerate(PARTS):
            lines(canvas, [f"{row + 1} {part} . . . . . . ." if row % 2 else f"{row + 1} {part}"], top=130 + row * 16)
            canvas.drawRightString(525, HEIGHT - 130 - row * 16, str(row + 2))

    def page(part: str):  # type: ignore[no-untyped-def]
        def draw(canvas: Canvas) -> None:
            lines(canvas, [f"{PARTS.index(part) + 1} {part}"], top=90, size=20)
            lines(canvas, [f"Le groupe a parlé longuement de « {part} », sans conclure."], top=130)

        return draw

    reading = read_pdf(drawn(tmp_path / "a.pdf", contents, *(page(part) for part in PARTS)))
    document = reading.document
    assert document is not None
    assert "Sommaire" not in document.text
    (note,) = reading.notes
    assert note.level == "info"
    assert note.message.endswith("la table des matières n’est pas reprise\u00a0: le texte en a les titres (page 1).")
    assert [text for kind, text in blocks_of(document) if kind == "heading"] == [
        f"{number} {part}" for number, part in enumerate(PARTS, 1)
    ]
    assert {block.page for block in document.blocks} == set(range(2, len(PARTS) + 2))


def test_a_table_whose_last_column_grows_is_no_table_of_contents(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        for row, (name, count) in enumerate([("Police", 2), ("Voirie", 5), ("Soin", 9), ("Habitants", 14)]):
            lines(canvas, [name], top=300 + row * 16)
            canvas.drawRightString(400, HEIGHT - 300 - row * 16, str(count))

    document = read_pdf(drawn(tmp_path / "a.pdf", page)).document
    assert document is not None
    assert blocks_of(document) == [("table", "Police | 2\nVoirie | 5\nSoin | 9\nHabitants | 14")]


def test_a_narrow_column_of_numbers_is_parted_from_the_next(tmp_path: Path) -> None:
    rows = [("N°", "Piste", "Porteur"), ("1", "Prévenir les équipes", "Voirie"), ("2", "Former", "Soin"),
            ("10", "Ouvrir la nuit", "Hébergement")]  # fmt: skip

    def page(canvas: Canvas) -> None:
        for row, cells in enumerate(rows):
            for left, cell in zip((76, 99, 300), cells, strict=True):
                lines(canvas, [cell], left=left, top=300 + row * 18)

    document = read_pdf(drawn(tmp_path / "a.pdf", page)).document
    assert document is not None
    assert blocks_of(document) == [("table", "\n".join(" | ".join(cells) for cells in rows))]


def test_a_compound_cut_in_a_cell_keeps_its_hyphen_and_a_cut_word_is_made_whole(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        for row, (left, right) in enumerate([("Geste", "Place"), ("Duvet", "à mi-"), ("", "chemin"), ("Café", "con-"),
                                             ("", "tinue")]):  # fmt: skip
            lines(canvas, [left], top=130 + row * 13 + (row + 1) // 2 * 12)
            lines(canvas, [right], left=300, top=130 + row * 13 + (row + 1) // 2 * 12)

    text = text_of(read_pdf(drawn(tmp_path / "a.pdf", page)))
    assert "Duvet | à mi-chemin" in text
    assert "Café | continue" in text


def test_a_text_stamped_at_the_same_place_of_every_page_is_kept_once(tmp_path: Path) -> None:
    def page(body: str):  # type: ignore[no-untyped-def]
        def draw(canvas: Canvas) -> None:
            lines(canvas, [body], top=300)
            lines(canvas, ["Document de travail"], top=420)

        return draw

    bodies = ["La bande de jeunes", "La débrouille des familles", "Les parcours de liens", "Les suites données"]
    text = text_of(read_pdf(drawn(tmp_path / "a.pdf", *(page(body) for body in bodies))))
    assert text.count("Document de travail") == 1
    assert all(body in text for body in bodies)


def test_a_word_cut_by_a_page_break_is_put_whole_on_the_first_page(tmp_path: Path) -> None:
    first = ["Les équipes ont décidé de conti-"]
    second = ["nuer, et de revenir la semaine suivante."]
    path = drawn(tmp_path / "a.pdf", lambda c: lines(c, first), lambda c: lines(c, second))
    document = read_pdf(path).document
    assert document is not None
    assert [(block.page, document.text[block.start : block.end]) for block in document.blocks] == [
        (1, "Les équipes ont décidé de continuer,"),
        (2, "et de revenir la semaine suivante."),
    ]


def test_rows_between_rules_are_kept_whole(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        rows = [
            (["Accueil"], ["Ouvert le matin, sans", "rendez-vous, à tous"]),
            (["Soins"], ["Une infirmière", "passe"]),
        ]
        for row, cells in enumerate(rows):
            top = 700 - row * 40
            canvas.line(60, top + 14, 500, top + 14)
            for column, texts in enumerate(cells):
                for line, text in enumerate(texts):
                    canvas.drawString(70 + column * 120, top - line * 12, text)
        canvas.line(60, 634, 500, 634)

    assert text_of(read_pdf(drawn(tmp_path / "a.pdf", page))) == (
        "Accueil | Ouvert le matin, sans rendez-vous, à tous\nSoins | Une infirmière passe"
    )


def test_the_title_of_a_tool_gives_way_to_the_first_heading(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(drawn(tmp_path / "a.pdf", two_columns)))
    writer.add_metadata({"/Title": "Microsoft Word - brouillon.doc", "/Author": "Une équipe"})
    writer.write(tmp_path / "b.pdf")
    document = read_pdf(tmp_path / "b.pdf").document
    assert document is not None
    assert document.metadata["title"] == "Aller vers, attendre, accueillir"
    assert document.metadata["author"] == "Une équipe"


def test_a_word_cut_at_the_end_of_a_line_is_joined_and_the_original_kept(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, ["Ils veulent conti-", "nuer le travail, peut-", "être autrement."])

    document = read_pdf(drawn(tmp_path / "a.pdf", page)).document
    assert document is not None
    assert document.text == "Ils veulent continuer le travail, peut-être autrement."
    assert document.original == "Ils veulent conti-\nnuer le travail, peut-\nêtre autrement."
    for span in document.spans:
        repaired = document.text[span.repaired : span.repaired + span.length]
        assert repaired == document.original[span.original : span.original + span.length]


def test_bookmarks_give_headings_and_their_levels(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        lines(canvas, ["Ce que nous avons appris"], top=100)
        lines(canvas, ["Rien ne remplace la présence, tous les soirs, au même endroit."], top=140)

    source = drawn(tmp_path / "a.pdf", page)
    writer = PdfWriter(clone_from=PdfReader(source))
    above = writer.add_outline_item(title="Bilan", page_number=0)
    writer.add_outline_item(title="Ce que nous avons appris", page_number=0, parent=above)
    writer.write(tmp_path / "b.pdf")
    document = read_pdf(tmp_path / "b.pdf").document
    assert document is not None
    assert [(b.kind, b.level) for b in document.blocks] == [("heading", 2), ("paragraph", 0)]


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        rows = [("Besoin", "Dispositif"), ("Dormir", "Accueil de nuit"), ("Se laver", "Bains-douches")]
        canvas.setFont("Helvetica", 11)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                canvas.drawString(80 + column * 200, 700 - row * 20, cell)

    document = read_pdf(drawn(tmp_path / "a.pdf", page)).document
    assert document is not None
    assert blocks_of(document) == [("table", "Besoin | Dispositif\nDormir | Accueil de nuit\nSe laver | Bains-douches")]


def test_letters_printed_twice_to_look_bold_are_read_once(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(80, 700, "Nourrice")
        canvas.drawString(80.3, 700, "Nourrice")

    assert text_of(read_pdf(drawn(tmp_path / "a.pdf", page))) == "Nourrice"


def test_a_pdf_with_an_empty_password_is_read(tmp_path: Path) -> None:
    source = drawn(tmp_path / "a.pdf", lambda canvas: lines(canvas, ["Texte sous clé vide"]))
    assert text_of(read_pdf(encrypted(source, tmp_path / "b.pdf", password=""))) == "Texte sous clé vide"


def test_a_pdf_that_asks_for_a_password_gives_a_note(tmp_path: Path) -> None:
    source = drawn(tmp_path / "a.pdf", lambda canvas: lines(canvas, ["Texte sous clé"]))
    reading = read_pdf(encrypted(source, tmp_path / "b.pdf", password="secret"))
    assert reading.document is None
    assert [note.message for note in reading.notes] == [
        "b.pdf\u00a0: ce PDF est protégé par un mot de passe. Enregistrez-en une copie sans mot de passe."
    ]


def test_a_file_that_is_no_pdf_gives_a_note(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_text("<html>non</html>")
    reading = read_pdf(path)
    assert reading.document is None
    assert reading.notes[0].level == "error"
    assert "n’est pas un PDF" in reading.notes[0].message


def test_attachments_are_named_in_a_note(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(drawn(tmp_path / "a.pdf", lambda c: lines(c, ["Avec annexe"]))))
    writer.add_attachment("annexe.csv", b"a;b")
    writer.write(tmp_path / "b.pdf")
    notes = read_pdf(tmp_path / "b.pdf").notes
    assert [note.level for note in notes] == ["info"]
    assert "annexe.csv" in notes[0].message


def test_too_many_pages_gives_the_first_ones_and_a_note(tmp_path: Path) -> None:
    pages = [lambda canvas, n=n: lines(canvas, [f"Contenu de la partie {n}."]) for n in "abc"]
    reading = read_pdf(drawn(tmp_path / "a.pdf", *pages), max_pages=2)  # type: ignore[arg-type]
    assert text_of(reading) == "Contenu de la partie a.\n\nContenu de la partie b."
    assert "seules les 2 premières pages sur 3" in reading.notes[0].message


def test_a_scan_without_tesseract_names_the_next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    reading = read_pdf(drawn(tmp_path / "plan.pdf", lambda canvas: scanned(canvas, "Rien")))
    assert [note.message for note in reading.notes if note.page] == [
        "plan.pdf, page 1\u00a0: aucun texte (page numérisée\u202f?). "
        "Installez tesseract-ocr-fra puis relancez kb build."
    ]


@ocr
@pytest.mark.ocr
def test_a_scan_is_read_with_the_boxes_of_its_words(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", lambda c: scanned(c, "La confiance se gagne", "en revenant chaque soir"))
    document = read_pdf(path).document
    assert document is not None
    assert document.text == "La confiance se gagne en revenant chaque soir"
    page = document.pages[0]
    assert page.state == "ocr"
    assert [word.text for word in page.words] == document.text.split()
    assert all(0 <= w.left < w.right <= 1 and 0 <= w.top < w.bottom <= 1 for w in page.words)


@ocr
@pytest.mark.ocr
def test_pages_read_by_ocr_are_kept_for_the_next_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = drawn(tmp_path / "a.pdf", lambda c: scanned(c, "La confiance se gagne"))
    first = read_pdf(path, ocr_cache=tmp_path / "cache")

    def refused(*args: object, **options: object) -> None:
        raise AssertionError("tesseract ran again")

    monkeypatch.setattr(subprocess, "run", refused)
    monkeypatch.setattr("ingest.pdf.images.scans.tesseract_missing", lambda: "")
    assert read_pdf(path, ocr_cache=tmp_path / "cache") == first


@outside
@pytest.mark.pdfs
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("fr_accord_2col_indesign.pdf", "après la signature de quatre accords sur :"),
        ("fr_medecine_caracteres_doubles.pdf", "Savoir définir l’acidose, son caractère métabolique"),
        ("fr_livre_blanc_indesign.pdf", "à l’image de JeVeuxAider.gouv.fr, DossierFacile"),
        ("fr_tabac_diapos_spf.pdf", "EFFICACITÉ D’UNE INTERVENTION VISANT À AUGMENTER LES DISCUSSIONS SUR LE SEVRAGE"),
        ("fr_journal_officiel_arbortext.pdf", "ordre des experts-comptables"),
        ("latex_multicolumn.pdf", "Denmark | 5.8 | 42,951 | Copenhagen | Danish"),
        ("ENC_aes256_empty_password.pdf", "pdf encryption test"),
        ("ligatures.pdf", "abcdeffffiflffifflst"),
        ("fr_diacritiques.pdf", "à À â Â ä Ä ç Ç é É è È ê Ê ë Ë î Î ï Ï ô Ô ù Ù û Û ü Ü"),
    ],
)
def test_real_files_give_their_sentences(name: str, expected: str) -> None:
    assert expected in text_of(read_pdf(PDFS / name, ocr=False))


@outside
@pytest.mark.pdfs
def test_real_running_heads_and_feet_are_gone() -> None:
    text = text_of(read_pdf(PDFS / "fr_accord_2col_indesign.pdf", ocr=False))
    assert "dans le notariat - 3" not in text
    assert "2 - Accord de branche" not in text


@outside
@ocr
@pytest.mark.pdfs
@pytest.mark.ocr
def test_a_real_scan_is_read() -> None:
    text = text_of(read_pdf(PDFS / "fr_SCAN_1p_xerox.pdf"))
    assert "La délégation patronale des notaires a signé le 17 septembre 2020" in text


RUBRICS = ["Pour qui", "Où", "Ce qu’on a fait", "Suite"]


def sheet(number: int, *, head: str = "", titled: bool = True, foot: str = "", spread: float = 30):  # type: ignore[no-untyped-def]
    """One sheet of a series: the same rubrics at the same height, other words under them."""
    places = ["au square", "au collège", "dans le hall", "à la gare", "au local", "sur le quai"]

    def draw(canvas: Canvas) -> None:
        if head:
            lines(canvas, [head], top=30, size=8)
        if titled:
            lines(canvas, [f"Sortie {places[number]}"], top=70, size=16)
        for row, rubric in enumerate(RUBRICS):
            canvas.setFont("Helvetica-Bold", 11)
            canvas.drawString(70, HEIGHT - 95 - row * spread, rubric)
            said = (
                "Rien de plus." if row == 3 and number % 3 else f"Ce soir-là, {places[number - row]}, à {number + 3}."
            )
            lines(canvas, [said], top=109 + row * spread)
        if foot:
            lines(canvas, [foot], top=815, size=8)

    return draw


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"titled": False},
        {"head": "Carnet des sorties 2023", "foot": "Association fictive"},
        {"titled": False, "head": "Carnet des sorties 2023", "spread": 90},
    ],
)
@pytest.mark.parametrize("count", [2, 6])
def test_the_rubrics_of_a_series_of_sheets_are_no_running_heads(
    tmp_path: Path, options: dict[str, object], count: int
) -> None:
    path = drawn(tmp_path / "a.pdf", *(sheet(number, **options) for number in range(count)))  # type: ignore[arg-type]
    text = text_of(read_pdf(path))
    assert {rubric: text.count(rubric) for rubric in RUBRICS} == dict.fromkeys(RUBRICS, count)
    assert text.count("Rien de plus.") == count - (count + 2) // 3
    assert "Carnet des sorties" not in text
    assert "Association fictive" not in text
