"""Character grams of texts, and which of them are among those of a question."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.index.ragged import run_sizes
from kb.index.words.analysis import GRAM_CELLS

Places = NDArray[np.int64]
NO_CELLS = np.empty(0, np.uint16)
NO_COUNTS = np.empty(0, np.uint8)


@dataclass(frozen=True, slots=True)
class Grams:
    """Character grams of texts, one after the other: hash cells, how often each stands, how many each text has."""

    cells: NDArray[np.uint16]
    counts: NDArray[np.uint8]
    sizes: Places


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
