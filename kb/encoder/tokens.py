"""The tokenizer that is served: XLM-RoBERTa's unigram, read in place from a mapped file.

The `tokenizers` library builds a tree of 280 MiB in 0.6 s from the same vocabulary. Here the pieces stay in the file,
found through a hash table, and the words already cut are remembered: texts repeat theirs, so this keeps pace. The
result is the library's, which a test compares on whole corpora, but for one thing: `<s>` typed in a text is text.

The file, little-endian, in order: `KBT1`; seven u32 (pieces, slots, longest piece in bytes, bytes, bos, eos, unknown);
u32 slots (identifier + 1, 0 when empty, placed by CRC-32, then the next free one); (pieces + 1) u32 offsets; f32
scores; the bytes of the pieces.
"""

import mmap
import re
import struct
import unicodedata
import zlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from kb.encoder.preparation.weights import UnigramVocabulary
from kb.errors import EncoderMissing

MAGIC = b"KBT1"
HEADER = struct.Struct("<4s7I")
MARK = "▁"  # stands before each word
SLOTS_PER_PIECE = 2
UNKNOWN_PENALTY = 10.0  # below the lowest score, for a character that no piece covers: SentencePiece's value
WORDS_KEPT = 1 << 15  # about 10 MB
LONGEST_KEPT = 64  # characters: longer words are addresses and tables, and do not come back

# NMT's clean-up, which XLM-RoBERTa was trained with: controls vanish, and these count as spaces.
_CONTROLS = "".join(map(chr, [*range(1, 9), 0x0B, *range(0x0E, 0x20), 0x7F, 0x8F, 0x9F]))
_SPACES = " \t\n\f\r\x85\xa0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2581\u3000\ufeff\ufffd"
_WORD = re.compile(f"[^{_SPACES}]+")
_WITHOUT_CONTROLS = str.maketrans("", "", _CONTROLS)

Pieces = tuple[tuple[int, ...], tuple[int, ...]]  # identifiers, and how many characters each covers


