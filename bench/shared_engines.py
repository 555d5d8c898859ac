"""One way of searching a base in a process of its own: its questions' milliseconds, what it finds, its memory."""

import multiprocessing
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection

import numpy as np

from bench.memory import memory
from kb.base import KnowledgeBase
from kb.encoder.served import EncoderSpec, Float32
from kb.home import Home
from kb.readers import Reader
from kb.resources import Resources


class KnownVectors:
    """An encoder that was told the vectors of its questions; `missing` are texts that it was not told of."""

    def __init__(self, spec: EncoderSpec) -> None:
        self.spec = spec
        self.told: dict[str, Float32] = {}
        self.missing: list[str] = []

    def queries(self, texts: Sequence[str]) -> Float32:
        """The rows told; something for a text that is missing."""
        self.missing += [text for text in texts if text not in self.told]
        nothing = np.zeros(self.spec.dimension, np.float32)
        nothing[0] = 1
        return np.stack([self.told.get(text, nothing) for text in texts])


@dataclass(frozen=True)
class Turn:
    """Questions for an engine: under these filters, by this reader."""

    questions: Sequence[str]
    where: Mapping[str, Sequence[str]]
    reader: Reader


@dataclass(frozen=True)
class Told:
    """What came of a turn: milliseconds and records of each question, texts without a vector, resident MiB.

    `cpu` is the seconds that the process worked for all of them, without what the server did.
    """

    times: np.ndarray
    found: list[list[str]]
    missing: list[str]
    memory: float
    cpu: float


def serve_way(home: Home, spec: EncoderSpec, pipe: Connection) -> None:
    """Answer turns until told None; a mapping tells vectors."""
    encoder = KnownVectors(spec)
    resources = Resources(open_encoder=lambda _: encoder)  # type: ignore[arg-type,return-value]
    with KnowledgeBase.open(home, resources=resources) as base:
        while (turn := pipe.recv()) is not None:
            if isinstance(turn, dict):
                encoder.told.update(turn)
                continue
            times, found, worked = [], [], time.process_time()
            for question in turn.questions:
                started = time.perf_counter()
                hits = base.search(question, where=turn.where, reader=turn.reader)
                times.append(1000 * (time.perf_counter() - started))
                found.append([hit.record.id for hit in hits])
            missing, encoder.missing = encoder.missing, []
            pipe.send(Told(np.array(times), found, missing, memory()[0], time.process_time() - worked))


class SearchingProcess:
    """A way of searching, in a process of its own."""

    def __init__(self, home: Home, spec: EncoderSpec) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=serve_way, args=(home, spec, other), daemon=True)
        self._process.start()
        other.close()

    def tell(self, vectors: Mapping[str, Float32]) -> None:
        """Tell it the vectors of texts."""
        self._pipe.send(dict(vectors))

    def ask(self, turn: Turn) -> Told:
        """What comes of a turn."""
        self._pipe.send(turn)
        return self._pipe.recv()  # type: ignore[no-any-return]

    def end(self) -> None:
        """Let the process go."""
        self._pipe.send(None)
        self._process.join(30)
