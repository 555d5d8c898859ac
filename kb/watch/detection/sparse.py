"""Sparse series, a few reports a year in each territory: a pooled negative-binomial predictive, and a Poisson scan.

Most territories saw nothing of most phenomena. What each may expect is therefore its own past drawn towards that of all
territories; the more it has seen, the less it is drawn.

Sources: Riebler 2004 and Höhle 2007 for the predictive law; Neill, Moore & Cooper 2005 for the scan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kb.watch.detection.counting_laws import tail

Floats = NDArray[np.floating[Any]]
Counts = NDArray[np.int64]
MEMORY: Final = 52  # weeks of past that a territory is judged by
GUARD: Final = 3  # weeks just before the window that are left out: what begins must not be its own past
WINDOWS: Final = (1, 2, 3, 4)  # weeks that may be judged together, the last one included
MOST_NEIGHBOURS: Final = 5  # territories of a zone, itself among them
# Reports of a window under which nothing is said, whatever the figures: never from one signal.
FEWEST: Final = 2
# A prior worth less than this many weeks would let one old report fill a territory's expectation.
LEAST_PRIOR: Final = 4.0
SMALLEST_RATE: Final = 1e-4  # reports a week and territory of a phenomenon that nobody saw yet


@dataclass(frozen=True, slots=True)
class Past:
    """What each territory may expect a week: the mean, and the law's size (what it saw and the prior's shape)."""

    mean: Floats
    size: Floats


def past_of(counts: Counts, weeks: int) -> Past:
    """What to expect of each territory in the `weeks` last weeks of `counts` (..., territories, weeks).

    Gamma prior fitted by moments on all territories of a phenomenon, each territory then adding its own past.
    """
    end = counts.shape[-1] - max(weeks, GUARD + 1)
    own = counts[..., max(0, end - MEMORY) : max(end, 0)]
    span = max(own.shape[-1], 1)
    seen = own.sum(axis=-1).astype(float)
    rate = seen.mean(axis=-1, keepdims=True) / span
    # Between territories, beyond what chance alone would spread.
    # One territory differs from no other.
    spread = seen.var(axis=-1, keepdims=True, ddof=1) if seen.shape[-1] > 1 else np.zeros_like(rate)
    between = np.maximum(spread - seen.mean(axis=-1, keepdims=True), 0) / span**2
    rate = np.maximum(rate, SMALLEST_RATE)
    prior = np.where(between > 0, rate / np.maximum(between, 1e-12), span * 1.0)
    prior = np.clip(prior, LEAST_PRIOR, 4.0 * MEMORY)
    size = prior * rate + seen
    return Past(size / (prior + span), size)


def predictive_tail(counts: Counts, weeks: int) -> Floats:
    """P(as many reports or more in the last `weeks`), by territory: 1 where fewer than two were seen."""
    past = past_of(counts, weeks)
    seen = counts[..., -weeks:].sum(axis=-1)
    out = np.ones(seen.shape)
    told = seen >= FEWEST  # most territories saw nothing, and their tails are dear
    out[told] = tail(seen[told], past.mean[told] * weeks, past.size[told])
    return out


@dataclass(frozen=True, slots=True)
class Scan:
    """What stands out most of each territory's neighbourhood: score, reports seen and expected, zone and weeks.

    Arrays have the shape (..., territories): the zone centred on each. `zone` is its number of territories.
    """

    score: Floats
    seen: Counts
    expected: Floats
    zone: Counts
    weeks: Counts


def zones_of(centres: Sequence[tuple[float, float]], most: int = MOST_NEIGHBOURS) -> Counts:
    """The nearest territories of each, itself first: shape (territories, most), from longitude and latitude."""
    points = np.array(centres, dtype=float)
    flat = points * [np.cos(np.radians(points[:, 1].mean())), 1.0]
    distance = ((flat[:, None, :] - flat[None, :, :]) ** 2).sum(axis=2)
    order = np.argsort(distance + np.eye(len(points)) * -1, axis=1, kind="stable")
    return order[:, : min(most, len(points))]


def scan(counts: Counts, zones: Counts) -> Scan:
    """The best-scoring zone and duration around each territory in the last weeks of `counts` (..., territories, weeks).

    Score of Neill's expectation-based Poisson scan, c ln(c/b) + b - c where c > b: 0 where nothing stands out.
    """
    shape = counts.shape[:-1]
    whole = np.int64
    best: list[NDArray[Any]] = [np.zeros(shape, kind) for kind in (float, whole, float, whole, whole)]
    for weeks in WINDOWS:
        mean = past_of(counts, weeks).mean * weeks
        last = counts[..., -weeks:].sum(axis=-1)
        seen = np.cumsum(last[..., zones], axis=-1)
        expected = np.cumsum(mean[..., zones], axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            score = seen * np.log(seen / expected) + expected - seen
        score = np.where((seen > expected) & (seen >= FEWEST), score, 0.0)
        size = score.argmax(axis=-1)[..., None]
        found = [np.take_along_axis(one, size, -1)[..., 0] for one in (score, seen, expected)]
        found += [size[..., 0] + 1, np.full(shape, weeks)]
        better = found[0] > best[0]
        best = [np.where(better, new, old) for new, old in zip(found, best, strict=True)]
    return Scan(*best)
