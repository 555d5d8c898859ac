"""The words of a text as people write them, and what stands for the same thing however it is written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.index.words.tokens import marks_of, reading_of, term_counts, units


def shared(one: str, other: str) -> set[str]:
    return term_counts(one).keys() & term_counts(other).keys()


def test_units_stand_where_they_are_in_the_text() -> None:
    text = "L’œuvre d’une mère — « auto-support », 1 500 €, éducateur·rice·s"
    assert [text[one.start : one.end] for one in units(text)] == [
        *("L", "œuvre", "d", "une", "mère", "auto-support", "1 500", "éducateur·rice·s"),
    ]


def test_terms_are_counted() -> None:
    assert term_counts("Le hall, les halls, et le HALL.") == {"hall": 3}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("un auto-support", "autosupports"),
        ("la post‑cure", "la postcure"),
        ("les sans–abri", "un sansabri"),
        ("3-MMC", "3mmc"),
        ("COVID-19", "covid19"),
        ("1 500 repas", "1500"),
        ("12\u202f000\u00a0000", "12000000"),
        ("2.400 euros", "2 400"),
        ("le XIXe", "le 19ème"),
        ("IIe", "2e"),
        ("xviiie", "18e"),
        ("1re", "premier"),
        ("dix-neuvième", "19e"),
        ("19 ème", "19e"),
        ("Louis XIV", "14"),
        ("le 12/03", "12 mars"),
        ("2024-07-01", "1er juillet"),
        ("01/07/24", "01/07/2024"),
        ("éducateur·rice·s", "éducatrices"),
        ("médiateur(trice)s", "médiatrice"),
        ("travailleurs/euses", "travailleuse"),
        ("intervenant-e-s", "intervenantes"),
        ("conseiller.ère.s", "conseillère"),
        ("C.S.A.P.A.", "CSAPA"),
        ("A.S.", "une AS du quartier"),
        ("l\u02bceau", "eau"),
        ("ＣＳＡＰＡ", "csapa"),
        ("50 m²", "50 m2"),
        ("l’ho\u0302pital", "hôpital"),
        ("sé\u00adcret par\u200btagé", "partagé secret"),
        ("e\u0301phe\u0301me\u0300re", "éphémère"),
        ("العَرَبِيّة", "العربية"),
        ("в Москве\u0301", "москве"),
        ("ΛΌΓΟΣ", "λόγος"),
        ("हिन्दी", "हिन्दी भाषा"),
        ("北京市", "在北京"),
    ],
)
def test_one_thing_written_in_two_ways_shares_a_term(one: str, other: str) -> None:
    assert shared(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("la vie", "6e"),
        ("2/3 des jeunes", "mars"),
        ("10-12 ans", "1012"),
        ("24/24", "décembre"),
        ("2024 300 personnes", "2024300"),
        ("dit-elle", "ditelle"),
        ("celui-ci", "celuici"),
        ("06 12 34 56 78", "0612"),
        ("31/13", "janvier"),
    ],
)
def test_what_only_looks_alike_shares_no_term(one: str, other: str) -> None:
    assert not shared(one, other)


def test_parts_of_a_compound_are_words_too() -> None:
    assert term_counts("Seine-Saint-Denis").keys() >= {"saint", "den"}
    assert term_counts("50m2").keys() >= {"50", "m2", "50m2"}


def test_function_words_in_capitals_are_acronyms() -> None:
    assert term_counts("Une AS et le ME, l’hépatite C") == {"AS": 1, "ME": 1, "C": 1, "hepatit": 1}
    assert term_counts("une as, le me, c’est bien, C’est D’ici") == {}


def test_a_line_in_capitals_has_no_acronym() -> None:
    assert "AVEC" not in term_counts("LE RELAIS AVEC UNE MÈRE\nUne suite en minuscules")
    assert "ME" in term_counts("LE RELAIS AVEC UNE MÈRE\nUne suite avec le ME")


def test_compounds_of_function_words_are_words() -> None:
    assert term_counts("le bien-être, un chez-soi").keys() == {"bienetr", "chezsoi"}


def test_what_is_marked_is_the_part_that_is_wanted_or_the_whole() -> None:
    text = "Un auto-support, des éducateur·rice·s et une AS"

    def marked(*wanted: str) -> list[str]:
        return [text[a:b] for a, b in marks_of(text, frozenset(wanted))]

    assert marked("autosupport") == ["auto-support"]
    assert marked("support") == ["support"]
    assert marked("educ") == ["éducateur·rice·s"]
    assert marked("AS") == ["AS"]


@settings(max_examples=200)
@given(st.text())
def test_any_text_is_read_and_units_follow_each_other(text: str) -> None:
    at = 0
    for unit in units(text):
        assert at <= unit.start < unit.end <= len(text)
        assert unit.written == text[unit.start : unit.end]
        assert reading_of(unit.written) == unit.reading
        at = unit.end
    assert all(count > 0 for count in term_counts(text).values())


def test_a_long_run_of_signs_is_read_in_a_time_that_follows_its_length() -> None:
    for text in (
        "a-" * 50_000,
        "1 " * 50_000,
        "a." * 50_000,
        "é·e" * 50_000,
        "\u0301\u200b" * 50_000,
        "1.111" * 20_000,
    ):
        assert sum(1 for _ in units(text)) <= len(text)
