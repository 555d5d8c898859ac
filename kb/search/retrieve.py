"""Retrieval: candidates by words and by meaning, then every sign of nearness weighed together, passage by passage.

Filters and rights are a mask over records, applied before anything is ranked: ten asked are ten given.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.files.byte_formats import F32
from kb.index.port import Findable, Rows, Scope, SearchIndex, Wanted
from kb.index.ragged import sorted_once
from kb.index.words.bm25 import WORDS
from kb.search.lexical import WordScores, asked_words, score_words
from kb.search.question import Question
from kb.search.record_scores import Nearness, grams_of, nearness
from kb.search.weights import MODES, Weights

# Passages that each side proposes, and records that their words, whole, do.
DEPTH = 40
RECORDS_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Candidate passages by descending score, a value of each array per candidate; and the ranks of records.

    `slots` are passages and `rows` records of the index; `sentences` bound the sentence nearest to the question (-1:
    none). Of the record: `nearest` is the cosine of its title or of its nearest passage, `coverage` the share of the
    question's words, by rarity, that it holds, `word_shares` what these words add to it, of the most they could.
    """

    slots: NDArray[np.int64]
    rows: NDArray[np.int32]
    scores: F32
    cosines: F32
    sentences: NDArray[np.int32]
    nearest: F32
    coverage: F32
    word_shares: F32
    lexical_rows: tuple[int, ...]
    dense_rows: tuple[int, ...]
    sheets: "Sheets"

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Sheets:
    """Words of the question in whole records (by row, ascending): which are held, their score, their share."""

    rows: NDArray[np.int32]
    words: tuple[str, ...]
    held: NDArray[np.bool_]
    scores: F32
    shares: F32

    def words_of(self, rows: Sequence[int]) -> list[tuple[str, ...]]:
        """The words of the question that each of these records holds."""
        held = self.held[:, np.searchsorted(self.rows, rows)].T.tolist()
        return [tuple(itertools.compress(self.words, one)) for one in held]


NO_SHEETS = Sheets(np.empty(0, np.int32), (), np.empty((0, 0), bool), np.empty(0, np.float32), np.empty(0, np.float32))
NO_FLOATS = np.empty(0, np.float32)
NO_PLACES = np.empty(0, np.int64)
NOTHING = Retrieved(
    np.empty(0, np.int64),
    np.empty(0, np.int32),
    *(NO_FLOATS, NO_FLOATS),
    np.empty((0, 2), np.int32),
    *(NO_FLOATS, NO_FLOATS, NO_FLOATS),
    (),
    (),
    NO_SHEETS,
)


def retrieve(
    index: SearchIndex[Any],
    question: Question,
    vector: F32,
    allowed: Findable,
    mode: str = "fused",
    depth: int = DEPTH,
) -> Retrieved:
    """Candidate passages for a question, best first."""
    if not allowed.count:
        return NOTHING
    asked = asked_words(index, question)
    with_words, with_meaning = mode != "dense", mode != "lexical"
    scope: Scope[Any] = index.scope(allowed, Wanted(asked, vector, with_words, with_meaning, depth, RECORDS_DEPTH))
    words = score_words(scope, asked)
    held, totals = words.passages.total(scope.passages)
    proposed: list[NDArray[np.int64]] = []
    if with_words:
        proposed += [held[_top(totals, depth)].astype(np.int64), _of_records(scope, words, held, totals)]
    if with_meaning:
        proposed.append(scope.nearest(vector, depth))
    places = sorted_once(np.concatenate(proposed))
    if not len(places):
        return NOTHING
    rows = scope.record_rows.take(places)
    sheets = _sheets(words, rows)
    inverse = sheets.rows.searchsorted(rows)
    grams = index.known(("grams", question.meant), lambda: grams_of(index, question.meant))
    near = nearness(scope, vector, grams, places, (sheets.rows, inverse))
    of_sheets = sheets.scores.take(inverse)
    of_heads = _at(rows, *words.heads.total(scope.records))
    scores = _weigh(MODES[mode], of_sheets, of_heads, near)
    by_words = (-of_sheets).argsort(kind="stable")
    by_words = by_words[of_sheets[by_words] > 0]
    slots, rows = scope.slots(places), scope.index_rows(rows)
    best = _best_first(scores, rows, index.ids_of)
    return Retrieved(
        slots.take(best),
        rows.take(best),
        scores.take(best),
        near.cosines.take(best),
        near.sentences.take(best, axis=0),
        near.titles.take(best),
        sheets.shares.take(inverse.take(best)),
        _share(of_sheets.take(best), float(words.idfs.sum()) * WORDS.highest_gain),
        _unique(rows.take(by_words)),
        _unique(rows.take((-near.cosines).argsort(kind="stable"))),
        replace(sheets, rows=scope.index_rows(sheets.rows)),
    )


