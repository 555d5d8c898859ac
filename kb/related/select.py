"""Help to choose: records near a subject that differ from each other, and what the choice lacks.

Maximal marginal relevance (Carbonell and Goldstein 1998) over the first hits: each next record is the one that is near
the subject and unlike those already taken.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.index.files.byte_formats import F32
from kb.index.words.tokens import term_counts
from kb.records.summary import RecordSummary
from kb.related.differences import likeness, values_of
from kb.search.reader_index import Ground
from kb.search.result import Hit
from kb.vocabulary.vocabulary import Vocabulary

# Hits that are chosen among, and records proposed.
POOL = 30
SIZE = 6
# Between nearness (0) and difference (1). Chosen with the weights below on the tuning half of bench/choosing.py, where
# most pairs are had for the least nDCG@6.
BALANCE = 0.4
# Steps by which the balance is raised when a choice holds fewer pairs than plain search.
STEP = 0.1
# A hit that is a weak match is so much less near.
WEAK = 0.7
# The likeness of two records: the same outcome seen by the same trade, then the other facts, then what they say.
SAME_PAIR, FACTS_ALIKE, TEXTS_ALIKE = 0.5, 0.25, 0.25
# The same outcome, with trades in common but not the one named first: so much of the whole.
SHARED_TRADES = 0.6
# A record that tells no outcome is so much like any other from the start: it does not say what came of it.
NO_OUTCOME = 0.5
FACTS = ("outcome", "trade", "territory", "form")
# Outcomes of which a pack should hold one: a base told of successes alone teaches little.
HARD = frozenset({"failure", "mixed"})
OUTCOMES = ("success", "mixed", "failure")
# Most trades that the choice is said to lack.
TOLD = 4


@dataclass(frozen=True, slots=True)
class ProposedRecord:
    """A record proposed: its hit, and the facts (key, code) that none of those before it has."""

    hit: Hit
    brings: tuple[tuple[str, str], ...]

    @property
    def record(self) -> RecordSummary:
        """The record."""
        return self.hit.record


@dataclass(frozen=True, slots=True)
class Lack:
    """What a selection lacks: no record has these codes of `key`, or ("single") all share the only one.

    `nearest` is the near record that would bring it, None when the records near the subject have none.
    """

    key: str
    sort: str
    code: str
    nearest: RecordSummary | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Records proposed for a subject, nearest first, the balance they were chosen with, and what they lack.

    `spread` counts the records of each code, by key: outcome, trade, territory, form. `near` is how many were near.
    """

    choices: tuple[ProposedRecord, ...]
    balance: float
    near: int
    spread: Mapping[str, Mapping[str, int]]
    lacks: tuple[Lack, ...]


def subject_of(title: str, intent: str) -> str:
    """The question that a title and a few words of intent ask."""
    return " ".join(part for part in (title.strip().rstrip("."), intent.strip()) if part)


def pairs(records: Sequence[RecordSummary]) -> set[tuple[str, str]]:
    """The pairs (outcome, trade) of records that were told with an outcome."""
    return {(one.outcome, trade) for one in records if one.outcome for trade in one.trades}


def choose(
    ground: Ground, hits: Sequence[Hit], subject: str, vocabulary: Vocabulary, *, size: int, balance: float
) -> Selection:
    """At most `size` records of these hits (best first) that differ, and what they lack."""
    pool = [hit for hit in hits if hit.duplicate_of is None][:POOL]
    picked = _hard_too(pool, _varied(ground, pool, size, balance), size)
    picked.sort()
    records = [pool[i].record for i in picked]
    return Selection(
        choices=tuple(_choices([pool[i] for i in picked])),
        balance=balance,
        near=sum(not hit.weak for hit in pool),
        spread={key: Counter(code for one in records for code in values_of(one)[key]) for key in FACTS},
        lacks=tuple(_lacks(records, pool, subject, vocabulary)),
    )


def _varied(ground: Ground, pool: Sequence[Hit], size: int, balance: float) -> list[int]:
    """Places in the pool of records that hold no fewer pairs than the first ones; nearness alone (0) takes those."""
    first = list(range(min(size, len(pool))))
    if not pool or balance <= 0:
        return first
    like, least = _likeness(ground, pool), len(pairs([pool[i].record for i in first]))
    for raised in np.arange(balance, 1 + STEP, STEP).tolist():
        taken = _spread(pool, like, size, min(raised, 1.0))
        if len(pairs([pool[i].record for i in taken])) >= least:
            return taken
    return first


