"""What a misspelt question means to the encoder."""

import pytest

from kb.index.words.speller import Speller
from kb.search.spelling import Spelling, french, is_inflection

WORDS = {"crack": 9, "immeuble": 4, "choufeurs": 2, "domiciliation": 3, "squat": 2, "squats": 1}


def meant(text: str) -> str:
    return Spelling({"chouf"}, lambda: Speller(WORDS)).read(text)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("acces au soin", "accès au soin"),
        ("hall d'imeuble ocupé", "hall d'immeuble ocupé"),
        ("du crak, du crack", "du crack, du crack"),
        ("domicilliation seche", "domiciliation sèche"),
        ("les choufeurs", "les choufeurs"),
        ("", ""),
        ("?!", "?!"),
    ],
)
def test_a_word_that_is_not_french_becomes_one_of_the_base_and_accents_come_back(typed: str, wanted: str) -> None:
    assert meant(typed) == wanted


@pytest.mark.parametrize("text", ["ça vibre dans son cartable", "à la Goutte d’Or", "le CSAPA de Saint-Denis", "CRAK"])
def test_french_words_names_and_initials_stay_as_they_are(text: str) -> None:
    assert meant(text) == text


def test_a_question_begun_with_a_capital_gets_its_accents() -> None:
    assert meant("Medecin de garde") == "médecin de garde"


def test_another_form_of_a_word_of_the_base_is_left() -> None:
    assert meant("un choufeur") == "un choufeur"
    assert is_inflection("choufeur", "choufeurs")
    assert not is_inflection("crak", "crack")


def test_the_spelling_of_the_base_is_not_asked_for_when_all_is_french() -> None:
    def never() -> Speller:
        raise AssertionError("spelling was asked for without need")

    assert Spelling((), never).read("que faire quand une mère refuse") == "que faire quand une mère refuse"


def test_french_knows_words_with_and_without_their_accents() -> None:
    assert french().holds("mediation")
    assert french().holds("quartier")
    assert not french().holds("domicilliation")


@pytest.mark.parametrize(
    "said",
    ["keufs", "mecs", "proto", "meufs", "thunes", "daronne", "toxicos", "asso", "clopes", "beuh", "relou", "netflix"],
)
def test_what_people_say_is_a_word_of_french(said: str) -> None:
    assert french().holds(said)
    beside = {said[:2] + "x" + said[3:]: 9, said + "e": 9, said.replace("k", "n"): 9}
    assert Spelling((), lambda: Speller(beside)).of(said) == ()


@pytest.mark.parametrize("misspelt", ["accompagnment", "imeuble", "toxicomani", "violance", "adiction", "hebergment"])
def test_what_is_misspelt_is_none(misspelt: str) -> None:
    assert not french().holds(misspelt)


def test_words_of_the_glossary_are_never_corrected() -> None:
    assert Spelling((), lambda: Speller({"tarpette": 3})).of("tarpete") == ["tarpette"]
    assert Spelling({"tarpete"}, lambda: Speller({"tarpette": 3})).of("tarpete") == ()


def test_a_question_meant_as_it_is_typed_is_corrected_nowhere() -> None:
    spelling = Spelling((), lambda: Speller(WORDS), literal=True)
    assert spelling.of("crak") == ()
    assert spelling.read("domicilliation seche") == "domicilliation sèche"
