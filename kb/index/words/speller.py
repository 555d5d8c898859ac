"""Spelling: which word of the base a word that stands nowhere may have meant."""

import itertools
from collections.abc import Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from kb.index.words.analysis import STOP_WORDS

# A word is corrected when it is in no passage; shorter ones have too many neighbours, and are none.
SHORTEST_CORRECTED = 4
# Words whose neighbours are remembered.
REMEMBERED = 1_000


class Speller:
    """Finds the words of the base that a word which stands nowhere may have meant."""

    def __init__(self, words: Mapping[str, int]) -> None:
        self._by_start: dict[tuple[int, str], list[str]] = {}
        self._counts = words
        self._known: dict[str, list[str]] = {}
        for word in words:
            if len(word) < SHORTEST_CORRECTED:
                continue
            self._by_start.setdefault((len(word), word[0]), []).append(word)

    def knows(self, word: str) -> bool:
        """Whether a folded word stands in the base."""
        return word in self._counts

    def beginning(self, start: str) -> list[str]:
        """The words of the base that begin so, folded, most frequent first."""
        found = [word for word in self._counts if word.startswith(start)]
        return sorted(found, key=lambda word: (-self._counts[word], word))

    def near(self, word: str) -> list[str]:
        """The word of the base nearest to `word` (at most two on a tie), or none within its tolerance."""
        if word not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[word] = self._search(word)
        return self._known[word]

    def _shaped(self, sizes: Sequence[int], starts: Sequence[str]) -> list[str]:
        """The words of so many letters that begin with one of these."""
        shapes = itertools.product(sizes, starts)
        return [word for shape in shapes for word in self._by_start.get(shape, ())]

    def _search(self, word: str) -> list[str]:
        if len(word) < SHORTEST_CORRECTED or word in STOP_WORDS or any(c.isdigit() for c in word):
            return []
        tolerance = 1 if len(word) < 7 else 2
        around = range(len(word) - tolerance, len(word) + tolerance + 1)
        # Spelling mistakes seldom touch the first letter, except a silent h.
        starts = {word[0], "h"} if word[0] != "h" else {"h", word[1]}
        candidates = self._shaped(around, sorted(starts))
        found = process.extract(word, candidates, scorer=OSA.distance, score_cutoff=tolerance, limit=5)
        if not found:
            return []
        best = min(distance for _, distance, _ in found)
        ties = [other for other, distance, _ in found if distance == best]
        return sorted(ties, key=lambda other: (-self._counts[other], other))[:2]
