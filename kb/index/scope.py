"""Where a question is asked: all that a reader may find, or the few passages that a filter lets through.

Passages stand by place and records by row, both ascending; texts are the passages, then the heads of the records
(title, structure, labels of codes).
"""

from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from kb.index.allowed import Allowed
from kb.index.blobs import F32, unpack_words
from kb.index.bm25 import gains_of
from kb.index.grams import Places, held_grams
from kb.index.live import LiveIndex
from kb.index.part import GramScorer, Inverted, Part
from kb.index.postings import Held
from kb.index.rows import head_words, passage_words
from kb.index.runs import run_starts
from kb.index.sign_table import SignTable, Taken
from kb.index.signs import Signs

# Up to so many passages allowed, all that is looked up of them is kept in memory (12 MB), and all are compared.
FEW = 1_024
# How many times more than asked are found by codes, to be compared by their vectors.
SECOND_LOOK = 2
Rows = NDArray[np.int32]
S = TypeVar("S", Signs, Taken)


class Scope(Protocol[S]):
    """The passages and records that a question is asked of."""

    passages: int
    records: int
    record_rows: Rows

    def first_places(self) -> Places:
        """The first passage of each record, -1 for one without a passage."""

    def records_of(self, texts: Rows) -> Rows:
        """The record of each text."""

    def words(self, terms: NDArray[np.int64]) -> Held:
        """The texts that hold each term: a run of passages for each, then a run of heads for each."""

    def nearest(self, vector: F32, k: int) -> Places:
        """The k passages nearest to a vector, or as many as there are, in no order."""

    def signs_of(self, places: Places) -> S:
        """The signs of these passages (ascending)."""

    def gram_scores(
        self, places: Places, signs: S, rows: Rows, cells: NDArray[np.uint16], weights: F32
    ) -> tuple[F32, F32]:
        """BM25 of character grams of these weights: of these passages and their signs, and of these records' titles."""

    def slots(self, places: Places) -> Places:
        """The slots of these passages in the index."""

    def index_rows(self, rows: Rows) -> Rows:
        """The rows of these records in the index."""


def scope_of(live: LiveIndex, database: Database, allowed: Allowed) -> "Scope[Any]":
    """All that is allowed. Hold `live.lock` as long as it is used."""
    if allowed.count > FEW:
        return Whole(live, database, allowed)
    if allowed.part is None:
        allowed.part = _part_of(live, database, np.flatnonzero(allowed.slots))
        live.passages.fetch(database, live.passage_ids.take(allowed.part.slots).tolist())
        live.summaries.fetch(database, [live.records.numbers[row] for row in allowed.part.rows.tolist()])
    return Few(allowed.part)


class Whole:
    """All that may be found, straight from the live index."""

    def __init__(self, live: LiveIndex, database: Database, allowed: Allowed) -> None:
        self.passages = live.slots
        self.records = len(live.records)
        self.record_rows = live.record_rows
        self._live = live
        self._database = database
        self._allowed = allowed

    def first_places(self) -> Places:
        """The first passage of each record, -1 for one without a passage."""
        return self._live.first_slots()

    def records_of(self, texts: Rows) -> Rows:
        """The record of each text."""
        heads = texts - np.int32(self.passages)
        return np.where(heads < 0, self.record_rows.take(texts, mode="clip"), heads)

    def words(self, terms: NDArray[np.int64]) -> Held:
        """The texts that hold each term: a run of passages for each, then a run of heads for each."""
        of_passages = self._live.postings.held(terms, self._allowed.only)
        return of_passages.followed_by(self._live.heads.held(terms, self._allowed.rows), self.passages)

    def nearest(self, vector: F32, k: int) -> Places:
        """The k passages nearest to a vector, or as many as there are, in no order."""
        live, allowed = self._live, self._allowed
        if allowed.count <= k:
            return np.flatnonzero(allowed.slots)
        if live.vectors.exact:
            return live.vectors.search(vector, k, allowed.only)[0]
        places = np.sort(live.vectors.search(vector, SECOND_LOOK * k, allowed.only)[0])
        return places[_highest(self.signs_of(places).vectors() @ vector, k)]

    def signs_of(self, places: Places) -> Signs:
        """The signs of these passages (ascending)."""
        return self._live.signs_of(self._database, places)

    def gram_scores(
        self, places: Places, signs: Signs, rows: Rows, cells: NDArray[np.uint16], weights: F32
    ) -> tuple[F32, F32]:
        """BM25 of character grams of these weights: of these passages and their signs, and of these records' titles."""
        live, n = self._live, len(places)
        held = held_grams(signs.grams().followed_by(live.title_grams.of(rows.astype(np.int64))), cells)
        norms = np.concatenate([live.gram_norms(places), live.title_norms(rows)])
        gains = weights.take(held.asked) * gains_of(held.counts, norms.take(held.texts))
        scores = np.bincount(held.texts, gains, len(norms)).astype(np.float32)
        return scores[:n], scores[n:]

    def slots(self, places: Places) -> Places:
        """The slots of these passages in the index: places are slots."""
        return places

    def index_rows(self, rows: Rows) -> Rows:
        """The rows of these records in the index: they are the same."""
        return rows


