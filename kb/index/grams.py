"""Character grams of texts, and which of them are among those of a question."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.index.analysis import GRAM_CELLS
from kb.index.runs import run_sizes, runs_of

Places = NDArray[np.int64]
NO_CELLS = np.empty(0, np.uint16)
NO_COUNTS = np.empty(0, np.uint8)


@dataclass(frozen=True, slots=True)
class Grams:
    """Character grams of texts, one after the other: hash cells, how often each stands, how many each text has."""

    cells: NDArray[np.uint16]
    counts: NDArray[np.uint8]
    sizes: Places

    def followed_by(self, other: "Grams") -> "Grams":
        """The grams of these texts, then those of others."""
        return Grams(
            np.concatenate([self.cells, other.cells]),
            np.concatenate([self.counts, other.counts]),
            np.concatenate([self.sizes, other.sizes]),
        )


@dataclass(frozen=True, slots=True)
class HeldGrams:
    """The grams of a question that texts hold: place of the text, place of the gram in the question, how often."""

    texts: Places
    asked: Places
    counts: NDArray[np.uint8]


def held_grams(grams: Grams, asked: NDArray[np.uint16]) -> HeldGrams:
    """Which of the cells `asked` (ascending) stand in these texts.

    `take` is twice as fast as indexing here, and this goes through the fifty thousand grams of all candidates.
    """
    among = np.zeros(GRAM_CELLS, bool)
    among[asked] = True
    hit = among.take(grams.cells).nonzero()[0]
    of_text = run_sizes(hit.searchsorted(grams.sizes.cumsum()))
    return HeldGrams(
        np.arange(len(of_text)).repeat(of_text), asked.searchsorted(grams.cells.take(hit)), grams.counts.take(hit)
    )


class GramTable:
    """Character grams of many short texts in memory, by place."""

    def __init__(self) -> None:
        self._starts = np.zeros(1, np.int64)
        self._cells = NO_CELLS
        self._counts = NO_COUNTS

    def add(self, blobs: Sequence[bytes]) -> None:
        """Append texts by their blobs of kb/index/blobs.py."""
        sizes = [len(one) // 3 for one in blobs]
        cells = b"".join([one[: 2 * n] for one, n in zip(blobs, sizes, strict=True)])
        counts = b"".join([one[2 * n :] for one, n in zip(blobs, sizes, strict=True)])
        self._starts = np.concatenate([self._starts, self._starts[-1] + np.array(sizes, np.int64).cumsum()])
        self._cells = np.concatenate([self._cells, np.frombuffer(cells, np.uint16)])
        self._counts = np.concatenate([self._counts, np.frombuffer(counts, np.uint8)])

    def of(self, places: Places) -> Grams:
        """The grams of the texts at these places."""
        firsts = self._starts.take(places)
        sizes = self._starts.take(places + 1) - firsts
        rows = runs_of(firsts, sizes)
        return Grams(self._cells.take(rows), self._counts.take(rows), sizes)
