"""BM25 of a question's words, over passages and over records, whole."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.index.files.byte_formats import F32
from kb.index.port import AskedWords, Scope, SearchIndex
from kb.index.ragged import run_starts
from kb.index.words.bm25 import WORDS, rarity
from kb.index.words.postings import Mask
from kb.search.question import Alternatives, Question

# Words found in more than this share of the passages are left out when rarer ones are there: at 100,000 passages, 23 ms
# instead of 98.
FREQUENT_SHARE = 0.05
FREQUENT_AT_LEAST = 2_000
# One text in so many at most holds a word: sorting those is faster than going through all.
SPARSE = 16


@dataclass(frozen=True, slots=True)
class Gains:
    """What words of the question add where: a place (a passage or a record), a group and a gain for each that meet."""

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
        above = (out > 0).nonzero()[0]
        return above.astype(np.int32), out.take(above).astype(np.float32)

    def best_once(self, double: Mask) -> "Gains":
        """The same, with the best gain alone in each place of a group that several terms stand for."""
        several = double.take(self.groups)
        others, inside = (~several).nonzero()[0], several.nonzero()[0]
        if not len(inside):
            return self
        pairs = self.groups.take(inside) * (int(self.places.max()) + 1) + self.places.take(inside)
        order = pairs.argsort(kind="stable")  # ascending runs, a few: joining them is quick
        firsts = run_starts(pairs.take(order))
        inside = inside.take(order)
        best = np.maximum.reduceat(self.gains.take(inside), firsts)
        kept = np.concatenate([others, inside.take(firsts)])
        return Gains(self.places.take(kept), self.groups.take(kept), np.concatenate([self.gains.take(others), best]))


@dataclass(frozen=True, slots=True)
class WordScores:
    """BM25 of each group of the question: its word and rarity; what it adds to passages, whole records, and heads."""

    words: tuple[str, ...]
    idfs: F32
    passages: Gains
    records: Gains
    heads: Gains


class _ScoredGroup(NamedTuple):
    """A group, how many passages hold its most frequent term, and its rarity."""

    group: Alternatives
    frequency: int
    idf: float


def asked_words(index: SearchIndex[Any], question: Question) -> AskedWords:
    """The words of a question that are looked for, and how much each counts; frequent ones only where few are rare."""
    groups = _rarities(index, question.groups)
    ceiling = max(FREQUENT_AT_LEAST, FREQUENT_SHARE * index.slots)
    rare = sum(1 for one in groups if 0 < one.frequency <= ceiling)
    kept = [one for one in groups if one.frequency <= ceiling or rare < 2]
    sizes = [len(one.group.alternatives) for one in kept]
    return AskedWords(
        tuple([one.group.word for one in kept]),
        np.array([one.idf for one in kept], np.float32),
        np.array([a.term for one in kept for a in one.group.alternatives], np.int64),
        np.array([one.idf * a.weight for one in kept for a in one.group.alternatives], np.float32),
        np.arange(len(kept)).repeat(sizes),
    )


def score_words(scope: Scope[Any], asked: AskedWords) -> WordScores:
    """BM25 of these words over the passages of a scope, its records, whole, and their heads."""
    found = [
        Gains(
            held.texts,
            asked.owners.repeat(held.sizes),
            WORDS.gains(held.counts, norms.take(held.texts)) * asked.factors.repeat(held.sizes),
        )
        for held, norms in zip(scope.words(asked.terms), scope.norms(), strict=True)
    ]
    double = np.bincount(asked.owners, minlength=len(asked.words)) > 1
    if double.any():
        found = [one.best_once(double) for one in found]
    return WordScores(asked.words, asked.idfs, *found)


def _rarities(index: SearchIndex[Any], groups: Sequence[Alternatives]) -> list[_ScoredGroup]:
    terms = np.array([a.term for group in groups for a in group.alternatives], np.int64)
    in_passages, in_heads = (iter(one.tolist()) for one in index.frequencies(terms))
    passages, heads = index.slots, index.rows
    out: list[_ScoredGroup] = []
    for group in groups:
        size = len(group.alternatives)
        of_passages, of_heads = list(itertools.islice(in_passages, size)), list(itertools.islice(in_heads, size))
        # Its own words say how rare it is: forms that the glossary adds do not.
        own = sum(1 for a in group.alternatives if a.weight == group.alternatives[0].weight)
        # A word of the question that stands nowhere adds nothing, and counts in what is missing.
        frequency = max(of_passages, default=0)
        if frequency or not any(of_heads):
            idf = rarity(passages, max(of_passages[:own], default=0))
        else:
            idf = rarity(heads, max(of_heads[:own], default=0))
        out.append(_ScoredGroup(group, frequency, idf))
    return out
