"""Signs of a few passages in memory, taken apart once, for filters that many questions are asked under."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.index.files.byte_formats import F32
from kb.index.ragged import runs_of
from kb.index.vectors.features import Sentences, Signs
from kb.index.words.char_grams import Places


class SignTable:
    """The signs of some passages, by place."""

    def __init__(self, signs: Signs) -> None:
        sentences = signs.sentences()
        self.all_vectors = signs.vectors()
        self.sizes = sentences.sizes
        self.firsts = np.cumsum(sentences.sizes) - sentences.sizes
        self.sentences = sentences.vectors
        self.scales = sentences.scales
        owners = np.repeat(np.arange(len(signs)), sentences.sizes)
        self.spans: NDArray[np.int32] = signs.bounds(owners, np.arange(len(owners)) - self.firsts[owners])

    def take(self, places: Places) -> "Taken":
        """The signs of the passages at these places."""
        return Taken(self, places)


@dataclass(frozen=True, slots=True)
class Taken:
    """Some passages of a table; as `Signs`."""

    table: SignTable
    places: Places

    def __len__(self) -> int:
        return len(self.places)

    def vectors(self) -> F32:
        """Vectors of the passages: float32, shape (n, dimension)."""
        return self.table.all_vectors.take(self.places, axis=0)

    def sentences(self) -> Sentences:
        """Sentences of the passages."""
        sizes = self.table.sizes[self.places]
        rows = runs_of(self.table.firsts[self.places], sizes)
        return Sentences(sizes, self.table.sentences.take(rows, axis=0), self.table.scales.take(rows))

    def bounds(self, places: Places, numbers: Places) -> NDArray[np.int32]:
        """Start and end, in its passage, of one sentence of each of these passages: int32, shape (n, 2)."""
        return self.table.spans.take(self.table.firsts[self.places[places]] + numbers, axis=0)
