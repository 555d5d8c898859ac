"""Thresholds for the density of one base, set and measured on histories where nothing emerges.

What is rare for a base that receives two reports a week is daily for one that receives twenty. Histories are drawn from
the base's own rates, all phenomena together, and the thresholds set so that what they raise for nothing stays under a
number of episodes a territory and year that people can look into.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kb.watch.detection.sparse import GUARD, MEMORY, Floats, Scan, predictive_tail, scan

# Episodes raised for nothing, by territory and year, all phenomena together.
ALLOWED: Final = 0.25
JUDGED_WEEKS: Final = 26  # at the end of each history drawn
# Weeks of single series that are judged in all: about four seconds.
BUDGET: Final = 2_500_000
FEWEST_RUNS: Final = 16
MOST_RUNS: Final = 400
TOGETHER: Final = 200_000  # weeks of single series held in memory at once
PREDICTIVE_WINDOWS: Final = (2, 3)  # weeks
SEED: Final = 20_061_129


@dataclass(frozen=True, slots=True)
class Scores:
    """What stands out of each series now: higher is rarer. `predictive` is -ln of the tail; arrays (..., territories).

    `weeks` is the window, in weeks, of the predictive score.
    """

    predictive: Floats
    weeks: NDArray[np.int64]
    scan: Scan


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Scores past which something stands out, with what they were measured to raise for nothing.

    `false_alarms`: episodes by territory and year, on histories that did not set the thresholds. `null_*`: the highest
    score of the whole base in each week drawn, in increasing order.
    """

    predictive: float
    scan: float
    false_alarms: float
    null_predictive: Floats
    null_scan: Floats

    def recurrence(self, predictive: float, of_scan: float) -> float:
        """Weeks between two such scores, anywhere in a base where nothing emerges: the rarer of the two methods."""
        return max(_recurrence(self.null_predictive, predictive), _recurrence(self.null_scan, of_scan))


def scores_of(counts: NDArray[np.int64], zones: NDArray[np.int64]) -> Scores:
    """The scores of the last week of `counts` (..., territories, weeks)."""
    tails = np.stack([predictive_tail(counts, weeks) for weeks in PREDICTIVE_WINDOWS])
    best = tails.argmin(axis=0)
    least = np.take_along_axis(tails, best[None], 0)[0]
    return Scores(-np.log(np.maximum(least, 1e-300)), np.array(PREDICTIVE_WINDOWS)[best], scan(counts, zones))


def calibrate(
    rates: Floats, zones: NDArray[np.int64], *, scanning: bool = True, allowed: float = ALLOWED, seed: int = SEED
) -> Thresholds:
    """Thresholds for `rates`, reports a week of each phenomenon and territory (phenomena, territories).

    Each half of the histories sets thresholds that the other measures; the stricter ones hold.
    """
    runs = int(np.clip(BUDGET // (rates.size * JUDGED_WEEKS), FEWEST_RUNS, MOST_RUNS))
    at_once = max(TOGETHER // (rates.size * JUDGED_WEEKS), 1)
    chance = np.random.default_rng(seed)
    drawn = [_drawn(chance, rates, zones, min(at_once, runs - first), scanning) for first in range(0, runs, at_once)]
    one, other = (np.concatenate(scores) for scores in zip(*drawn, strict=True))
    halves = (slice(None, runs // 2), slice(runs // 2, None))
    years = rates.shape[1] * JUDGED_WEEKS / 52
    share = allowed / (2 if scanning else 1)
    limits, rates_of = [], []
    for half, rest in (halves, halves[::-1]):
        own = [_threshold(scores[half], share, len(one[half]) * years) for scores in (one, other)]
        raised = (one[rest] >= own[0]) | (scanning & (other[rest] >= own[1]))
        limits.append(own)
        rates_of.append(episodes(raised).sum() / (len(one[rest]) * years))
    predictive, scanned = (max(pair) for pair in zip(*limits, strict=True))
    nulls = [np.sort(scores.max(axis=(1, 2)).ravel()) for scores in (one, other)]
    return Thresholds(predictive, scanned, float(np.mean(rates_of)), nulls[0], nulls[1])


def _drawn(
    chance: np.random.Generator, rates: Floats, zones: NDArray[np.int64], runs: int, scanning: bool
) -> tuple[Floats, Floats]:
    """Predictive and scan scores of histories in which nothing emerges: (runs, phenomena, territories, weeks)."""
    length = MEMORY + GUARD + 4 + JUDGED_WEEKS
    counts = chance.poisson(rates[None, :, :, None], (runs, *rates.shape, length))
    predictive, scanned = [], []
    for last in range(length - JUDGED_WEEKS, length):
        now = scores_of(counts[..., : last + 1], zones)
        predictive.append(now.predictive)
        scanned.append(now.scan.score if scanning else np.zeros_like(now.predictive))
    return np.stack(predictive, axis=-1), np.stack(scanned, axis=-1)


def episodes(raised: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The weeks (last axis) in which an episode begins: raised now, and in none of the three weeks before."""
    begins = raised.copy()
    for lag in (1, 2, 3):
        begins[..., lag:] &= ~raised[..., :-lag]
    return begins


def _threshold(scores: Floats, allowed: float, years: float) -> float:
    """The lowest score that raises at most so many episodes a territory and year, with a standard error to spare.

    The fewer the histories, the more of what they show is chance: a threshold set at their very rate raises too much on
    half of the others.
    """
    values = np.unique(scores[scores > 0])
    most = allowed * years - np.sqrt(allowed * years)
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        if episodes(scores >= values[middle]).sum() > most:
            low = middle + 1
        else:
            high = middle
    if low < len(values):
        return float(values[low])
    return float(values[-1]) * 1.01 if len(values) else float(-np.log(0.01))


def _recurrence(null: Floats, score: float) -> float:
    above = len(null) - np.searchsorted(null, score - 1e-12)
    return float(len(null) / (above + 1))
