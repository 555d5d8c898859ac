"""Signs of nearness of passages to a question, beside its words: cosines, the nearest sentence, character grams."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.index.analysis import gram_cells
from kb.index.blobs import F32
from kb.index.grams import HeldGrams, Places
from kb.index.live import LiveIndex
from kb.index.sign_table import Taken
from kb.index.signs import Signs
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
    live: LiveIndex, question: str, vector: F32, slots: Places, signs: Signs | Taken, records: tuple[Places, Places]
) -> Nearness:
    """How near the passages of these slots are; `records` are the rows of their records, and whose is whose."""
    cosines = signs.vectors() @ vector
    best, bounds = _best_sentences(signs, vector, cosines)
    rows, inverse = records
    # Passages and titles in one go: each step of numpy on some hundred values costs as much as on all of them.
    lengths = live.postings.gram_lengths[slots] / live.postings.mean_grams, live.heads.gram_lengths[rows] / TITLE_GRAMS
    asked = live.known(("grams", question), lambda: _grams_of(live, question))
    held = _joined(signs.held_grams(asked.cells), live.title_grams.held(rows, asked.cells), len(slots))
    scores = _gram_scores(held, np.concatenate(lengths), asked.weights)
    return Nearness(cosines, best, bounds, scores[: len(slots)], scores[len(slots) :][inverse])


def _joined(one: HeldGrams, other: HeldGrams, n: int) -> HeldGrams:
    """Those of n texts, then those of others."""
    return HeldGrams(
        np.concatenate([one.texts, other.texts + n]),
        np.concatenate([one.asked, other.asked]),
        np.concatenate([one.counts, other.counts]),
    )


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


@dataclass(frozen=True, slots=True)
class _Asked:
    """The character grams of a question: their hash cells, and the rarity of each."""

    cells: NDArray[np.uint16]
    weights: F32


def _grams_of(live: LiveIndex, text: str) -> _Asked:
    cells, _ = gram_cells(text)
    df = live.postings.gram_df.take(cells)
    weights = np.log(1 + (live.slots - np.minimum(df, live.slots) + 0.5) / (df + 0.5))
    return _Asked(cells, weights.astype(np.float32))


def _gram_scores(held: HeldGrams, lengths: NDArray[np.float64], weights: F32) -> F32:
    """BM25 of the question's character grams, one figure per text: float32, shape (n,), `lengths` in mean lengths."""
    n = held.counts.astype(np.float32)
    norm = (K1 * (1 - B + B * lengths)).astype(np.float32).take(held.texts)
    gains = weights.take(held.asked) * n * np.float32(K1 + 1) / (n + norm)
    return np.bincount(held.texts, gains, len(lengths)).astype(np.float32)
