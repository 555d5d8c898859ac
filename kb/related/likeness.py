"""How near records of one sort are to those of another, all pairs at once."""

from collections.abc import Sequence

import numpy as np

from kb.index.files.byte_formats import F32
from kb.search.reader_index import Ground

# Of fewer records, what they have in common would be most of what each one says.
FEWEST = 5


def likeness(ground: Ground, lines: Sequence[str], columns: Sequence[str]) -> F32:
    """Cosine of each pair of records: float32, shape (lines, columns); 0 where a record has no passage to be read.

    From each side is taken off what its records have in common: needs sound like needs, services like services;
    of a few records, nothing is.
    """
    rows, places = _centres(ground, lines), _centres(ground, columns)
    return np.asarray(_apart(rows) @ _apart(places).T, np.float32)


def _centres(ground: Ground, record_ids: Sequence[str]) -> F32:
    """The mean vector of each record: float32, shape (n, dimension); zeros for one without a passage."""
    out = np.zeros((len(record_ids), ground.index.dimension), np.float32)
    of_row = {ground.row_of(one): at for at, one in enumerate(record_ids)}
    slots, rows = ground.owned([row for row in of_row if row is not None])
    if len(slots):
        np.add.at(out, np.array([of_row[row] for row in rows.tolist()]), ground.vectors(slots))
    return out


def _apart(rows: F32) -> F32:
    there = np.linalg.norm(rows, axis=1) > 0
    few = int(there.sum()) < FEWEST
    unit = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    off = unit if few else np.where(there[:, None], unit - unit[there].mean(axis=0), 0.0)
    return np.asarray(off / np.maximum(np.linalg.norm(off, axis=1, keepdims=True), 1e-9), np.float32)
