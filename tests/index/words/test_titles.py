"""Which titles say something of a record."""

import pytest

from ingest.document import Document
from kb.index.words.titles import searched_title, telling_title
from kb.records.canonical import TextBuilder


def text(*paragraphs: str, heading: str = "") -> Document:
    builder = TextBuilder()
    if heading:
        builder.heading(heading, 1)
    for one in paragraphs:
        builder.add(one)
    return builder.build()


STORY = text(
    "Le jardin partagé ouvre le samedi, et les voisins y plantent des fèves.", "La réunion du bilan est en juin."
)


@pytest.mark.parametrize(
    "title",
    [
        *("Le jardin partagé ouvre le samedi", "Le jardin partagé ouvre le sam", "LE JARDIN PARTAGE OUVRE…", ""),
        *("scan0042", "IMG-20240312", "DSC_0112", "numerisation 3", "Sans titre", "Document2", "Nouveau document"),
        *("CR réunion 12-03 def2", "bilan VF", "note v3", "rapport.docx", "compte_rendu_juin", "Bilan - copie (1)"),
    ],
)
def test_first_words_names_of_files_and_nothing_are_no_titles(title: str) -> None:
    assert telling_title(title, STORY) == ""


@pytest.mark.parametrize(
    "title",
    [
        *("Le jardin", "Un jardin entre voisins", "3-MMC", "Covid-19", "Le bilan final", "Plan 2024", "Que faire ?"),
        *("Notes de terrain", "Version originale", "Le V", "Photographier sans exposer"),
    ],
)
def test_what_somebody_chose_is_a_title(title: str) -> None:
    other = text("Une fève pousse en six semaines.", "On l’arrose le soir.")
    assert telling_title(title, other) == title


def test_a_title_typed_as_the_first_line_is_one() -> None:
    typed = text("Un jardin entre voisins", "Le samedi, chacun vient avec sa bêche.")
    assert telling_title("Un jardin entre voisins", typed) == "Un jardin entre voisins"
    assert telling_title("Un jardin entre voisins Le samedi, ch", typed) == ""


def test_first_words_below_the_heading_are_first_words() -> None:
    headed = text("Le samedi, chacun vient avec sa bêche et ses gants.", heading="Jardin")
    assert telling_title("Le samedi, chacun vient", headed) == ""
    assert telling_title("Jardin", headed) == "Jardin"


def test_the_name_of_a_file_is_a_title_when_its_text_speaks_of_it() -> None:
    assert telling_title("Jardin partagé", STORY, "corpus/jardin-partage.md") == "Jardin partagé"
    assert telling_title("Envoi mairie", STORY, "corpus/envoi-mairie.md") == ""
    assert telling_title("Envoi mairie", STORY, "corpus/autre.md") == "Envoi mairie"


def test_a_record_is_still_found_by_the_name_of_its_file() -> None:
    assert searched_title("CR réunion 12-03 def2", STORY) == "CR réunion 12-03 def2"
    assert searched_title("Le jardin partagé ouvre", STORY) == searched_title("Sans titre", STORY) == ""


@pytest.mark.parametrize("title", ["A" * 3 + "12", "ab12", "a1234", "ab-12"])
def test_what_counts_less_than_three_digits_or_letters_is_a_title(title: str) -> None:
    assert telling_title(title, STORY) == title


@pytest.mark.parametrize("title", ["ab123", "abc-1234", "ab123-x", "abc123def"])
def test_what_a_machine_counts_is_a_file(title: str) -> None:
    assert telling_title(title, STORY) == ""


@pytest.mark.parametrize(("said", "telling"), [(0, False), (1, False), (2, True), (3, True)])
def test_the_name_of_a_file_is_a_title_when_its_text_says_more_than_half_of_it(said: int, telling: bool) -> None:
    words = ["fève", "bêche", "gants"]
    spoken = text("Une phrase sans rapport.", " ".join(words[:said]) or "Rien.")
    assert bool(telling_title("Fève bêche gants", spoken, "corpus/Fève bêche gants.md")) == telling


def test_half_of_the_name_of_a_file_is_not_enough() -> None:
    spoken = text("Une phrase sans rapport.", "Une fève.")
    assert telling_title("Fève bêche", spoken, "corpus/fève-bêche.md") == ""


def test_a_text_that_is_its_title_alone_has_none_and_one_that_goes_on_has() -> None:
    assert searched_title("Un jardin", text("Un jardin")) == ""
    assert searched_title("Un jardin", text("Un jardin", "x")) == "Un jardin"
    assert searched_title("Un jardin", text("Un jardin est là", "x")) == ""
    assert searched_title("…", text("Un jardin est là", "x")) == ""


@pytest.mark.parametrize("between", ["", " - "])
def test_first_words_spread_over_signs_are_still_first_words(between: str) -> None:
    title = "Un jardin entre voisins de bonne volonté et de longue date"
    letters = between.join(title)
    assert searched_title(title, text(f"{letters} encore", "x")) == ""
