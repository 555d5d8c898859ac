"""The few passages that a filter lets through, as a small index of their own.

Many questions are asked under one filter: what they would look up of its passages each time is worked out once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.files.byte_formats import F32, unpack_words
from kb.index.ragged import runs_of
from kb.index.vectors.feature_table import SignTable
from kb.index.words.analysis import GRAM_CELLS
from kb.index.words.bm25 import GRAMS
from kb.index.words.char_grams import Grams, Places
from kb.index.words.postings import Held

# A gram that one text in so many holds has a figure for each text: adding up a row costs less than finding its places.
DENSE = 8
NO_KEYS = np.empty(0, np.uint32)
NO_COUNTS = np.empty(0, np.uint8)


class Inverted:
    """For each key (a term, a gram) below `top`, the texts that hold it and how often."""

    def __init__(self, keys: NDArray[Any], texts: NDArray[np.int32], counts: NDArray[np.uint8], top: int) -> None:
        order = keys.argsort(kind="stable")
        self._texts = texts.take(order)
        self._counts = counts.take(order)
        self.sizes = np.bincount(keys, minlength=top)
        self._starts = self.sizes.cumsum() - self.sizes

    def of(self, keys: NDArray[Any]) -> Held:
        """The texts of each of these keys, a run each."""
        sizes = self.sizes.take(keys)
        rows = runs_of(self._starts.take(keys), sizes)
        return Held(self._texts.take(rows), self._counts.take(rows), sizes)


def inverted(blobs: Sequence[bytes], top: int) -> Inverted:
    """The texts of these words blobs (kb/index/files/byte_formats.py), by term."""
    unpacked = [unpack_words(blob) for blob in blobs]
    texts = np.arange(len(blobs), dtype=np.int32).repeat([len(ids) for ids, _ in unpacked])
    keys = np.concatenate([NO_KEYS, *[ids for ids, _ in unpacked]])
    return Inverted(keys, texts, np.concatenate([NO_COUNTS, *[counts for _, counts in unpacked]]), top)


class GramScorer:
    """Scores texts by the character grams that a question shares with them."""

    def __init__(self, grams: Grams, norms: F32) -> None:
        self._n = len(norms)
        texts = np.arange(self._n, dtype=np.int32).repeat(grams.sizes)
        gains = GRAMS.gains(grams.counts, norms.take(texts))
        self._norms = norms
        self._rare = Inverted(grams.cells, texts, grams.counts, GRAM_CELLS)
        frequent = (self._rare.sizes * DENSE > self._n).nonzero()[0]
        self._row_of = np.full(GRAM_CELLS, -1, np.int32)
        self._row_of[frequent] = np.arange(len(frequent), dtype=np.int32)
        self._dense = np.zeros((len(frequent), self._n), np.float32)
        rows = self._row_of.take(grams.cells)
        self._dense[rows[rows >= 0], texts[rows >= 0]] = gains[rows >= 0]

    def scores(self, cells: NDArray[np.uint16], weights: F32) -> F32:
        """The score of each text for these cells of these weights: float32, shape (n,)."""
        rows = self._row_of.take(cells)
        dense, rare = (rows >= 0).nonzero()[0], (rows < 0).nonzero()[0]
        held = self._rare.of(cells.take(rare))
        gains = GRAMS.gains(held.counts, self._norms.take(held.texts)) * weights.take(rare).repeat(held.sizes)
        of_rare = np.bincount(held.texts, gains, self._n)
        of_frequent = weights.take(dense) @ self._dense.take(rows.take(dense), axis=0)
        return of_rare.astype(np.float32) + of_frequent


@dataclass(frozen=True, slots=True)
class Part:
    """Passages by place, in the order of their slots, and their records by row, in the order of the index's rows.

    `words` are those of the passages, `heads` those beside the passages (title, structure, labels of codes); `norms`
    what its length takes from the gains of each passage, of each record, whole, and of its head.
    """

    slots: Places
    rows: NDArray[np.int32]
    record_rows: NDArray[np.int32]
    first_places: Places
    words: Inverted
    heads: Inverted
    norms: tuple[F32, F32, F32]
    grams: GramScorer
    signs: SignTable
