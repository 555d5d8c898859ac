"""The methods of detection against a reference implementation's own output, and on series made here."""

import csv
import datetime
import os
from pathlib import Path

import numpy as np
import pytest

from bench.watch_scenarios import WEEKS, scenarios
from kb.watch.detection.calibration import calibrate, episodes
from kb.watch.detection.counting_laws import quantile, tail
from kb.watch.detection.ears import ears_bounds
from kb.watch.detection.emergence import Sighting, analyse
from kb.watch.detection.farrington import farrington_bound
from kb.watch.detection.methods import methods_for, standing_of
from kb.watch.detection.sparse import past_of, predictive_tail, scan, zones_of
from kb.watch.detection.young import young_bound

GOLDEN = Path(os.environ.get("KB_BENCH_DATA", "")) / "facts" / "golden"
golden = pytest.mark.skipif(not (GOLDEN / "series.csv").is_file(), reason="the golden outputs are not here")
FIRST = 575  # the week that the first golden column judges


def read(name: str) -> np.ndarray:
    with (GOLDEN / name).open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return np.array([[float(value) if value else np.nan for value in row[1:]] for row in rows])


@golden
@pytest.mark.parametrize(
    ("method", "name", "alpha", "min_sigma"),
    [
        ("C1", "ears_c1_a001_upper.csv", 0.001, 0.0),
        ("C2", "ears_c2_a001_minsigma1_upper.csv", 0.001, 1.0),
        ("C3", "ears_c3_a01_upper.csv", 0.01, 0.0),
    ],
)
def test_ears_gives_the_golden_bounds(method: str, name: str, alpha: float, min_sigma: float) -> None:
    series, wanted = read("series.csv").astype(np.int64), read(name)
    found = ears_bounds(series, method, alpha=alpha, min_sigma=min_sigma)[:, FIRST:]  # type: ignore[arg-type]
    assert np.array_equal(np.isnan(found), np.isnan(wanted))  # C3 says nothing where a baseline is flat
    assert np.nanmax(np.abs(found - wanted)) < 1e-6


@golden
def test_farrington_gives_the_golden_bounds_and_alarms() -> None:
    series = read("series.csv").astype(np.int64)
    found = np.column_stack([farrington_bound(series, week) for week in range(FIRST, series.shape[1])])
    assert np.array_equal(found, read("farrington_improved_a01_upper.csv"), equal_nan=True)
    alarms = series[:, FIRST:] > np.nan_to_num(found, nan=np.inf)
    assert np.array_equal(alarms, read("farrington_improved_a01_alarm.csv") == 1)


def test_farrington_wants_its_years() -> None:
    with pytest.raises(ValueError, match="week 150"):
        farrington_bound(np.ones((1, 200), dtype=np.int64), 150)


def seasonal(level: float, weeks: int = 101) -> np.ndarray:
    """A series that rises and falls by half within the year, as nobody's chance would have it."""
    return np.round(level * (1 + 0.5 * np.cos(2 * np.pi * np.arange(weeks) / 52.18)))[None, :].astype(np.int64)


def test_a_young_series_is_held_to_its_season() -> None:
    series = seasonal(20)  # week 100 is near a crest, week 78 in a trough
    assert 60 < young_bound(series, 100)[0] < 90
    assert 22 < young_bound(series, 78)[0] < 45


def test_what_begins_does_not_raise_the_bound_of_a_young_series() -> None:
    struck = seasonal(20)
    struck[0, -4:] += 30
    assert young_bound(struck, 100).tolist() == young_bound(seasonal(20), 100).tolist()


def test_a_past_outbreak_hardly_raises_the_bound_of_a_young_series() -> None:
    struck = seasonal(20)
    struck[0, 40:43] += 60
    assert young_bound(struck, 100)[0] < 1.25 * young_bound(seasonal(20), 100)[0]


def test_two_reports_after_a_silence_pass_the_bound_of_a_young_series_and_one_does_not() -> None:
    assert young_bound(np.zeros((1, 101), dtype=np.int64), 100).tolist() == [1]


def test_a_young_series_wants_sixty_weeks() -> None:
    assert young_bound(np.ones((1, 61), dtype=np.int64), 60) > 1
    with pytest.raises(ValueError, match="week 59"):
        young_bound(np.ones((1, 61), dtype=np.int64), 59)


def test_a_young_series_keeps_its_bar_on_scenarios_that_its_figures_were_not_chosen_on() -> None:
    replicates = 10
    quiet, struck, starts, ends = scenarios(replicates)
    held = np.arange(len(quiet)) // replicates % 2 == 1
    quiet, struck, starts, ends = quiet[held], struck[held], starts[held], ends[held]
    false = 0
    caught = np.zeros(len(quiet), dtype=bool)
    for at in range(FIRST, WEEKS):
        false += (quiet[:, at - 1 : at + 1].sum(axis=1) > young_bound(quiet, at)).sum()
        inside = (starts <= at) & (at <= ends) & (starts >= 0)
        if inside.any():
            caught[inside] |= struck[inside, at - 1 : at + 1].sum(axis=1) > young_bound(struck[inside], at)
    found = caught[starts >= 0].mean()
    assert false / (len(quiet) * (WEEKS - FIRST)) <= 0.014
    assert found >= 0.45


def test_ears_says_nothing_before_it_has_a_baseline() -> None:
    bounds = ears_bounds(np.ones((1, 12), dtype=np.int64), "C2", alpha=0.001, min_sigma=1.0)
    assert np.isnan(bounds[0, :9]).all()
    assert bounds[0, 9] == pytest.approx(1 + 3.0902, abs=1e-3)


