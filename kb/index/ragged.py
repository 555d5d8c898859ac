"""Runs in arrays: stretches of equal values in a sorted one, and lists of different lengths laid end to end."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Int = TypeVar("Int", np.int32, np.int64)
FIRST = np.ones(1, bool)


def run_starts(ordered: NDArray[Any]) -> NDArray[np.int64]:
    """Where each run of equal values begins."""
    starts = np.concatenate([FIRST, ordered[1:] != ordered[:-1]]).nonzero()[0]
    return starts[: len(ordered)]  # none in none


def sorted_once(values: NDArray[Int]) -> NDArray[Int]:
    """The values, ascending, each once: `np.unique` costs four times as much on some hundred."""
    ordered = np.sort(values)
    return ordered.take(run_starts(ordered))


def run_sizes(ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many each of several runs holds, from where they end: `np.diff` with its prepend costs five times as much."""
    sizes = ends.copy()
    sizes[1:] -= ends[:-1]
    return sizes


def runs_of(firsts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places of several runs, one run after the other, from where each begins and how many it holds."""
    ends = sizes.cumsum()
    places: NDArray[np.int64] = (firsts - ends + sizes).repeat(sizes)
    places += np.arange(len(places))
    return places
