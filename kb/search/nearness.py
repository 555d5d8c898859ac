"""Signs of nearness of passages to a question, beside its words: cosines, the nearest sentence, character grams."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

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


def nearness(live: LiveIndex, database: Database, text: str, vector: F32, slots: Places) -> Nearness:
    """The signs of the passages of these slots (ascending)."""
    weights = _gram_weights(live, text)
    lengths = live.postings.gram_lengths[slots]
    cosines, best, sentences, grams = [], [], [], []
    at = 0
    for part, places in live.signs_of(database, slots):
        own = part.vectors(places) @ vector
        of_best, bounds = _best_sentences(part, places, vector, own)
        cosines.append(own)
        best.append(of_best)
        sentences.append(bounds)
        of_part = lengths[at : at + len(places)]
        grams.append(_gram_scores(part.grams(places), of_part, weights, live.postings.mean_grams))
        at += len(places)
    rows, inverse = np.unique(live.record_rows[slots].astype(np.int64), return_inverse=True)
    titles = _gram_scores(live.title_grams.of(rows), live.heads.gram_lengths[rows], weights, TITLE_GRAMS)
    return Nearness(
        np.concatenate(cosines), np.concatenate(best), np.concatenate(sentences), np.concatenate(grams), titles[inverse]
    )


def _best_sentences(part: Signs, places: Places, vector: F32, cosines: F32) -> tuple[F32, NDArray[np.int32]]:
    """For each passage, the cosine of its nearest sentence and its bounds; its own cosine when it has none."""
    best, bounds = cosines.copy(), np.full((len(places), 2), -1, np.int32)
    joined = part.sentences(places)
    some = np.flatnonzero(joined.sizes)
    if len(some):
        scores = (joined.vectors.astype(np.float32) @ vector) * joined.scales
        sizes = joined.sizes[some]
        starts = np.cumsum(sizes) - sizes
        best[some] = np.maximum.reduceat(scores, starts)
        # The first of each passage's sentences that reaches its best.
        reaching = np.flatnonzero(scores == np.repeat(best[some], sizes))
        bounds[some] = part.bounds(places[some], reaching[np.searchsorted(reaching, starts)] - starts)
    return best, bounds


def _gram_weights(live: LiveIndex, text: str) -> F32:
    """Weight of each hash cell for a question: its rarity where the question has it, else 0."""
    weights = np.zeros(GRAM_CELLS, np.float32)
    cells, _ = gram_cells(text)
    df = live.postings.gram_df[cells]
    weights[cells] = np.log(1 + (live.slots - np.minimum(df, live.slots) + 0.5) / (df + 0.5))
    return weights


def _gram_scores(grams: Grams, lengths: NDArray[np.uint16], weights: F32, mean: float) -> F32:
    """BM25 of the question's character grams, one figure per text: float32, shape (n,)."""
    own = weights[grams.cells]
    hit = np.flatnonzero(own)
    ends = np.cumsum(grams.sizes)
    owners = np.searchsorted(ends, hit, "right")
    n = grams.counts[hit + (grams.firsts - ends + grams.sizes)[owners]].astype(np.float32)
    norm = (K1 * (1 - B + B * lengths / mean)).astype(np.float32)[owners]
    return np.bincount(owners, own[hit] * n * (K1 + 1) / (n + norm), len(lengths)).astype(np.float32)
