"""What emerges: each phenomenon watched by territory and week, with figures, and the reports behind them.

The program proposes: what stands out is a reason to look, never a finding. Nothing is said from one report, or from
reports of one organisation.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kb.watch.detection.calibration import Scores, Thresholds, calibrate, scores_of
from kb.watch.detection.ears import ears_bounds
from kb.watch.detection.farrington import farrington_bound
from kb.watch.detection.methods import methods_for
from kb.watch.detection.sparse import past_of, zones_of
from kb.watch.detection.young import TOGETHER, young_bound

FEWEST_STRUCTURES: Final = 2
C2: Final = {"alpha": 0.001, "min_sigma": 1.0}
LONGEST_HISTORY: Final = 6 * 52  # weeks


@dataclass(frozen=True, slots=True)
class Sighting:
    """One report: its number, the phenomenon it belongs to, where, when, and who reports it or says the same."""

    signal: int
    phenomenon: int
    territory: str
    day: datetime.date
    structures: frozenset[str]


@dataclass(frozen=True, slots=True)
class Emerging:
    """A phenomenon that stands out now: where, over how many weeks, seen and expected, how rare, and from what.

    `recurrence` is in weeks: how often a base of this density, where nothing emerges, shows as much somewhere.
    `bounds`: by method shown beside (« c2 », « farrington », « young »), what the last week counted and its
    bound; « young » judges the last two weeks together.
    """

    phenomenon: int
    territories: tuple[str, ...]
    weeks: int
    seen: int
    expected: float
    recurrence: float
    method: str
    structures: int
    signals: tuple[int, ...]
    bounds: Mapping[str, tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found, on which day, over how many weeks of history, by which methods and at which false-alarm rate."""

    day: datetime.date
    weeks: int
    methods: tuple[str, ...]
    false_alarms: float
    emerging: tuple[Emerging, ...]
    watched: int


def analyse(
    sightings: Sequence[Sighting], centres: Mapping[str, tuple[float, float]], today: datetime.date
) -> Analysis:
    """What stands out today; `centres` gives longitude and latitude of each territory that is watched."""
    inside = [one for one in sightings if one.territory in centres and one.day <= today]
    oldest = min((one.day for one in inside), default=today)
    weeks = min((today - oldest).days // 7 + 1, LONGEST_HISTORY)
    methods = methods_for(weeks)
    if not methods:
        return Analysis(today, weeks, (), 0.0, (), 0)
    table = _Table(inside, sorted(centres), weeks, today)
    zones = zones_of([centres[code] for code in table.territories])
    thresholds = calibrate(past_of(table.counts, 1).mean, zones, scanning="scan" in methods)
    scores = scores_of(table.counts, zones)
    found = [
        one
        for place in zip(*np.nonzero(_raised(scores, thresholds, methods)), strict=True)
        if (one := table.emerging(int(place[0]), int(place[1]), scores, thresholds, zones, methods)) is not None
    ]
    kept = _apart(sorted(found, key=lambda one: (-one.recurrence, -one.seen, one.phenomenon, one.territories)))
    return Analysis(today, weeks, methods, thresholds.false_alarms, kept, len(table.phenomena))


def _raised(scores: Scores, thresholds: Thresholds, methods: tuple[str, ...]) -> NDArray[np.bool_]:
    raised = scores.predictive >= thresholds.predictive
    if "scan" in methods:
        raised = raised | (scores.scan.score >= thresholds.scan)
    return raised


def _apart(found: Sequence[Emerging]) -> tuple[Emerging, ...]:
    """The rarest of those that rest on the same reports."""
    kept: list[Emerging] = []
    for one in found:
        if not any(set(one.signals) & set(other.signals) for other in kept):
            kept.append(one)
    return tuple(kept)


class _Table:
    """The counts of each phenomenon, territory and week; the last week ends today."""

    def __init__(
        self, sightings: Sequence[Sighting], territories: Sequence[str], weeks: int, today: datetime.date
    ) -> None:
        self.territories = territories
        self.phenomena = sorted({one.phenomenon for one in sightings})
        self.weeks = weeks
        row = {number: place for place, number in enumerate(self.phenomena)}
        column = {code: place for place, code in enumerate(territories)}
        self.counts = np.zeros((len(self.phenomena), len(territories), weeks), dtype=np.int64)
        self.behind: dict[tuple[int, int], list[tuple[int, Sighting]]] = {}
        for one in sightings:
            age = (today - one.day).days // 7
            if age < weeks:
                place = (row[one.phenomenon], column[one.territory])
                self.counts[(*place, weeks - 1 - age)] += 1
                self.behind.setdefault(place, []).append((age, one))

    def emerging(
        self,
        row: int,
        column: int,
        scores: Scores,
        thresholds: Thresholds,
        zones: NDArray[np.int64],
        methods: tuple[str, ...],
    ) -> Emerging | None:
        """What stands out there, or None when one report or one organisation is all there is."""
        scanned, place = scores.scan, (row, column)
        by_scan = "scan" in methods and scanned.score[place] >= thresholds.scan
        if by_scan:
            zone, weeks = [int(one) for one in zones[column][: scanned.zone[place]]], int(scanned.weeks[place])
            expected = float(scanned.expected[place])
        else:
            zone, weeks = [column], int(scores.weeks[place])
            expected = float(past_of(self.counts[row], weeks).mean[column] * weeks)
        behind = [one for at in zone for age, one in self.behind.get((row, at), ()) if age < weeks]
        structures = frozenset[str]().union(*(one.structures for one in behind))
        if len(behind) < 2 or len(structures) < FEWEST_STRUCTURES:
            return None
        rarity = thresholds.recurrence(float(scores.predictive[place]), float(scanned.score[place]) if by_scan else 0.0)
        touched = {one.territory for one in behind}
        return Emerging(
            self.phenomena[row],
            tuple(self.territories[at] for at in zone if self.territories[at] in touched),
            weeks,
            len(behind),
            expected,
            rarity,
            "scan" if by_scan else "predictive",
            len(structures),
            tuple(sorted(one.signal for one in behind)),
            self._bounds(row, zone, methods),
        )

    def _bounds(self, row: int, zone: Sequence[int], methods: tuple[str, ...]) -> dict[str, tuple[int, float]]:
        """What the methods shown beside say of the last week of a zone."""
        series = self.counts[row][list(zone)].sum(axis=0)[None, :]
        last = int(series[0, -1])
        bounds = {}
        if "c2" in methods and self.weeks > EARS_NEEDS:
            bounds["c2"] = (last, float(ears_bounds(series, "C2", **C2)[0, -1]))
        if "farrington" in methods:
            years = min((self.weeks - 4) // 53, 5)
            bounds["farrington"] = (last, float(farrington_bound(series, self.weeks - 1, years=years)[0]))
        if "young" in methods:
            bounds["young"] = (int(series[0, -TOGETHER:].sum()), float(young_bound(series, self.weeks - 1)[0]))
        return {name: one for name, one in bounds.items() if np.isfinite(one[1])}


EARS_NEEDS: Final = 9  # weeks before the one that is judged
