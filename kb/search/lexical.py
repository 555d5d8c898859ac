"""BM25 of a question's words, over passages and over records, whole."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kb.index.files.byte_formats import F32
from kb.index.live import LiveIndex
from kb.index.ragged import run_starts
from kb.index.scope import Rows, Scope
from kb.index.words.bm25 import WORDS, rarity
from kb.index.words.postings import Held, Mask
from kb.search.question import Alternatives, Question

# Words found in more than this share of the passages are left out when rarer ones are there: at 100,000 passages, 23 ms
# instead of 98.
FREQUENT_SHARE = 0.05
FREQUENT_AT_LEAST = 2_000
# One text in so many at most holds a word: sorting those is faster than going through all.
SPARSE = 16
NO_FLOATS = np.empty(0, np.float32)


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


def score_words(live: LiveIndex, scope: Scope[Any], question: Question) -> WordScores:
    """BM25 of the question's words over the passages of a scope, its records, whole, and their heads."""
    groups = _rarities(live, question.groups)
    ceiling = max(FREQUENT_AT_LEAST, FREQUENT_SHARE * live.slots)
    rare = sum(1 for one in groups if 0 < one.frequency <= ceiling)
    kept = [one for one in groups if one.frequency <= ceiling or rare < 2]
    terms = np.array([a.term for one in kept for a in one.group.alternatives], np.int64)
    factors = np.array([one.idf * a.weight for one in kept for a in one.group.alternatives], np.float32)
    sizes = [len(one.group.alternatives) for one in kept]
    owners = np.arange(len(kept)).repeat(sizes)
    in_passages, in_heads = scope.words(terms)
    of_passages, of_records, of_heads = scope.norms()
    found = [
        Gains(
            held.texts,
            owners.repeat(held.sizes),
            WORDS.gains(held.counts, norms.take(held.texts)) * factors.repeat(held.sizes),
        )
        for held, norms in (
            (in_passages, of_passages),
            (_in_records(in_passages, in_heads, scope.record_rows, scope.records), of_records),
            (in_heads, of_heads),
        )
    ]
    double = np.array(sizes) > 1
    if double.any():
        found = [one.best_once(double) for one in found]
    idfs = np.array([one.idf for one in kept], np.float32)
    return WordScores(tuple([one.group.word for one in kept]), idfs, *found)


def _in_records(in_passages: Held, in_heads: Held, record_rows: Rows, records: int) -> Held:
    """The records that hold each term, in a passage or in their head, and how often."""
    terms = np.arange(len(in_passages.sizes))
    # Passages of a record follow each other, and records ascend: so do the keys.
    keys = terms.repeat(in_passages.sizes) * records + record_rows.take(in_passages.texts)
    of_heads = terms.repeat(in_heads.sizes) * records + in_heads.texts
    firsts = run_starts(keys)
    counts = np.add.reduceat(in_passages.counts, firsts, dtype=np.float32) if len(firsts) else NO_FLOATS
    keys = keys.take(firsts)
    places = keys.searchsorted(of_heads)
    known = np.zeros(len(of_heads), bool)
    inside = (places < len(keys)).nonzero()[0]
    known[inside] = keys.take(places.take(inside)) == of_heads.take(inside)
    counts[places[known]] += in_heads.counts[known]
    if not known.all():
        keys = np.concatenate([keys, of_heads[~known]])
        counts = np.concatenate([counts, in_heads.counts[~known].astype(np.float32)])
        order = keys.argsort(kind="stable")
        keys, counts = keys.take(order), counts.take(order)
    sizes = np.bincount(keys // records, minlength=len(terms)) if records else 0 * in_heads.sizes
    return Held((keys % max(records, 1)).astype(np.int32), counts, sizes)


def _rarities(live: LiveIndex, groups: Sequence[Alternatives]) -> list[_ScoredGroup]:
    terms = np.array([a.term for group in groups for a in group.alternatives], np.int64)
    in_passages = iter(live.postings.frequencies(terms).tolist())
    in_heads = iter(live.heads.frequencies(terms).tolist())
    passages, heads = live.slots, len(live.records)
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
