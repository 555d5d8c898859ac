"""The dense index: FAISS over the passages' vectors, a cache of what the index file holds."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from kb.errors import IndexBroken
from kb.index.files.array_files import write_array

F32 = NDArray[np.float32]
# Below this many vectors floats are as fast as 8 bits. Above it 8-bit codes are scanned (1.2 ms for 100,000 where
# floats need 6.2), and twice as many as asked are compared by their floats: of the 50 nearest to each of 262 questions,
# all were among the first 80 by codes.
FLAT_UP_TO = 20_000
# From here on every vector is not scanned any more: inverted lists, of which a share is probed.
INVERTED_FROM = 400_000
# Share of the values that codes hold as they are.
OUTERMOST = 0.9999
FITTED_ON = 4_000


# A question is one vector: threads would only wait for each other, and for those of the encoder.
faiss.omp_set_num_threads(1)


@dataclass(frozen=True, slots=True)
class Codes:
    """How vectors become whole numbers of -127 to 127: less their centre, times a factor.

    All vectors of an encoder point much the same way; what they have in common tells none from another.
    """

    centre: F32
    factor: float

    @classmethod
    def fitted(cls, rows: F32) -> "Codes":
        """Codes that hold these rows but for their outermost values."""
        centre = rows.mean(axis=0)
        some = rows[:: max(1, len(rows) // FITTED_ON)]
        return cls(centre, 127 / max(float(np.quantile(np.abs(some - centre), OUTERMOST)), 1e-9))

    def of(self, rows: F32) -> F32:
        """Whole numbers, as floats, which FAISS takes."""
        return np.clip(np.round((rows - self.centre) * np.float32(self.factor)), -127, 127)

    def of_query(self, query: F32) -> tuple[F32, float]:
        """A query as whole numbers, and what its products with those of rows are to be divided by."""
        factor = 127 / max(float(np.abs(query).max()), 1e-9)
        return np.round(query * np.float32(factor)), factor * self.factor


class Vectors:
    """Vectors by slot. `search` scores by inner product, which is the cosine since rows are of unit length."""

    def __init__(self, dimension: int, index: Any = None, codes: Codes | None = None) -> None:
        self.dimension = dimension
        self._index: Any = index if index is not None else faiss.IndexFlatIP(dimension)
        self._codes = codes

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
            index = faiss.IndexScalarQuantizer(
                dimension, faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
            )
            return cls(dimension, index, Codes.fitted(rows))
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
            self._index.add(np.ascontiguousarray(self._codes.of(rows) if self._codes else rows, np.float32))

    def search(self, query: F32, k: int, allowed: NDArray[np.bool_] | None) -> tuple[NDArray[np.int64], F32]:
        """The k nearest slots among those allowed, nearest first, and their scores; fewer if there are fewer."""
        if not len(self) or k <= 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        asked, factor = self._codes.of_query(query) if self._codes else (query, 1.0)
        if allowed is None:
            scores, slots = self._index.search(asked[None, :], k)
        else:
            bits = np.packbits(allowed[: len(self)], bitorder="little")
            selector = faiss.IDSelectorBitmap(len(self), faiss.swig_ptr(bits))
            kind: Any = faiss.SearchParametersIVF if isinstance(self._index, faiss.IndexIVF) else faiss.SearchParameters
            options = {"nprobe": self._index.nprobe} if kind is faiss.SearchParametersIVF else {}
            scores, slots = self._index.search(asked[None, :], k, params=kind(sel=selector, **options))
        found = slots[0] >= 0
        if self._codes:
            scores = scores / np.float32(factor) + query @ self._codes.centre
        return slots[0][found], scores[0][found]

    def write(self, path: Path) -> None:
        """Write the index to a file. Raises OSError when the disk refuses."""
        with path.open("wb") as file:
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]
        if self._codes:
            write_array(path.with_suffix(".npy"), np.append(self._codes.centre, np.float32(self._codes.factor)))

    @classmethod
    def read(cls, path: Path) -> "Vectors":
        """The index of a file. Raises IndexBroken when FAISS cannot read it."""
        try:
            index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise IndexBroken(f"{path.name} n’est pas lisible : {error}") from error
        if not isinstance(index, faiss.IndexScalarQuantizer):
            return cls(index.d, index)
        if index.sq.qtype != faiss.ScalarQuantizer.QT_8bit_direct_signed:
            raise IndexBroken(f"{path.name} est d’une version antérieure")
        values = np.load(path.with_suffix(".npy"))
        return cls(index.d, index, Codes(values[:-1], float(values[-1])))
