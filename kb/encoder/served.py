"""Serves the prepared encoder with ONNX Runtime: questions and passages become rows of length 1.

Never imports torch. Each text is one run of the graph on one thread, and several texts run side by side: on two cores
this is as fast as the best batch, wastes nothing on padding, and, since 8-bit activations are scaled over a whole run,
it is the only way for a passage to get the same vector whatever stands next to it.
"""

import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, overload

import numpy as np
import numpy.typing as npt

from kb.encoder.spec import GRAPH_FILE, TOKENS_FILE, EncoderSpec, damaged_files, read_spec
from kb.encoder.tokens import Tokens
from kb.errors import EncoderMismatch, EncoderMissing

__all__ = ["Encoder", "EncoderSpec", "Float32", "Spans", "TextEncoder", "require_same", "unit_rows"]

Float32 = npt.NDArray[np.float32]
Spans = Sequence[tuple[int, int]]

QUESTIONS_KEPT = 256  # vectors of the last questions: 384 KiB, and paging through results asks the same one again
SENTENCES_KEPT = 4_096  # vectors of the last sentences weighed for a quote: 6 MiB
WINDOW = 512  # texts waiting for a thread at a time: bounds memory when a whole corpus is given


class TextEncoder(Protocol):
    """What index and search ask of an encoder; `Encoder`, `SentenceTransformersEncoder` and the tests' fake give it."""

    @property
    def spec(self) -> EncoderSpec:
        """Identity of the encoder, recorded in the index."""

    def queries(self, texts: Sequence[str]) -> Float32:
        """Embeddings of questions: float32, shape (n, dimension), rows of length 1."""

    @overload
    def passages(self, texts: Sequence[str], spans: None = None) -> Float32: ...
    @overload
    def passages(self, texts: Sequence[str], spans: Sequence[Spans]) -> tuple[Float32, list[Float32]]: ...

    def sentences(self, texts: Sequence[str]) -> Float32:
        """Embeddings of sentences as short passages: float32, shape (n, dimension), rows of length 1."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Number of tokens of each text, without prompt and without the marks of beginning and end."""


class LastVectors:
    """The vectors of the last texts encoded under one prompt. Safe to share between threads."""

    def __init__(self, prompt: str, kept: int) -> None:
        self._prompt = prompt
        self._kept = kept
        self._known: OrderedDict[str, Float32] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str], encode: Callable[[Sequence[str], str], Iterable[Float32]]) -> list[Float32]:
        """One row per text, in order; `encode` is asked for those that are not remembered."""
        with self._lock:
            rows = {text: self._known[text] for text in texts if text in self._known}
        unknown = [text for text in dict.fromkeys(texts) if text not in rows]
        rows.update(zip(unknown, encode(unknown, self._prompt), strict=True))
        with self._lock:
            for text in texts:
                self._known[text] = rows[text]
                self._known.move_to_end(text)
            while len(self._known) > self._kept:
                self._known.popitem(last=False)
        return [rows[text] for text in texts]