def _spread(pool: Sequence[Hit], like: F32, size: int, balance: float) -> list[int]:
    """Places in the pool, in the order taken: each time the one that is near, and unlike all that were taken."""
    # By rank, since scores fall fast after the first hits and tell little of what comes after.
    near = np.array([(1 - i / POOL) * (WEAK if hit.weak else 1.0) for i, hit in enumerate(pool)])
    likest = np.array([0.0 if hit.record.outcome else NO_OUTCOME for hit in pool])
    taken: list[int] = []
    while len(taken) < min(size, len(pool)):
        scores = (1 - balance) * near - balance * likest
        scores[taken] = -np.inf
        best = int(np.argmax(scores))
        likest = np.maximum(likest, like[best])
        taken.append(best)
    return taken


def _likeness(ground: Ground, pool: Sequence[Hit]) -> F32:
    """How alike each two records are: float32, shape (n, n), from 0 to 1."""
    records = [hit.record for hit in pool]
    same_pair = np.array([[_pair_likeness(a, b) for b in records] for a in records], np.float32)
    facts = [values_of(one) for one in records]
    shared = [[sum(likeness(a[key], b[key]) for key in FACTS) / len(FACTS) for b in facts] for a in facts]
    centres = np.stack([ground.centre(one.id) for one in records])
    cosines = centres @ centres.T
    low, high = float(cosines.min()), float(cosines.max())
    texts = (cosines - low) / max(high - low, 1e-9)
    return np.asarray(SAME_PAIR * same_pair + FACTS_ALIKE * np.array(shared) + TEXTS_ALIKE * texts, np.float32)


def _pair_likeness(one: RecordSummary, other: RecordSummary) -> float:
    if one.outcome != other.outcome:
        return 0.0
    if one.trades[:1] == other.trades[:1]:
        return 1.0
    return SHARED_TRADES * likeness(frozenset(one.trades), frozenset(other.trades))


def _hard_too(pool: Sequence[Hit], taken: Sequence[int], size: int) -> list[int]:
    """The same, with a failure or half-success if the pool has any, in the place that costs the fewest pairs."""
    out = list(taken)
    hard = [i for i, hit in enumerate(pool) if hit.record.outcome in HARD]
    if not hard or any(i in hard for i in out) or not out:
        return out
    swaps = [[*(i for i in out if i != gone), hard[0]] for gone in sorted(out, reverse=True)]
    return (
        max(swaps, key=lambda one: len(pairs([pool[i].record for i in one]))) if len(out) >= size else [*out, hard[0]]
    )


def _choices(hits: Sequence[Hit]) -> list[ProposedRecord]:
    seen: set[tuple[str, str]] = set()
    out = []
    for hit in hits:
        own = [(key, code) for key in FACTS for code in sorted(values_of(hit.record)[key])]
        out.append(ProposedRecord(hit, tuple(one for one in own if one not in seen)))
        seen.update(own)
    return out


def _lacks(records: Sequence[RecordSummary], pool: Sequence[Hit], subject: str, vocabulary: Vocabulary) -> list[Lack]:
    if not records:
        return []
    held = {key: frozenset().union(*(values_of(one)[key] for one in records)) for key in FACTS}
    chosen = {one.id for one in records}
    others = [hit.record for hit in pool if hit.record.id not in chosen]

    def nearest(key: str, code: str) -> RecordSummary | None:
        return next((one for one in others if code in values_of(one)[key]), None)

    lacks = [
        Lack("outcome", "none", code, nearest("outcome", code)) for code in OUTCOMES if code not in held["outcome"]
    ]
    near_trades = Counter(trade for one in others for trade in one.trades)
    named = _named_trades(subject, vocabulary)
    wanted = [*named, *(trade for trade, _ in near_trades.most_common())]
    missing = [trade for trade in dict.fromkeys(wanted) if trade not in held["trade"]]
    lacks += [Lack("trade", "none", trade, nearest("trade", trade)) for trade in missing[:TOLD]]
    for key in ("territory", "form"):
        if len(records) > 1 and len(held[key]) == 1:
            (code,) = held[key]
            other = next((one for one in others if values_of(one)[key] - held[key]), None)
            lacks.append(Lack(key, "single", code, other))
    return lacks


def _named_trades(subject: str, vocabulary: Vocabulary) -> list[str]:
    """Trades whose label shares a word with the subject: « école » of « parler du deal à l’école »."""
    asked = term_counts(subject).keys()
    labels = vocabulary.labels.get("trades", {})
    return [code for code, label in labels.items() if not asked.isdisjoint(term_counts(label))]
