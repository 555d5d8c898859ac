"""The encoder with what it has encoded kept on disk, outside of the project: a bench run again encodes nothing."""

import hashlib
import os
import pickle
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, overload

import numpy as np

from kb.encoder.served import EncoderSpec, Float32, Spans, TextEncoder

# Texts between two writes to the disk.
BATCH = 64


def cache_path() -> Path:
    """Where vectors are kept: in `KB_BENCH_CACHE`, else in the system's folder for temporary files."""
    folder = Path(os.environ.get("KB_BENCH_CACHE") or Path(tempfile.gettempdir()) / "recits-partages-bench")
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "vectors.sqlite3"


class CachedEncoder:
    """Gives what another encoder gives; of questions, passages and sentences of passages from the disk if it can."""

    def __init__(self, encoder: TextEncoder) -> None:
        self._encoder = encoder
        self._rows = sqlite3.connect(cache_path(), check_same_thread=False, isolation_level=None)
        self._rows.execute("CREATE TABLE IF NOT EXISTS vectors (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID")

    @property
    def spec(self) -> EncoderSpec:
        """That of the encoder."""
        return self._encoder.spec

    def queries(self, texts: Sequence[str]) -> Float32:
        """As the encoder gives them."""
        return np.stack(self._known("query", [(text,) for text in texts], self._queries))

    @overload
    def passages(self, texts: Sequence[str], spans: None = None) -> Float32: ...
    @overload
    def passages(self, texts: Sequence[str], spans: Sequence[Spans]) -> tuple[Float32, list[Float32]]: ...
    def passages(
        self, texts: Sequence[str], spans: Sequence[Spans] | None = None
    ) -> Float32 | tuple[Float32, list[Float32]]:
        """As the encoder gives them."""
        if spans is None:
            return np.stack(self._known("passage", [(text,) for text in texts], self._passages))
        asked = [(text, tuple(of)) for text, of in zip(texts, spans, strict=True)]
        pairs = self._known("spans", asked, self._spans)
        return np.stack([row for row, _ in pairs]), [rows for _, rows in pairs]

    def sentences(self, texts: Sequence[str]) -> Float32:
        """As the encoder gives them: as passages."""
        return self.passages(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As the encoder counts them."""
        return self._encoder.count_tokens(texts)

    def _queries(self, asked: Sequence[tuple[Any, ...]]) -> list[Any]:
        return list(self._encoder.queries([text for (text,) in asked]))

    def _passages(self, asked: Sequence[tuple[Any, ...]]) -> list[Any]:
        return list(self._encoder.passages([text for (text,) in asked]))

    def _spans(self, asked: Sequence[tuple[Any, ...]]) -> list[Any]:
        rows, sentences = self._encoder.passages([text for text, _ in asked], [spans for _, spans in asked])
        return list(zip(rows, sentences, strict=True))

    def _known(
        self, kind: str, asked: Sequence[tuple[Any, ...]], make: Callable[[Sequence[tuple[Any, ...]]], list[Any]]
    ) -> list[Any]:
        name = self.spec.name
        keys = [hashlib.sha256(repr((name, kind, one)).encode()).hexdigest() for one in asked]
        found: dict[str, Any] = {}
        for key in keys:
            row = self._rows.execute("SELECT value FROM vectors WHERE key = ?", [key]).fetchone()
            if row:
                found[key] = pickle.loads(row[0])
        missing = [place for place, key in enumerate(keys) if key not in found]
        for first in range(0, len(missing), BATCH):
            some = missing[first : first + BATCH]
            for place, value in zip(some, make([asked[place] for place in some]), strict=True):
                found[keys[place]] = value
                self._rows.execute("INSERT OR REPLACE INTO vectors VALUES (?, ?)", [keys[place], pickle.dumps(value)])
        return [found[key] for key in keys]
