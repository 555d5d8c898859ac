"""EARS C1, C2 and C3 (Hutwagner et al. 2003): bounds from the seven points before the one that is judged.

They ask for no more history than nine weeks. With counts of 0 and 1 the deviation of a baseline is often 0, and any
single report passes the bound: `min_sigma` (Burkom suggests 0.5 or 1 for sparse data) is what makes them usable here.
"""

from statistics import NormalDist
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BASELINE: Final = 7  # points
GUARD: Final = {"C1": 0, "C2": 2, "C3": 2}  # points left out between the baseline and the one that is judged


def ears_bounds(
    counts: NDArray[np.int64], method: Literal["C1", "C2", "C3"], *, alpha: float, min_sigma: float = 0.0
) -> Floats:
    """The bound that each count must pass to alarm: shape of `counts` (series, points), nan where history is short.

    The bound of C3 is the one that the reference implementation prints: it stands on the count itself, not on the
    baseline's mean, so that C3 alarms on what the two points before carried over. C3 is nan where a baseline is flat.
    """
    mean, sigma = _baseline(counts, GUARD[method], min_sigma)
    z = NormalDist().inv_cdf(1 - alpha)
    if method != "C3":
        return mean + z * sigma
    with np.errstate(invalid="ignore", divide="ignore"):
        deviation = (counts - mean) / sigma
        over = np.maximum(0, deviation - 1)
        carried = _shifted(over, 1) + _shifted(over, 2)
        return np.maximum(0, counts + sigma * (z - carried))


def _baseline(counts: NDArray[np.int64], guard: int, min_sigma: float) -> tuple[Floats, Floats]:
    """Mean and deviation (n - 1) of the baseline of each point."""
    mean = np.full(counts.shape, np.nan)
    sigma = np.full(counts.shape, np.nan)
    first = BASELINE + guard
    if counts.shape[1] > first:
        windows = np.lib.stride_tricks.sliding_window_view(counts, BASELINE, axis=1)[:, : counts.shape[1] - first]
        mean[:, first:] = windows.mean(axis=2)
        sigma[:, first:] = np.maximum(windows.std(axis=2, ddof=1), min_sigma)
    return mean, sigma


def _shifted(values: Floats, by: int) -> Floats:
    out = np.full(values.shape, np.nan)
    out[:, by:] = values[:, :-by]
    return out
