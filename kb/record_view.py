"""A published record, whole, as whoever may read it gets it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.document import Document, Note
from kb.records.summary import RecordSummary
from kb.store.records.register import RevisionNote


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link of a record, as a page shows it: its French label and the record at the other end."""

    label: str
    record: RecordSummary


@dataclass(frozen=True, slots=True)
class RecordView:
    """A published record, whole: its facts, canonical text, fields, links, history, and the notes on its source."""

    summary: RecordSummary
    document: Document
    fields: Mapping[str, Any]
    links: tuple[LinkView, ...]
    revisions: tuple[RevisionNote, ...]
    notes: tuple[Note, ...]
