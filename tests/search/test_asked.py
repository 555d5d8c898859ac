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


@pytest.mark.parametrize("acronym", ["TA", "SA", "ON", "CELA"])
def test_a_function_word_in_capitals_is_missed_when_no_text_holds_it_and_a_letter_is_not(acronym: str) -> None:
    assert asked(f"le rôle d’une {acronym}") == ["role", acronym]
    assert asked("le rôle de D") == ["role"]
    assert asked("le rôle de C") == ["role", "C"]


def test_of_a_question_all_in_capitals_words_may_be_spelt_otherwise_and_of_another_only_those_in_small() -> None:
    shouted = asked_words("RELAIS DU CLUB PRES DE LA GARE", KNOWN)
    assert {one.word: one.spelt for one in shouted} == {"relais": True, "club": True, "pres": True, "gare": True}
    said = asked_words("le BTS du relais près de la gare", KNOWN)
    assert {one.word: one.spelt for one in said} == {"bts": False, "relais": True, "pres": True, "gare": True}


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("un auto-support", ["auto", "support"]),  # its parts stand for it
        ("bien-être", ["bienetre"]),
        ("chez-soi", ["chezsoi"]),
        ("mal-être", ["mal"]),  # no text holds the whole
        ("mal-soi", ["mal"]),
        ("50 m²", ["50", "m2"]),
    ],
)
def test_a_compound_is_one_more_word_where_a_part_of_it_is_none(question: str, words: list[str]) -> None:
    assert asked(question) == words


def test_a_compound_of_a_function_word_that_the_texts_hold_is_looked_for_whole_beside_its_other_word() -> None:
    known = term_counts("Une rencontre avec l’après-cure et un mieux-être")
    assert [one.word for one in asked_words("mieux-être", known)] == ["mieux", "mieuxetre"]
    (mieux, whole) = asked_words("mieux-être", known)
    assert set(whole.terms) <= set(mieux.terms)
    assert (whole.start, whole.end, whole.spelt) == (0, 10, False)


def test_a_word_stands_where_its_unit_does() -> None:
    found = asked_words("le relais, puis l’auto-support", KNOWN)
    assert [(one.word, one.start, one.end) for one in found] == [
        ("relais", 3, 9),
        ("auto", 18, 30),
        ("support", 18, 30),
    ]
    (both,) = asked_words("on est bien être", KNOWN)
    assert (both.word, both.start, both.end, both.spelt) == ("bienetre", 7, 16, False)


@pytest.mark.parametrize(("half", "joined"), [("abc", True), ("ab", False)])
def test_a_word_of_two_letters_makes_no_compound_with_its_neighbour(half: str, joined: bool) -> None:
    known = term_counts("un abcsupport et un absupport")
    terms = {term for one in asked_words(f"{half} support", known) for term in one.terms}
    assert bool(terms & set(term_counts(f"{half}support"))) == joined


def test_a_word_between_two_may_make_a_compound_with_each() -> None:
    known = term_counts("autosupport supportclub")
    terms = [set(one.terms) for one in asked_words("auto support club", known)]
    first, last = set(term_counts("autosupport")), set(term_counts("supportclub"))
    assert [(bool(one & first), bool(one & last)) for one in terms] == [(True, False), (True, True), (False, True)]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("relais as club ouvert", ["relais", "club", "ouvert"]),
        ("as club relais ouvert", ["club", "relais", "ouvert"]),
        ("as relais club", ["AS", "relais", "club"]),
        ("relais club as", ["relais", "club", "AS"]),
    ],
)
def test_a_question_of_three_words_is_a_list_and_one_of_four_a_sentence(question: str, words: list[str]) -> None:
    assert asked(question) == words
