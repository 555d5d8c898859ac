"""« Rien de proche »: the scale of how likely a question is answered, fitted with each set left out in turn.

A logistic regression over three signs of the first records (`kb.search.hits.signs_of`). Its questions that nothing
answers are those of the other sets and, of the project's own, those that were written so. Every set weighs the same,
as do both classes. The threshold is the lowest of the sets' percentiles `SPARED` of the answerable questions, so that
no set of those fitted on has more of them flagged.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.holds_sets import QUESTIONS, LabelledSet
from kb.base import OPERATOR, KnowledgeBase
from kb.evaluation import read_questions
from kb.search.hits import CONFIDENCE, signs_of

SIGNS = ("cosine", "coverage", "words")
SPARED = 8  # per cent of the answerable questions of a set
FOREIGN = 100  # questions of each other set
RIDGE = 1e-3
STEPS = 50
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """Signs of the questions of a set in one form, shape (questions, 3); `unanswered` are its own."""

    name: str
    answerable: Floats
    foreign: Floats
    unanswered: Floats


def measured(base: KnowledgeBase, questions: Sequence[str]) -> Floats:
    """The signs that the program judges each question by."""
    out = []
    with base.searcher.engine(OPERATOR) as engine:
        for question in questions:
            answer = engine._find(question, {}, 10, "fused")
            out.append(signs_of(answer.retrieved, answer.found) if answer.found else (0.0, 0.0, 0.0))
    return np.array(out, float).reshape(-1, len(SIGNS))


def judged(sets: Sequence[LabelledSet]) -> list[Judged]:
    """The signs of every set: foreign questions are the same number, evenly spaced, of each other one."""
    by_name = {one.name: [question.question for question in one.questions] for one in sets}
    spaced = {name: of[:: max(1, len(of) // FOREIGN)][:FOREIGN] for name, of in by_name.items()}
    own = [one.question for one in read_questions(QUESTIONS) if not one.relevant]
    return [
        Judged(
            one.name,
            measured(one.base, by_name[one.name]),
            measured(one.base, [text for name, of in spaced.items() if name != one.name for text in of]),
            measured(one.base, own if one.name == "own" else []),
        )
        for one in sets
    ]


def fitted(sets: Sequence[Judged]) -> Floats:
    """Coefficients of the three signs and the bias, by Newton's method."""
    rows, labels, weights = [], [], []
    for one in sets:
        share = 1 / sum(other.name == one.name for other in sets)
        negatives = [part for part in (one.foreign, one.unanswered) if len(part)]
        for part, label, classes in [(one.answerable, 1, 1), *((part, 0, len(negatives)) for part in negatives)]:
            rows.append(part)
            labels.append(np.full(len(part), label))
            weights.append(np.full(len(part), share / len(part) / classes))
    x = np.hstack([np.vstack(rows), np.ones((sum(map(len, rows)), 1))])
    y, w = np.concatenate(labels), np.concatenate(weights)
    w /= w.sum()
    ridge = RIDGE * np.diag([*x[:, :-1].var(axis=0), 0.0])
    beta = np.zeros(x.shape[1])
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ beta))
        slope = x.T @ (w * (p - y)) + ridge @ beta
        beta -= np.linalg.solve((x * (w * p * (1 - p))[:, None]).T @ x + ridge, slope)
    return beta


def likely(beta: Floats) -> Callable[[Floats], Floats]:
    """The scale of these coefficients, between 0 and 1."""
    return lambda signs: 1 / (1 + np.exp(-(signs @ beta[:-1] + beta[-1])))


def threshold(sets: Sequence[Judged], scale: Callable[[Floats], Floats]) -> float:
    """Under which a question has nothing near."""
    return float(min(np.percentile(scale(one.answerable), SPARED) for one in sets))


def present() -> Mapping[str, float]:
    """The numbers of the program."""
    return {
        **{name: getattr(CONFIDENCE, name) for name in SIGNS},
        **{"bias": CONFIDENCE.bias, "threshold": CONFIDENCE.threshold},
    }


def chosen(sets: Sequence[Judged]) -> dict[str, float]:
    """The numbers fitted on all sets, rounded as the program holds them."""
    beta = fitted(sets)
    found = dict(zip((*SIGNS, "bias"), np.round(beta, 2).tolist(), strict=True))
    scale = likely(np.array([*(found[name] for name in SIGNS), found["bias"]]))
    return {**found, "threshold": round(threshold(sets, scale), 2)}


def table(sets: Sequence[Judged]) -> None:
    """Print what is flagged on each set by numbers chosen without it, and by the program's."""
    own = np.array([*(present()[name] for name in SIGNS), present()["bias"]])
    print("\nFlagged as « Rien de proche », per cent, by numbers chosen without the set; by the program's:\n")
    print("| set | AUC | answerable | of other sets | unanswered | answerable | of other sets | unanswered |")
    print("|---|---|---|---|---|---|---|---|")
    for one in sets:
        others = [other for other in sets if other.name != one.name]
        without = likely(fitted(others))
        rows = [
            (without, threshold(others, without)),
            (likely(own), present()["threshold"]),
        ]
        low, high = without(one.foreign), without(one.answerable)
        cells = [f"{(high[:, None] > low[None]).mean():.3f}"]
        for scale, bar in rows:
            parts = (one.answerable, one.foreign, one.unanswered)
            cells += [f"{100 * (scale(part) < bar).mean():.0f}" if len(part) else "" for part in parts]
        print("| " + " | ".join([one.name, *cells]) + " |", flush=True)
