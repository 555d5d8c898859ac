"""Detection of the watch: `python -m bench.watch [faithful] [paper] [watch] [seen] [sample] [speed]`

faithful  bounds against the golden outputs of a reference implementation (KB_BENCH_DATA)
paper     the 42 scenarios of Noufaily et al. 2013, nine methods side by side (--replicates N, 100 in the paper)
watch     a watch as it will be: 15 territories, 78 weeks, six phenomena at once, 150 and 450 signals
seen      « seen before? » on 120 labelled reports, by part (--half)
sample    what the invented signals raise for nothing, and what is proposed
speed     10,000 signals over 40 territories: the analysis, the tables and the page

Seeds are fixed.
"""

import argparse
import csv
import datetime
import os
import time
from pathlib import Path
from typing import Any

import numpy as np

from bench.watch_base import page_speed, sample
from bench.watch_scenarios import FIRST, WEEKS, paper
from bench.watch_seen import HALVES, seen
from kb.watch.detection.calibration import ALLOWED, calibrate, episodes, scores_of
from kb.watch.detection.ears import ears_bounds
from kb.watch.detection.emergence import Sighting, analyse
from kb.watch.detection.farrington import farrington_bound
from kb.watch.detection.sparse import zones_of
from kb.watch.masking import mask_both

SEED = 20_261_129
EXTRA = {"weak": (1, 1, 2), "medium": (1, 2, 3), "strong": (2, 3, 4)}
RUNS = 200


def faithful() -> None:
    """Largest difference to the golden bounds, by method."""
    folder = Path(os.environ.get("KB_BENCH_DATA", "")) / "facts" / "golden"
    if not folder.is_dir():
        print("faithful: KB_BENCH_DATA does not hold facts/golden")
        return

    def read(name: str) -> Any:
        with (folder / name).open(encoding="utf-8") as file:
            rows = list(csv.reader(file))[1:]
        return np.array([[float(one) if one else np.nan for one in row[1:]] for row in rows])

    series = read("series.csv").astype(np.int64)
    for method, name, alpha, least in (
        ("C1", "ears_c1_a001_upper.csv", 0.001, 0.0),
        ("C2", "ears_c2_a001_minsigma1_upper.csv", 0.001, 1.0),
        ("C3", "ears_c3_a01_upper.csv", 0.01, 0.0),
    ):
        found = ears_bounds(series, method, alpha=alpha, min_sigma=least)[:, FIRST:]  # type: ignore[arg-type]
        print(f"faithful {method}: largest difference {np.nanmax(np.abs(found - read(name))):.1e}")
    found = np.column_stack([farrington_bound(series, week) for week in range(FIRST, WEEKS)])
    wanted = read("farrington_improved_a01_upper.csv")
    same = (found == wanted) | (np.isnan(found) & np.isnan(wanted))
    print(f"faithful Farrington flexible: {same.sum()} of {same.size} bounds equal")


def watch() -> None:
    """Share of emergences found in their first three weeks, at what is allowed of false alarms."""
    zones = zones_of([(float(x), float(y)) for y in range(3) for x in range(5)])
    for total in (150, 450):
        chance = np.random.default_rng(SEED + total)
        quiet, years = _histories(chance, total), 15 * 26 / 52 * RUNS
        scores = _scored(quiet, zones)
        half = RUNS // 2
        limits = [_limit(one[:half], ALLOWED / 2, years / 2) for one in scores[:2]]
        c2_limit = _limit(scores[2][:half], ALLOWED, years / 2)
        raised = (scores[0][half:] > limits[0]) | (scores[1][half:] > limits[1])
        rate = episodes(raised).sum() / (years / 2)
        print(f"watch {total} signals: false alarms {rate:.2f} a territory and year, measured on other histories")
        for name, extra in EXTRA.items():
            struck, where = _struck(chance, _histories(chance, total), extra)
            found = _scored(struck, zones)
            early = [_early(one, where) for one in found]
            both = (early[0] > limits[0]).any(axis=1) | (early[1] > limits[1]).any(axis=1)
            print(
                f"watch {total} signals, {name}: found in three weeks {both.mean():.2f} "
                f"(EARS C2 {(early[2] > c2_limit).any(axis=1).mean():.2f})",
                flush=True,
            )


