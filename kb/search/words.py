"""BM25 of a question's words, over passages and over the heads of records."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.index.blobs import F32
from kb.index.bm25 import rarity
from kb.index.live import LiveIndex
from kb.index.runs import run_starts
from kb.index.scope import Scope
from kb.search.question import Group, Question

# Words found in more than this share of the passages are left out when rarer ones are there (ENCODER: 98 → 23 ms).
FREQUENT_SHARE = 0.05
FREQUENT_AT_LEAST = 2_000
# One text in so many at most holds a word: sorting those is faster than going through all.
SPARSE = 16


@dataclass(frozen=True, slots=True)
class WordScores:
    """BM25 of each group of the question: its word and rarity; and what it adds where.

    A text (a passage, or a record's head), a group and a gain for each pair that meets.
    """

    words: tuple[str, ...]
    idfs: F32
    texts: NDArray[np.int32]
    groups: NDArray[np.int64]
    gains: F32

    def total(self, n: int) -> tuple[NDArray[np.int32], F32]:
        """Those of n texts that hold a word, ascending, and the sum over the groups in each."""
        if SPARSE * len(self.texts) < n:
            order = self.texts.argsort(kind="stable")
            texts = self.texts.take(order)
            firsts = run_starts(texts)
            return texts.take(firsts), np.add.reduceat(self.gains.take(order), firsts)
        out = np.bincount(self.texts, self.gains, n)
        held = (out > 0).nonzero()[0]
        return held.astype(np.int32), out.take(held).astype(np.float32)


class _Group(NamedTuple):
    """A group, how many passages hold its most frequent term, and its rarity: among passages, heads, and in sum."""

    group: Group
    frequency: int
    among_passages: float
    among_heads: float
    idf: float


def score_words(live: LiveIndex, scope: Scope[Any], question: Question) -> WordScores:
    """BM25 of the question's words over the passages of a scope, and over the heads of its records."""
    groups = _rarities(live, question.groups)
    ceiling = max(FREQUENT_AT_LEAST, FREQUENT_SHARE * live.slots)
    rare = sum(1 for one in groups if 0 < one.frequency <= ceiling)
    kept = [one for one in groups if one.frequency <= ceiling or rare < 2]
    terms = [a.term for one in kept for a in one.group.alternatives]
    factors = [one.among_passages * a.weight for one in kept for a in one.group.alternatives]
    factors += [one.among_heads * a.weight for one in kept for a in one.group.alternatives]
    sizes = [len(one.group.alternatives) for one in kept]
    owners = [place for place, size in enumerate(sizes) for _ in range(size)]
    held = scope.words(np.array(terms, np.int64))
    found = WordScores(
        tuple([one.group.word for one in kept]),
        np.array([one.idf for one in kept], np.float32),
        held.texts,
        np.array(owners + owners, np.int64).repeat(held.sizes),
        held.gains * np.array(factors, np.float32).repeat(held.sizes),
    )
    return _best_once(found, [size > 1 for size in sizes]) if max(sizes, default=0) > 1 else found


def _rarities(live: LiveIndex, groups: Sequence[Group]) -> list[_Group]:
    terms = np.array([a.term for group in groups for a in group.alternatives], np.int64)
    in_passages = iter(live.postings.frequencies(terms).tolist())
    in_heads = iter(live.heads.frequencies(terms).tolist())
    passages, heads = live.slots, len(live.records)
    out: list[_Group] = []
    for group in groups:
        size = len(group.alternatives)
        of_passages, of_heads = list(itertools.islice(in_passages, size)), list(itertools.islice(in_heads, size))
        # Its own words say how rare it is: forms that the glossary adds do not.
        own = sum(1 for a in group.alternatives if a.weight == group.alternatives[0].weight)
        among_passages = rarity(passages, max(of_passages[:own], default=0))
        among_heads = rarity(heads, max(of_heads[:own], default=0))
        # A word of the question that stands nowhere adds nothing, and counts in what is missing.
        frequency = max(of_passages, default=0)
        idf = among_passages if frequency or not any(of_heads) else among_heads
        out.append(_Group(group, frequency, among_passages, among_heads, idf))
    return out


def _best_once(of: WordScores, double: Sequence[bool]) -> WordScores:
    """Of a group that several terms stand for, the best gain in each text."""
    inside = np.array(double).take(of.groups)
    others, inside = (~inside).nonzero()[0], inside.nonzero()[0]
    pairs = of.groups.take(inside) * (int(of.texts.max(initial=0)) + 1) + of.texts.take(inside)
    order = pairs.argsort(kind="stable")  # ascending runs, a few: joining them is quick
    firsts = run_starts(pairs.take(order))
    inside = inside.take(order)
    kept = np.concatenate([others, inside.take(firsts)])
    best = np.maximum.reduceat(of.gains.take(inside), firsts) if len(inside) else of.gains[:0]
    return WordScores(
        of.words, of.idfs, of.texts.take(kept), of.groups.take(kept), np.concatenate([of.gains.take(others), best])
    )