class Few:
    """The few passages of a part, of which all is in memory."""

    def __init__(self, part: Part) -> None:
        self.passages = len(part.slots)
        self.records = len(part.rows)
        self.record_rows = part.record_of[: self.passages]
        self._part = part

    def first_places(self) -> Places:
        """The first passage of each record: each has one."""
        return self._part.first_places

    def records_of(self, texts: Rows) -> Rows:
        """The record of each text."""
        return self._part.record_of.take(texts)

    def words(self, terms: NDArray[np.int64]) -> Held:
        """The texts that hold each term: a run of passages for each, then a run of heads for each."""
        return self._part.words.of(np.concatenate([2 * terms, 2 * terms + 1]))

    def nearest(self, vector: F32, k: int) -> Places:
        """The k passages nearest to a vector, or as many as there are, in no order."""
        return _highest(self._part.signs.all_vectors @ vector, k)

    def signs_of(self, places: Places) -> Taken:
        """The signs of these passages (ascending)."""
        return self._part.signs.take(places)

    def gram_scores(
        self, places: Places, signs: Taken, rows: Rows, cells: NDArray[np.uint16], weights: F32
    ) -> tuple[F32, F32]:
        """BM25 of character grams of these weights: of these passages, and of these records' titles."""
        scores = self._part.grams.scores(cells, weights)
        return scores.take(places), scores[self.passages :].take(rows)

    def slots(self, places: Places) -> Places:
        """The slots of these passages in the index."""
        return self._part.slots.take(places)

    def index_rows(self, rows: Rows) -> Rows:
        """The rows of these records in the index."""
        return self._part.rows.take(rows)


def _highest(scores: F32, k: int) -> Places:
    """The places of the k highest scores, in no order."""
    return np.argpartition(-scores, k)[:k] if len(scores) > k else np.arange(len(scores))


def _part_of(live: LiveIndex, database: Database, slots: Places) -> Part:
    """These slots (ascending) apart."""
    rows, record_rows = np.unique(live.record_rows.take(slots), return_inverse=True)
    order = record_rows.argsort(kind="stable")
    signs = live.signs_of(database, slots)
    grams = signs.grams().followed_by(live.title_grams.of(rows.astype(np.int64)))
    return Part(
        slots,
        rows,
        np.concatenate([record_rows, np.arange(len(rows))]).astype(np.int32),
        order[run_starts(record_rows.take(order))],
        _words(live, database, slots, rows),
        GramScorer(grams, np.concatenate([live.gram_norms(slots), live.title_norms(rows)])),
        SignTable(signs),
    )


def _words(live: LiveIndex, database: Database, slots: Places, rows: NDArray[np.int32]) -> Inverted:
    """The texts that hold each term: passages under twice its number, heads of records under that and one."""
    numbers = [live.records.numbers[row] for row in rows.tolist()]
    blobs = [*passage_words(database, live.passage_ids[slots].tolist()), *head_words(database, numbers)]
    unpacked = [unpack_words(blob) for blob in blobs]
    texts = np.arange(len(blobs), dtype=np.int32).repeat([len(ids) for ids, _ in unpacked])
    keys = 2 * np.concatenate([ids for ids, _ in unpacked]).astype(np.int64) + (texts >= len(slots))
    norms = np.concatenate([live.postings.norms(slots), live.heads.norms(rows)])
    gains = gains_of(np.concatenate([counts for _, counts in unpacked]), norms.take(texts))
    return Inverted(keys, texts, gains, 2 * len(live.terms) + 4)
