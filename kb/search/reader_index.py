"""What one reader may find of an index: the ground on which records are chosen, compared and associated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kb.encoder.served import TextEncoder
from kb.index.files.byte_formats import F32
from kb.index.port import Findable, Rows, Sample, SearchIndex
from kb.index.queries import PassageRow
from kb.index.vectors.features import Signs
from kb.index.words.char_grams import Places
from kb.records.summary import RecordSummary


@dataclass(frozen=True, slots=True)
class Ground:
    """An index, held, and what the reader may find there. Nothing else of it is ever looked at."""

    index: SearchIndex[Any]
    encoder: TextEncoder
    allowed: Findable

    def row_of(self, record_id: str) -> int | None:
        """The row of a record; None when the reader may not find it."""
        return self.index.row_of(record_id, self.allowed)

    def slots_of(self, record_id: str) -> Places:
        """Slots of a record's passages in the order of its text; none when the reader may not find it."""
        row = self.row_of(record_id)
        return np.empty(0, np.int64) if row is None else self.index.slots_of([row])[0]

    def owned(self, rows: Sequence[int]) -> tuple[Places, Rows]:
        """The slots of all passages of these records, ascending, and whose each is."""
        return self.index.slots_of(rows)

    def samples(self, record_id: str, visited: frozenset[str], most: int) -> Iterator[Sample]:
        """Passages of other records: `most` spread evenly at first, then more of those that are not visited."""
        return self.index.samples(self.row_of(record_id), self.allowed, visited, most)

    def signs(self, slots: Places) -> Signs:
        """The signs of these slots (ascending)."""
        return self.index.signs_of(slots)

    def vectors(self, slots: Places) -> F32:
        """Vectors of these slots (ascending): float32, shape (n, dimension)."""
        return self.index.vectors_of(slots)

    def passages(self, slots: Places) -> list[PassageRow]:
        """The passages of these slots, in their order."""
        ids = slots.tolist()
        rows = self.index.passages(ids)
        return [rows[one] for one in ids]

    def summaries(self, rows: Sequence[int]) -> dict[int, RecordSummary]:
        """Summaries of records by their row."""
        return {row: summary for row, (summary, _) in self.index.summaries(rows).items()}

    def centre(self, record_id: str) -> F32:
        """The mean vector of a record's passages, of length 1; zeros for a record without a passage."""
        slots = self.slots_of(record_id)
        if not len(slots):
            return np.zeros(self.index.dimension, np.float32)
        mean = self.vectors(slots).mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)
