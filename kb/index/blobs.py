"""The byte formats of the index, little-endian.

words      n uint32 (n = length of the blob / 5): n term ids, ascending; then n uint8: how often each stands
grams      n uint16 (n = length / 3): n hash cells, ascending; then n uint8: how often each stands
vector     float32, `dimension` of them, unit length
sentences  n uint16; n uint16 starts, n uint16 ends (characters within the passage); n float32 scales;
           n × dimension int8: a sentence's vector is row × scale
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SentenceVectors:
    """Sentences of one passage: starts and ends, shape (n,), and unit vectors, float32, shape (n, dimension)."""

    starts: NDArray[np.uint16]
    ends: NDArray[np.uint16]
    vectors: F32


def pack_counts(ids: NDArray[np.generic], counts: NDArray[np.generic], dtype: type[np.generic]) -> bytes:
    """Bytes of ids (as `dtype`) followed by their counts (uint8, cut at 255)."""
    return bytes(ids.astype(dtype).tobytes() + np.minimum(counts, 255).astype(np.uint8).tobytes())


def unpack_words(data: bytes) -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Term ids and counts."""
    n = len(data) // 5
    return np.frombuffer(data, np.uint32, n), np.frombuffer(data, np.uint8, n, 4 * n)


def unpack_grams(data: bytes) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """Hash cells and counts."""
    n = len(data) // 3
    return np.frombuffer(data, np.uint16, n), np.frombuffer(data, np.uint8, n, 2 * n)


def pack_sentences(spans: list[tuple[int, int]], vectors: F32) -> bytes:
    """Bytes of sentence spans and vectors; vectors lose precision to int8 (cosine with the original about 0.9999)."""
    n = len(spans)
    bounds = np.minimum(np.array(spans, np.int64).reshape(n, 2), 65535).astype(np.uint16)
    scales = (np.abs(vectors).max(axis=1, initial=1e-9) / 127).astype(np.float32) if n else np.empty(0, np.float32)
    rows = np.round(vectors / scales[:, None]).astype(np.int8) if n else np.empty((0, 0), np.int8)
    head = np.uint16(n).tobytes() + bounds[:, 0].tobytes() + bounds[:, 1].tobytes()
    return head + scales.tobytes() + rows.tobytes()


def unpack_sentences(data: bytes, dimension: int) -> SentenceVectors:
    """The sentences that `pack_sentences` made bytes of."""
    n = int(np.frombuffer(data, np.uint16, 1)[0])
    starts = np.frombuffer(data, np.uint16, n, 2)
    ends = np.frombuffer(data, np.uint16, n, 2 + 2 * n)
    scales = np.frombuffer(data[2 + 4 * n : 2 + 8 * n], np.float32)
    rows = np.frombuffer(data, np.int8, n * dimension, 2 + 8 * n).reshape(n, dimension)
    return SentenceVectors(starts, ends, rows * scales[:, None])