def _best_first(scores: F32, rows: NDArray[np.int32], ids_of: Callable[[Rows], list[str]]) -> NDArray[np.int64]:
    """Places by descending score; equal ones by identifier of the record, then in the order they came."""
    order = (-scores).argsort(kind="stable")
    ranked = scores[order]
    if (ranked[1:] == ranked[:-1]).any():
        values, ids = scores.tolist(), ids_of(rows)
        order = np.array(sorted(range(len(values)), key=lambda place: (-values[place], ids[place], place)))
    return order


def _at(slots: NDArray[np.integer[Any]], held: NDArray[np.int32], totals: F32) -> F32:
    """For each slot its total, 0 when it is not among those held (ascending)."""
    if not len(held):
        return np.zeros(len(slots), np.float32)
    places = np.minimum(held.searchsorted(slots), len(held) - 1)
    return np.where(held[places] == slots, totals[places], np.float32(0))


def _of_records(scope: Scope[Any], words: WordScores, held: NDArray[np.int32], totals: F32) -> NDArray[np.int64]:
    """The passage that says most of the question in each of the records that say most of it; the first if none does."""
    rows, scores = words.records.total(scope.records)
    rows = rows.take(_top(scores, RECORDS_DEPTH))
    of_held = scope.record_rows.take(held)
    firsts, ends = of_held.searchsorted(rows), of_held.searchsorted(rows, side="right")
    places = scope.first_places().take(rows)
    for number, (first, end) in enumerate(zip(firsts.tolist(), ends.tolist(), strict=True)):
        if end > first:
            places[number] = held[first + totals[first:end].argmax()]
    return places[places >= 0]


def _unique(rows: NDArray[np.int32]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(rows.tolist()))


def _top(scores: F32, k: int) -> NDArray[np.int64]:
    """Places of the k highest scores above zero; the first ones of those that are equal."""
    places = (scores > 0).nonzero()[0]
    if len(places) <= k:
        return places
    values = scores[places]
    lowest = np.partition(values, -k)[-k]
    above, equal = (values > lowest).nonzero()[0], (values == lowest).nonzero()[0]
    return np.concatenate([places[above], places[equal[: k - len(above)]]])


def _sheets(words: WordScores, rows: NDArray[np.int32]) -> Sheets:
    """The words score of each record of the candidates, whole, and the share of the question's words it holds."""
    unique, of = sorted_once(rows), words.records
    places = unique.searchsorted(of.places)
    inside = (unique.take(places, mode="clip") == of.places).nonzero()[0]
    gains = np.zeros((len(words.words), len(unique)), np.float32)
    gains[of.groups.take(inside), places.take(inside)] = of.gains.take(inside)
    held = gains > 0
    shares = _share((held.T @ words.idfs).astype(np.float32), float(words.idfs.sum()))
    return Sheets(unique, words.words, held, gains.sum(axis=0), shares)


def _share(values: F32, of: float) -> F32:
    """Each value as a share of `of`, 0 where that is nothing."""
    return values / np.float32(of) if of > 0 else np.zeros_like(values)


def _weigh(weights: Weights, words: F32, heads: F32, signs: Nearness) -> F32:
    """One score per candidate. Lexical signs are divided by their best, so that they compare between questions."""
    words, heads, grams = (_share(sign, float(sign.max(initial=0.0))) for sign in (words, heads, signs.grams))
    return np.asarray(
        weights.passage * signs.cosines
        + weights.sentence * signs.sentence_cosines
        + weights.title * signs.titles
        + weights.words * words
        + weights.head * heads
        + weights.grams * grams,
        np.float32,
    )
