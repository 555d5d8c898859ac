"""Records cut into what an encoder is given of them, and what it makes: vectors of passages, sentences and titles."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ingest.document import Passage
from ingest.french.sentences import sentences
from ingest.passages import context, cut
from kb.encoder.served import EncoderSpec, TextEncoder
from kb.index.files.byte_formats import F32
from kb.index.record_facts import summarise
from kb.index.words.titles import searched_title, telling_title
from kb.records.summary import RecordSummary
from kb.store.records.register import Change, Register, Revision
from kb.store.records.sources import source_of


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


def encoder_mark(spec: EncoderSpec) -> str:
    """What vectors of an encoder are kept under: 16 hexadecimal digits, the same on every machine."""
    told = json.dumps([spec.name, spec.dimension, spec.query_prompt, spec.passage_prompt])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def prepare(register: Register, change: Change, count_tokens: Callable[[Sequence[str]], Sequence[int]]) -> Prepared:
    """The record of a change, as it is published now: its passages, the texts to encode; empty for one that is gone."""
    revision = register.published(change.record_id)
    if revision is None:
        return Prepared(change, None, None, "", (), (), ())  # type: ignore[arg-type]
    document, summary = revision.document, summary_of_revision(register, revision)
    title = telling_title(revision.record.title, document, summary.source)
    passages = cut(document, count_tokens, title=title)
    inputs, spans = [], []
    for passage in passages:
        # The title is in each passage's context: a heading that repeats it is not.
        head = context(title, passage.section)
        head += "\n" if head else ""
        inputs.append(head + passage.text)
        spans.append(tuple((a + len(head), b + len(head)) for a, b in sentences(passage.text)))
    return Prepared(change, revision, summary, title, passages, tuple(inputs), tuple(spans))


def summary_of_revision(register: Register, revision: Revision) -> RecordSummary:
    """The card of a published revision, as the index holds it once it has followed."""
    source = source_of(register, revision.record.id)
    return summarise(
        revision.record,
        source=source.path if source else None,
        pages=len(revision.document.pages) or None,
        revision=revision.number,
        published=revision.at,
    )


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


def searched_of(one: Prepared, position: int) -> str:
    """The text whose words and grams find a passage."""
    passage = one.passages[position]
    # Section headings are found by words too, without being part of the passage.
    searched = passage.text + "\n" + " ".join(passage.section)
    if not position and not one.title:
        # Whoever remembers the name of a file finds it by it, as by words of its text.
        searched += "\n" + searched_title(one.summary.title, one.revision.document)
    return searched


def spans_of(one: Prepared, position: int) -> list[tuple[int, int]]:
    """Where the sentences of a passage stand in it; those that the encoder read of its context are before its start."""
    head_length = len(one.inputs[position]) - len(one.passages[position].text)
    return [(a - head_length, b - head_length) for a, b in one.spans[position]]
