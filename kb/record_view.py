"""A published record, whole, as whoever may read it gets it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.document import Document, Note
from kb.records.summary import RecordSummary
from kb.store.records.register import RevisionNote


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link of a record, as a page shows it: its French label, the record at the other end, and its type.

    `out` says whether the record of the page names the other, or is named by it.
    """

    label: str
    record: RecordSummary
    type: str = ""
    out: bool = True


@dataclass(frozen=True, slots=True)
class RecordView:
    """A published record, whole: its facts, canonical text, fields, links, history, and the notes on its source."""

    summary: RecordSummary
    document: Document
    fields: Mapping[str, Any]
    links: tuple[LinkView, ...]
    revisions: tuple[RevisionNote, ...]
    notes: tuple[Note, ...]
