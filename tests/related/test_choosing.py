"""Help to choose: records that differ, a failure among them, and what the choice lacks."""

from pathlib import Path

import pytest

from kb.base import OPERATOR, PUBLIC, KnowledgeBase
from kb.related.select import Selection, pairs
from tests.conftest import Opener
from tests.stories import write_stories


@pytest.fixture
def halls(home: Path, open_base: Opener) -> KnowledgeBase:
    write_stories(home, secret=True)
    base = open_base()
    base.build()
    return base


def records(selection: Selection) -> list[str]:
    return [one.record.id for one in selection.choices]


def test_records_that_differ_are_preferred_to_the_nearest(halls: KnowledgeBase) -> None:
    found = halls.related.choose("Le hall", "occupé le soir", size=4, balance=0.6, reader=PUBLIC)
    told = {(one.record.outcome, one.record.trades[0]) for one in found.choices}
    assert len(told) == 4
    assert found.spread["outcome"] == {"success": 1, "failure": 1, "mixed": 1, "ongoing": 1}


def test_nearness_alone_gives_the_first_hits(halls: KnowledgeBase) -> None:
    hits = halls.search("Le hall occupé le soir", limit=9, reader=PUBLIC)
    found = halls.related.choose("Le hall", "occupé le soir", size=9, balance=0.0, reader=PUBLIC)
    assert records(found) == [hit.record.id for hit in hits]


def test_a_choice_holds_a_failure_or_half_success_whatever_the_balance(halls: KnowledgeBase) -> None:
    for balance in (0.0, 0.4, 1.0):
        found = halls.related.choose("Le banc du gardien sur le palier", size=2, balance=balance, reader=PUBLIC)
        assert {one.record.outcome for one in found.choices} & {"failure", "mixed"}


def test_a_choice_never_holds_fewer_pairs_than_plain_search(halls: KnowledgeBase) -> None:
    for subject in ("radiateur froid", "infirmière", "la patrouille du soir", "cartable", "le hall"):
        plain = [hit.record for hit in halls.search(subject, limit=3, reader=PUBLIC)]
        for balance in (0.1, 0.4, 0.9):
            found = halls.related.choose(subject, size=3, balance=balance, reader=PUBLIC)
            assert len(pairs([one.record for one in found.choices])) >= len(pairs(plain))


def test_what_the_choice_lacks_is_said_with_the_record_that_would_bring_it(halls: KnowledgeBase) -> None:
    found = halls.related.choose("Le hall et l’école", size=1, balance=0.0, reader=PUBLIC)
    lacks = {(lack.key, lack.sort, lack.code): lack.nearest for lack in found.lacks}
    outcomes = {code for key, _, code in lacks if key == "outcome"}
    assert outcomes == {"success", "mixed", "failure"} - {one.record.outcome for one in found.choices}
    assert all(record is not None for (key, _, _), record in lacks.items() if key == "outcome")


def test_a_trade_that_the_subject_names_and_no_record_tells_is_lacking(halls: KnowledgeBase) -> None:
    found = halls.related.choose("Le hall", "du point de vue de la psychologie", size=3, reader=PUBLIC)
    lack = next(one for one in found.lacks if one.code == "psychologie")
    assert (lack.key, lack.sort, lack.nearest) == ("trade", "none", None)


def test_one_territory_only_is_said(halls: KnowledgeBase) -> None:
    found = halls.related.choose("banc radiateur fenêtre vitre", size=3, balance=0.0, reader=PUBLIC)
    single = {one.code for one in found.lacks if one.sort == "single" and one.key == "territory"}
    territories = {code for one in found.choices for code in one.record.territories}
    assert single == (territories if len(territories) == 1 else set())


def test_what_a_reader_may_not_read_is_neither_chosen_nor_told(halls: KnowledgeBase) -> None:
    subject = "l’alibi du transformateur"
    assert "EXP-2020-010" in records(halls.related.choose(subject, reader=OPERATOR))
    found = halls.related.choose(subject, size=2, reader=PUBLIC)
    assert "EXP-2020-010" not in records(found)
    assert "EXP-2020-010" not in {lack.nearest.id for lack in found.lacks if lack.nearest}
    assert "justice" not in {lack.code for lack in found.lacks}


@pytest.mark.parametrize("subject", ["", "  ", "?!", "🙂"])
def test_a_subject_without_a_word_chooses_nothing(halls: KnowledgeBase, subject: str) -> None:
    assert halls.related.choose(subject, reader=PUBLIC) == Selection((), 0.4, 0, {k: {} for k in found_keys()}, ())


def found_keys() -> tuple[str, ...]:
    return ("outcome", "trade", "territory", "form")


def test_the_same_subject_gives_the_same_choice(halls: KnowledgeBase) -> None:
    once = halls.related.choose("Le hall", "le soir", reader=PUBLIC)
    assert halls.related.choose("Le hall", "le soir", reader=PUBLIC) == once
    assert halls.related.choose("Le hall", "le soir", balance=7.0, reader=PUBLIC).balance == 1.0
