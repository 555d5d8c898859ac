"""Candidates that a server proposed, scored as everywhere: what is asked of them is at hand."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.index.database.standing import Means
from kb.index.files.byte_formats import F32, unpack_words
from kb.index.port import Rows
from kb.index.queries import SignRow
from kb.index.ragged import run_starts, runs_of
from kb.index.scope import in_records
from kb.index.vectors.feature_table import SignTable, Taken
from kb.index.vectors.features import Signs
from kb.index.words.bm25 import GRAMS, WORDS
from kb.index.words.char_grams import Places, held_grams
from kb.index.words.postings import Held
from kb.index.words.title_table import TitleTable
from kb.store.engines.port import ServerDatabase

CANDIDATES = (
    "SELECT s.passage, s.record, s.length, s.gram_length, s.words, s.grams, s.sentences, v.vector FROM signs s "
    "JOIN vectors v ON v.passage = s.passage WHERE s.passage = ANY(?::int[]) ORDER BY s.passage"
)
RECORDS = (
    "SELECT number, whole_length, head_length, whole, head, title_vector FROM records WHERE number = ANY(?::int[]) "
    "ORDER BY number"
)


def floats_of(halves: Sequence[bytes], dimension: int) -> F32:
    """Vectors as pgvector sends them (a head of four bytes, halves most significant first): float32, length 1."""
    data = np.frombuffer(b"".join(halves), np.uint8).reshape(len(halves), 4 + 2 * dimension)
    rows = np.ascontiguousarray(data[:, 4:]).view(">f2").astype(np.float32)
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)


def signs_of_rows(grams: Sequence[bytes], halves: Sequence[bytes], sentences: Sequence[bytes], dimension: int) -> Signs:
    """The signs of passages, from what the server holds of them."""
    vectors = floats_of(halves, dimension)
    rows = [SignRow(*one) for one in zip(grams, [row.tobytes() for row in vectors], sentences, strict=True)]
    return Signs.of_rows(rows, dimension)


def held_of(texts: Sequence[tuple[NDArray[np.uint32], NDArray[np.integer]]], terms: NDArray[np.int64]) -> Held:
    """The texts, each as its terms (ascending) and how often they stand in it, that hold each term; a run for each."""
    if not texts or not len(terms):
        return Held(np.empty(0, np.int32), np.empty(0, np.float32), np.zeros(len(terms), np.int64))
    asked, of_term = np.unique(terms, return_inverse=True)
    ids = np.concatenate([ids for ids, _ in texts]).astype(np.int64)
    counts = np.concatenate([counts for _, counts in texts]).astype(np.float32)
    owners = np.arange(len(texts), dtype=np.int32).repeat([len(ids) for ids, _ in texts])
    places = asked.searchsorted(ids)
    hits = (asked.take(places, mode="clip") == ids).nonzero()[0]
    hits = hits.take(places.take(hits).argsort(kind="stable"))
    sizes = np.bincount(places.take(hits), minlength=len(asked))
    rows = runs_of((sizes.cumsum() - sizes).take(of_term), sizes.take(of_term))
    return Held(owners.take(hits).take(rows), counts.take(hits).take(rows), sizes.take(of_term))


class FoundScope:
    """Passages that were proposed, and their records; `whole` says that no other passage of these may be found.

    Slots are the numbers of passages, and index rows those of records, as the server has them.
    """

    def __init__(
        self, database: ServerDatabase, slots: Sequence[int], dimension: int, means: Means, *, whole: bool
    ) -> None:
        rows = database.fetch(CANDIDATES, [sorted(set(slots))])
        self._slots = np.array([row[0] for row in rows], np.int64)
        of_passages = np.array([row[1] for row in rows], np.int32)
        self._rows = np.unique(of_passages)
        self.record_rows: Rows = self._rows.searchsorted(of_passages).astype(np.int32)
        records = database.fetch(RECORDS, [self._rows.tolist()])
        self.passages, self.records = len(rows), len(self._rows)
        self._whole = whole
        self._words = [unpack_words(row[4]) for row in rows]
        self._sheets = [_sheet(row[3]) for row in records]
        self._heads = [unpack_words(row[4]) for row in records]
        lengths = (np.array([row[at] for row in of], np.int64) for at, of in ((2, rows), (1, records), (2, records)))
        self._norms = tuple(WORDS.norms(one, mean) for one, mean in zip(lengths, means[:3], strict=True))
        self._gram_norms = GRAMS.norms(np.array([row[3] for row in rows], np.int64), means.grams)
        signs = signs_of_rows([row[5] for row in rows], [row[7] for row in rows], [row[6] for row in rows], dimension)
        self._grams = signs.grams()
        self._signs = SignTable(signs)
        self._titles = TitleTable(dimension)
        self._titles.add([row[5] for row in records])

    def first_places(self) -> Places:
        """The first of its passages that was proposed of each record: each has one."""
        return run_starts(self.record_rows)

    def words(self, terms: NDArray[np.int64]) -> tuple[Held, Held, Held]:
        """The passages that hold each term, a run for each; the records, whole; and the records whose heads do."""
        of_passages, of_heads = held_of(self._words, terms), held_of(self._heads, terms)
        if self._whole:
            return of_passages, in_records(of_passages, of_heads, self.record_rows, self.records), of_heads
        return of_passages, held_of(self._sheets, terms), of_heads

    def norms(self) -> tuple[F32, F32, F32]:
        """What its length takes from the gains of each passage, of each record, whole, and of its head."""
        of_passages, of_records, of_heads = self._norms
        return of_passages, of_records, of_heads

    def nearest(self, vector: F32, k: int) -> Places:
        """The k passages nearest to a vector, or as many as there are, in no order."""
        scores = self._signs.all_vectors @ vector
        return np.argpartition(-scores, k)[:k] if len(scores) > k else np.arange(len(scores))

    def signs_of(self, places: Places) -> Taken:
        """The signs of these passages (ascending)."""
        return self._signs.take(places)

    def gram_scores(self, places: Places, signs: Taken, cells: NDArray[np.uint16], weights: F32) -> F32:
        """BM25 of character grams of these weights, of these passages."""
        held, norms = held_grams(self._grams, cells), self._gram_norms
        gains = weights.take(held.asked) * GRAMS.gains(held.counts, norms.take(held.texts))
        return np.bincount(held.texts, gains, len(norms)).astype(np.float32).take(places)

    def title_cosines(self, rows: Rows, vector: F32) -> F32:
        """Cosines of these records' titles with a vector, -1 for a title that says nothing."""
        return self._titles.cosines(rows, vector)

    def slots(self, places: Places) -> Places:
        """The slots of these passages in the index."""
        return self._slots.take(places)

    def index_rows(self, rows: Rows) -> Rows:
        """The rows of these records in the index."""
        return self._rows.take(rows)


def _sheet(blob: bytes) -> tuple[NDArray[np.uint32], NDArray[np.uint16]]:
    """The terms of a record, whole, and how often each stands in it (`ServerWriter`)."""
    n = len(blob) // 6
    return np.frombuffer(blob, np.uint32, n), np.frombuffer(blob, np.uint16, n, 4 * n)
