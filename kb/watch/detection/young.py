"""A weekly series with under two years of history: its last two weeks against a year that it has hardly seen twice.

A quasi-Poisson regression on two waves of the year (Serfling 1963) and a trend, past outbreaks weighing less (Noufaily
et al. 2013), each coefficient drawn towards 0 (le Cessie & van Houwelingen 1992), and a negative binomial for what
comes. Two weeks are judged together: an outbreak fills more than one, and their sum has less noise than either.

The figures below were chosen on scenarios 1, 3, 5… of `bench.watch paper`, with a seed of their own; penalties half or
twice as strong change the share of outbreaks found by 1.4 points at most.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kb.watch.detection.counting_laws import negative_binomial, quantile
from kb.watch.detection.regression import reweighted

Floats = NDArray[np.floating[Any]]
Counts = NDArray[np.int64]
WEEKS_A_YEAR: Final = 365.25 / 7
MEMORY: Final = 100  # weeks of past, at most
GUARD: Final = 4  # weeks just before, and with, the one judged that are left out: they may hold what begins
TOGETHER: Final = 2  # weeks
# A season is known from a year on; before, its waves and its trend are one.
SHORTEST: Final = 60  # weeks of past
# 1 / variance of each coefficient's prior: a season of ± 70 % and its second wave of ± 35 %, a trend of ± 25 % a year.
WAVES: Final = (2.0, 8.0)
TREND: Final = 16.0
FEWEST: Final = 2  # reports in the weeks judged: never from one
ALPHA: Final = 0.01


def young_bound(counts: Counts, at: int, *, alpha: float = ALPHA) -> Floats:
    """The bound that the sum of weeks `at` - 1 and `at` of each series must pass to alarm.

    `counts` is (series, weeks). Raises ValueError when there are fewer than SHORTEST weeks before.
    """
    if at < SHORTEST:
        raise ValueError(f"week {at} has {at} weeks before it, not {SHORTEST}")
    rows = np.arange(max(0, at - MEMORY), at - GUARD)
    fit = reweighted(counts[:, rows].astype(float), _columns(rows - at), np.array([0.0, *np.repeat(WAVES, 2), TREND]))
    judged = _columns(np.arange(1 - TOGETHER, 1))
    mean = np.exp(fit.coefficients @ judged.T).sum(axis=1)
    # What has been quiet throughout is expected to report half a time in its past, not never.
    mean = np.maximum(mean, TOGETHER * 0.5 / len(rows))
    # Not knowing the mean adds to the spread of what comes.
    unsure = np.einsum("p,npq,q->n", judged[-1], fit.covariance, judged[-1]) * fit.dispersion
    size, _ = negative_binomial(mean, fit.dispersion + mean * unsure)
    return np.maximum(quantile(1 - alpha, mean, size), FEWEST - 1).astype(float)


def _columns(weeks: NDArray[np.int64]) -> Floats:
    """One, two waves of the year and the trend, for weeks counted from the one judged: shape (weeks, 6)."""
    year = weeks / WEEKS_A_YEAR
    turns = [wave(2 * np.pi * n * year) for n in (1, 2) for wave in (np.cos, np.sin)]
    return np.column_stack([np.ones(len(weeks)), *turns, year])