class Encoder:
    """The prepared encoder. Safe to share between threads."""

    def __init__(self, spec: EncoderSpec, tokens: Tokens, session: Any, workers: int) -> None:
        self.spec = spec
        self._tokens = tokens
        self._prompts = {prompt: tokens.identifiers(prompt) for prompt in (spec.query_prompt, spec.passage_prompt)}
        self._session = session
        self._workers = workers
        self._asked = LastVectors(spec.query_prompt, QUESTIONS_KEPT)
        self._quoted = LastVectors(spec.passage_prompt, SENTENCES_KEPT)

    @classmethod
    def open(cls, folder: Path, *, threads: int = 0) -> "Encoder":
        """The encoder prepared in `folder`, running on `threads` threads (0: one per usable processor).

        EncoderMissing, naming the remedy, when the folder is absent or incomplete.
        """
        spec = read_spec(folder)
        if damaged := damaged_files(folder):
            raise EncoderMissing(
                f"L’encodeur préparé dans {folder} est incomplet ou abîmé : {', '.join(damaged)}. Lancez « kb build », "
                "qui le refait."
            )
        session = _open_session(folder / GRAPH_FILE)
        return cls(spec, Tokens.open(folder / TOKENS_FILE), session, threads or _usable_processors())

    def queries(self, texts: Sequence[str]) -> Float32:
        """Embeddings of questions: float32, shape (n, dimension), rows of length 1. The last ones are remembered."""
        return self._matrix(self._asked.of([text.strip() for text in texts], self._encode))

    def sentences(self, texts: Sequence[str]) -> Float32:
        """Embeddings of sentences as short passages: as `passages` gives them. The last ones are remembered."""
        return self._matrix(self._quoted.of(texts, self._encode))

    @overload
    def passages(self, texts: Sequence[str], spans: None = None) -> Float32: ...
    @overload
    def passages(self, texts: Sequence[str], spans: Sequence[Spans]) -> tuple[Float32, list[Float32]]: ...
    def passages(
        self, texts: Sequence[str], spans: Sequence[Spans] | None = None
    ) -> Float32 | tuple[Float32, list[Float32]]:
        """Embeddings of passages: float32, shape (n, dimension), rows of length 1.

        With `spans`, (start, end) character offsets of the sentences of each text, also one matrix per text with a row
        of length 1 per sentence: the mean of its tokens as the network saw them inside the passage. A sentence
        without a token of its own, or past the encoder's 512, gets the passage's row.
        """
        if spans is None:
            return self._matrix(self._encode(texts, self.spec.passage_prompt))
        if len(spans) != len(texts):
            raise ValueError(f"{len(texts)} texts, spans of {len(spans)}")
        pairs = list(self._encode_with_spans(texts, spans))
        return self._matrix(row for row, _ in pairs), [sentences for _, sentences in pairs]

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Number of tokens of each text, without prompt and without the marks of beginning and end."""
        return [len(self._tokens.identifiers(text)) for text in texts]

    def _encode(self, texts: Sequence[str], prompt: str) -> Iterator[Float32]:
        framed = (self._framed(prompt, self._tokens.identifiers(text)) for text in texts)
        if len(texts) < 2:
            yield from map(self._sentence, framed)
            return
        with ThreadPoolExecutor(self._workers) as pool:
            while window := list(islice(framed, WINDOW)):
                yield from pool.map(self._sentence, window)

    def _encode_with_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> Iterator[tuple[Float32, Float32]]:
        with ThreadPoolExecutor(self._workers) as pool:
            for start in range(0, len(texts), WINDOW):
                yield from pool.map(self._sentences, texts[start : start + WINDOW], spans[start : start + WINDOW])

    def _framed(self, prompt: str, identifiers: list[int]) -> list[int]:
        """What the network reads: beginning, prompt, text cut at the encoder's limit, end."""
        framed = [self._tokens.bos, *self._prompts[prompt], *identifiers]
        return [*framed[: self.spec.max_tokens - 1], self._tokens.eos]

    def _sentence(self, framed: list[int]) -> Float32:
        row: Float32 = self._run(framed, ["sentence_embedding"])[0][0]
        return row

    def _sentences(self, text: str, spans: Spans) -> tuple[Float32, Float32]:
        identifiers, places = self._tokens.located(text)
        framed = self._framed(self.spec.passage_prompt, identifiers)
        sentence, seen = self._run(framed, ["sentence_embedding", "token_embeddings"])
        own = seen[0][1 + len(self._prompts[self.spec.passage_prompt]) : -1]
        offsets = np.array(places[: len(own)], dtype=np.int64).reshape(-1, 2)
        return sentence[0], pool_spans(own, offsets, spans, sentence[0])

    def _run(self, framed: list[int], outputs: list[str]) -> list[Float32]:
        feed = {"input_ids": np.array([framed], np.int64), "attention_mask": np.ones((1, len(framed)), np.int64)}
        results: list[Float32] = self._session.run(outputs, feed)
        return results

    def _matrix(self, rows: Iterable[Float32]) -> Float32:
        listed = list(rows)
        return np.stack(listed) if listed else np.zeros((0, self.spec.dimension), np.float32)


def pool_spans(tokens: Float32, offsets: npt.NDArray[np.int64], spans: Spans, fallback: Float32) -> Float32:
    """One row of length 1 per span: the mean of the tokens whose middle falls inside, or `fallback` where none does.

    `tokens` has shape (t, dimension), `offsets` (t, 2): start and end of each token, in characters.
    """
    rows = np.empty((len(spans), fallback.shape[0]), np.float32)
    middles = offsets.sum(axis=1) / 2
    for row, (start, end) in zip(rows, spans, strict=True):
        inside = (middles >= start) & (middles < end)
        row[:] = tokens[inside].mean(axis=0) if inside.any() else fallback
    return unit_rows(rows)


def unit_rows(rows: Float32) -> Float32:
    """The same rows brought to length 1; a row of zeros stays as it is."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Float32 = (rows / np.maximum(lengths, np.finfo(np.float32).tiny)).astype(np.float32)
    return unit


def require_same(recorded: EncoderSpec, present: EncoderSpec) -> None:
    """Returns if both encoders are one; EncoderMismatch, naming both and the remedy, otherwise."""
    if recorded != present:
        raise EncoderMismatch(
            f"L’index a été construit avec un autre encodeur ({recorded.name}, {recorded.dimension} dimensions) que "
            f"celui qui est réglé ({present.name}, {present.dimension} dimensions). "
            "Déplacez le dossier index/, qui se recalcule, puis relancez « kb build », ou revenez au premier encodeur."
        )


def _open_session(graph: Path) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # texts run side by side instead: see the top of this module
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Fused once when it was prepared.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


def _usable_processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
