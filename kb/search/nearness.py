"""Signs of nearness of passages to a question, beside its words: cosines, the nearest sentence, character grams."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.analysis import asked_cells
from kb.index.blobs import F32
from kb.index.grams import Places
from kb.index.live import LiveIndex
from kb.index.scope import Rows, Scope
from kb.index.sign_table import Taken
from kb.index.signs import Signs


@dataclass(frozen=True, slots=True)
class Nearness:
    """For each passage: its cosine, that of its best sentence and where it stands (-1: it has none), gram scores."""

    cosines: F32
    sentence_cosines: F32
    sentences: NDArray[np.int32]
    grams: F32
    title_grams: F32


@dataclass(frozen=True, slots=True)
class AskedGrams:
    """The character grams of a question: their hash cells, and the rarity of each."""

    cells: NDArray[np.uint16]
    weights: F32


def grams_of(live: LiveIndex, text: str) -> AskedGrams:
    """The character grams of a question."""
    cells = asked_cells(text)
    return AskedGrams(cells, live.gram_weights().take(cells))


def nearness(
    scope: Scope[Any], vector: F32, asked: AskedGrams, places: Places, records: tuple[Rows, Places]
) -> Nearness:
    """How near the passages of these places are; `records` are the rows of their records, and whose is whose."""
    signs = scope.signs_of(places)
    cosines = signs.vectors() @ vector
    best, bounds = _best_sentences(signs, vector, cosines)
    rows, inverse = records
    # Passages and titles in one go: each step of numpy on some hundred values costs as much as on all of them.
    of_passages, of_titles = scope.gram_scores(places, signs, rows, asked.cells, asked.weights)
    return Nearness(cosines, best, bounds, of_passages, of_titles.take(inverse))


def _best_sentences(signs: Signs | Taken, vector: F32, cosines: F32) -> tuple[F32, NDArray[np.int32]]:
    """For each passage, the cosine of its nearest sentence and its bounds; its own cosine when it has none."""
    best, bounds = cosines.copy(), np.full((len(cosines), 2), -1, np.int32)
    joined = signs.sentences()
    some = joined.sizes.nonzero()[0]
    if len(some):
        scores = (joined.vectors.astype(np.float32) @ vector) * joined.scales
        sizes = joined.sizes[some]
        starts = sizes.cumsum() - sizes
        best[some] = np.maximum.reduceat(scores, starts)
        # The first of each passage's sentences that reaches its best.
        reaching = (scores == best[some].repeat(sizes)).nonzero()[0]
        bounds[some] = signs.bounds(some, reaching[reaching.searchsorted(starts)] - starts)
    return best, bounds
