"""The byte formats of the index, little-endian.

words      n uint32 (n = length of the blob / 5): n term ids, ascending; then n uint8: how often each stands
grams      n uint16 (n = length / 3): n hash cells, ascending; then n uint8: how often each stands
vector     float32, `dimension` of them, unit length
title      float32 scale, `dimension` int8: a title's vector is row × scale
sentences  n uint16; n uint16 starts, n uint16 ends (characters within the passage); n float32 scales;
           n × dimension int8: a sentence's vector is row × scale
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]


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


def pack_vector(vector: F32) -> bytes:
    """Bytes of one vector: its scale (float32), then int8 values."""
    scale = np.float32(max(float(np.abs(vector).max()), 1e-9) / 127)
    return bytes(scale.tobytes() + np.round(vector / scale).astype(np.int8).tobytes())


def unpack_vectors(data: Sequence[bytes | None], dimension: int) -> tuple[NDArray[np.int8], F32]:
    """Values, shape (n, dimension), and scales of vectors that `pack_vector` packed; zeros for None."""
    flat = b"".join([one or bytes(4 + dimension) for one in data])
    rows = np.frombuffer(flat, np.int8).reshape(len(data), 4 + dimension)
    return rows[:, 4:], np.ascontiguousarray(rows[:, :4]).view(np.float32)[:, 0]


def pack_sentences(spans: list[tuple[int, int]], vectors: F32) -> bytes:
    """Bytes of sentence spans and vectors; vectors lose precision to int8 (cosine with the original about 0.9999)."""
    n = len(spans)
    bounds = np.minimum(np.array(spans, np.int64).reshape(n, 2), 65535).astype(np.uint16)
    scales = (np.abs(vectors).max(axis=1, initial=1e-9) / 127).astype(np.float32) if n else np.empty(0, np.float32)
    rows = np.round(vectors / scales[:, None]).astype(np.int8) if n else np.empty((0, 0), np.int8)
    head = np.uint16(n).tobytes() + bounds[:, 0].tobytes() + bounds[:, 1].tobytes()
    return head + scales.tobytes() + rows.tobytes()


@dataclass(frozen=True, slots=True)
class JoinedSentences:
    """Sentences of several passages, one after the other: `sizes` says how many each passage has.

    Row i of `vectors` (int8 values as float32, shape (n, dimension)) times `scales[i]` is a unit vector.
    """

    sizes: list[int]
    starts: NDArray[np.uint16]
    ends: NDArray[np.uint16]
    scales: F32
    vectors: F32


def join_sentences(data: Sequence[bytes], dimension: int) -> JoinedSentences:
    """The sentences of several blobs that `pack_sentences` made, in one piece: one product scores them all."""
    sizes = [int.from_bytes(one[:2], "little") for one in data]
    sized = list(zip(data, sizes, strict=True))
    return JoinedSentences(
        sizes,
        np.frombuffer(b"".join([one[2 : 2 + 2 * n] for one, n in sized]), np.uint16),
        np.frombuffer(b"".join([one[2 + 2 * n : 2 + 4 * n] for one, n in sized]), np.uint16),
        np.frombuffer(b"".join([one[2 + 4 * n : 2 + 8 * n] for one, n in sized]), np.float32),
        np.frombuffer(b"".join([one[2 + 8 * n :] for one, n in sized]), np.int8)
        .astype(np.float32)
        .reshape(sum(sizes), dimension),
    )
