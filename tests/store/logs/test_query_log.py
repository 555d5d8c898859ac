"""The log of questions: no name, no number, a year at most, and off when asked."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.base import PUBLIC, KnowledgeBase
from kb.store.files.database import open_database
from kb.store.logs.query_log import log_feedback, log_question, masked
from kb.store.records.register import Register
from kb.store.records.sources import put_settings
from kb.store.schema.migrations import REGISTER


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = datetime.datetime(2025, 3, 4, 12, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def register(tmp_path: Path, clock: Clock) -> Iterator[Register]:
    with Register(open_database(tmp_path / "r.sqlite3", REGISTER, create=True), clock) as one:
        yield one


def lines(register: Register) -> list[tuple[object, ...]]:
    rows = register.database.execute("SELECT day, question, filters, hits, weak, helped FROM query_log ORDER BY number")
    return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("que faire pour Karim Benali en sortie de cure", "que faire pour … … en sortie de cure"),
        ("la situation d’Ahmed qui dort dehors", "la situation d’… qui dort dehors"),
        ("la situation d'Ahmed qui dort dehors", "la situation d'… qui dort dehors"),
        ("Madame durand est revenue", "… est revenue"),
        ("M. Nguyen, 34 ans", "… … ans"),
        ("son frère (Mehdi) et Jeanne-Marie", "son frère (…) et …"),
        ("la mère de Karim BENALI", "la mère de …"),
        ("appeler le 06 12 34 56 78", "appeler le …"),
        ("né le 12/03/2004, jean.dupont@exemple.fr", "né le …, …"),
        ("un jeune de 17 ans au 93", "un jeune de … ans au …"),
    ],
)
def test_names_numbers_and_addresses_are_masked(question: str, kept: str) -> None:
    assert masked(question) == kept


@pytest.mark.parametrize("question", ["une mère refuse", "que fait le CAARUD à Paris", "à Saint-Denis, la nuit"])
def test_a_question_without_a_name_is_kept_as_it_is(question: str) -> None:
    assert masked(question) == question


def test_half_a_character_is_logged_as_a_question_mark(register: Register) -> None:
    log_question(register, "la \udcff laverie", {"title": ("\ud800",)}, hits=1, weak=False)
    assert lines(register)[0][1:3] == ("la ? laverie", '{"title": ["?"]}')


def test_a_long_question_is_cut() -> None:
    assert len(masked("mot " * 20_000)) <= 300


def test_a_line_says_the_day_the_question_the_filters_and_what_was_found(register: Register) -> None:
    log_question(register, "que dit Karim du 93", {"territory": ("93",)}, hits=4, weak=False)
    assert lines(register) == [("2025-03-04", "que dit … du …", '{"territory": ["93"]}', 4, 0, None)]


def test_an_empty_question_is_not_logged(register: Register) -> None:
    assert log_question(register, "  \n", {}, hits=0, weak=True) is None
    assert lines(register) == []


def test_lines_go_after_365_days(register: Register, clock: Clock) -> None:
    log_question(register, "la première", {}, hits=1, weak=False)
    clock.now += datetime.timedelta(days=365)
    log_question(register, "un an après", {}, hits=1, weak=False)
    assert [line[1] for line in lines(register)] == ["la première", "un an après"]
    clock.now += datetime.timedelta(days=1)
    log_question(register, "le lendemain", {}, hits=1, weak=False)
    assert [line[1] for line in lines(register)] == ["un an après", "le lendemain"]


def test_the_log_can_be_turned_off_and_on(register: Register) -> None:
    put_settings(register, {"query_log": "off"})
    assert log_question(register, "une question", {}, hits=1, weak=False) is None
    assert lines(register) == []
    put_settings(register, {"query_log": "on"})
    assert log_question(register, "une question", {}, hits=1, weak=False)


def test_feedback_goes_to_the_last_such_question_of_the_day(register: Register, clock: Clock) -> None:
    log_question(register, "que dit Karim", {}, hits=1, weak=False)
    clock.now += datetime.timedelta(days=1)
    log_question(register, "que dit Karim", {}, hits=1, weak=False)
    log_question(register, "que dit Karim", {}, hits=1, weak=False)
    log_feedback(register, "que dit Karim", helped=False)
    assert [line[-1] for line in lines(register)] == [None, None, 0]
    log_feedback(register, "jamais posée", helped=True)


def test_only_a_page_that_asks_for_it_is_logged(base: KnowledgeBase) -> None:
    base.page("la laverie", reader=PUBLIC)
    base.search("la laverie")
    assert lines(base.register) == []
    base.page("la laverie de Samira", {"theme": "genre"}, reader=PUBLIC, log=True)
    base.page("", reader=PUBLIC, log=True)
    assert [(line[1], line[2]) for line in lines(base.register)] == [("la laverie de …", '{"theme": ["genre"]}')]
