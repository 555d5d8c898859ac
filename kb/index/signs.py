"""What scoring reads of passages: their vectors, sentence vectors and character grams, by slot.

The cache holds those of its slots in a file that a process maps; rows that came since are read from the index file.
All of a passage stands together, so that scoring it touches one place of the file. In this order, from a multiple of
four bytes (d: dimension, n: sentences, g: grams):

    float32 × d vector; float32 × n scales; uint16 × n starts; uint16 × n ends; uint16 × g cells; uint8 × g counts;
    int8 × n × d sentences
"""

import mmap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.index.blobs import F32
from kb.index.rows import SignRow

Places = NDArray[np.int64]
NO_CELLS = np.empty(0, np.uint16)


@dataclass(frozen=True, slots=True)
class Grams:
    """Character grams of texts, one after the other: hash cells, and where in `counts` how often each stands begins."""

    cells: NDArray[np.uint16]
    sizes: Places
    counts: NDArray[np.uint8]
    firsts: Places


class GramTable:
    """Character grams of many texts in memory, by place."""

    def __init__(self) -> None:
        self._starts = np.zeros(1, np.int64)
        self._cells = NO_CELLS
        self._counts = np.empty(0, np.uint8)

    def add(self, blobs: Sequence[bytes]) -> None:
        """Append texts by their blobs of kb/index/blobs.py."""
        sizes = [len(one) // 3 for one in blobs]
        cells = b"".join([one[: 2 * n] for one, n in zip(blobs, sizes, strict=True)])
        counts = b"".join([one[2 * n :] for one, n in zip(blobs, sizes, strict=True)])
        self._starts = np.concatenate([self._starts, self._starts[-1] + np.cumsum(sizes, dtype=np.int64)])
        self._cells = np.concatenate([self._cells, np.frombuffer(cells, np.uint16)])
        self._counts = np.concatenate([self._counts, np.frombuffer(counts, np.uint8)])

    def of(self, places: Places) -> Grams:
        """The grams of the texts at these places."""
        firsts, ends = self._starts[places], self._starts[places + 1]
        parts = [self._cells[a:b] for a, b in zip(firsts.tolist(), ends.tolist(), strict=True)]
        return Grams(np.concatenate([NO_CELLS, *parts]), ends - firsts, self._counts, firsts)


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of passages, one after the other: `vectors[i]` (int8 values) times `scales[i]` is a unit vector."""

    sizes: Places
    vectors: NDArray[np.int8]
    scales: F32


class Signs:
    """Vectors, grams and sentences of a run of passages: `starts` bounds each passage's bytes in `data`."""

    def __init__(
        self,
        data: NDArray[np.uint8],
        starts: Places,
        sentences: NDArray[np.uint16],
        grams: NDArray[np.uint16],
        dimension: int,
        mapped: mmap.mmap | None = None,
    ) -> None:
        self.data = data
        self.starts = starts
        self.sentence_counts = sentences
        self.gram_counts = grams
        self.dimension = dimension
        self._mapped = mapped
        self._f32, self._u16, self._i8 = data.view(np.float32), data.view(np.uint16), data.view(np.int8)

    def __len__(self) -> int:
        return len(self.sentence_counts)

    @classmethod
    def of_rows(cls, rows: Sequence[SignRow | None], dimension: int) -> "Signs":
        """The signs of rows of the index file; a passage that is gone has a vector of zeros and nothing else."""
        records = [_packed(row, dimension) if row else bytes(4 * dimension) for row in rows]
        starts = np.zeros(len(rows) + 1, np.int64)
        np.cumsum([len(one) for one in records], out=starts[1:])
        sentences = [int.from_bytes(row.sentences[:2], "little") if row else 0 for row in rows]
        grams = [len(row.grams) // 3 if row else 0 for row in rows]
        data = np.frombuffer(b"".join(records), np.uint8)
        return cls(data, starts, np.array(sentences, np.uint16), np.array(grams, np.uint16), dimension)

    def release(self) -> None:
        """Let go of the memory of what is mapped; the system has it at hand still, and what is read comes back."""
        if self._mapped is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._mapped.madvise(mmap.MADV_DONTNEED)

    def vectors(self, places: Places) -> F32:
        """Vectors of passages: float32, shape (n, dimension)."""
        firsts = (self.starts[places] // 4).tolist()
        return np.concatenate([self._f32[at : at + self.dimension] for at in firsts]).reshape(-1, self.dimension)

    def sentences(self, places: Places) -> Sentences:
        """Sentences of passages."""
        sizes = self.sentence_counts[places].astype(np.int64)
        firsts = (self.starts[places] + 4 * self.dimension + 8 * sizes + 3 * self.gram_counts[places]).tolist()
        ends = [at + n * self.dimension for at, n in zip(firsts, sizes.tolist(), strict=True)]
        rows = np.concatenate([self._i8[at:end] for at, end in zip(firsts, ends, strict=True)])
        first_scales = self.starts[places] // 4 + self.dimension
        before = np.cumsum(sizes) - sizes
        scales = self._f32[np.repeat(first_scales - before, sizes) + np.arange(int(sizes.sum()))]
        return Sentences(sizes, rows.reshape(-1, self.dimension), scales)

    def bounds(self, places: Places, numbers: Places) -> NDArray[np.int32]:
        """Start and end, in its passage, of one sentence of each of these passages: int32, shape (n, 2)."""
        sizes = self.sentence_counts[places].astype(np.int64)
        firsts = self.starts[places] // 2 + 2 * self.dimension + 2 * sizes + numbers
        return np.stack([self._u16[firsts], self._u16[firsts + sizes]], axis=1).astype(np.int32)

    def grams(self, places: Places) -> Grams:
        """Character grams of passages."""
        sizes = self.gram_counts[places].astype(np.int64)
        firsts = self.starts[places] + 4 * self.dimension + 8 * self.sentence_counts[places].astype(np.int64)
        pairs = zip((firsts // 2).tolist(), sizes.tolist(), strict=True)
        parts = [self._u16[at : at + n] for at, n in pairs]
        return Grams(np.concatenate([NO_CELLS, *parts]), sizes, self.data, firsts + 2 * sizes)


def _packed(row: SignRow, dimension: int) -> bytes:
    n = int.from_bytes(row.sentences[:2], "little")
    spans, scales, vectors = (
        row.sentences[2 : 2 + 4 * n],
        row.sentences[2 + 4 * n : 2 + 8 * n],
        row.sentences[2 + 8 * n :],
    )
    size = len(row.vector) + len(scales) + len(spans) + len(row.grams) + len(vectors)
    return b"".join([row.vector, scales, spans, row.grams, vectors, bytes(-size % 4)])


def write_signs(folder: Path, parts: Iterable[Signs]) -> None:
    """Write signs that come in parts, in the order of their slots."""
    sizes, sentences, grams = [np.empty(0, np.int64)], [np.empty(0, np.uint16)], [np.empty(0, np.uint16)]
    with (folder / "signs.bin").open("wb") as file:
        for part in parts:
            file.write(part.data.data)
            sizes.append(np.diff(part.starts))
            sentences.append(part.sentence_counts)
            grams.append(part.gram_counts)
    np.save(folder / "signs-starts.npy", np.concatenate([[0], np.cumsum(np.concatenate(sizes))]))
    np.save(folder / "signs-sentences.npy", np.concatenate(sentences))
    np.save(folder / "signs-grams.npy", np.concatenate(grams))


def read_signs(folder: Path, dimension: int) -> Signs:
    """The signs of a folder, mapped. Raises ValueError when the file is not of the length it should have."""
    starts, sentences, grams = (np.load(folder / f"signs-{name}.npy") for name in ("starts", "sentences", "grams"))
    path = folder / "signs.bin"
    if path.stat().st_size != starts[-1] or not len(starts) == len(sentences) + 1 == len(grams) + 1:
        raise ValueError(f"{path.name} n’a pas la longueur attendue")
    if not starts[-1]:
        return Signs(np.empty(0, np.uint8), starts, sentences, grams, dimension)  # an empty file cannot be mapped
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return Signs(np.frombuffer(mapped, np.uint8), starts, sentences, grams, dimension, mapped)
