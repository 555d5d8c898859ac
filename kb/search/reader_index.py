"""What one reader may find of a live index: the ground on which records are chosen, compared and associated."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlite_utils import Database

from kb.encoder.served import TextEncoder
from kb.index.access import Allowed
from kb.index.files.byte_formats import F32
from kb.index.live import LiveIndex
from kb.index.queries import PassageRow
from kb.index.vectors.feature_table import Taken
from kb.index.vectors.features import Signs
from kb.index.words.char_grams import Places
from kb.records.summary import RecordSummary


@dataclass(frozen=True, slots=True)
class Ground:
    """A live index, held by its lock, and what the reader may find there. Nothing else of it is ever looked at."""

    live: LiveIndex
    database: Database
    encoder: TextEncoder
    allowed: Allowed

    def slots_of(self, record_id: str) -> Places:
        """Slots of a record's passages in the order of its text; none when the reader may not find it."""
        row = self.live.records.row(record_id)
        if row is None or not self.allowed.rows[row]:
            return np.empty(0, np.int64)
        own = np.flatnonzero(self.live.record_rows == row)
        return own[self.live.alive[own]]

    def signs(self, slots: Places) -> Signs | Taken:
        """The signs of these slots (ascending)."""
        return self.live.signs_of(self.database, slots)

    def vectors(self, slots: Places) -> F32:
        """Vectors of these slots (ascending): float32, shape (n, dimension)."""
        return self.signs(slots).vectors()

    def passages(self, slots: Places) -> list[PassageRow]:
        """The passages of these slots, in their order."""
        ids = self.live.passage_ids[slots].tolist()
        rows = self.live.passages.of(self.database, ids)
        return [rows[one] for one in ids]

    def summaries(self, rows: Sequence[int]) -> dict[int, RecordSummary]:
        """Summaries of records by their row."""
        numbers = [self.live.records.numbers[row] for row in rows]
        found = self.live.summaries.of(self.database, numbers)
        return {row: found[number][0] for row, number in zip(rows, numbers, strict=True)}

    def centre(self, record_id: str) -> F32:
        """The mean vector of a record's passages, of length 1; zeros for a record without a passage."""
        slots = self.slots_of(record_id)
        if not len(slots):
            return np.zeros(self.live.dimension, np.float32)
        mean = self.vectors(slots).mean(axis=0)
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)
