"""Comparing and associating: labelled pairs of passages (tests/alignments.jsonl), and walks from many starts.

The pairs were written from the texts before anything was tuned; those of the half `tune` chose the weights.
"""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.base import OPERATOR, KnowledgeBase
from kb.records.positions import Position
from kb.related.align import scores
from kb.related.associate import DIFFERING, FARTHEST, NEAREST
from kb.related.paragraphs import ComparedUnit, texts_of, units_of

PAIRS = Path(__file__).parent.parent / "tests" / "alignments.jsonl"
STARTS, STEPS = 200, 10


@dataclass(frozen=True, slots=True)
class Pair:
    """A labelled pair: a paragraph of one record (its first words), and that of another that speaks of the same."""

    split: str
    record: str
    words: str
    other: str
    other_words: str


def place_of(texts: list[str], words: str) -> int:
    """Which of the texts holds these words; the white space of both aside."""
    (place,) = [i for i, text in enumerate(texts) if " ".join(words.split()) in " ".join(text.split())]
    return place


def comparing(base: KnowledgeBase, pairs: list[Pair], split: str) -> None:
    """Print how often the paragraph, and the passage of the index that holds it, come first."""
    paragraphs = passages = shown = right = 0
    for pair in pairs:
        found = base.related.compare((pair.record, pair.other), reader=OPERATOR)
        left, there = (column.document for column in found.columns)
        here, others = units_of(left), units_of(there)
        with base.searcher.engine(OPERATOR) as engine:
            ground = engine.ground()
            cosines = ground.encoder.passages(texts_of(left, here)) @ ground.encoder.passages(texts_of(there, others)).T
            cut = ground.passages(ground.slots_of(pair.other))

        def holder(unit: ComparedUnit) -> int:
            shared = [min(unit.end, one.end) - max(unit.start, one.start) for one in cut]  # noqa: B023
            return int(np.argmax(shared))

        start = place_of(texts_of(left, here), pair.words)
        wanted = others[place_of(texts_of(there, others), pair.other_words)]
        best = others[int(np.argmax(scores(here, others, cosines)[start]))]
        paragraphs += best == wanted
        passages += holder(best) == holder(wanted)
        aligned = [one.units[1] for one in found.alignments if one.units[0] == here[start]]
        shown += bool(aligned)
        right += wanted in aligned
    n = len(pairs)
    print(
        f"{split}: {n} pairs, the aligned passage is the first {passages / n:.0%} (bar 70 %), its paragraph "
        f"{paragraphs / n:.0%}; the page aligns {shown} of them, {right} as labelled"
    )


def associating(base: KnowledgeBase) -> None:
    """Print the shares over STARTS walks of STEPS steps; each step takes the first, second or third in turn."""
    with base.searcher.engine(OPERATOR) as engine:
        ground = engine.ground()
        every = next(ground.samples("", frozenset(), 1 << 40))
        even = np.unique(np.linspace(0, len(every.slots) - 1, STARTS).astype(np.int64))
        starts, ids = every.slots[even], ground.index.ids_of(every.rows[even])
        firsts = [Position(one, 1, row.start, row.end) for one, row in zip(ids, ground.passages(starts), strict=True)]
    met: Counter[str] = Counter()
    for number, first in enumerate(firsts):
        trail = [first]
        for step in range(STEPS):
            found = base.related.associate(trail, reader=OPERATOR)
            met["dead ends"] += not found
            met["fewer than three"] += len(found) < 3
            for one in found:
                met["proposals"] += 1
                met["again"] += one.record.id in {p.record for p in trail}
                met["differ"] += len(one.differs) >= DIFFERING
                met["told"] += len(one.differs) < DIFFERING and bool(one.reason)
                met["in band"] += FARTHEST <= one.percentile <= NEAREST + 1e-6
                met["outside, told"] += one.reason == "outside"
            if not found:
                break
            trail.append(found[(number + step) % len(found)].position)
        met["records twice"] += len({p.record for p in trail}) < len(trail)
    n = met["proposals"]
    print(
        f"{len(firsts)} starts of {STEPS} steps, {n} proposals: a record twice {met['records twice'] + met['again']}, "
        f"dead ends {met['dead ends']}, fewer than three {met['fewer than three']}; differ in {DIFFERING} facts "
        f"{met['differ'] / n:.1%}, say why not {met['told'] / n:.1%}; between the {FARTHEST:.0f}th and "
        f"{NEAREST:.0f}th percentile {met['in band'] / n:.1%} (outside, and told: {met['outside, told'] / n:.1%})"
    )


def main() -> None:
    """Print the figures of both."""
    pairs = [Pair(**json.loads(line)) for line in PAIRS.read_text("utf-8").splitlines()]
    with KnowledgeBase.open() as base:
        for split in ("tune", "held"):
            comparing(base, [one for one in pairs if one.split == split], split)
        associating(base)


if __name__ == "__main__":
    main()
