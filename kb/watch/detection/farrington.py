"""Farrington flexible (Noufaily et al. 2013): a weekly series against the same season of the years before.

A quasi-Poisson regression on the week and on ten parts of the year, fitted twice: the second time past outbreaks weigh
less. It asks for four years of history: for younger series see `young`, `sparse` where they are sparse.
"""

from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kb.watch.detection.counting_laws import negative_binomial, quantile
from kb.watch.detection.regression import RegressionFit, reweighted

Floats = NDArray[np.floating[Any]]
Counts = NDArray[np.int64]
WEEKS_A_YEAR: Final = 365.25 / 7
HALF_WINDOW: Final = 3  # weeks on each side of the same week of a year before
PARTS: Final = 10  # of the year: the windows are one, the stretches between them the nine others
LEFT_OUT: Final = 26  # weeks just before the one that is judged: an outbreak that begins must not be its own baseline
ENOUGH: Final = (5, 4)  # an alarm asks for five reports in the last four weeks


def farrington_bound(counts: Counts, at: int, *, years: int = 5, alpha: float = 0.01) -> Floats:
    """The bound of week `at` for each series of `counts` (series, weeks), nan where it is not judged.

    Not judged: fewer than five reports in the last four weeks. Raises ValueError when the history is too short.
    """
    return bound_of(*farrington_law(counts, at, years=years), alpha)


def farrington_law(counts: Counts, at: int, *, years: int = 5) -> tuple[Floats, Floats]:
    """Mean and size of the law that week `at` of each series is held to; both are nan where it is not judged.

    One law gives the bounds of every alpha. Raises ValueError when the history is too short.
    """
    rows, part = _reference(at, years)
    judged = counts[:, at - ENOUGH[1] + 1 : at + 1].sum(axis=1) >= ENOUGH[0]
    mean, size = np.full((2, len(counts)), np.nan)
    if judged.any():
        mean[judged], size[judged] = _law(counts[judged][:, rows].astype(float), rows, part, at, trend=years >= 3)
    return mean, size


def bound_of(mean: Floats, size: Floats, alpha: float) -> Floats:
    """The counts that a share `alpha` at most of these laws passes, nan where there is no law."""
    out = np.full(mean.shape, np.nan)
    known = ~np.isnan(mean)
    out[known] = quantile(1 - alpha, mean[known], size[known])
    return out


def _reference(at: int, years: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The weeks that week `at` is compared with, and the part of the year that each is in: 0 is its own season."""
    same_weeks = [at - round(n * WEEKS_A_YEAR) for n in range(years, -1, -1)]
    first = same_weeks[0] - HALF_WINDOW
    if first < 0:
        raise ValueError(f"week {at} has {at} weeks before it, not {at - first}")
    part = np.zeros(at + 1, dtype=np.int64)
    for one, following in pairwise(same_weeks):
        start, end = one + HALF_WINDOW + 1, following - HALF_WINDOW
        size, longer = divmod(end - start, PARTS - 1)
        sizes = [size + (n < longer) for n in range(PARTS - 1)]
        part[start:end] = np.repeat(np.arange(1, PARTS), sizes)
    rows = np.arange(first, at - LEFT_OUT)
    return rows, part[rows]


def _law(y: Floats, rows: NDArray[np.int64], part: NDArray[np.int64], at: int, trend: bool) -> tuple[Floats, Floats]:
    parts = np.equal.outer(part, np.arange(1, PARTS)).astype(float)
    week = (rows - at) / WEEKS_A_YEAR  # 0 at the week that is judged: the prediction is then the intercept
    columns = np.column_stack([np.ones(len(rows)), parts])
    flat = reweighted(y, columns)
    mean, dispersion = _predicted(flat)
    if trend:
        sloped = reweighted(y, np.column_stack([columns, week]))
        risen, spread = _predicted(sloped)
        kept = risen <= y.max(axis=1)
        mean, dispersion = np.where(kept, risen, mean), np.where(kept, spread, dispersion)
    size, _ = negative_binomial(mean, dispersion)
    return mean, size


def _predicted(fit: RegressionFit) -> tuple[Floats, Floats]:
    return np.exp(fit.coefficients[:, 0]), fit.dispersion
