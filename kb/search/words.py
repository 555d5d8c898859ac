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


@dataclass(frozen=True, slots=True)
class WordScores:
    """BM25 of each group of the question: its word and weight, and what it adds where.

    `slots` and `gains` speak of passages, `head_rows` and `head_gains` of the heads of records.
    """

    words: list[str]
    idfs: list[float]
    slots: list[NDArray[np.int32]]
    gains: list[F32]
    head_rows: list[NDArray[np.int32]]
    head_gains: list[F32]

    def total(self, n: int) -> tuple[NDArray[np.int32], F32]:
        """Those of n slots that hold a word, ascending, and the sum over the groups in each."""
        return _summed(self.slots, self.gains, n)

    def total_of_heads(self, n: int) -> tuple[NDArray[np.int32], F32]:
        """Those of n records whose heads hold a word, ascending, and the sum over the groups in each."""
        return _summed(self.head_rows, self.head_gains, n)


def _summed(places: Sequence[NDArray[np.int32]], gains: Sequence[F32], n: int) -> tuple[NDArray[np.int32], F32]:
    if SPARSE * sum(map(len, places)) < n:
        held = np.unique(np.concatenate([NO_PLACES, *places]))
        out = np.zeros(len(held), np.float32)
        for at, gain in zip(places, gains, strict=True):
            out[np.searchsorted(held, at)] += gain
        return held, out
    out = np.zeros(n, np.float32)
    for at, gain in zip(places, gains, strict=True):
        out[at] += gain
    held = np.flatnonzero(out > 0).astype(np.int32)
    return held, out[held]


def score_words(live: LiveIndex, question: Question, allowed: Allowed) -> WordScores:
    """BM25 of the question's words over the passages allowed, and over the heads of the records allowed."""
    n = live.slots
    found = WordScores([], [], [], [], [], [])
    frequencies = [max((live.postings.frequency(a.term) for a in g.alternatives), default=0) for g in question.groups]
    ceiling = max(FREQUENT_AT_LEAST, FREQUENT_SHARE * n)
    rare = sum(1 for f in frequencies if 0 < f <= ceiling)
    for group, frequency in zip(question.groups, frequencies, strict=True):
        if frequency > ceiling and rare >= 2:
            continue
        # A word of the question that stands nowhere adds nothing, and counts in what is missing.
        idf, slots, gains = _bm25(live.postings, n, group, allowed.only)
        head_idf, head_rows, head_gains = _bm25(live.heads, len(live.records), group, allowed.rows)
        in_head_only = not frequency and any(live.heads.frequency(a.term) for a in group.alternatives)
        found.words.append(group.word)
        found.idfs.append(head_idf if in_head_only else idf)
        found.slots.append(slots)
        found.gains.append(gains)
        found.head_rows.append(head_rows)
        found.head_gains.append(head_gains)
    return found


def _bm25(postings: Postings, n: int, group: Group, only: Mask | None) -> tuple[float, NDArray[np.int32], F32]:
    """Rarity of a group among n places, those of `only` that hold it, and its gain in each: by its best alternative."""
    own = max(
        (postings.frequency(a.term) for a in group.alternatives if a.weight == group.alternatives[0].weight), default=0
    )
    idf = math.log(1 + (n - own + 0.5) / (own + 0.5))
    parts = []
    for alternative in group.alternatives:
        places, counts = postings.of(alternative.term)
        if only is not None:
            kept = only[places]
            places, counts = places[kept], counts[kept]
        norm = np.float32(K1 * (1 - B)) + np.float32(K1 * B / postings.mean_length) * postings.lengths[places]
        gains = np.float32(idf * alternative.weight * (K1 + 1)) * counts / (counts + norm)
        parts.append((places, np.asarray(gains, np.float32)))
    if not parts:
        return idf, NO_PLACES, np.empty(0, np.float32)
    return idf, *(parts[0] if len(parts) == 1 else _best_of(parts))


def _best_of(parts: Sequence[tuple[NDArray[np.int32], F32]]) -> tuple[NDArray[np.int32], F32]:
    """Slots of any part, each with its best gain."""
    slots = np.concatenate([part[0] for part in parts])
    gains = np.concatenate([part[1] for part in parts])
    order = np.lexsort((-gains, slots))
    slots, gains = slots[order], gains[order]
    first = np.ones(len(slots), bool)
    first[1:] = slots[1:] != slots[:-1]
    return slots[first], gains[first]
