"""Candidates of a question: which passages are proposed, how hits are made of them, and when nothing is."""

import dataclasses
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from kb.index.files.byte_formats import F32
from kb.index.port import SearchIndex
from kb.search.hits import FAR_COSINE, NEAR_COSINE, PASSAGES_PER_HIT, by_record, hits_of
from kb.search.lexical import Gains, WordScores
from kb.search.retrieve import NO_SHEETS, NOTHING, RECORDS_DEPTH, Retrieved, Sheets, _of_records, _share, _sheets
from tests.search.test_answer import retrieved

NONE = Gains(np.empty(0, np.int32), np.empty(0, np.int64), np.empty(0, np.float32))


def test_what_finds_nothing_has_no_candidate_in_any_column() -> None:
    columns = [getattr(NOTHING, one.name) for one in dataclasses.fields(Retrieved) if one.name != "sheets"]
    assert [len(column) for column in columns] == [0] * len(columns)
    assert [len(getattr(NO_SHEETS, one.name)) for one in dataclasses.fields(Sheets)] == [0] * 5
    assert NOTHING.sentences.shape == (0, 2)
    assert by_record(NOTHING) == []


def test_a_share_is_of_the_whole_and_nothing_of_nothing() -> None:
    values = np.array([1.0, 4.0, 0.0], np.float32)
    assert _share(values, 4.0).tolist() == [0.25, 1.0, 0.0]
    assert _share(values, 0.5).tolist() == [2.0, 8.0, 0.0]
    assert _share(values, 0.0).tolist() == [0.0, 0.0, 0.0]
    assert _share(values, 4.0).dtype == np.float32


def scope(record_rows: list[int], first_places: list[int]) -> Any:
    rows, firsts = np.array(record_rows, np.int32), np.array(first_places)
    return SimpleNamespace(records=len(firsts), record_rows=rows, first_places=lambda: firsts.copy())


def words(*records: tuple[int, float]) -> WordScores:
    rows, gains = zip(*records, strict=True)
    of = Gains(np.array(rows, np.int32), np.zeros(len(rows), np.int64), np.array(gains, np.float32))
    return WordScores(("mot",), np.ones(1, np.float32), NONE, of, NONE)


@pytest.mark.parametrize(
    ("held", "totals", "places"),
    [
        ([0, 1, 4], [1.0, 3.0, 2.0], [1, 2, 4]),  # the best of the first record, the first of the second
        ([0], [1.0], [0, 2, 3]),
        ([1, 3, 4], [1.0, 2.0, 2.0], [1, 2, 3]),  # the first of two as good
        ([2], [5.0], [0, 2, 3]),
        ([], [], [0, 2, 3]),
    ],
)
def test_a_record_proposes_the_passage_that_says_most_of_the_question_or_its_first(
    held: list[int], totals: list[float], places: list[int]
) -> None:
    # Passages 0 and 1 are of the first record, 2 of the second, 3 and 4 of the third; the last has none.
    of = scope([0, 0, 1, 2, 2], [0, 2, 3, -1])
    found = _of_records(
        of, words((0, 1.0), (1, 2.0), (2, 3.0), (3, 4.0)), np.array(held, np.int32), np.array(totals, np.float32)
    )
    assert sorted(found.tolist()) == places


def test_as_many_records_propose_a_passage_as_say_most() -> None:
    many = RECORDS_DEPTH + 5
    of = scope(list(range(many)), list(range(many)))
    scores = words(*((row, 1.0 + row) for row in range(many)))
    found = _of_records(of, scores, np.empty(0, np.int32), np.empty(0, np.float32))
    assert sorted(found.tolist()) == list(range(5, many))


def test_a_record_says_which_words_it_holds_their_score_and_their_share_by_rarity() -> None:
    of = Gains(np.array([3, 8, 3, 5], np.int32), np.array([0, 0, 1, 1]), np.array([1.0, 2.0, 4.0, 9.0], np.float32))
    found = _sheets(
        WordScores(("hall", "canal"), np.array([1.0, 3.0], np.float32), NONE, of, NONE),
        np.array([8, 3, 3, 9], np.int32),
    )
    assert found.rows.tolist() == [3, 8, 9]
    assert found.held.tolist() == [[True, True, False], [True, False, False]]
    assert (found.scores.tolist(), found.shares.tolist()) == ([5.0, 2.0, 0.0], [1.0, 0.25, 0.0])
    nothing = _sheets(WordScores((), np.empty(0, np.float32), NONE, NONE, NONE), np.array([2], np.int32))
    assert (nothing.scores.tolist(), nothing.shares.tolist()) == ([0.0], [0.0])


