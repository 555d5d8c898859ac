"""Signs of nearness of passages to a question, beside its words: cosines, the nearest sentence, character grams."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.files.byte_formats import F32
from kb.index.port import Rows, Scope, SearchIndex
from kb.index.vectors.feature_table import Taken
from kb.index.vectors.features import Signs
from kb.index.words.analysis import asked_cells
from kb.index.words.char_grams import Places


@dataclass(frozen=True, slots=True)
class Nearness:
    """Signs of passages, a value of each array per passage; `sentences` bound the nearest one of each (-1: none).

    `titles` are cosines of their records' titles, or of the records' nearest passages where these are nearer.
    """

    cosines: F32
    sentence_cosines: F32
    titles: F32
    sentences: NDArray[np.int32]
    grams: F32


@dataclass(frozen=True, slots=True)
class AskedGrams:
    """The character grams of a question: their hash cells, and the rarity of each."""

    cells: NDArray[np.uint16]
    weights: F32


def grams_of(index: SearchIndex[Any], text: str) -> AskedGrams:
    """The character grams of a question."""
    cells = asked_cells(text)
    return AskedGrams(cells, index.gram_rarities(cells))


def nearness(
    scope: Scope[Any], vector: F32, asked: AskedGrams, places: Places, records: tuple[Rows, Places]
) -> Nearness:
    """How near the passages of these places are; `records` are the rows of their records, and whose is whose."""
    signs = scope.signs_of(places)
    cosines = signs.vectors() @ vector
    rows, inverse = records
    best = np.full(len(rows), -1, np.float32)
    np.maximum.at(best, inverse, cosines)
    titles = np.maximum(best, scope.title_cosines(rows, vector))
    grams = scope.gram_scores(places, signs, asked.cells, asked.weights)
    of_sentences, bounds = _nearest_sentences(signs, vector, cosines)
    return Nearness(cosines, of_sentences, titles.take(inverse), bounds, grams)


def _nearest_sentences(signs: Signs | Taken, vector: F32, cosines: F32) -> tuple[F32, NDArray[np.int32]]:
    """For each passage, the cosine of its nearest sentence and its bounds; its own cosine when it has none."""
    nearest, bounds = cosines.copy(), np.full((len(cosines), 2), -1, np.int32)
    joined = signs.sentences()
    some = joined.sizes.nonzero()[0]
    if len(some):
        scores = (joined.vectors.astype(np.float32) @ vector) * joined.scales
        sizes = joined.sizes[some]
        starts = sizes.cumsum() - sizes
        nearest[some] = best = np.maximum.reduceat(scores, starts)
        # The first of each passage's sentences that reaches its best.
        reaching = (scores == best.repeat(sizes)).nonzero()[0]
        bounds[some] = signs.bounds(some, reaching[reaching.searchsorted(starts)] - starts)
    return nearest, bounds
