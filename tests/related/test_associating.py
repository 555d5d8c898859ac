"""« À quoi cela fait penser »: other records, in the band, that differ; no dead end while any is left."""

from pathlib import Path

import pytest

from kb.base import PUBLIC, KnowledgeBase
from kb.readers import PROFESSIONAL
from kb.records.positions import Position, read, written
from kb.records.summary import RecordSummary
from kb.related.associate import FARTHEST, NEAREST
from kb.related.differences import differences, state
from tests.conftest import Opener
from tests.stories import STORIES, write_stories

START = Position("EXP-2020-001", 1, 0, 60)


@pytest.fixture
def halls(home: Path, open_base: Opener) -> KnowledgeBase:
    write_stories(home, secret=True)
    base = open_base()
    base.build()
    return base


def test_three_passages_of_other_records_word_for_word(halls: KnowledgeBase) -> None:
    found = halls.related.associate((START,), reader=PUBLIC)
    assert len({one.record.id for one in found} - {"EXP-2020-001"}) == 3
    for one in found:
        view = halls.record(one.record.id, reader=PUBLIC)
        assert view is not None
        assert view.document.text[one.position.start : one.position.end] == one.passage.text


def test_a_proposal_differs_in_two_facts_or_says_why_not(halls: KnowledgeBase) -> None:
    for one in halls.related.associate((START,), reader=PUBLIC):
        assert one.differs == tuple(key for key, told in one.states if told == "other")
        assert len(one.differs) >= 2 or one.reason
        assert FARTHEST <= one.percentile <= NEAREST or one.reason == "outside"


def test_a_walk_meets_every_record_once_and_then_stops(halls: KnowledgeBase) -> None:
    trail = [START]
    while found := halls.related.associate(trail, reader=PUBLIC):
        trail.append(found[-1].position)
    assert sorted(one.record for one in trail) == [one[0] for one in STORIES]


def test_the_same_trail_calls_up_the_same_passages(halls: KnowledgeBase) -> None:
    trail = (START, halls.related.associate((START,), reader=PUBLIC)[0].position)
    assert halls.related.associate(trail, reader=PUBLIC) == halls.related.associate(trail, reader=PUBLIC)


def test_what_a_reader_may_not_read_is_never_proposed_and_moves_no_percentile(
    home: Path, open_base: Opener, halls: KnowledgeBase
) -> None:
    walk = [START]
    seen = []
    while found := halls.related.associate(walk, reader=PUBLIC):
        seen.append([(one.record.id, one.percentile) for one in found])
        walk.append(found[0].position)
    assert "EXP-2020-010" not in {record for step in seen for record, _ in step}
    (home / "corpus" / "secret.md").unlink()
    halls.build()
    again = [
        [(one.record.id, one.percentile) for one in halls.related.associate(walk[:n], reader=PUBLIC)]
        for n in range(1, len(walk))
    ]
    assert again == seen


def test_a_trail_from_a_record_that_one_may_not_read_gives_nothing(halls: KnowledgeBase) -> None:
    secret = Position("EXP-2020-010", 1, 0, 60)
    assert halls.related.associate((secret,), reader=PUBLIC) == ()
    assert halls.related.stops((secret,), reader=PUBLIC)[0].record is None
    assert halls.related.stops((secret,), reader=PROFESSIONAL)[0].passage is not None


def test_a_withdrawn_step_loses_its_words_and_the_walk_goes_on_from_the_one_before(halls: KnowledgeBase) -> None:
    trail = (START, halls.related.associate((START,), reader=PUBLIC)[0].position)
    halls.register.withdraw(trail[1].record, actor="test", reason="à revoir")
    halls.follow()
    first, second = halls.related.stops(trail, reader=PUBLIC)
    assert first.passage is not None
    assert (second.record, second.passage) == (None, None)
    assert trail[1].record not in {one.record.id for one in halls.related.associate(trail, reader=PUBLIC)}
    assert halls.related.associate(trail, reader=PUBLIC)


@pytest.mark.parametrize(("start", "end", "revision"), [(0, 10**8, 1), (10**7, 10**8, 1), (5, 9, 7), (5, 9, 0)])
def test_a_place_that_no_text_has_stops_nothing(halls: KnowledgeBase, start: int, end: int, revision: int) -> None:
    trail = (Position("EXP-2020-001", revision, start, end),)
    assert len(halls.related.associate(trail, reader=PUBLIC)) == 3
    halls.related.stops(trail, reader=PUBLIC)


def test_an_empty_trail_calls_up_nothing(halls: KnowledgeBase) -> None:
    assert halls.related.associate((), reader=PUBLIC) == ()


def test_positions_go_into_an_address_and_come_back() -> None:
    trail = (START, Position("DOC-2019-004", 12, 7, 900))
    assert read(written(trail)) == trail
    assert read("n’importe quoi~EXP-1.2.9.3~<script>~EXP-2020-001.1.0.60") == (START,)
    assert len(read(written([START] * 500))) == 60


def test_a_departement_is_no_other_territory_than_its_communes() -> None:
    one = RecordSummary("EXP-1", "experience", "A", territories=("93066",), trades=("soin",), outcome="failure")
    other = RecordSummary("EXP-2", "experience", "B", territories=("93",), trades=("police",))
    assert state(one, other, "territory") == "same"
    assert state(one, other, "outcome") == "unknown"
    assert differences(one, other) == ("trade",)
