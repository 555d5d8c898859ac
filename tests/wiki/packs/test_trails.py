"""Trails that people keep: their own, or by a link; positions and a name, never a word of a record."""

import pytest

from kb.base import PUBLIC, KnowledgeBase
from kb.errors import RecordNotFound, Refused
from kb.readers import PROFESSIONAL
from kb.records.positions import Position
from kb.wiki.admin import erasure
from kb.wiki.packs import packs, trails
from kb.wiki.packs.trails import LONGEST_NAME, MOST, TrailRefused
from tests.wiki.people import ADMIN, AUTHOR, OTHER

STEPS = (Position("EXP-2023-001", 1, 0, 40), Position("SRV-2024-001", 1, 0, 40), Position("EXP-2019-001", 1, 0, 40))


def test_a_trail_is_kept_found_changed_and_forgotten(base: KnowledgeBase) -> None:
    number = trails.keep(base.wiki, AUTHOR, "  Le soir,\n la laverie ", STEPS[:2])
    one = trails.mine(base.wiki, AUTHOR, number)
    assert (one.name, one.steps, one.shared) == ("Le soir, la laverie", STEPS[:2], False)
    trails.change(base.wiki, AUTHOR, number, "Le soir", STEPS)
    assert [found.steps for found in trails.kept(base.wiki, AUTHOR)] == [STEPS]
    trails.drop(base.wiki, AUTHOR, number)
    assert trails.kept(base.wiki, AUTHOR) == ()
    with pytest.raises(RecordNotFound):
        trails.mine(base.wiki, AUTHOR, number)


def test_nobody_reads_changes_shares_or_forgets_the_trail_of_another(base: KnowledgeBase) -> None:
    number = trails.keep(base.wiki, AUTHOR, "Le soir", STEPS)
    assert trails.kept(base.wiki, OTHER) == ()
    for person in (OTHER, ADMIN):
        for attempt in (
            lambda: trails.mine(base.wiki, person, number),  # noqa: B023
            lambda: trails.change(base.wiki, person, number, "À moi", ()),  # noqa: B023
            lambda: trails.share(base.wiki, person, number),  # noqa: B023
            lambda: trails.unshare(base.wiki, person, number),  # noqa: B023
            lambda: trails.drop(base.wiki, person, number),  # noqa: B023
        ):
            with pytest.raises(Refused):
                attempt()
    with pytest.raises(Refused):
        trails.mine(base.wiki, None, number)


def test_a_link_opens_a_trail_until_it_is_closed_or_made_anew(base: KnowledgeBase) -> None:
    number = trails.keep(base.wiki, AUTHOR, "Le soir", STEPS)
    first = trails.share(base.wiki, AUTHOR, number)
    assert trails.shared(base.wiki, first).steps == STEPS
    second = trails.share(base.wiki, AUTHOR, number)
    for closed in (first, "", "n’importe quoi"):
        with pytest.raises(RecordNotFound):
            trails.shared(base.wiki, closed)
    trails.unshare(base.wiki, AUTHOR, number)
    with pytest.raises(RecordNotFound):
        trails.shared(base.wiki, second)


@pytest.mark.files
def test_the_register_holds_no_token_and_no_word_of_a_record(base: KnowledgeBase) -> None:
    number = trails.keep(base.wiki, AUTHOR, "Le soir", STEPS)
    token = trails.share(base.wiki, AUTHOR, number)
    rows = [str(row) for name in ("trails", "trail_steps") for row in base.register.database[name].rows]
    assert not [row for row in rows if token in row or "laverie" in row.casefold()]


def test_a_shared_trail_is_read_with_the_readers_own_rights(base: KnowledgeBase) -> None:
    number = trails.keep(base.wiki, AUTHOR, "Le soir", STEPS)
    steps = trails.shared(base.wiki, trails.share(base.wiki, AUTHOR, number)).steps
    assert [stop.passage is not None for stop in base.related.stops(steps, reader=PROFESSIONAL)] == [True, True, True]
    closed = base.related.stops(steps, reader=PUBLIC)[1]
    assert (closed.record, closed.passage) == (None, None)


def test_a_step_withdrawn_or_erased_loses_its_words_in_every_trail(base: KnowledgeBase) -> None:
    number = trails.keep(base.wiki, AUTHOR, "Le soir", STEPS)
    base.register.withdraw("EXP-2023-001", actor="test", reason="à revoir")
    base.follow()
    erasure.erase(base.wiki, ADMIN, "EXP-2019-001")
    stops = base.related.stops(trails.mine(base.wiki, AUTHOR, number).steps, reader=PROFESSIONAL)
    assert [stop.passage is not None for stop in stops] == [False, True, False]


def test_the_steps_of_a_trail_are_extracts_for_a_pack() -> None:
    pieces = trails.pieces_of(STEPS)
    assert [(one.sort, one.sources[0].record, one.sources[0].revision) for one in pieces] == [
        ("extract", one.record, one.revision) for one in STEPS
    ]
    assert (pieces[0].start, pieces[0].end) == (0, 40)
    assert len({one.id for one in pieces}) == 3


def test_a_trail_becomes_a_pack_without_the_steps_that_cannot_be_read(base: KnowledgeBase) -> None:
    base.register.withdraw("EXP-2019-001", actor="test", reason="à revoir")
    base.follow()
    number, out = trails.into_pack(base.wiki, AUTHOR, "Le soir", STEPS)
    found = packs.open_pack(base.wiki, AUTHOR, number)
    assert (found.title, out) == ("Le soir", 1)
    pieces = [(one["sort"], one["sources"][0]["record"], one["start"]) for one in found.fields["pieces"]]
    assert pieces == [("extract", "EXP-2023-001", 0), ("extract", "SRV-2024-001", 0)]
    with pytest.raises(TrailRefused):
        trails.into_pack(base.wiki, AUTHOR, "Le soir", STEPS[2:])


def test_a_trail_without_a_name_or_a_step_or_with_too_much_is_refused_and_says_so(base: KnowledgeBase) -> None:
    for name, steps in ((" \n", STEPS), ("x" * (LONGEST_NAME + 1), STEPS), ("Le soir", ()), ("Le soir", STEPS * 30)):
        with pytest.raises(TrailRefused):
            trails.keep(base.wiki, AUTHOR, name, steps)
    assert trails.kept(base.wiki, AUTHOR) == ()


def test_an_account_keeps_so_many_trails_and_no_more(base: KnowledgeBase) -> None:
    for number in range(MOST):
        trails.keep(base.wiki, AUTHOR, f"Chemin {number}", STEPS[:1])
    with pytest.raises(TrailRefused, match=str(MOST)):
        trails.keep(base.wiki, AUTHOR, "Un de trop", STEPS)
    assert trails.keep(base.wiki, OTHER, "Un autre", STEPS)
