"""BM25 of a question's words, over passages and over the heads of records."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.index.allowed import Allowed, Mask
from kb.index.blobs import F32
from kb.index.live import LiveIndex
from kb.index.postings import Postings
from kb.index.runs import run_sizes, run_starts
from kb.search.question import Group, Question

# BM25. k1 is low: in passages of 200 tokens a second occurrence says little. Chosen with the weights below.
K1 = 0.3
B = 0.4
# Words found in more than this share of the passages are left out when rarer ones are there (ENCODER: 98 → 23 ms).
FREQUENT_SHARE = 0.05
FREQUENT_AT_LEAST = 2_000
# One place in so many at most holds a word: sorting those is faster than going through all.
SPARSE = 16
NO_PLACES = np.empty(0, np.int32)
NO_COUNTS = np.empty(0, np.uint8)


@dataclass(frozen=True, slots=True)
class Gains:
    """What words add where: place, group of the question (ascending) and gain, one of each per pair that meets."""

    places: NDArray[np.int32]
    groups: NDArray[np.int64]
    gains: F32

    def total(self, n: int) -> tuple[NDArray[np.int32], F32]:
        """Those of n places that hold a word, ascending, and the sum over the groups in each."""
        if SPARSE * len(self.places) < n:
            order = self.places.argsort(kind="stable")
            places = self.places.take(order)
            firsts = run_starts(places)
            return places.take(firsts), np.add.reduceat(self.gains.take(order), firsts)
        out = np.bincount(self.places, self.gains, n)
        held = np.flatnonzero(out > 0)
        return held.astype(np.int32), out[held].astype(np.float32)


@dataclass(frozen=True, slots=True)
class WordScores:
    """BM25 of each group of the question: its word and rarity, and what it adds to passages and to heads of records."""

    words: tuple[str, ...]
    idfs: F32
    passages: Gains
    heads: Gains


def score_words(live: LiveIndex, question: Question, allowed: Allowed) -> WordScores:
    """BM25 of the question's words over the passages allowed, and over the heads of the records allowed."""
    n = live.slots
    frequencies = [_frequency(live.postings, group) for group in question.groups]
    ceiling = max(FREQUENT_AT_LEAST, FREQUENT_SHARE * n)
    rare = sum(1 for f in frequencies if 0 < f <= ceiling)
    kept = [g for g, f in zip(question.groups, frequencies, strict=True) if f <= ceiling or rare < 2]
    own, passages = _bm25(live.postings, n, kept, allowed.only)
    of_heads, heads = _bm25(live.heads, len(live.records), kept, allowed.rows)
    # A word of the question that stands nowhere adds nothing, and counts in what is missing.
    idfs = [
        head if not _frequency(live.postings, group) and _frequency(live.heads, group) else idf
        for group, idf, head in zip(kept, own, of_heads, strict=True)
    ]
    return WordScores(tuple(group.word for group in kept), np.array(idfs, np.float32), passages, heads)


def _frequency(postings: Postings, group: Group) -> int:
    return max([postings.frequency(a.term) for a in group.alternatives], default=0)


def _bm25(postings: Postings, n: int, groups: Sequence[Group], only: Mask | None) -> tuple[list[float], Gains]:
    """Rarity of each group among n places, and its gain in those of `only` that hold it: by its best alternative."""
    idfs: list[float] = []
    parts, factors, owners = [], [], []
    for g, group in enumerate(groups):
        of_group = [postings.of(a.term) for a in group.alternatives]
        first = group.alternatives[0].weight if group.alternatives else 0.0
        own = max(
            [len(p) for (p, _), a in zip(of_group, group.alternatives, strict=True) if a.weight == first], default=0
        )
        idfs.append(math.log(1 + (n - own + 0.5) / (own + 0.5)))
        parts += of_group
        factors += [idfs[g] * a.weight * (K1 + 1) for a in group.alternatives]
        owners += [g] * len(of_group)
    places = np.concatenate([NO_PLACES, *[part[0] for part in parts]])
    counts = np.concatenate([NO_COUNTS, *[part[1] for part in parts]])
    ends = np.array([len(part[0]) for part in parts], np.int64).cumsum()
    if only is not None:
        kept = only.take(places).nonzero()[0]
        places, counts, ends = places.take(kept), counts.take(kept), kept.searchsorted(ends)
    sizes = run_sizes(ends)
    norm = np.float32(K1 * (1 - B)) + np.float32(K1 * B / postings.mean_length) * postings.lengths.take(places)
    gains = np.array(factors, np.float32).repeat(sizes) * counts / (counts + norm)
    found = Gains(places, np.array(owners, np.int64).repeat(sizes), gains)
    doubles = [g for g, group in enumerate(groups) if len(group.alternatives) > 1]
    return idfs, _best_once(found, doubles) if doubles else found


def _best_once(of: Gains, doubles: Sequence[int]) -> Gains:
    """The gains of these groups once a place, the best one; those of the others as they are."""
    kept = np.ones(len(of.places), bool)
    for group in doubles:
        start, end = np.searchsorted(of.groups, (group, group + 1))
        places, gains = of.places[start:end], of.gains[start:end]
        order = np.lexsort((-gains, places))
        again = places[order][1:] == places[order][:-1]
        kept[start + order[1:][again]] = False
    return Gains(of.places[kept], of.groups[kept], of.gains[kept])
