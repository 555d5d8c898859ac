"""Help to choose: how much six proposed records differ, and what that costs in relevance.

Intents are titles and words of trainers (tests/intents.jsonl); the grades are those of the labelled question of the
same theme, judged before anything was chosen among. A pair is an (outcome, trade); the strict count takes the trade
that a record names first, so that one record is one pair at most.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.base import OPERATOR, KnowledgeBase
from kb.evaluation import LabelledQuestion, ndcg, read_questions
from kb.records.summary import RecordSummary
from kb.related.select import BALANCE, POOL, SIZE, pairs, subject_of

TESTS = Path(__file__).parent.parent / "tests"


@dataclass(frozen=True, slots=True)
class Figures:
    """What is measured of one intent: pairs of the choice, of plain search and of the pool; nDCG@6 of both."""

    chosen: int
    plain: int
    pool: int
    strict: int
    strict_plain: int
    strict_pool: int
    ndcg: float
    ndcg_plain: float
    hard: bool


def strict(records: list[RecordSummary]) -> int:
    """Distinct pairs of an outcome and the trade named first."""
    return len({(one.outcome, one.trades[0]) for one in records if one.outcome and one.trades})


def measure(base: KnowledgeBase, title: str, intent: str, labelled: LabelledQuestion, balance: float) -> Figures:
    """The figures of one intent."""
    pool = [hit.record for hit in base.search(subject_of(title, intent), limit=POOL, reader=OPERATOR)]
    chosen = [one.record for one in base.related.choose(title, intent, balance=balance, reader=OPERATOR).choices]
    plain = pool[:SIZE]
    return Figures(
        len(pairs(chosen)),
        len(pairs(plain)),
        len(pairs(pool)),
        strict(chosen),
        strict(plain),
        strict(pool),
        ndcg([one.id for one in chosen], labelled.relevant, SIZE),
        ndcg([one.id for one in plain], labelled.relevant, SIZE),
        any(one.outcome in ("failure", "mixed") for one in chosen),
    )


def show(name: str, figures: list[Figures]) -> None:
    """Print the means of some intents."""
    mean = {key: float(np.mean([getattr(one, key) for one in figures])) for key in Figures.__dataclass_fields__}
    fewer = sum(one.chosen < one.plain for one in figures)
    reached = sum(one.strict >= min(5, one.strict_pool) for one in figures)
    print(
        f"{name}: {len(figures)} intents, pairs (outcome × trade) {mean['chosen']:.2f}, plain {mean['plain']:.2f} "
        f"(bar 5; fewer than plain {fewer} times); one a record {mean['strict']:.2f} of 6, {mean['strict_plain']:.2f} "
        f"plain, 5 or all of the pool {reached} times; nDCG@6 {mean['ndcg']:.3f}, {mean['ndcg_plain']:.3f} plain: "
        f"{mean['ndcg'] / mean['ndcg_plain']:.0%} (bar 90 %); failures or mixed {mean['hard']:.0%}"
    )


def intents() -> list[tuple[str, str, LabelledQuestion]]:
    """Title, intent, and the labelled question of the same theme."""
    by_id = {one.id: one for one in read_questions(TESTS / "questions.jsonl")}
    lines = (TESTS / "intents.jsonl").read_text("utf-8").splitlines()
    return [(one["title"], one["intent"], by_id[one["question"]]) for one in map(json.loads, lines)]


def main() -> None:
    """Print the figures of each half, at the balance that pages start with."""
    with KnowledgeBase.open() as base:
        for split in ("tune", "held"):
            chosen = [one for one in intents() if one[2].split == split]
            show(split, [measure(base, *one, BALANCE) for one in chosen])


if __name__ == "__main__":
    main()
