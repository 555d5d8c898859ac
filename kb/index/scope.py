"""Where a question is asked: all that a reader may find, or the few passages that a filter lets through.

Passages stand by place and records by row, both ascending: passages of one record follow each other.
"""

from typing import Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from kb.index.access import Allowed
from kb.index.files.byte_formats import F32
from kb.index.live import LiveIndex
from kb.index.queries import head_words, passage_words
from kb.index.ragged import run_starts
from kb.index.subset import GramScorer, Part, inverted
from kb.index.vectors.feature_table import SignTable, Taken
from kb.index.vectors.features import Signs
from kb.index.words.bm25 import GRAMS
from kb.index.words.char_grams import Places, held_grams
from kb.index.words.postings import Held

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

    def words(self, terms: NDArray[np.int64]) -> tuple[Held, Held]:
        """The passages that hold each term, a run for each, and the records whose heads do."""

    def norms(self) -> tuple[F32, F32, F32]:
        """What its length takes from the gains of each passage, of each record, whole, and of its head."""

    def nearest(self, vector: F32, k: int) -> Places:
        """The k passages nearest to a vector, or as many as there are, in no order."""

    def signs_of(self, places: Places) -> S:
        """The signs of these passages (ascending)."""

    def gram_scores(self, places: Places, signs: S, cells: NDArray[np.uint16], weights: F32) -> F32:
        """BM25 of character grams of these weights, of these passages and their signs."""

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

    def words(self, terms: NDArray[np.int64]) -> tuple[Held, Held]:
        """The passages that hold each term, a run for each, and the records whose heads do."""
        of_passages = self._live.postings.held(terms, self._allowed.only)
        return of_passages, self._live.heads.held(terms, self._allowed.rows)

    def norms(self) -> tuple[F32, F32, F32]:
        """What its length takes from the gains of each passage, of each record, whole, and of its head."""
        return self._live.word_norms()

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

    def gram_scores(self, places: Places, signs: Signs, cells: NDArray[np.uint16], weights: F32) -> F32:
        """BM25 of character grams of these weights, of these passages and their signs."""
        held, norms = held_grams(signs.grams(), cells), self._live.gram_norms(places)
        gains = weights.take(held.asked) * GRAMS.gains(held.counts, norms.take(held.texts))
        return np.bincount(held.texts, gains, len(norms)).astype(np.float32)

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
        self.record_rows = part.record_rows
        self._part = part

    def first_places(self) -> Places:
        """The first passage of each record: each has one."""
        return self._part.first_places

    def words(self, terms: NDArray[np.int64]) -> tuple[Held, Held]:
        """The passages that hold each term, a run for each, and the records whose heads do."""
        return self._part.words.of(terms), self._part.heads.of(terms)

    def norms(self) -> tuple[F32, F32, F32]:
        """What its length takes from the gains of each passage, of each record, whole, and of its head."""
        return self._part.norms

    def nearest(self, vector: F32, k: int) -> Places:
        """The k passages nearest to a vector, or as many as there are, in no order."""
        return _highest(self._part.signs.all_vectors @ vector, k)

    def signs_of(self, places: Places) -> Taken:
        """The signs of these passages (ascending)."""
        return self._part.signs.take(places)

    def gram_scores(self, places: Places, signs: Taken, cells: NDArray[np.uint16], weights: F32) -> F32:
        """BM25 of character grams of these weights, of these passages."""
        return self._part.grams.scores(cells, weights).take(places)

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
    numbers = [live.records.numbers[row] for row in rows.tolist()]
    of_passages, of_records, of_heads = live.word_norms()
    return Part(
        slots,
        rows,
        record_rows.astype(np.int32),
        order[run_starts(record_rows.take(order))],
        inverted(passage_words(database, live.passage_ids[slots].tolist()), len(live.terms) + 2),
        inverted(head_words(database, numbers), len(live.terms) + 2),
        (of_passages.take(slots), of_records.take(rows), of_heads.take(rows)),
        GramScorer(signs.grams(), live.gram_norms(slots)),
        SignTable(signs),
    )
