"""Where a question is asked: all that a reader may find, or the few passages that a filter lets through.

Passages stand by place and records by row, both ascending: passages of one record follow each other.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from kb.index.access import Allowed
from kb.index.files.byte_formats import F32
from kb.index.live import LiveIndex
from kb.index.port import Rows, Scope
from kb.index.queries import head_words, passage_words
from kb.index.ragged import run_starts
from kb.index.subset import GramScorer, Part, inverted
from kb.index.vectors.feature_table import SignTable, Taken
from kb.index.vectors.features import Signs
from kb.index.words.bm25 import GRAMS
from kb.index.words.char_grams import Places, held_grams
from kb.index.words.postings import Held
from kb.index.words.title_table import TitleTable

# Up to so many passages allowed, all that is looked up of them is kept in memory (12 MB), and all are compared.
FEW = 1_024
# How many times more than asked are found by codes, to be compared by their vectors.
SECOND_LOOK = 2
NO_FLOATS = np.empty(0, np.float32)


def scope_of(live: LiveIndex, database: Database, allowed: Allowed) -> "Scope[Any]":
    """All that is allowed. Hold `live.lock` as long as it is used."""
    if allowed.count > FEW:
        return Whole(live, database, allowed)
    if allowed.part is None:
        allowed.part = _part_of(live, database, np.flatnonzero(allowed.slots))
        live.passages.fetch(database, live.passage_ids.take(allowed.part.slots).tolist())
        live.summaries.fetch(database, [live.records.numbers[row] for row in allowed.part.rows.tolist()])
    return Few(allowed.part, live.titles)


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

    def words(self, terms: NDArray[np.int64]) -> tuple[Held, Held, Held]:
        """The passages that hold each term, a run for each; the records, whole; and the records whose heads do."""
        of_passages = self._live.postings.held(terms, self._allowed.only)
        of_heads = self._live.heads.held(terms, self._allowed.rows)
        return of_passages, in_records(of_passages, of_heads, self.record_rows, self.records), of_heads

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

    def title_cosines(self, rows: Rows, vector: F32) -> F32:
        """Cosines of these records' titles with a vector, -1 for a title that says nothing."""
        return self._live.titles.cosines(rows, vector)

    def slots(self, places: Places) -> Places:
        """The slots of these passages in the index: places are slots."""
        return places

    def index_rows(self, rows: Rows) -> Rows:
        """The rows of these records in the index: they are the same."""
        return rows


class Few:
    """The few passages of a part, of which all is in memory."""

    def __init__(self, part: Part, titles: TitleTable) -> None:
        self._titles = titles
        self.passages = len(part.slots)
        self.records = len(part.rows)
        self.record_rows = part.record_rows
        self._part = part

    def first_places(self) -> Places:
        """The first passage of each record: each has one."""
        return self._part.first_places

    def words(self, terms: NDArray[np.int64]) -> tuple[Held, Held, Held]:
        """The passages that hold each term, a run for each; the records, whole; and the records whose heads do."""
        of_passages, of_heads = self._part.words.of(terms), self._part.heads.of(terms)
        return of_passages, in_records(of_passages, of_heads, self.record_rows, self.records), of_heads

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

    def title_cosines(self, rows: Rows, vector: F32) -> F32:
        """Cosines of these records' titles with a vector, -1 for a title that says nothing."""
        return self._titles.cosines(self.index_rows(rows), vector)

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


def in_records(in_passages: Held, in_heads: Held, record_rows: Rows, records: int) -> Held:
    """The records that hold each term, in a passage or in their head, and how often."""
    terms = np.arange(len(in_passages.sizes))
    # Passages of a record follow each other, and records ascend: so do the keys.
    keys = terms.repeat(in_passages.sizes) * records + record_rows.take(in_passages.texts)
    of_heads = terms.repeat(in_heads.sizes) * records + in_heads.texts
    firsts = run_starts(keys)
    counts = np.add.reduceat(in_passages.counts, firsts, dtype=np.float32) if len(firsts) else NO_FLOATS
    keys = keys.take(firsts)
    places = keys.searchsorted(of_heads)
    known = np.zeros(len(of_heads), bool)
    inside = (places < len(keys)).nonzero()[0]
    known[inside] = keys.take(places.take(inside)) == of_heads.take(inside)
    counts[places[known]] += in_heads.counts[known]
    if not known.all():
        keys = np.concatenate([keys, of_heads[~known]])
        counts = np.concatenate([counts, in_heads.counts[~known].astype(np.float32)])
        order = keys.argsort(kind="stable")
        keys, counts = keys.take(order), counts.take(order)
    sizes = np.bincount(keys // records, minlength=len(terms)) if records else 0 * in_heads.sizes
    return Held((keys % max(records, 1)).astype(np.int32), counts, sizes)
