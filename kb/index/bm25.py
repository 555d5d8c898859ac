"""BM25: how much a term says of the texts that hold it, for words and for character grams alike."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.index.blobs import F32

# k1 is low: in passages of 200 tokens a second occurrence says little. Chosen with the weights of
# kb/search/retrieve.py.
K1 = 0.3
B = 0.4
# What a term of rarity 1 adds at most.
HIGHEST_GAIN = K1 + 1


def norms_of(lengths: NDArray[Any], mean: float) -> F32:
    """What the length of each text, against the mean one, takes from its gains."""
    return np.float32(K1 * (1 - B)) + np.float32(K1 * B / mean) * lengths


def gains_of(counts: NDArray[np.uint8], norms: F32) -> F32:
    """What a term of rarity 1 adds to texts that hold it so often."""
    return np.asarray(np.float32(HIGHEST_GAIN) * counts / (counts + norms), np.float32)


def rarity(n: int, holding: int) -> float:
    """The rarity of a term that so many of n texts hold."""
    return math.log(_odds(n, holding))


def rarities(n: int, holding: NDArray[Any]) -> F32:
    """The rarity of each of many terms."""
    return np.asarray(np.log(_odds(n, holding)), np.float32)


def _odds(n: int, holding: Any) -> Any:
    return 1 + (n - holding + 0.5) / (holding + 0.5)
