"""What an encoder makes of a window of records: vectors of passages, of their sentences, of titles."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ingest.document import Passage
from kb.encoder.served import TextEncoder
from kb.index.files.byte_formats import F32
from kb.records.summary import RecordSummary
from kb.store.records.register import Change, Revision


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record ready to be encoded: its passages, the text given to the encoder, and the sentences within that text.

    `title` is the record's where it says something (kb/index/words/titles.py), else "".
    """

    change: Change
    revision: Revision
    summary: RecordSummary
    title: str
    passages: tuple[Passage, ...]
    inputs: tuple[str, ...]
    spans: tuple[tuple[tuple[int, int], ...], ...]


@dataclass(frozen=True, slots=True)
class Made:
    """Vectors of a window of records: of its passages, of their sentences (a matrix each), and of the titles."""

    passages: F32
    sentences: Sequence[F32]
    titles: Sequence[F32 | None]


def encode(encoder: TextEncoder, window: Sequence[Prepared]) -> Made:
    """The vectors of a window, all made now."""
    inputs = [text for one in window for text in one.inputs]
    spans = [span for one in window for span in one.spans]
    vectors, pooled = encoder.passages(inputs, spans) if inputs else (np.empty((0, 0), np.float32), [])
    return Made(vectors, pooled, title_vectors(encoder, [one.title for one in window]))


def title_vectors(encoder: TextEncoder, titles: Sequence[str]) -> list[F32 | None]:
    """The vector of each title, None for one that says nothing."""
    told = [one for one in titles if one]
    rows = iter(encoder.sentences(told) if told else ())
    return [next(rows) if one else None for one in titles]
