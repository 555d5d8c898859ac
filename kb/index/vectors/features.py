"""What scoring reads of passages: their vectors, sentence vectors and character grams.

The cache holds those of its slots in one file, read a passage at a time: mapped, each first reading of a place cost
five times as much, and the memory of the process grew by all that was ever read. Rows that came since are read from
the index file.

All of a passage stands together, so that one reading fetches it. In this order, from a multiple of
four bytes (d: dimension, n: sentences, g: grams):

    float32 × d vector; float32 × n scales; uint16 × n starts; uint16 × n ends; uint16 × g cells; uint8 × g counts;
    int8 × n × d sentences
"""

import os
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.index.files.array_files import write_array
from kb.index.files.byte_formats import F32
from kb.index.queries import SignRow
from kb.index.words.char_grams import NO_CELLS, NO_COUNTS, Grams, Places

NO_ROWS = np.empty(0, np.int8)


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences of passages, one after the other: `vectors[i]` (int8 values) times `scales[i]` is a unit vector."""

    sizes: Places
    vectors: NDArray[np.int8]
    scales: F32


class Signs:
    """Vectors, grams and sentences of some passages: `starts` bounds each passage's bytes in `data`."""

    def __init__(
        self, data: bytes, starts: Places, sentences: NDArray[np.uint16], grams: NDArray[np.uint16], dimension: int
    ) -> None:
        self.data = data
        self.starts = starts
        self.sentence_counts = sentences
        self.gram_counts = grams
        self.dimension = dimension

    def __len__(self) -> int:
        return len(self.sentence_counts)

    @classmethod
    def of_rows(cls, rows: Sequence[SignRow | None], dimension: int) -> "Signs":
        """The signs of rows of the index file; a passage that is gone has a vector of zeros and nothing else."""
        records = [_packed(row) if row else bytes(4 * dimension) for row in rows]
        sentences = [int.from_bytes(row.sentences[:2], "little") if row else 0 for row in rows]
        grams = [len(row.grams) // 3 if row else 0 for row in rows]
        starts = _starts([len(one) for one in records])
        return cls(b"".join(records), starts, np.array(sentences, np.uint16), np.array(grams, np.uint16), dimension)

    def followed_by(self, other: "Signs") -> "Signs":
        """These signs, then those of another."""
        return Signs(
            self.data + other.data,
            np.concatenate([self.starts, other.starts[1:] + self.starts[-1]]),
            np.concatenate([self.sentence_counts, other.sentence_counts]),
            np.concatenate([self.gram_counts, other.gram_counts]),
            self.dimension,
        )

    def vectors(self) -> F32:
        """Vectors of the passages: float32, shape (n, dimension)."""
        values = np.frombuffer(self.data, np.float32)
        parts = [values[at : at + self.dimension] for at in (self.starts[:-1] // 4).tolist()]
        return np.concatenate(parts).reshape(-1, self.dimension) if parts else np.empty((0, self.dimension), np.float32)

    def sentences(self) -> Sentences:
        """Sentences of the passages."""
        sizes, values = self.sentence_counts.astype(np.int64), np.frombuffer(self.data, np.int8)
        firsts = self.starts[:-1] + 4 * self.dimension + 8 * sizes + 3 * self.gram_counts.astype(np.int64)
        pairs = zip(firsts.tolist(), (firsts + sizes * self.dimension).tolist(), strict=True)
        rows = np.concatenate([NO_ROWS, *[values[at:end] for at, end in pairs]])
        before = np.cumsum(sizes) - sizes
        first_scales = self.starts[:-1] // 4 + self.dimension
        places = np.repeat(first_scales - before, sizes) + np.arange(int(sizes.sum()))
        return Sentences(sizes, rows.reshape(-1, self.dimension), np.frombuffer(self.data, np.float32)[places])

    def bounds(self, places: Places, numbers: Places) -> NDArray[np.int32]:
        """Start and end, in its passage, of one sentence of each of these passages: int32, shape (n, 2)."""
        sizes, values = self.sentence_counts[places].astype(np.int64), np.frombuffer(self.data, np.uint16)
        firsts = self.starts[places] // 2 + 2 * self.dimension + 2 * sizes + numbers
        return np.stack([values[firsts], values[firsts + sizes]], axis=1).astype(np.int32)

    def grams(self) -> Grams:
        """Character grams of the passages."""
        sizes = self.gram_counts.astype(np.int64)
        cells, counts = np.frombuffer(self.data, np.uint16), np.frombuffer(self.data, np.uint8)
        firsts = self.starts[:-1] + 4 * self.dimension + 8 * self.sentence_counts.astype(np.int64)
        pairs = list(zip((firsts // 2).tolist(), sizes.tolist(), strict=True))
        return Grams(
            np.concatenate([NO_CELLS, *[cells[at : at + n] for at, n in pairs]]),
            np.concatenate([NO_COUNTS, *[counts[2 * (at + n) : 2 * at + 3 * n] for at, n in pairs]]),
            sizes,
        )


class SignFile:
    """The signs of the first slots, in the cache's file."""

    def __init__(
        self, path: Path, starts: Places, sentences: NDArray[np.uint16], grams: NDArray[np.uint16], dimension: int
    ) -> None:
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        self._starts = starts
        self._sentences = sentences
        self._grams = grams
        self._dimension = dimension

    def __len__(self) -> int:
        return len(self._sentences)

    def read(self, slots: Places) -> Signs:
        """The signs of these slots."""
        firsts, ends = self._starts[slots], self._starts[slots + 1]
        sizes = ends - firsts
        data = b"".join([os.pread(self._file, n, at) for n, at in zip(sizes.tolist(), firsts.tolist(), strict=True)])
        return Signs(data, _starts(sizes), self._sentences[slots], self._grams[slots], self._dimension)


def _starts(sizes: Sequence[int] | Places) -> Places:
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts


def _packed(row: SignRow) -> bytes:
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
            file.write(part.data)
            sizes.append(np.diff(part.starts))
            sentences.append(part.sentence_counts)
            grams.append(part.gram_counts)
    write_array(folder / "signs-starts.npy", np.concatenate([[0], np.cumsum(np.concatenate(sizes))]))
    write_array(folder / "signs-sentences.npy", np.concatenate(sentences))
    write_array(folder / "signs-grams.npy", np.concatenate(grams))


def read_signs(folder: Path, dimension: int) -> SignFile:
    """The signs of a folder. Raises ValueError when the file is not of the length it should have."""
    starts, sentences, grams = (np.load(folder / f"signs-{name}.npy") for name in ("starts", "sentences", "grams"))
    path = folder / "signs.bin"
    if path.stat().st_size != starts[-1] or not len(starts) == len(sentences) + 1 == len(grams) + 1:
        raise ValueError(f"{path.name} n’a pas la longueur attendue")
    return SignFile(path, starts, sentences, grams, dimension)
