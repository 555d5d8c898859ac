"""Which records and passages a reader may find under filters, worked out once for as long as the index stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.index.subset import Part
from kb.index.words.postings import Mask
from kb.readers import Reader

# Combinations of filters and rights remembered: each is a byte per passage, and 12 MB when it keeps a part.
REMEMBERED = 8


@dataclass(slots=True)
class Allowed:
    """Rows of records that may be found, the slots of their live passages, and how many these are.

    `part` is these passages apart, when they are few and a question was asked of them.
    """

    rows: Mask
    slots: Mask
    count: int
    part: Part | None = None

    @property
    def records(self) -> int:
        """How many records may be found."""
        return int(self.rows.sum())

    @property
    def only(self) -> Mask | None:
        """The slots, or None when all may be found."""
        return None if self.count == len(self.slots) else self.slots


Key = tuple[frozenset[tuple[str, tuple[str, ...]]], frozenset[str], frozenset[str], frozenset[tuple[str, str | None]]]


def key_of(where: Mapping[str, Sequence[str]], reader: Reader, changed: Mapping[str, str | None]) -> Key:
    """All that decides what may be found, beside the index itself."""
    filters = frozenset((key, tuple(values)) for key, values in where.items())
    return filters, reader.diffusions, reader.groups, frozenset(changed.items())


def allowed_among(rows: Mask, alive: Mask, record_rows: NDArray[np.int32]) -> Allowed:
    """What may be found when these rows may."""
    slots = alive & rows[record_rows]
    return Allowed(rows, slots, int(slots.sum()))