def test_records_stand_by_their_best_passage_each_with_its_five_best() -> None:
    one = dataclasses.replace(
        retrieved([(0.1, 0.0, 0.0)] * 9, [9, 8, 7, 6, 5, 4, 3, 2, 1]),
        rows=np.array([4, 2, 4, 4, 4, 2, 4, 4, 7], np.int32),
    )
    found = by_record(one)
    assert [(each.row, each.places) for each in found] == [(4, [0, 2, 3, 4, 6]), (2, [1, 5]), (7, [8])]
    assert PASSAGES_PER_HIT == 5


def index(digests: list[str]) -> SearchIndex[Any]:
    def passage(number: int) -> Any:
        return SimpleNamespace(
            text=f"Passage {number}", page=None, section=(), start=10 * number, end=10 * number + 9, position=number
        )

    def summary(number: int) -> Any:
        return SimpleNamespace(id=f"DOC-{number}", revision=1), digests[number]

    return cast(
        SearchIndex[Any],
        SimpleNamespace(
            passages=lambda slots: {slot: passage(slot) for slot in slots},
            summaries=lambda rows: {row: summary(row) for row in rows},
        ),
    )


def test_a_hit_says_its_rank_its_sentence_and_who_has_the_same_text() -> None:
    sheets = Sheets(
        np.arange(3, dtype=np.int32), ("mot",), np.array([[True, False, True]]), np.zeros(3), np.zeros(3)
    )  # fmt: skip
    one = dataclasses.replace(
        retrieved([(0.1, 0.0, 0.0)] * 4, [4, 3, 2, 1]),
        rows=np.array([2, 0, 2, 1], np.int32),
        cosines=cast(F32, np.array([0.1, NEAR_COSINE, NEAR_COSINE - 0.01, FAR_COSINE])),
        sentences=np.array([[-1, -1], [0, 7], [1, 3], [-1, -1]], np.int32),
        lexical_rows=(2, 1),
        dense_rows=(0, 2, 1),
        sheets=sheets,
    )
    found = by_record(one)
    hits = hits_of(index(["same", "other", "same"]), one, found, lambda each: each.row != 0, 11)
    assert [(hit.rank, hit.record.id, hit.weak, hit.score) for hit in hits] == [
        (11, "DOC-2", False, 4.0),
        (12, "DOC-0", True, 3.0),
        (13, "DOC-1", False, 1.0),
    ]
    assert [(hit.lexical_rank, hit.dense_rank) for hit in hits] == [(1, 2), (None, 1), (2, 3)]
    assert [hit.terms for hit in hits] == [("mot",), ("mot",), ()]
    assert [hit.nearness for hit in hits] == ["middle", "near", "middle"]
    assert [hit.duplicate_of for hit in hits] == [None, "DOC-2", None]
    assert [[passage.sentence for passage in hit.passages] for hit in hits] == [[None, (1, 3)], [(0, 7)], [None]]
    assert [hit.url for hit in hits][1:] == ["/lire?id=DOC-0&rev=1&de=10&a=19", "/lire?id=DOC-1&rev=1&de=30&a=39"]


@pytest.mark.parametrize(
    ("cosine", "said"),
    [(NEAR_COSINE, "near"), (NEAR_COSINE - 0.001, "middle"), (FAR_COSINE, "middle"), (FAR_COSINE - 0.001, "far")],
)
def test_nearness_is_told_in_three_words(cosine: float, said: str) -> None:
    sheets = Sheets(np.array([0], np.int32), (), np.empty((0, 1), bool), np.zeros(1, np.float32), np.zeros(1))
    one = dataclasses.replace(retrieved([(0.1, 0.0, 0.0)], [1]), cosines=cast(F32, np.array([cosine])), sheets=sheets)
    (hit,) = hits_of(index(["a"]), one, by_record(one), lambda _: True)
    assert (hit.nearness, hit.rank) == (said, 1)
    assert (NEAR_COSINE, FAR_COSINE) == (0.35, 0.22)
