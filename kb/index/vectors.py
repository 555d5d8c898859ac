"""The dense index: FAISS over the passages' vectors, a cache of what the index file holds."""

import errno
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from kb.errors import IndexBroken

F32 = NDArray[np.float32]
# Below this many vectors floats are as fast as 8 bits. Above it 8-bit codes are scanned (4.5 ms for 100,000 where
# floats need 17) and the best are scored again with the floats of the index file, so that the ranking is exact.
FLAT_UP_TO = 20_000
# From here on every vector is not scanned any more: inverted lists, of which a share is probed.
INVERTED_FROM = 400_000


# A question is one vector: threads would only wait for each other, and for those of the encoder.
faiss.omp_set_num_threads(1)


class Vectors:
    """Vectors by slot. `search` scores by inner product, which is the cosine since rows are of unit length."""

    def __init__(self, dimension: int, index: Any = None) -> None:
        self.dimension = dimension
        self._index: Any = index if index is not None else faiss.IndexFlatIP(dimension)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def exact(self) -> bool:
        """Whether the scores of `search` need no second look."""
        return isinstance(self._index, faiss.IndexFlatIP)

    @classmethod
    def built(cls, rows: F32, expected: int) -> "Vectors":
        """An index of the kind that `expected` vectors ask for, trained on `rows` and holding none yet."""
        dimension = rows.shape[1]
        if expected <= FLAT_UP_TO:
            return cls(dimension)
        index: Any
        if expected < INVERTED_FROM:
            index = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)
        else:
            lists = int(4 * np.sqrt(expected))
            quantizer: Any = faiss.IndexFlatIP(dimension)
            index = faiss.IndexIVFScalarQuantizer(
                quantizer, dimension, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
            )
            quantizer.this.disown()
            index.own_fields = True
            index.nprobe = max(8, lists // 24)
        index.train(rows)
        return cls(dimension, index)

    def add(self, rows: F32) -> None:
        """Append vectors; the first takes the next slot."""
        if len(rows):
            self._index.add(np.ascontiguousarray(rows, np.float32))

    def search(self, query: F32, k: int, allowed: NDArray[np.bool_] | None) -> tuple[NDArray[np.int64], F32]:
        """The k nearest slots among those allowed, nearest first, and their scores; fewer if there are fewer."""
        if not len(self) or k <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        if allowed is None:
            scores, slots = self._index.search(query[None, :], k)
        else:
            bits = np.packbits(allowed[: len(self)], bitorder="little")
            selector = faiss.IDSelectorBitmap(len(self), faiss.swig_ptr(bits))
            kind: Any = faiss.SearchParametersIVF if isinstance(self._index, faiss.IndexIVF) else faiss.SearchParameters
            options = {"nprobe": self._index.nprobe} if kind is faiss.SearchParametersIVF else {}
            scores, slots = self._index.search(query[None, :], k, params=kind(sel=selector, **options))
        found = slots[0] >= 0
        return slots[0][found], scores[0][found]

    def write(self, path: Path) -> None:
        """Write the index to a file. Raises OSError when the disk refuses."""
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:
            raise OSError(errno.EIO, "écriture impossible, le disque est peut-être plein", str(path)) from error

    @classmethod
    def read(cls, path: Path) -> "Vectors":
        """The index of a file. Raises IndexBroken when FAISS cannot read it."""
        try:
            index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexBroken(f"{path.name} n’est pas lisible : {error}") from error
        return cls(index.d, index)
