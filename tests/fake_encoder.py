"""A deterministic encoder for tests: texts that share words are near, texts that share none are not."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from typing import overload

import numpy as np

from kb.encoder.served import EncoderSpec, Float32, Spans, unit_rows

WORD = re.compile(r"\w+")
DIMENSION = 64


class FakeEncoder:
    """Rows are the mean of one direction per word, accents and case aside; no word at all gives a direction of its own.

    `encoded` lists the texts given to `passages`, so that a test can tell what was encoded again.
    """

    def __init__(self, dimension: int = DIMENSION, name: str = "fake") -> None:
        self.spec = EncoderSpec(name=name, dimension=dimension, query_prompt="", passage_prompt="")
        self.encoded: list[str] = []
        self._directions: dict[str, Float32] = {}

    def queries(self, texts: Sequence[str]) -> Float32:
        """Embeddings of questions: float32, shape (n, dimension), rows of length 1."""
        return self._rows(texts)

    @overload
    def passages(self, texts: Sequence[str], spans: None = None) -> Float32: ...
    @overload
    def passages(self, texts: Sequence[str], spans: Sequence[Spans]) -> tuple[Float32, list[Float32]]: ...
    def passages(
        self, texts: Sequence[str], spans: Sequence[Spans] | None = None
    ) -> Float32 | tuple[Float32, list[Float32]]:
        """Embeddings of passages, and with `spans` of their sentences: see `kb.encoder.served.Encoder.passages`."""
        self.encoded.extend(texts)
        rows = self._rows(texts)
        if spans is None:
            return rows
        return rows, [self._rows([text[a:b] for a, b in of_text]) for text, of_text in zip(texts, spans, strict=True)]

    def sentences(self, texts: Sequence[str]) -> Float32:
        """Embeddings of sentences."""
        return self._rows(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Number of words of each text."""
        return [len(WORD.findall(text)) for text in texts]

    def _rows(self, texts: Sequence[str]) -> Float32:
        rows = np.zeros((len(texts), self.spec.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in _words(text) or [""]:
                row += self._direction(word)
        return unit_rows(rows)

    def _direction(self, word: str) -> Float32:
        if word not in self._directions:
            seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")
            drawn = np.random.default_rng(seed).standard_normal(self.spec.dimension)
            self._directions[word] = drawn.astype(np.float32)
        return self._directions[word]


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return WORD.findall("".join(character for character in folded if not unicodedata.combining(character)))