class Tokens:
    """Cuts texts into the identifiers that the network reads. Safe to share between threads."""

    def __init__(self, image: mmap.mmap) -> None:
        magic, pieces, slots, longest, size, bos, eos, unknown = HEADER.unpack_from(image)
        if magic != MAGIC or len(image) != HEADER.size + 4 * (slots + 2 * pieces + 1) + size:
            raise ValueError("not a vocabulary, or cut short")
        words = memoryview(image)[HEADER.size : len(image) - size].cast("I")
        self.bos, self.eos, self._unknown = bos, eos, unknown
        self._slots = words[:slots]
        self._offsets = words[slots : slots + pieces + 1]
        self._scores = words[slots + pieces + 1 :].cast("B").cast("f")
        self._bytes = image[len(image) - size :]
        self._mask = slots - 1
        self._longest = longest
        self._unknown_score = min(self._scores) - UNKNOWN_PENALTY
        self._recall = lru_cache(WORDS_KEPT)(self._cut_word)

    @classmethod
    def open(cls, path: Path) -> "Tokens":
        """The tokenizer written in `path`; EncoderMissing, naming the remedy, when it cannot be read."""
        try:
            with path.open("rb") as stream:
                return cls(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError, struct.error) as error:
            raise EncoderMissing(f"{path} est illisible ({error}). Relancez « kb build ».") from error

    def identifiers(self, text: str) -> list[int]:
        """Identifiers of the pieces of `text`, without the marks of beginning and end."""
        found: list[int] = []
        for word in _WORD.findall(text):
            found.extend(self._pieces(word)[0])
        return found

    def located(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Identifiers of the pieces of `text`, and the (start, end) characters that each one covers.

        Inside a word whose length changed when it was normalised (a ligature, a detached accent) places are near, not
        exact, and never leave the word.
        """
        found: list[int] = []
        places: list[tuple[int, int]] = []
        for match in _WORD.finditer(text):
            at, end = match.span()
            identifiers, widths = self._pieces(match.group())
            found.extend(identifiers)
            for width in widths:
                places.append((min(at, end), min(at + width, end)))
                at += width
        return found, places

    def _pieces(self, word: str) -> Pieces:
        return self._recall(word) if len(word) <= LONGEST_KEPT else self._cut_word(word)

    def _cut_word(self, word: str) -> Pieces:
        identifiers: list[int] = []
        widths: list[int] = []
        clean = unicodedata.normalize("NFKC", word.translate(_WITHOUT_CONTROLS))
        for part in _WORD.findall(clean):  # normalising « ¨ » makes a space
            for identifier, start, end in self._best_path(MARK + part):
                identifiers.append(identifier)
                widths.append(end - max(start, 1))
        return tuple(identifiers), tuple(max(width, 0) for width in widths)

    def _best_path(self, word: str) -> list[tuple[int, int, int]]:
        """The likeliest pieces of `word` as (identifier, start, end), neighbours that no piece covers being joined."""
        raw, edges = _edges(word)
        count = len(word)
        best = [0.0] + [-np.inf] * count
        came: list[tuple[int, int]] = [(0, 0)] * (count + 1)  # start and identifier of the piece that ends here
        for start in range(count):
            first, here, single = edges[start], best[start], False
            for end in range(start + 1, count + 1):
                if edges[end] - first > self._longest:
                    break
                identifier = self._find(raw[first : edges[end]])
                if identifier < 0:
                    continue
                single = single or end == start + 1
                if here + self._scores[identifier] > best[end]:
                    best[end], came[end] = here + self._scores[identifier], (start, identifier)
            if not single and here + self._unknown_score > best[start + 1]:
                best[start + 1], came[start + 1] = here + self._unknown_score, (start, self._unknown)
        return self._walk_back(came, count)

    def _walk_back(self, came: Sequence[tuple[int, int]], end: int) -> list[tuple[int, int, int]]:
        path: list[tuple[int, int, int]] = []
        while end > 0:
            start, identifier = came[end]
            if path and identifier == self._unknown == path[-1][0]:
                path[-1] = (identifier, start, path[-1][2])
            else:
                path.append((identifier, start, end))
            end = start
        return path[::-1]

    def _find(self, piece: bytes) -> int:
        slot = zlib.crc32(piece) & self._mask
        while taken := self._slots[slot]:
            if self._bytes[self._offsets[taken - 1] : self._offsets[taken]] == piece:
                return int(taken) - 1
            slot = (slot + 1) & self._mask
        return -1


def write_tokens(vocabulary: UnigramVocabulary, path: Path) -> None:
    """Writes the vocabulary as `Tokens` reads it. Special pieces get no slot: no text can spell them."""
    raw = [piece.encode() for piece in vocabulary.pieces]
    special = {vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unknown, len(raw) - 1}
    slots = 1 << (SLOTS_PER_PIECE * len(raw) - 1).bit_length()
    table = np.zeros(slots, "<u4")
    for identifier, piece in enumerate(raw):
        if identifier in special:
            continue
        slot = zlib.crc32(piece) & (slots - 1)
        while table[slot]:
            slot = (slot + 1) & (slots - 1)
        table[slot] = identifier + 1
    lengths = np.fromiter(map(len, raw), "<u4", len(raw))
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype("<u4")
    scores = vocabulary.scores.astype("<f4")
    head = HEADER.pack(
        MAGIC, len(raw), slots, int(lengths.max()), int(offsets[-1]), vocabulary.bos, vocabulary.eos, vocabulary.unknown
    )
    path.write_bytes(b"".join([head, table.tobytes(), offsets.tobytes(), scores.tobytes(), *raw]))


def _edges(word: str) -> tuple[bytes, list[int]]:
    """The bytes of `word`, and where each of its characters starts among them, with the end."""
    encoded = [character.encode("utf-8", "replace") for character in word]
    edges = [0]
    for character in encoded:
        edges.append(edges[-1] + len(character))
    return b"".join(encoded), edges
