"""Rules of workshops that need no base: codes, cells, heaps, timer, attribution."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.related.heaping import heaps_of
from kb.workshops.cells import GridCell, disagree, merged
from kb.workshops.codes import LENGTH, SIGNS, new_code, read_code
from kb.workshops.heaps import Heap, Heaps, read, written
from kb.workshops.live import Live, group_names
from kb.workshops.plan import SittingPlan, purge_date, usual_steps

LINES = st.lists(st.sampled_from(["un", "deux", "trois", "quatre", "cinq"]), max_size=5).map("\n".join)


def test_no_sign_of_a_code_is_taken_for_another() -> None:
    assert not set(SIGNS) & set("0O1IL2Z5S8BU")
    assert len(set(SIGNS)) ** LENGTH > 190_000_000
    assert all(read_code(new_code()) for _ in range(50))


def test_a_code_is_read_however_it_is_typed() -> None:
    assert read_code(" ac4-7kx ") == "AC47KX"
    assert read_code("AC4 7KU") == "AC47KV"
    assert read_code("AC47K") == read_code("AC47K0") == read_code("") == ""


def test_two_people_in_one_cell_keep_both_lines() -> None:
    assert merged("", "une clé", "un gardien") == "une clé\nun gardien"
    assert merged("une clé", "une clé\nle soir", "une clé\nle matin") == "une clé\nle soir\nle matin"
    assert merged("une clé\nle soir", "une clé", "une clé\nle soir\nle gardien") == "une clé\nle gardien"


@given(LINES, LINES, LINES)
def test_a_merge_loses_no_line_that_somebody_wrote(base: str, there: str, mine: str) -> None:
    written_lines = ({*there.splitlines()} | {*mine.splitlines()}) - {*base.splitlines()}
    assert written_lines <= {*merged(base, there, mine).splitlines()}
    assert merged(base, there, base) == there
    assert merged(base, base, mine) == mine


def test_groups_disagree_when_their_answers_differ() -> None:
    assert disagree([GridCell(0, 0, 0, "", "yes"), GridCell(0, 0, 1, "", "no")])
    assert not disagree([GridCell(0, 0, 0, "", "yes"), GridCell(0, 0, 1, "long", "")])


def test_a_card_is_in_one_heap_and_an_empty_heap_goes() -> None:
    heaps = Heaps().moved("a", "h1").moved("b", "h1").moved("c", "h2").moved("c", "h1")
    assert heaps.heaps == (Heap("h1", "", ("a", "b", "c")),)
    assert heaps.moved("a", "").of("a") == ""
    assert read(written(heaps)) == heaps


def test_a_proposal_leaves_named_heaps_and_is_undone_in_one_step() -> None:
    mine = Heaps().moved("a", "h1").named("h1", "La clé").moved("b", "h2")
    proposed = mine.proposed([["a", "c"], ["b", "d"]], ["p1", "p2"])
    assert [(one.id, one.cards) for one in proposed.heaps] == [("h1", ("a",)), ("p1", ("c",)), ("p2", ("b", "d"))]
    assert proposed.moved("d", "p1").undone().heaps == mine.heaps


def test_a_timer_keeps_what_it_has_left() -> None:
    live = Live().at(0, SittingPlan(steps=usual_steps()))
    assert live.left == 15 * 60
    running = live.started(1000.0)
    assert running.ends == 1000.0 + 900
    assert running.longer(60, 1010.0).ends == 1000.0 + 960
    assert running.stopped(1100.0).left == 800


def test_words_of_a_group_under_five_bear_no_name_nor_those_of_the_others() -> None:
    assert group_names(("A", "B"), (20, 19)) == ("A", "B")
    assert group_names(("A", "B"), (20, 4)) == ("un groupe", "un groupe")
    assert group_names(("A", "B"), (20, 0)) == ("A", "B")
    assert group_names(("A", "B"), ()) == ("un groupe", "un groupe")


def test_what_was_not_kept_goes_sixty_days_after() -> None:
    import datetime

    today = datetime.date(2026, 1, 1)
    assert purge_date("2026-03-01", today) == "2026-04-30"
    assert purge_date("", today) == "2026-03-02"


def test_texts_that_say_the_same_are_proposed_as_one_heap() -> None:
    corners = np.eye(4, 16, dtype=np.float32)
    rows = np.repeat(corners, 6, axis=0) + np.random.default_rng(1).normal(0, 0.05, (24, 16)).astype(np.float32)
    found = heaps_of(rows / np.linalg.norm(rows, axis=1, keepdims=True))
    assert sorted(found) == [tuple(range(at, at + 6)) for at in (0, 6, 12, 18)]
    assert heaps_of(rows[:1]) == ((0,),)


def test_words_part_what_meaning_alone_does_not() -> None:
    chance = np.random.default_rng(2)
    meaning = np.ones((24, 16), np.float32) + chance.normal(0, 0.3, (24, 16)).astype(np.float32)
    meaning /= np.linalg.norm(meaning, axis=1, keepdims=True)
    said = np.repeat(np.eye(4, 8, dtype=np.float32), 6, axis=0)
    by_words = [set(range(at, at + 6)) for at in (0, 6, 12, 18)]

    def kept(found: tuple[tuple[int, ...], ...]) -> int:
        return sum(len(set(group) & by_words[group[0] // 6]) for group in found if len(group) > 1)

    assert kept(heaps_of(meaning, said)) > kept(heaps_of(meaning))
    assert len(heaps_of(meaning, np.zeros_like(said))) == len(heaps_of(meaning))
