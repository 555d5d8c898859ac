"""The 42 scenarios of Noufaily et al. 2013, nine methods side by side: false alarms and outbreaks found.

Counts of mean μ and variance φμ: negative binomial of size μ/(φ-1). As in Bédubourg & Le Strat 2017, the sizes of past
and current outbreaks run through a grid (five and ten values): fifty replicates hold each couple once, ten each size of
a current outbreak once, so that a run of fewer replicates is no luckier than the next.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from kb.watch.detection.counting_laws import quantile
from kb.watch.detection.ears import ears_bounds
from kb.watch.detection.farrington import bound_of, farrington_law
from kb.watch.detection.young import ALPHA, TOGETHER, young_bound

SEED = 20_261_129
WEEKS, FIRST = 624, 575
BASES = ((0.1, 0.0025, 0.6, 0.6, 1.5), (-2, 0.005, 0.1, 0.3, 2), (1.5, 0.003, 0.2, -0.4, 1), (0.5, 0.002, 0.5, 0.5, 5),
         (2.5, 0.001, 1, 0.1, 3), (3.75, 0.001, 0.1, -0.1, 1.1), (5, 0.0001, 0.05, 0.01, 1.2))  # fmt: skip
PAST_SIZES = (0, 2, 3, 5, 10)  # of past outbreaks, in standard deviations of the baseline
SIZES = range(1, 11)  # of the current one


def scenarios(replicates: int, seed: int = SEED) -> tuple[Any, Any, Any, Any]:
    """Series without and with a current outbreak, and its first and last week (-1 for an outbreak of no case)."""
    chance, weeks = np.random.default_rng(seed), np.arange(1, WEEKS + 1)
    quiet, struck, starts, ends = [], [], [], []
    for theta, beta, cosine, sine, spread in BASES:
        for trend in (0, 1):
            for waves in (0, 1, 2):
                season = sum(
                    (cosine * np.cos(2 * np.pi * j * weeks / 52) + sine * np.sin(2 * np.pi * j * weeks / 52)
                     for j in range(1, waves + 1)), np.zeros(WEEKS))  # fmt: skip
                mean = np.exp(theta + beta * trend * weeks + season)
                deviation = np.sqrt(spread * mean)
                for replicate in range(replicates):
                    law = (
                        chance.poisson(mean)
                        if spread == 1
                        else chance.negative_binomial(mean / (spread - 1), 1 / spread)
                    )
                    past = PAST_SIZES[(replicate + replicate // len(SIZES)) % len(PAST_SIZES)]
                    for _ in range(4):
                        _outbreak(law, chance, int(chance.integers(312, FIRST)), past * deviation, FIRST)
                    after = law.copy()
                    start = int(chance.integers(FIRST, WEEKS))
                    last = _outbreak(after, chance, start, SIZES[replicate % len(SIZES)] * deviation, WEEKS)
                    quiet.append(law)
                    struck.append(after)
                    starts.append(start if last >= 0 else -1)
                    ends.append(last)
    return np.array(quiet), np.array(struck), np.array(starts), np.array(ends)


def _outbreak(series: Any, chance: Any, start: int, size: Any, until: int) -> int:
    at = start + np.floor(chance.lognormal(0, 0.5, chance.poisson(size[start]))).astype(int)
    at = at[at < until]
    np.add.at(series, at, 1)
    return int(at.max()) if len(at) else -1


def _bayes(counts: Any, alpha: float, weeks: int) -> Any:
    """Riebler's predictive bound from the last weeks."""
    out = np.full(counts.shape, np.nan)
    for at in range(FIRST, WEEKS):
        size = 0.5 + counts[:, at - weeks : at].sum(axis=1)
        out[:, at] = quantile(1 - alpha, size / weeks, size)
    return out


def _farrington(counts: Any, judged: Any, alphas: tuple[float, ...]) -> list[Any]:
    """Bounds by alpha, of the weeks that `judged` (series, 49) asks for: a fit is dear, and gives them all."""
    out = [np.full(counts.shape, np.nan) for _ in alphas]
    for at in range(FIRST, WEEKS):
        asked = judged[:, at - FIRST]
        if asked.any():
            law = farrington_law(counts[asked], at)
            for bounds, alpha in zip(out, alphas, strict=True):
                bounds[asked, at] = bound_of(*law, alpha)
    return out


def _young(counts: Any, judged: Any) -> list[Any]:
    """The bound of the last of the weeks judged together, which know the 100 weeks before and no more."""
    out = np.full(counts.shape, np.nan)
    for at in range(FIRST, WEEKS):
        asked = judged[:, at - FIRST]
        if asked.any():
            before = counts[asked, at - TOGETHER + 1 : at].sum(axis=1)
            out[asked, at] = young_bound(counts[asked], at) - before
    return [out]


def _one(method: Callable[[Any], Any]) -> Callable[[Any, Any], list[Any]]:
    return lambda counts, judged: [method(counts)]


METHODS: dict[tuple[str, ...], Callable[[Any, Any], list[Any]]] = {
    ("EARS C1, α .001",): _one(lambda y: ears_bounds(y, "C1", alpha=0.001)),
    ("EARS C2, α .001",): _one(lambda y: ears_bounds(y, "C2", alpha=0.001)),
    ("EARS C2, α .001, minSigma 1",): _one(lambda y: ears_bounds(y, "C2", alpha=0.001, min_sigma=1)),
    ("EARS C3, α .01",): _one(lambda y: ears_bounds(y, "C3", alpha=0.01)),
    ("Bayes, 6 weeks, α .05",): _one(lambda y: _bayes(y, 0.05, 6)),
    ("Bayes, 52 weeks, α .01",): _one(lambda y: _bayes(y, 0.01, 52)),
    ("Farrington flexible, α .01", "Farrington flexible, α .05"): lambda y, judged: _farrington(
        y, judged, (0.01, 0.05)
    ),
    (f"under two years of history, α {ALPHA:.2f}".replace("0.", "."),): _young,
}


def paper(replicates: int) -> None:
    """False positive rate, and probability of detection with its standard error, by method.

    Then the same on every other scenario, from the second: the first, third… are those that figures are chosen on.
    """
    quiet, struck, starts, ends = scenarios(replicates)
    weeks = np.arange(FIRST, WEEKS)[None, :]
    inside = (weeks >= starts[:, None]) & (weeks <= ends[:, None]) & (starts[:, None] >= 0)
    real = starts >= 0
    held = np.arange(len(quiet)) // replicates % 2 == 1
    print(f"paper: 42 scenarios x {replicates} replicates")
    for names, bounds in METHODS.items():
        on_quiet, on_struck = bounds(quiet, np.ones_like(inside)), bounds(struck, inside)
        for name, without, within in zip(names, on_quiet, on_struck, strict=True):
            false = _past(quiet, without)
            found = (_past(struck, within) & inside).any(axis=1)[real]
            error = 100 * found.std() / np.sqrt(len(found))
            print(
                f"paper {name}: FPR {100 * false.mean():.2f} %, POD {100 * found.mean():.1f} % (± {error:.1f}); "
                f"held scenarios {100 * false[held].mean():.2f} %, {100 * found[held[real]].mean():.1f} %",
                flush=True,
            )


def _past(counts: Any, bounds: Any) -> Any:
    return counts[:, FIRST:] > np.nan_to_num(bounds[:, FIRST:], nan=np.inf)