def _histories(chance: Any, total: int) -> Any:
    share = chance.gamma(1.0, 1.0, (RUNS, 6, 15))
    rates = share / share.sum(axis=2, keepdims=True) * total / 78 / 6
    season = 1 + 0.4 * np.sin(2 * np.pi * (np.arange(78) / 52 + chance.random((RUNS, 1, 1, 1))))
    return chance.poisson(rates[..., None] * season)


def _struck(chance: Any, counts: Any, extra: tuple[int, ...]) -> tuple[Any, Any]:
    runs = np.arange(RUNS)
    where = (chance.integers(0, 6, RUNS), chance.integers(0, 15, RUNS), chance.integers(52, 66, RUNS))
    for after, more in enumerate(extra):
        counts[runs, where[0], where[1], where[2] + after] += more
    return counts, where


def _scored(counts: Any, zones: Any) -> list[Any]:
    """Predictive, scan and C2 scores of the last 26 weeks, one after the other."""
    one, other = [], []
    for last in range(52, 78):
        now = scores_of(counts[..., : last + 1], zones)
        one.append(now.predictive)
        other.append(now.scan.score)
    flat = counts.reshape(-1, counts.shape[-1])
    mean = ears_bounds(flat, "C2", alpha=0.5, min_sigma=1)  # the baseline's mean: its bound at half
    sigma = (ears_bounds(flat, "C2", alpha=0.001, min_sigma=1) - mean) / 3.0902
    c2 = ((flat - mean) / sigma).reshape(counts.shape)[..., 52:]
    return [np.stack(one, axis=-1), np.stack(other, axis=-1), np.where(counts[..., 52:] >= 1, c2, 0)]


def _limit(scores: Any, allowed: float, years: float) -> float:
    low, high = 0.0, float(scores.max()) + 1
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if episodes(scores > middle).sum() / years > allowed else (low, middle)
    return high


def _early(scores: Any, where: Any) -> Any:
    runs = np.arange(RUNS)
    return np.column_stack([scores[runs, where[0], where[1], where[2] - 52 + after] for after in range(3)])


def speed() -> None:
    """Seconds of processor of the analysis, the masked tables, the thresholds and the page."""
    chance, today = np.random.default_rng(SEED), datetime.date(2026, 11, 29)
    centres = {f"{n:05d}": (2.0 + n % 8 / 10, 48.5 + n // 8 / 10) for n in range(40)}
    codes = sorted(centres)
    sightings = [
        Sighting(
            n, int(chance.integers(0, 40)), codes[int(chance.integers(0, 40))],
            today - datetime.timedelta(days=int(chance.integers(0, 546))), frozenset({str(n % 30)}),
        )
        for n in range(10_000)
    ]  # fmt: skip
    started = time.process_time()
    analyse(sightings, centres, today)
    took = time.process_time() - started
    print(f"speed: analysis of 10,000 signals x 40 territories x 40 phenomena {took:.1f} s of processor")
    months, products = np.zeros((40, 18), int), np.zeros((40, 12), int)
    for one in sightings:
        place = codes.index(one.territory)
        months[place, min((today - one.day).days // 31, 17)] += 1
        products[place, one.phenomenon % 12] += 1
    started = time.process_time()
    mask_both(months.tolist(), products.tolist())
    print(f"speed: masking two tables of 40 territories {time.process_time() - started:.2f} s of processor")
    started = time.process_time()
    calibrate(np.full((6, 15), 150 / 78 / 90), zones_of([(x, y) for y in range(3) for x in range(5)]))
    print(f"speed: thresholds of a base of 150 signals {time.process_time() - started:.1f} s of processor")
    page_speed()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", choices=["faithful", "paper", "watch", "seen", "sample", "speed", []])
    parser.add_argument("--replicates", type=int, default=100)
    parser.add_argument("--half", choices=HALVES)
    given = parser.parse_args()
    run = {
        "faithful": faithful,
        "paper": lambda: paper(given.replicates),
        "watch": watch,
        "seen": lambda: seen((given.half,) if given.half else HALVES),
        "sample": sample,
        "speed": speed,
    }
    for part in given.parts or run:
        run[part]()
