"""Poisson and negative-binomial laws over arrays: tails and quantiles, from numpy alone.

The negative binomial is given by its size r and its probability p: P(X = k) = Γ(k + r) / (Γ(r) k!) p^r (1 - p)^k,
of mean r (1 - p) / p. A mean with an infinite size is the Poisson law.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
# Past this count a tail is taken for nothing: no series watched here comes near it.
LARGEST_COUNT: Final = 100_000


def negative_binomial(mean: Floats, dispersion: Floats) -> tuple[Floats, Floats]:
    """Size and probability of the law of these means whose variance is `dispersion` times the mean.

    A dispersion of 1 gives an infinite size: the Poisson law.
    """
    over = dispersion > 1 + 1e-12
    size = np.where(over, mean / np.where(over, dispersion - 1, 1.0), np.inf)
    return size, 1 / np.maximum(dispersion, 1.0)


def tail(counts: NDArray[np.int64], mean: Floats, size: Floats | float = np.inf) -> Floats:
    """P(X >= count) for each count, under a law of this mean and size, all of one shape; 1 where the count is 0."""
    counts, mean, size = np.broadcast_arrays(np.asarray(counts), np.asarray(mean, float), np.asarray(size, float))
    last = int(counts.max(initial=0))
    mass, poisson = _mass_at_zero(mean, size), np.isinf(size)
    below = np.zeros(mean.shape)
    out = np.ones(mean.shape)
    for k in range(last):
        below = below + mass
        out = np.where(counts == k + 1, np.clip(1 - below, 0, 1), out)
        mass = _next(mass, k, mean, size, poisson)
    # Far in the tail 1 - below is rounding: the terms themselves are summed there.
    small = (out < 1e-9) & (counts > 0)
    if small.any():
        out[small] = _far_tail(counts[small], mean[small], size[small])
    return out


def quantile(probability: float, mean: Floats, size: Floats) -> NDArray[np.int64]:
    """The least count whose cumulated probability reaches `probability`, for each mean and size, of one shape."""
    mean, size = np.broadcast_arrays(np.asarray(mean, float), np.asarray(size, float))
    mass, poisson = _mass_at_zero(mean, size), np.isinf(size)
    total, out = mass.copy(), np.zeros(mean.shape, dtype=np.int64)
    waiting = total < probability * (1 - 1e-14)
    k = 0
    while waiting.any() and k < LARGEST_COUNT:
        mass = _next(mass, k, mean, size, poisson)
        k += 1
        total = total + mass
        out = np.where(waiting, k, out)
        waiting &= total < probability * (1 - 1e-14)
    return out


def _mass_at_zero(mean: Floats, size: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        spread = np.where(np.isinf(size), -mean, -size * np.log1p(mean / size))
    return np.asarray(np.exp(spread))


def _next(mass: Floats, k: int, mean: Floats, size: Floats, poisson: NDArray[np.bool_]) -> Floats:
    """P(X = k + 1) from P(X = k)."""
    with np.errstate(invalid="ignore"):
        factor = np.where(poisson, mean, (k + size) * mean / (size + mean))
    return np.asarray(mass * factor / (k + 1))


def _far_tail(counts: NDArray[np.int64], mean: Floats, size: Floats, terms: int = 200) -> Floats:
    mass, poisson = _mass_at_zero(mean, size), np.isinf(size)
    out = np.zeros(mean.shape)
    for k in range(int(counts.max()) + terms):
        out += np.where(k >= counts, mass, 0)
        mass = _next(mass, k, mean, size, poisson)
    return out
