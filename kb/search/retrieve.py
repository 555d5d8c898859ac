"""Retrieval: candidates by words and by meaning, then every sign of nearness weighed together, passage by passage.

Filters and rights are a mask over records, applied before anything is ranked: ten asked are ten given.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from kb.index.allowed import Allowed
from kb.index.blobs import F32
from kb.index.bm25 import HIGHEST_GAIN
from kb.index.live import LiveIndex
from kb.index.runs import sorted_once
from kb.index.scope import Scope, scope_of
from kb.search.nearness import Nearness, grams_of, nearness
from kb.search.question import Question
from kb.search.words import WordScores, score_words

# Passages that each side proposes, and records whose head does. From 30 to 120, nDCG@10 fused differs by 0.001 at most.
DEPTH = 40
HEAD_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign of nearness counts. Dense ones are cosines, the lexical ones are shares of the best."""

    passage: float = 4.0
    sentence: float = 2.4
    words: float = 0.10
    sheet: float = 0.10
    head: float = 0.08
    grams: float = 0.25
    title: float = 0.22


# Chosen by hand around the best of a coordinate ascent over both outside sets, whole, and the tuning half of the
# project's questions: their figures have no margin for that.
FUSED = Weights()
LEXICAL = Weights(passage=0.0, sentence=0.0)
DENSE = Weights(words=0.0, sheet=0.0, head=0.0, grams=0.0, title=0.0)
MODES = {"fused": FUSED, "lexical": LEXICAL, "dense": DENSE}


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Candidate passages by descending score, a value of each array per candidate; and the ranks of records.

    `rows` are records by their row in the index; `sentences` bound the sentence nearest to the question (-1: none).
    `coverage` is the share of the question's words, by rarity, that the record holds; `word_shares` are the gains of
    these words in the passage, of the most that they could add.
    """

    passage_ids: NDArray[np.int64]
    rows: NDArray[np.int32]
    scores: F32
    cosines: F32
    sentences: NDArray[np.int32]
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
    *(NO_FLOATS, NO_FLOATS),
    (),
    (),
    NO_SHEETS,
)


def retrieve(
    live: LiveIndex,
    database: Database,
    question: Question,
    vector: F32,
    allowed: Allowed,
    mode: str = "fused",
    depth: int = DEPTH,
) -> Retrieved:
    """Candidate passages for a question, best first. Hold `live.lock`."""
    if not allowed.count:
        return NOTHING
    scope = scope_of(live, database, allowed)
    words = score_words(live, scope, question)
    held, totals = words.total(scope.passages + scope.records)
    split = int(held.searchsorted(scope.passages))
    with_head, of_heads = held[split:] - np.int32(scope.passages), totals[split:]
    held, totals = held[:split], totals[:split]
    head_places = NO_PLACES
    proposed: list[NDArray[np.int64]] = []
    if mode != "dense":
        head_places = _head_places(scope, with_head, of_heads)
        proposed += [held[_top(totals, depth)].astype(np.int64), head_places]
    if mode != "lexical":
        proposed.append(scope.nearest(vector, depth))
    places = sorted_once(np.concatenate(proposed))
    if not len(places):
        return NOTHING
    rows, of_words = scope.record_rows.take(places), _at(places, held, totals)
    sheets = _sheets(scope, words, rows)
    inverse = sheets.rows.searchsorted(rows)
    asked = live.known(("grams", question.meant), lambda: grams_of(live, question.meant))
    near = nearness(scope, vector, asked, places, (sheets.rows, inverse))
    of_sheets = sheets.scores.take(inverse)
    scores = _weigh(MODES[mode], of_words, of_sheets, _at(rows, with_head, of_heads), near)
    by_words = np.lexsort((-of_sheets, -of_words))
    said = of_words > 0
    said[places.searchsorted(head_places)] = True
    by_words = by_words[said[by_words]]
    slots, rows = scope.slots(places), scope.index_rows(rows)
    best = _best_first(scores, rows, live.records.ids)
    return Retrieved(
        live.passage_ids.take(slots.take(best)),
        rows.take(best),
        scores.take(best),
        near.cosines.take(best),
        near.sentences.take(best, axis=0),
        sheets.shares.take(inverse.take(best)),
        of_words.take(best) / max(float(words.idfs.sum()) * HIGHEST_GAIN, 1e-9),
        _unique(rows.take(by_words)),
        _unique(rows.take((-near.cosines).argsort(kind="stable"))),
        replace(sheets, rows=scope.index_rows(sheets.rows)),
    )


def _best_first(scores: F32, rows: NDArray[np.int32], ids: list[str]) -> NDArray[np.int64]:
    """Places by descending score; equal ones by identifier of the record, then in the order they came."""
    order = (-scores).argsort(kind="stable")
    ranked = scores[order]
    if (ranked[1:] == ranked[:-1]).any():
        values, of_rows = scores.tolist(), rows.tolist()
        order = np.array(sorted(range(len(values)), key=lambda place: (-values[place], ids[of_rows[place]], place)))
    return order


def _at(slots: NDArray[np.integer[Any]], held: NDArray[np.int32], totals: F32) -> F32:
    """For each slot its total, 0 when it is not among those held (ascending)."""
    if not len(held):
        return np.zeros(len(slots), np.float32)
    places = np.minimum(held.searchsorted(slots), len(held) - 1)
    return np.where(held[places] == slots, totals[places], np.float32(0))


def _head_places(scope: Scope[Any], rows: NDArray[np.int32], heads: F32) -> NDArray[np.int64]:
    """First passage of each of the records whose heads (title, structure, labels) hold most of the question."""
    first = scope.first_places().take(rows)
    return first.take(_top(np.where(first >= 0, heads, np.float32(0)), HEAD_DEPTH))


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


def _sheets(scope: Scope[Any], words: WordScores, rows: NDArray[np.int32]) -> Sheets:
    """The words score of each record of the candidates, whole, and the share of the question's words it holds.

    Each word counts once, by its best passage or by the record's head (title, structure, labels of its codes).
    """
    unique = sorted_once(rows)
    place_of = np.full(scope.records, -1, np.int32)
    place_of[unique] = np.arange(len(unique), dtype=np.int32)
    places = place_of.take(scope.records_of(words.texts))
    inside = (places >= 0).nonzero()[0]
    gains = np.zeros((len(words.words), len(unique)), np.float32)
    pairs = words.groups.take(inside) * len(unique) + places.take(inside)
    np.maximum.at(gains.reshape(-1), pairs, words.gains.take(inside))
    held = gains > 0
    shares = held.T @ words.idfs / max(float(words.idfs.sum()), 1e-9)
    return Sheets(unique, words.words, held, gains.sum(axis=0), shares.astype(np.float32))


def _weigh(weights: Weights, words: F32, sheets: F32, heads: F32, signs: Nearness) -> F32:
    """One score per candidate. Lexical signs are divided by their best, so that they compare between questions."""

    def share(values: F32) -> F32:
        best = float(values.max(initial=0.0))
        return values / best if best > 0 else np.zeros_like(values)

    return np.asarray(
        weights.passage * signs.cosines
        + weights.sentence * signs.sentence_cosines
        + weights.words * share(words)
        + weights.sheet * share(sheets)
        + weights.head * share(heads)
        + weights.grams * share(signs.grams)
        + weights.title * share(signs.title_grams),
        np.float32,
    )
