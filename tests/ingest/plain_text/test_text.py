"""Plain text: encodings, paragraphs, headings, lists."""

import pytest

from ingest.document import Document
from ingest.plain_text.encodings import decoded
from ingest.plain_text.text import read_text

FRENCH = "Où vont-elles ? À l’hôtel, « chez Zoé » : 12 €, cœur, Ÿ, naïveté.\n"
PAGE = """«« retour

Partager sur Facebook | Partager sur Twiter | Partager | Imprimer | A+ | A- | A=Le travail de rue

[25/07/2013]

Les équipes sortent chaque soir.

Ce que l'on cherche
Le contact avec les jeunes du quartier est long à établir et il se perd vite.
- aller vers,
- écouter
- et revenir.

La carte de Paris - nouvelle fenêtre

La carte de Paris"""


def of(document: Document | None) -> list[tuple[str, int, str, tuple[str, ...]]]:
    assert document is not None
    return [(b.kind, b.level, document.text[b.start : b.end], b.section) for b in document.blocks]


def read(text: str) -> list[tuple[str, int, str, tuple[str, ...]]]:
    return of(read_text(text.encode()).document)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8 with crlf"]
)
def test_french_is_never_garbled_whatever_the_encoding(encoding: str) -> None:
    data = FRENCH.replace("\n", "\r\n").encode() if encoding.endswith("crlf") else FRENCH.encode(encoding)

    assert decoded(data) == (FRENCH, ())


def test_latin_1_is_read() -> None:
    assert decoded("Élève blessé, « très » fatigué".encode("latin-1"))[0] == "Élève blessé, « très » fatigué"


def test_one_bad_byte_in_utf_8_is_noted_and_does_not_garble_the_rest() -> None:
    text, notes = decoded(("é" * 50 + "\nfin").encode() + b"\xff")

    assert text == "é" * 50 + "\nfin\ufffd"
    assert [note.message[:7] for note in notes] == ["Ligne 2"]


def test_a_declared_encoding_is_used_when_the_bytes_are_not_utf_8() -> None:
    assert decoded("prix : 5 €".encode("iso-8859-15"), "ISO-8859-15")[0] == "prix : 5 €"


def test_a_page_pasted_in_a_file_gives_its_title_headings_and_items_without_furniture() -> None:
    title = "Le travail de rue"
    inside = (title, "Ce que l'on cherche")

    assert read(PAGE) == [
        ("heading", 1, title, ()),
        ("paragraph", 0, "[25/07/2013]", (title,)),
        ("paragraph", 0, "Les équipes sortent chaque soir.", (title,)),
        ("heading", 2, "Ce que l'on cherche", (title,)),
        ("paragraph", 0, "Le contact avec les jeunes du quartier est long à établir et il se perd vite.", inside),
        ("item", 0, "aller vers,", inside),
        ("item", 0, "écouter", inside),
        ("item", 0, "et revenir.", inside),
    ]


def test_what_is_taken_out_of_a_page_is_told() -> None:
    notes = read_text(PAGE.encode()).notes

    assert [(note.level, "« retour" in note.message) for note in notes] == [("info", True)]


def test_a_line_that_starts_in_lower_case_carries_on_the_line_before() -> None:
    assert [text for _, _, text, _ in read("Les interventions qui sont\nnombreuses dans les quartiers.")] == [
        "Les interventions qui sont nombreuses dans les quartiers."
    ]


def test_lines_broken_by_an_editor_are_joined_into_paragraphs() -> None:
    wrapped = (
        "Le premier paragraphe a été tapé dans un éditeur qui coupe les lignes à\n"
        "Soixante-dix caractères environ, et il faut le lire d’un seul tenant car\n"
        "il ne forme qu’une phrase.\n\n"
        "Le second paragraphe suit une ligne vide et garde donc sa place à part\n"
        "dans le texte."
    )

    assert [text[:20] for _, _, text, _ in read(wrapped)] == ["Le premier paragraph", "Le second paragraphe"]


def test_an_address_is_not_a_pile_of_headings() -> None:
    kinds = [
        kind for kind, *_ in read("Notre équipe vous reçoit.\n\nMaison des jeunes\n12 rue Haute\nPantin\n\nÀ bientôt.")
    ]

    assert "heading" not in kinds


def test_numbered_headings_have_the_level_of_their_number() -> None:
    text = (
        "Bilan\n\n1. Le lieu\nNous recevons dans un local ouvert.\n1.2 Les horaires\nNous ouvrons à midi chaque jour."
    )

    assert [(level, title) for kind, level, title, _ in read(text) if kind == "heading"] == [
        (1, "Bilan"),
        (2, "1. Le lieu"),
        (3, "1.2 Les horaires"),
    ]


def test_split_ligatures_are_repaired_and_the_original_is_kept() -> None:
    document = read_text("Le travail avec les jeunes fi lles en situation précaire.".encode()).document

    assert document is not None
    assert document.text == "Le travail avec les jeunes filles en situation précaire."
    assert document.original == "Le travail avec les jeunes fi lles en situation précaire."
    assert [(block.start, block.end) for block in document.blocks] == [(0, len(document.text))]


@pytest.mark.parametrize("data", [b"", b" \n\n ", b"\xef\xbb\xbf", b"\x00"])
def test_a_file_without_text_gives_a_note(data: bytes) -> None:
    reading = read_text(data)

    assert reading.document is None
    assert [note.level for note in reading.notes] == ["error"]
