"""« À quoi cela fait penser »: from a passage, passages of other records, far enough to surprise, near enough to hold.

Free association as the workshops practised it: one goes on from what a text calls up, and never to the same text twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.index.files.byte_formats import F32
from kb.index.port import Sample
from kb.index.queries import PassageRow
from kb.records.positions import Position
from kb.records.summary import RecordSummary
from kb.related.differences import CONTRASTS, differences, likeness, state, values_of
from kb.search.reader_index import Ground
from kb.search.result import HitPassage

# Passages proposed at a time.
COUNT = 3
# The percentiles of the base's similarities to the passage between which proposals are taken (issue 4).
NEAREST, FARTHEST = 97.0, 70.0
# Facts in which a proposal differs, when the base allows it.
DIFFERING = 2
# Passages compared at a time, spread evenly over the base: percentiles settle long before.
SAMPLE = 4_096
# A passage shorter than this calls up little; it is proposed when its record has nothing longer in the band.
SHORTEST = 160
# What a differing fact adds to a proposal's percentile (from 0 to 1), and what likeness to another proposal takes.
PER_DIFFERENCE, ALIKE = 0.1, 0.3


@dataclass(frozen=True, slots=True)
class AssociatedPassage:
    """A passage proposed: in which facts its record differs, and at which percentile it stands.

    `reason` is "" when it differs in two facts at least and stands in the band, else "alike" (the records that are left
    in the band differ in fewer) or "outside" (no record is left in the band). `states` says "other", "same" or
    "unknown" of each fact of CONTRASTS.
    """

    record: RecordSummary
    passage: HitPassage
    position: Position
    differs: tuple[str, ...]
    states: tuple[tuple[str, str], ...]
    percentile: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    slot: int
    record: RecordSummary
    percentile: float
    cosine: float
    differs: tuple[str, ...]
    tier: int


REASONS = ("", "alike", "outside")


def associate(
    ground: Ground, here: RecordSummary, start: int, end: int, visited: frozenset[str], *, count: int = COUNT
) -> tuple[AssociatedPassage, ...]:
    """At most `count` passages, each of another record that is not among `visited`; () when no record is left."""
    vector = _vector(ground, here.id, start, end)
    if vector is None:
        return ()
    chosen: list[_Candidate] = []
    for some in ground.samples(here.id, visited, SAMPLE):
        chosen = _varied(_candidates(ground, here, vector, some), count)
        if len(chosen) >= min(count, len(some.left)):
            break
    passages = ground.passages(np.array([one.slot for one in chosen], np.int64))
    return tuple(_association(ground, here, vector, one, row) for one, row in zip(chosen, passages, strict=True))


def _vector(ground: Ground, record_id: str, start: int, end: int) -> F32 | None:
    """The vector of the passage that holds most of [start, end), None when the record has none any more."""
    slots = ground.slots_of(record_id)
    if not len(slots):
        return None
    shared = [min(end, row.end) - max(start, row.start) for row in ground.passages(slots)]
    best = slots[[int(np.argmax(shared))]]
    return np.asarray(ground.vectors(best)[0], np.float32)


def _candidates(ground: Ground, here: RecordSummary, vector: F32, some: Sample) -> list[_Candidate]:
    """One passage per record that is left: its nearest in the band, else its nearest to the band; best first."""
    slots, rows, left = some
    if not len(slots) or not left:
        return []
    cosines = ground.vectors(slots) @ vector
    ranks = np.searchsorted(np.sort(cosines), cosines, "right") * (100.0 / len(cosines))
    off = np.maximum(FARTHEST - ranks, 0) + np.maximum(ranks - NEAREST, 0)
    lengths = ground.index.lengths_of(slots)
    # In the band before outside of it, long before short, near before far; the first of each record counts.
    order = np.lexsort((slots, -cosines, lengths < SHORTEST, off))
    first: dict[int, int] = {}
    for place in order.tolist():
        if int(rows[place]) in left:
            first.setdefault(int(rows[place]), place)
    summaries = ground.summaries(list(first))
    out = []
    for row, place in first.items():
        differs = differences(here, summaries[row])
        tier = 2 if off[place] else 0 if len(differs) >= DIFFERING else 1
        percentile, cosine = float(ranks[place]), float(cosines[place])
        out.append(_Candidate(int(slots[place]), summaries[row], percentile, cosine, differs, tier))
    return out


def _varied(found: Sequence[_Candidate], count: int) -> list[_Candidate]:
    """The best candidates of the best tier, unlike each other; then those of the next one."""
    chosen: list[_Candidate] = []
    left = list(found)
    while left and len(chosen) < count:
        best = min(left, key=lambda one: (one.tier, -_worth(one, chosen), one.record.id))
        chosen.append(best)
        left.remove(best)
    return chosen


def _worth(one: _Candidate, chosen: Sequence[_Candidate]) -> float:
    own = values_of(one.record)
    alike = [sum(likeness(own[key], values_of(o.record)[key]) for key in CONTRASTS) / len(CONTRASTS) for o in chosen]
    return one.percentile / 100 + PER_DIFFERENCE * len(one.differs) - ALIKE * max(alike, default=0.0)


def _association(
    ground: Ground, here: RecordSummary, vector: F32, one: _Candidate, row: PassageRow
) -> AssociatedPassage:
    signs = ground.signs(np.array([one.slot], np.int64))
    sentences = signs.sentences()
    sentence = None
    if int(sentences.sizes[0]):
        best = int(np.argmax((sentences.vectors @ vector) * sentences.scales))
        left, right = signs.bounds(np.zeros(1, np.int64), np.array([best]))[0].tolist()
        sentence = (left, right)
    passage = HitPassage(
        row.text, row.page, row.section, row.start, row.end, row.position, one.cosine, sentence=sentence
    )
    return AssociatedPassage(
        one.record,
        passage,
        Position(one.record.id, one.record.revision, row.start, row.end),
        one.differs,
        tuple((key, state(here, one.record, key)) for key in CONTRASTS),
        one.percentile,
        REASONS[one.tier],
    )
