"""What a misspelt question means to the encoder."""

import pytest

from kb.index.words.analysis import fold, terms_of
from kb.index.words.speller import Speller
from kb.search.spelling import Spelling, french, halves, is_inflection

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


def test_of_words_that_differ_by_accents_the_most_frequent_gives_them_back() -> None:
    said = french()
    best: dict[str, tuple[int, str]] = {}
    for word, count in said.words.items():
        folded = fold(word)
        if folded not in said.words and count > best.get(folded, (0, ""))[0]:
            best[folded] = (count, word)
    assert said.accented == {folded: word for folded, (_, word) in best.items()}
    assert (said.accented["sante"], said.accented["medecin"]) == ("santé", "médecin")
    assert "le" not in said.accented


@pytest.mark.parametrize(
    ("word", "held"),
    [("santes", True), ("sante", True), ("santez", False), ("bureaux", True), ("keufs", True), ("vtrzs", False)],
)
def test_the_plural_of_a_word_is_one(word: str, held: bool) -> None:
    assert french().holds(word) is held


@pytest.mark.parametrize(
    ("word", "known", "both"),
    [
        ("autosupport", {"auto", "support"}, ("auto", "support")),
        ("autosupport", {"auto"}, None),
        ("busgare", {"bus", "gar"}, ("bus", "gare")),
        ("garebus", {"bus", "gar"}, ("gare", "bus")),
        ("lesite", {"le", "sit"}, None),  # « le » is too short
        ("portemanteau", {"port", "manteau"}, None),  # a word of French
        ("salleverte", {"sall", "vert"}, ("salle", "verte")),
        ("chatgarage", {"chat", "garag"}, ("chat", "garage")),
        ("xxxxgare", {"gar"}, None),
        ("bus", {"bus"}, None),
    ],
)
def test_a_word_that_is_none_is_two_of_the_texts(word: str, known: set[str], both: tuple[str, str] | None) -> None:
    assert halves(word, known) == both


def test_of_two_ways_to_part_a_word_the_halves_most_alike_come_first() -> None:
    known = {term for word in ("port", "porte", "eclaire", "clair", "claire") for term in terms_of(word)}
    assert halves("porteclaire", known) == ("porte", "claire")


@pytest.mark.parametrize(
    ("word", "other", "same"),
    [
        ("jeune", "jeunes", True),
        ("parl", "parle", True),
        ("par", "pares", False),
        ("passer", "passait", True),
        ("passe", "passage", False),
        ("hall", "hall", True),
        ("gare", "garde", False),
    ],
)
def test_forms_of_one_word_share_four_letters_and_differ_by_endings(word: str, other: str, same: bool) -> None:
    assert is_inflection(word, other) is same


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("le Crak", "le Crak"),  # a name
        ("Crak du soir", "crack du soir"),  # the first word has a capital anyway
        ("CRAK du soir", "CRAK du soir"),  # initials
        ("le crak, le crak", "le crack, le crack"),
        ("Sante", "santé"),
        ("SANTE", "SANTE"),
        ("la santé", "la santé"),
        ("la sánte", "la sánte"),  # another accent is the person's own
    ],
)
def test_names_and_initials_are_left_and_the_rest_is_read_as_meant(typed: str, wanted: str) -> None:
    assert meant(typed) == wanted
