"""Signs of nearness of passages to a question, beside its words: cosines, the nearest sentence, character grams."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.index.analysis import GRAM_CELLS, gram_cells
from kb.index.blobs import F32
from kb.index.live import LiveIndex
from kb.index.signs import Grams, Places, Signs
from kb.search.words import K1, B

# Character grams of a title of usual length.
TITLE_GRAMS = 40.0


@dataclass(frozen=True, slots=True)
class Nearness:
    """For each passage: its cosine, that of its best sentence and where it stands (-1: it has none), gram scores."""

    cosines: F32
    sentence_cosines: F32
    sentences: NDArray[np.int32]
    grams: F32
    title_grams: F32


def nearness(
    live: LiveIndex, question: str, vector: F32, slots: Places, signs: Signs, records: tuple[Places, Places]
) -> Nearness:
    """How near the passages of these slots are; `records` are the rows of their records, and whose is whose."""
    asked = _grams_of(live, question)
    cosines = signs.vectors() @ vector
    best, bounds = _best_sentences(signs, vector, cosines)
    grams = _gram_scores(signs.grams(), live.postings.gram_lengths[slots], asked, live.postings.mean_grams)
    rows, inverse = records
    titles = _gram_scores(live.title_grams.of(rows), live.heads.gram_lengths[rows], asked, TITLE_GRAMS)
    return Nearness(cosines, best, bounds, grams, titles[inverse])


def _best_sentences(signs: Signs, vector: F32, cosines: F32) -> tuple[F32, NDArray[np.int32]]:
    """For each passage, the cosine of its nearest sentence and its bounds; its own cosine when it has none."""
    best, bounds = cosines.copy(), np.full((len(cosines), 2), -1, np.int32)
    joined = signs.sentences()
    some = np.flatnonzero(joined.sizes)
    if len(some):
        scores = (joined.vectors.astype(np.float32) @ vector) * joined.scales
        sizes = joined.sizes[some]
        starts = np.cumsum(sizes) - sizes
        best[some] = np.maximum.reduceat(scores, starts)
        # The first of each passage's sentences that reaches its best.
        reaching = np.flatnonzero(scores == np.repeat(best[some], sizes))
        bounds[some] = signs.bounds(some, reaching[np.searchsorted(reaching, starts)] - starts)
    return best, bounds


@dataclass(frozen=True, slots=True)
class _Asked:
    """The character grams of a question: hash cells (ascending), which of all cells they are, their rarity."""

    cells: NDArray[np.uint16]
    among: NDArray[np.bool_]
    weights: F32


def _grams_of(live: LiveIndex, text: str) -> _Asked:
    cells, _ = gram_cells(text)
    among = np.zeros(GRAM_CELLS, bool)
    among[cells] = True
    df = live.postings.gram_df[cells]
    weights = np.log(1 + (live.slots - np.minimum(df, live.slots) + 0.5) / (df + 0.5))
    return _Asked(cells, among, weights.astype(np.float32))


def _gram_scores(grams: Grams, lengths: NDArray[np.uint16], asked: _Asked, mean: float) -> F32:
    """BM25 of the question's character grams, one figure per text: float32, shape (n,)."""
    hit = np.flatnonzero(asked.among[grams.cells])
    ends = np.cumsum(grams.sizes)
    owners = np.searchsorted(ends, hit, "right")
    n = grams.counts[hit + (grams.firsts - ends + grams.sizes)[owners]].astype(np.float32)
    norm = (K1 * (1 - B + B * lengths / mean)).astype(np.float32)[owners]
    weights = asked.weights[np.searchsorted(asked.cells, grams.cells[hit])]
    return np.bincount(owners, weights * n * (K1 + 1) / (n + norm), len(lengths)).astype(np.float32)
