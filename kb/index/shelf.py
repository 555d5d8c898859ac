"""Vectors that machines make once for all: each looks in the register for what another encoded of a record."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from kb.encoder.served import Spans, TextEncoder
from kb.index.encoding import Made, Prepared, encoder_mark
from kb.index.files.byte_formats import F32, pack_vector, unpack_vectors
from kb.store.records.kept_vectors import keep_vectors, kept_vectors
from kb.store.records.register import Register

# Texts encoded between two signs of life: a few seconds.
PIECE = 32


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A text of a record, the sentences in it, and its digest; a title has no sentences to weigh."""

    text: str
    spans: Spans | None
    digest: str


class VectorShelf:
    """Encodes windows of records, but what the register keeps of them; what it encodes is kept there.

    `between` is called every few seconds while it encodes.
    """

    def __init__(self, register: Register, encoder: TextEncoder, between: Callable[[], None] = lambda: None) -> None:
        self._register = register
        self._encoder = encoder
        self._between = between
        self._name = encoder_mark(encoder.spec)

    def encode(self, window: Sequence[Prepared]) -> Made:
        """As `kb.index.encoding.encode`: no vector differs, but those of sentences by what a code of 8 bits loses."""
        wanted = [_wanted(one) for one in window]
        kept = [self._kept(one) for one in window]
        missing = [one for texts, known in zip(wanted, kept, strict=True) for one in texts if one.digest not in known]
        made = self._made({one.digest: one for one in missing})
        for one, texts, known in zip(window, wanted, kept, strict=True):
            whole = {text.digest: known.get(text.digest) or made[text.digest] for text in texts}
            if whole.keys() != known.keys():
                keep_vectors(self._register, one.change.record_id, self._name, whole)
            known.update(whole)
        return self._joined(wanted, kept)

    def ready(self, window: Sequence[Prepared]) -> tuple[list[Prepared], Made]:
        """The first records of a window of which everything is kept, with their vectors; nothing is encoded."""
        ready, wanted, kept = [], [], []
        for one in window:
            texts, known = _wanted(one), self._kept(one)
            if any(text.digest not in known for text in texts):
                break
            ready.append(one)
            wanted.append(texts)
            kept.append(known)
        return ready, self._joined(wanted, kept)

    def _kept(self, one: Prepared) -> dict[str, tuple[bytes, bytes]]:
        return kept_vectors(self._register, one.change.record_id, self._name) if one.revision is not None else {}

    def _made(self, missing: dict[str, _Wanted]) -> dict[str, tuple[bytes, bytes]]:
        passages = [one for one in missing.values() if one.spans is not None]
        titles = [one for one in missing.values() if one.spans is None]
        out = {}
        for at in range(0, len(passages), PIECE):
            piece = passages[at : at + PIECE]
            rows, pooled = self._encoder.passages([one.text for one in piece], [one.spans or () for one in piece])
            for passage, row, sentences in zip(piece, rows, pooled, strict=True):
                out[passage.digest] = (_bytes(row), b"".join(pack_vector(one) for one in sentences))
            self._between()
        if titles:
            for title, row in zip(titles, self._encoder.sentences([one.text for one in titles]), strict=True):
                out[title.digest] = (_bytes(row), b"")
        return out

    def _joined(self, wanted: Sequence[list[_Wanted]], kept: Sequence[dict[str, tuple[bytes, bytes]]]) -> Made:
        dimension = self._encoder.spec.dimension
        vectors: list[F32] = []
        pooled: list[F32] = []
        titles: list[F32 | None] = []
        for texts, known in zip(wanted, kept, strict=True):
            title = None
            for one in texts:
                vector, sentences = known[one.digest]
                row = np.frombuffer(vector, np.float32)
                if one.spans is None:
                    title = row
                    continue
                size = 4 + dimension
                packed = [sentences[at : at + size] for at in range(0, len(sentences), size)]
                values, scales = unpack_vectors(packed, dimension)
                vectors.append(row)
                pooled.append(values.astype(np.float32) * scales[:, None])
            titles.append(title)
        return Made(np.stack(vectors) if vectors else np.empty((0, 0), np.float32), pooled, titles)


def _wanted(one: Prepared) -> list[_Wanted]:
    texts = [
        _Wanted(text, spans, _digest("passage", text, spans)) for text, spans in zip(one.inputs, one.spans, strict=True)
    ]
    return [*texts, _Wanted(one.title, None, _digest("title", one.title, ()))] if one.title else texts


def _digest(sort: str, text: str, spans: Spans) -> str:
    return hashlib.sha256(json.dumps([sort, text, list(spans)]).encode()).hexdigest()


def _bytes(row: F32) -> bytes:
    return np.asarray(row, np.float32).tobytes()
