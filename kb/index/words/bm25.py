"""BM25: how much a term says of the texts that hold it, for words and for character grams alike."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.files.byte_formats import F32


@dataclass(frozen=True, slots=True)
class Saturation:
    """How soon more of a term says no more (`k1`), and how much of its length a text is held to (`b`)."""

    k1: float
    b: float

    @property
    def highest_gain(self) -> float:
        """What a term of rarity 1 adds at most."""
        return self.k1 + 1

    def norms(self, lengths: NDArray[Any], mean: float) -> F32:
        """What the length of each text, against the mean one, takes from its gains."""
        norms = np.float32(self.k1 * (1 - self.b)) + np.float32(self.k1 * self.b / mean) * lengths
        return np.asarray(norms, np.float32)

    def gains(self, counts: NDArray[np.uint8] | F32, norms: F32) -> F32:
        """What a term of rarity 1 adds to texts that hold it so often."""
        return np.asarray(np.float32(self.highest_gain) * counts / (counts + norms), np.float32)


# The usual values for words (Robertson and Zaragoza, 2009); those of grams were found with kb/search/weights.py.
WORDS = Saturation(k1=1.2, b=0.75)
GRAMS = Saturation(k1=0.3, b=0.75)


def rarity(n: int, holding: int) -> float:
    """The rarity of a term that so many of n texts hold."""
    return math.log(_odds(n, holding))


def rarities(n: int, holding: NDArray[Any]) -> F32:
    """The rarity of each of many terms."""
    return np.asarray(np.log(_odds(n, holding)), np.float32)


def _odds(n: int, holding: Any) -> Any:
    return 1 + (n - holding + 0.5) / (holding + 0.5)
