"""« Seen before? »: what a report that is being written is near to, and what the history says of it."""

import datetime
import json
from pathlib import Path

import numpy as np
import pytest

from bench.watch_seen import HALVES, seen, summary
from kb.base import KnowledgeBase
from kb.store.watch.signals import SignalMark
from kb.vocabulary.vocabulary import load_vocabulary
from kb.watch import overview, reporting
from kb.watch.seen import ALIKE, SAME, Near, SignalQuery, near_signals, standing_in
from tests.watch.people import said, somebody

PAIRS = Path(__file__).with_name("seen_before.jsonl")
TODAY = datetime.date(2026, 11, 29)
MEANING = np.eye(4, dtype=np.float32)
TEXT = "Des comprimés bleus circulent près du gymnase."


def mark(number: int, territory: str = "75118", day: str = "2026-11-20", *substances: str) -> SignalMark:
    return SignalMark(number, "received", day, territory, substances, (), number, "", frozenset())


def near(marks: list[SignalMark], texts: list[str], rows: list[int], *substances: str) -> tuple[int, ...]:
    asked = SignalQuery(TEXT, MEANING[0], "75118", TODAY, substances)
    words = {one.number: text for one, text in zip(marks, texts, strict=True)}
    found = near_signals(asked, marks, MEANING[rows], lambda numbers: words, load_vocabulary())
    return tuple(one.number for one in found)


def test_of_two_same_meanings_the_nearer_place_comes_first() -> None:
    marks = [mark(1, "94041"), mark(2, "75119"), mark(3, "75118")]
    assert near(marks, ["autre"] * 3, [0, 0, 0]) == (3, 2, 1)


def test_of_two_same_meanings_the_later_comes_first() -> None:
    assert near([mark(1, "75118", "2025-01-10"), mark(2)], ["autre"] * 2, [0, 0]) == (2, 1)


def test_of_two_same_meanings_that_which_shares_words_comes_first() -> None:
    assert near([mark(1), mark(2)], ["Une bagarre au marché", "Des comprimés bleus au gymnase"], [0, 0]) == (2, 1)


def test_the_same_product_brings_nearer_and_another_takes_away() -> None:
    marks = [mark(1, "75118", "2026-11-20", "crack"), mark(2), mark(3, "75118", "2026-11-20", "ketamine")]
    assert near(marks, ["autre"] * 3, [0, 0, 0], "ketamine") == (3, 2, 1)


def test_what_has_nothing_in_common_is_not_shown() -> None:
    assert near([mark(1, "94041", "2025-02-01")], ["Une bagarre au marché"], [1]) == ()
    assert near([], [], []) == ()


@pytest.mark.parametrize(
    ("score", "standing"),
    [(None, "new"), (ALIKE - 0.01, "new"), ((ALIKE + SAME) / 2, "doubtful"), (SAME, "persistent")],
)
def test_the_history_says_new_only_of_what_nothing_is_like(score: float | None, standing: str) -> None:
    marks = [mark(1, "75118", "2026-08-02"), mark(2, "75118", "2026-09-02"), mark(3, "75118", "2026-10-02")]
    found = [] if score is None else [Near(3, score)]
    assert standing_in(TODAY, found, marks, {1: 1, 2: 1, 3: 1}) == standing


def test_what_is_only_told_of_a_later_day_is_not_new_either() -> None:
    assert standing_in(datetime.date(2026, 1, 1), [Near(1, SAME)], [mark(1)], {1: 1}) == "recent"


def test_a_look_says_what_the_base_holds_of_the_same_fact(base: KnowledgeBase) -> None:
    sender, other = somebody(base, "Aline", "contributor"), somebody(base, "Bruno", "contributor")
    assert reporting.look(base.watch.context, other, TEXT, "Paris 18e").standing == "new"
    for number in range(3):
        reporting.report(base.watch.context, sender, said(TEXT, key=f"k{number}", ago=40 * number))
    overview.work_out(base.watch.context)
    found = reporting.look(base.watch.context, other, TEXT, "Paris 18e")
    assert (len(found.near), found.standing) == (3, "persistent")
    assert {one.title for one in found.near} == {""}  # not diffused: known by place and month only


def test_the_labelled_pairs_are_eighty_in_two_halves_and_forty_written_later() -> None:
    lines = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    signals = {one["signal"]: one for one in lines if "signal" in one}
    reports = [one for one in lines if "half" in one]
    assert [sum(one["half"] == half for one in reports) for half in HALVES] == [40, 40, 40]
    assert [sum(one["half"] == half and not one["repeats"] for one in reports) for half in HALVES] == [12, 12, 12]
    by_half = {half: {n for one in reports if one["half"] == half for n in one["repeats"]} for half in HALVES}
    # what was tuned on says nothing of what is reported
    assert not by_half["tune"] & (by_half["held"] | by_half["later"])
    assert all(signals[number]["day"] < one["day"] for one in reports for number in one["repeats"])
    assert len({one["text"] for one in [*signals.values(), *reports]}) == len(signals) + 120


def test_the_summary_parts_reports_that_repeat_some_from_new_ones() -> None:
    told = [(True, True, 0.5, False), (True, False, 0.0, True), (False, False, 0.0, True), (False, False, 0.0, False)]
    assert summary("some", told) == (
        "seen some: 2 reports that repeat some, found 0.50 (1, bar 0.90), all of them 0.25; "
        "« nouveau » wrong 50 % (bar 10), right 50 % of 2"
    )


@pytest.mark.encoder
def test_reports_of_the_half_tuned_on_find_what_they_repeat(capsys: pytest.CaptureFixture[str]) -> None:
    seen(("tune",))
    assert "found 1.00" in capsys.readouterr().out
