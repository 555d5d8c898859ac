"""Two to four records side by side: what their cards share, their fields, and passages that speak of the same thing.

Passages are aligned by what their paragraphs say, the part of the narrative they stand in, and how far along they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ingest.document import Document
from kb.encoder.served import TextEncoder
from kb.index.files.byte_formats import F32
from kb.records.catalogue import compared
from kb.records.fields import FieldDescription
from kb.records.kinds import Experience, text_fields
from kb.records.summary import RecordSummary
from kb.related.paragraphs import ComparedUnit, texts_of, units_of

FEWEST, MOST = 2, 4
# Weights beside the cosines of two records' paragraphs, which are counted in deviations from their mean. Chosen on the
# tuning half of tests/alignments.jsonl; words in common, sentence by sentence likeness and correction for paragraphs
# that are near to everything were tried there and gained nothing.
SAME_PART = 0.5
KIN_PART = 1.0
APART = 1.0
# Below these two nothing is aligned: nine in ten and three in four of the tuning half's pairs stand above.
LEAST_SCORE = 1.5
LEAST_COSINE = 0.87
# A paragraph shorter than this says too little to be aligned.
SHORTEST = 60
OTHER_PARTS = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A record to compare, with its text and the facts of its card (codes by name of field)."""

    record: RecordSummary
    document: Document
    facts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact of the card: the codes that all columns have, and those that each has beside them."""

    field: FieldDescription
    shared: tuple[str, ...]
    own: tuple[tuple[str, ...], ...]

    @property
    def name(self) -> str:
        """The name of its field."""
        return self.field.name


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of the records by its French label, OTHER_PARTS for the rest: the paragraphs of each column."""

    label: str
    units: tuple[tuple[ComparedUnit, ...], ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Paragraphs that speak of the same thing, at most one per column (None: that one does not speak of it)."""

    units: tuple[ComparedUnit | None, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Records side by side; `missing` are the identifiers asked for that this reader cannot read."""

    columns: tuple[Column, ...]
    facts: tuple[FactRow, ...]
    fields: tuple[FieldRow, ...]
    alignments: tuple[Alignment, ...]
    missing: tuple[str, ...] = ()


def compare(columns: Sequence[Column], encoder: TextEncoder, missing: Sequence[str] = ()) -> Comparison:
    """The comparison of at most MOST columns; with fewer than FEWEST it holds the columns alone."""
    columns = tuple(columns[:MOST])
    if len(columns) < FEWEST:
        return Comparison(columns, (), (), (), tuple(missing))
    units = [units_of(column.document) for column in columns]
    return Comparison(columns, _facts(columns), _fields(units), _alignments(columns, units, encoder), tuple(missing))


def _facts(columns: Sequence[Column]) -> tuple[FactRow, ...]:
    rows = []
    for field in compared():
        codes = [column.facts.get(field.name, ()) for column in columns]
        shared = tuple(code for code in codes[0] if all(code in of for of in codes))
        own = tuple(tuple(code for code in of if code not in shared) for of in codes)
        if any(codes):
            rows.append(FactRow(field, shared, own))
    return tuple(rows)


def _fields(units: Sequence[Sequence[ComparedUnit]]) -> tuple[FieldRow, ...]:
    labels = [label for _, label in text_fields(Experience)]
    rows = [FieldRow(one, tuple(tuple(u for u in of if u.part == one) for of in units)) for one in labels]
    rest = tuple(tuple(u for u in of if u.section and u.part not in labels) for of in units)
    return tuple(row for row in (*rows, FieldRow(OTHER_PARTS, rest)) if any(row.units))


def scores(left: Sequence[ComparedUnit], right: Sequence[ComparedUnit], cosines: F32) -> F32:
    """How much each two paragraphs of two records speak of the same thing: float32, shape of `cosines`."""
    spread = float(cosines.std())
    near = (cosines - cosines.mean()) / spread if spread > 0 else np.zeros_like(cosines)
    same = np.array([[a.part == b.part for b in right] for a in left], np.float32)
    kin = np.array([[a.kin == b.kin for b in right] for a in left], np.float32)
    here, there = ((np.arange(len(of)) + 0.5) / max(len(of), 1) for of in (left, right))
    apart = np.abs(here[:, None] - there[None, :])
    return np.asarray(near + SAME_PART * same + KIN_PART * kin - APART * apart, np.float32)


def _alignments(
    columns: Sequence[Column], units: Sequence[Sequence[ComparedUnit]], encoder: TextEncoder
) -> tuple[Alignment, ...]:
    """Groups of paragraphs, in the order of the first column's text: pairs that are each other's best, joined."""
    if not all(units):
        return ()
    texts = [texts_of(column.document, of) for column, of in zip(columns, units, strict=True)]
    # As passages, and the encoder remembers them: whoever comes back to a comparison does not wait for it again.
    vectors = [encoder.sentences(of) for of in texts]
    links: list[tuple[float, tuple[int, int], tuple[int, int]]] = []
    for a in range(len(columns)):
        for b in range(a + 1, len(columns)):
            cosines = np.asarray(vectors[a] @ vectors[b].T, np.float32)
            matrix = scores(units[a], units[b], cosines)
            for x, y in _mutual(matrix):
                long = min(len(texts[a][x]), len(texts[b][y])) >= SHORTEST
                if long and matrix[x, y] >= LEAST_SCORE and cosines[x, y] >= LEAST_COSINE:
                    links.append((float(matrix[x, y]), (a, x), (b, y)))
    groups = _joined(sorted(links, key=lambda one: (-one[0], one[1], one[2])))
    found = [
        Alignment(tuple(units[c][group[c]] if c in group else None for c in range(len(columns))), score)
        for score, group in groups
    ]
    return tuple(sorted(found, key=lambda one: [unit.start if unit else 1 << 40 for unit in one.units]))


def _mutual(matrix: F32) -> list[tuple[int, int]]:
    """Places where a row and a column are each other's best."""
    best, back = matrix.argmax(axis=1), matrix.argmax(axis=0)
    return [(x, y) for x, y in enumerate(best.tolist()) if back[y] == x]


def _joined(
    links: Sequence[tuple[float, tuple[int, int], tuple[int, int]]],
) -> list[tuple[float, dict[int, int]]]:
    """Groups with one paragraph per column at most, the best links first: each with the score of its first link."""
    groups: list[tuple[float, dict[int, int]]] = []
    for score, (a, x), (b, y) in links:
        holding = [one for one in groups if one[1].get(a) == x or one[1].get(b) == y]
        if not holding:
            groups.append((score, {a: x, b: y}))
        elif len(holding) == 1 and holding[0][1].get(a, x) == x and holding[0][1].get(b, y) == y:
            holding[0][1].update({a: x, b: y})
    return groups
