"""« Seen before? » on labelled pairs: reports that repeat earlier signals, or none, of tests/watch/seen_before.jsonl.

Found: at least one of the signals that a report repeats is among the five shown. All: the share of them that is. Wrong
« nouveau »: the page says that nothing is like a report that repeats some. Right « nouveau »: it says so of those that
repeat none. Weights and thresholds were chosen on the half « tune »; « held » is only reported, and so is « later »:
written once they stood, by somebody who had read neither the code that finds nor the other reports. Half of its reports
that repeat some repeat one signal alone. The two parts kept from tuning are also given together.
"""

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import nct, norm

from kb.home import find_home
from kb.resources import Resources
from kb.store.watch.signals import SignalMark
from kb.vocabulary.vocabulary import load_vocabulary
from kb.watch.given import proposed
from kb.watch.likeness import groups_of
from kb.watch.seen import ALIKE, SignalQuery, near_signals, standing_in
from kb.watching import meanings

PAIRS = Path(__file__).resolve().parents[1] / "tests" / "watch" / "seen_before.jsonl"
HALVES = ("tune", "held", "later")
KEPT = HALVES[1:]


def seen(halves: tuple[str, ...] = HALVES) -> None:
    """Recall at five and wrong « nouveau », by part, then of the parts kept from tuning together."""
    lines = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    signals = sorted((one for one in lines if "signal" in one), key=lambda one: one["signal"])
    vocabulary, encoder = load_vocabulary(), Resources().encoder(find_home().model)
    vectors = meanings(encoder, [one["text"] for one in signals])
    named = [proposed(vocabulary, one["text"]) for one in signals]
    marks = [
        SignalMark(one["signal"], "", one["day"], one["territory"], of["substances"], of["themes"], 0, "", frozenset())
        for one, of in zip(signals, named, strict=True)
    ]
    groups = groups_of(marks, vectors, {})
    words = {one["signal"]: one["text"] for one in signals}
    by_half: dict[str, list[tuple[Any, ...]]] = {}
    best: dict[str, list[float]] = {}
    for half in halves:
        told = by_half[half] = []
        for one in (line for line in lines if line.get("half") == half):
            day, text = datetime.date.fromisoformat(one["day"]), one["text"]
            vector = meanings(encoder, [text])[0]
            asked = SignalQuery(text, vector, one["territory"], day, proposed(vocabulary, text)["substances"])
            near = near_signals(
                asked, marks, vectors, lambda numbers: {number: words[number] for number in numbers}, vocabulary
            )
            shared = {found.number for found in near} & set(one["repeats"])
            new = standing_in(day, near, marks, groups) == "new"
            told.append((bool(one["repeats"]), bool(shared), len(shared) / max(len(one["repeats"]), 1), new))
            if one["repeats"] and near:
                best.setdefault(half, []).append(near[0].score)
        print(summary(half, told))
        if half == "tune":
            print(f"  at most one in ten stands under {bound(best[half]):.3f}, with 90 % confidence (ALIKE is {ALIKE})")
    if set(KEPT) <= by_half.keys():
        print(summary("+".join(KEPT), [one for half in KEPT for one in by_half[half]]))


def bound(scores: Sequence[float], share: float = 0.1, confidence: float = 0.9) -> float:
    """The score that at most such a share of all stands under, were they normal: the one-sided tolerance bound.

    Of n scores: mean less k spreads, k the quantile of the noncentral t (Hahn and Meeker, Statistical Intervals, 1991).
    """
    n = len(scores)
    k = nct.ppf(confidence, n - 1, norm.ppf(1 - share) * n**0.5) / n**0.5
    return float(np.mean(scores) - k * np.std(scores, ddof=1))


def summary(name: str, told: list[tuple[Any, ...]]) -> str:
    """The figures of some reports, each told as: it repeats some, one of them found, share found, said new."""
    again, found, whole, new_said = (np.array(column) for column in zip(*told, strict=True))
    right = f"{100 * new_said[~again].mean():.0f} % of {(~again).sum()}"
    return (
        f"seen {name}: {again.sum()} reports that repeat some, found {found[again].mean():.2f} ({found[again].sum()}, "
        f"bar 0.90), all of them {whole[again].mean():.2f}; « nouveau » wrong "
        f"{100 * new_said[again].mean():.0f} % (bar 10), right {right}"
    )
