"""Vectors of the titles of records, in memory."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb.index.files.byte_formats import F32, unpack_vectors


class TitleTable:
    """Vectors of titles by the row of their record; a title that says nothing has none."""

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._values: NDArray[np.int8] = np.empty((0, dimension), np.int8)
        self.scales: F32 = np.empty(0, np.float32)

    def add(self, blobs: Sequence[bytes | None]) -> None:
        """Append titles by their blobs of kb/index/files/byte_formats.py."""
        values, scales = unpack_vectors(blobs, self._dimension)
        self._values = np.concatenate([self._values, values])
        self.scales = np.concatenate([self.scales, scales])

    def cosines(self, rows: NDArray[np.int32], vector: F32) -> F32:
        """Cosines of these records' titles with a vector, -1 for a title that says nothing."""
        scales = self.scales.take(rows)
        cosines = (self._values.take(rows, axis=0).astype(np.float32) @ vector) * scales
        return np.where(scales > 0, cosines, np.float32(-1))
