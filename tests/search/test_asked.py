"""Which words of a question are looked for, whatever they are written like."""

import pytest

from kb.index.words.tokens import term_counts
from kb.search.query_words import asked_words

KNOWN = term_counts(
    "Le relais avec une AS de secteur\nUne ES du club, le ME de l’internat, la MA, un PAS et une SI\n"
    "Postcure et bien-être, un auto-support, un chez-soi\nL’hépatite C, le plan B\nAu 19e, 50 m², 1 500 €, le 3-MMC\n"
    "Un médiateur et une infirmière"
)


def asked(text: str) -> list[str]:
    return [one.word for one in asked_words(text, KNOWN)]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("AS", ["AS"]),
        ("as", ["AS"]),
        ("ma", ["MA"]),
        ("le rôle de l’as", ["role", "AS"]),
        ("une es du club", ["ES", "club"]),
        ("relais as", ["relais", "AS"]),
        ("hépatite c", ["hepatite", "C"]),
        ("QUE FAIRE AVEC UNE AS", ["AS"]),
        ("bien-être", ["bienetre"]),
        ("bien être", ["bienetre"]),
        ("un chez-soi d’abord", ["chezsoi", "abord"]),
        ("que me dit-on du relais", ["dit", "relais"]),
        ("on est là, si on veut", ["veut"]),
        ("l’autre, le même et la plus grande", ["grande"]),
        ("c est vrai", ["vrai"]),
        ("C’est vrai", ["vrai"]),
        ("M. A. est venu", ["venu"]),
        ("peut-être celui-ci", []),
    ],
)
def test_function_words_are_looked_for_where_they_name_something(question: str, words: list[str]) -> None:
    assert asked(question) == words


def test_an_acronym_that_no_text_holds_is_missed_and_not_forgotten() -> None:
    assert asked("le rôle d’une CELA") == ["role", "CELA"]


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("19ème", "19e"),
        ("XIXe", "19e"),
        ("1500", "1500"),
        ("50m2", "m2"),
        ("3 MMC", "mmc"),
        ("autosupport", "autosupport"),
        ("auto support", "autosupport"),
        ("post cure", "postcur"),
        ("post-cure", "postcur"),
        ("médiatrice", "mediateur"),
        ("infirmier·ère", "infirmi"),
    ],
)
def test_a_word_is_found_however_it_is_written(question: str, term: str) -> None:
    assert any(term in one.terms and term in KNOWN for one in asked_words(question, KNOWN))


def test_a_rank_may_be_told_by_its_number_alone_and_less_surely() -> None:
    (one,) = asked_words("19e", KNOWN)
    assert (one.terms, one.weaker) == (("19e",), ("19",))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("c hépatite", ["hepatite"]),
        ("hépatite c, vue", ["hepatite", "C", "vue"]),
        ("hépatite c vue", ["hepatite", "vue"]),
        ("plan b", ["plan", "B"]),
        ("plan b.", ["plan", "B"]),
        ("b", ["B"]),
        ("relais du club as", ["relais", "club"]),
        ("as relais", ["AS", "relais"]),
        ("relais as club", ["relais", "club"]),
        ("relais as’ club", ["relais", "club"]),
        ("une si", ["SI"]),
        ("une me", ["ME"]),
        ("le même", []),
        ("un relais si grand", ["relais", "grand"]),
        ("chez soi", ["chezsoi"]),
        ("bien, être", []),
        ("un bien-être au relais", ["bienetre", "relais"]),
    ],
)
def test_a_letter_and_a_small_word_are_looked_for_where_only_a_noun_stands(question: str, words: list[str]) -> None:
    assert asked(question) == words


@pytest.mark.parametrize(
    ("question", "joined"),
    [
        ("auto support", True),
        ("auto\u00a0support", True),
        ("auto, support", False),
        ("un auto support ici", True),
        ("au to support", False),
        ("post cure", True),
        ("cure post", False),
    ],
)
def test_two_words_written_apart_are_one_of_the_texts_when_nothing_else_parts_them(question: str, joined: bool) -> None:
    terms = {term for one in asked_words(question, KNOWN) for term in one.terms}
    assert bool(terms & {"autosupport", "postcur"}) == joined


def test_another_spelling_is_looked_for_of_plain_words_only() -> None:
    spelt = {one.word: one.spelt for one in asked_words("relais 3-MMC hépatite C BTS éducateur·rice", KNOWN)}
    assert spelt["relais"]
    assert spelt["hepatite"]
    assert not any(spelt[one] for one in ("mmc", "C", "educateur"))