def test_tails_and_quantiles_of_known_laws() -> None:
    assert tail(np.array([0, 1, 2]), np.array([1.0] * 3)) == pytest.approx([1, 1 - np.exp(-1), 1 - 2 * np.exp(-1)])
    # Size 1 is the geometric law: P(X >= k) = (m / (1 + m))^k.
    assert tail(np.array([3]), np.array([2.0]), np.array([1.0])) == pytest.approx([(2 / 3) ** 3])
    assert tail(np.array([40]), np.array([1.0])) == pytest.approx([4.629e-49], rel=1e-3)
    assert quantile(0.5, np.array([1.0, 3.0]), np.array([np.inf, 1.0])).tolist() == [1, 2]


def test_a_territory_that_saw_nothing_leans_on_the_others() -> None:
    counts = np.zeros((3, 60), dtype=np.int64)
    counts[0, :52:4] = 1
    mean = past_of(counts, 2).mean
    assert mean[0] > mean[1] == mean[2] > 0


def test_one_report_never_stands_out() -> None:
    counts = np.zeros((4, 60), dtype=np.int64)
    counts[1, -1] = 1
    assert (predictive_tail(counts, 2) == 1).all()
    assert (scan(counts, zones_of([(0, 0), (1, 0), (2, 0), (3, 0)])).score == 0).all()


def test_a_scan_finds_the_zone_that_grew() -> None:
    counts = np.zeros((5, 60), dtype=np.int64)
    counts[2, -2:], counts[3, -1] = [1, 2], 2
    found = scan(counts, zones_of([(float(x), 0.0) for x in range(5)]))
    best = int(found.score.argmax())
    assert best in (2, 3)
    assert (found.seen[best], found.zone[best], found.weeks[best]) == (5, 2, 2)


def test_the_nearest_territories_come_first() -> None:
    assert zones_of([(2.35, 48.85), (2.36, 48.85), (2.9, 48.85)], most=2).tolist() == [[0, 1], [1, 0], [2, 1]]


def test_an_episode_is_counted_once() -> None:
    raised = np.array([[False, True, True, False, True, False, False, False, True]])
    assert episodes(raised).tolist() == [[False, True, False, False, False, False, False, False, True]]


def test_thresholds_keep_what_is_raised_for_nothing_under_what_is_allowed() -> None:
    rates = np.full((6, 15), 150 / 78 / 90)
    zones = zones_of([(float(x), float(y)) for y in range(3) for x in range(5)])
    found = calibrate(rates, zones)
    assert found.false_alarms <= 0.4  # 0.25 asked, measured on other histories than those that set it
    assert found.recurrence(100.0, 0.0) > found.recurrence(found.predictive, 0.0) > 1


def test_a_history_allows_what_it_is_long_enough_for() -> None:
    assert methods_for(8) == ()
    assert methods_for(20) == ("predictive", "c2")
    assert methods_for(60) == ("predictive", "scan", "c2")
    assert methods_for(78) == ("predictive", "scan", "young", "c2")
    assert methods_for(208) == ("predictive", "scan", "farrington", "c2")


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("seen", "standing"),
    [
        ([], "new"),
        (["2026-09-20"], "recent"),
        (["2026-10-10"], "recent"),
        (["2026-07-02", "2026-08-11", "2026-09-20"], "persistent"),
        (["2025-10-01", "2025-10-20"], "cyclical"),
        (["2024-10-10", "2025-09-28"], "cyclical"),
        (["2025-10-01", "2026-04-01", "2026-05-01"], "persistent"),
        (["2027-01-01"], "new"),
    ],
)
def test_what_was_seen_says_whether_it_is_new(seen: list[str], standing: str) -> None:
    assert standing_of(day("2026-10-10"), [day(one) for one in seen]) == standing


CENTRES = {f"7510{n}": (2.30 + n / 50, 48.85) for n in range(1, 10)}
TODAY = day("2026-11-29")


def background() -> list[Sighting]:
    """A report every other week, of one of two phenomena, over 78 weeks; nothing in the last three."""
    return [
        Sighting(
            n, 1 + n % 2, f"7510{1 + n % 9}", TODAY - datetime.timedelta(weeks=3 + 2 * n), frozenset({f"s{n % 4}"})
        )
        for n in range(38)
    ]


def grown(structures: tuple[str, ...]) -> list[Sighting]:
    return [
        Sighting(
            100 + n, 1, "75105", TODAY - datetime.timedelta(days=4 * n), frozenset({structures[n % len(structures)]})
        )
        for n in range(4)
    ]


def test_what_grows_in_one_place_stands_out_with_its_figures() -> None:
    found = analyse([*background(), *grown(("a", "b"))], CENTRES, TODAY)
    (one,) = found.emerging
    assert (one.phenomenon, one.territories, one.signals) == (1, ("75105",), (100, 101, 102, 103))
    assert (one.seen, one.structures) == (4, 2)
    assert one.expected < 0.5
    assert one.recurrence > 52
    assert one.bounds["c2"][0] == 2
    assert one.bounds["young"] == (4, 1.0)
    assert found.methods == ("predictive", "scan", "young", "c2")


def test_one_organisation_never_makes_a_phenomenon_stand_out() -> None:
    assert analyse([*background(), *grown(("a",))], CENTRES, TODAY).emerging == ()


def test_nothing_stands_out_of_an_even_history() -> None:
    assert analyse(background(), CENTRES, TODAY).emerging == ()


def test_a_short_history_says_that_it_is_too_short() -> None:
    found = analyse(grown(("a", "b")), CENTRES, TODAY)
    assert (found.methods, found.emerging) == ((), ())


def test_a_base_of_one_territory_is_judged_by_its_own_past() -> None:
    counts = np.zeros((1, 60), dtype=np.int64)
    counts[0, ::10] = 1
    past = past_of(counts, 2)
    assert 0.05 < past.mean[0] < 0.15
