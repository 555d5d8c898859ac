"""Published records as one reader may open them: their words, the file that they came from, the places on its pages."""

from dataclasses import replace
from pathlib import Path

from ingest.pdf.images.drawing import PageDrawer
from ingest.pdf.rectangles import Rect, places_of
from kb.building.source_files import given_file
from kb.errors import RecordNotFound
from kb.home import Home
from kb.index.encoding import summary_of_revision
from kb.index.record_facts import summarise
from kb.indexing import BaseIndex
from kb.readers import Reader
from kb.record_view import LinkView, RecordView
from kb.records.canonical import canonical
from kb.records.fields import describe
from kb.records.kinds import Record
from kb.records.summary import RecordSummary
from kb.store.files.kept_files import KeptFiles
from kb.store.records.links import readable_ties
from kb.store.records.publications import open_revisions
from kb.store.records.register import Register
from kb.store.records.sources import source_of


class RecordReader:
    """What opens records. Every method opens for a reader only what they may read."""

    def __init__(self, home: Home, register: Register, index: BaseIndex, drawer: PageDrawer, files: KeptFiles) -> None:
        self._home = home
        self._register = register
        self._index = index
        self._drawer = drawer
        self._files = files

    def record(self, record_id: str, *, reader: Reader) -> RecordView | None:
        """A published record, whole, or None when there is none that this reader may read."""
        summary = self._readable(record_id, reader)
        revision = self._register.published(record_id) if summary else None
        if summary is None or revision is None:
            return None
        source = source_of(self._register, record_id)
        links = [
            LinkView(label, other, kind, out)
            for label, target, kind, out in self._register.links(record_id)
            if (other := self._readable(target, reader)) is not None
        ]
        if summary.source_type == "pdf" and self.source_file(record_id, reader=reader) is None:
            summary = replace(summary, pages=None)  # the file has other words, or is gone: no page of it is shown
        opened = open_revisions(self._register, record_id, reader)
        revisions = tuple(r for r in self._register.history(record_id) if r.number in opened)
        fields = readable_ties(self._register, revision.record, reader).model_dump()
        return RecordView(summary, revision.document, fields, tuple(links), revisions, source.notes if source else ())

    def preview(self, record: Record, *, reader: Reader) -> RecordView:
        """A record that is still written, as its page will be: without history, or links but those that fields make."""
        ties = [
            LinkView(field.label, other, field.tie)
            for field in describe(type(record)).values()
            if field.sort == "records"
            for target in getattr(record, field.name)
            if (other := self._readable(target, reader)) is not None
        ]
        summary = summarise(record, source=None, pages=None, revision=0, published="")
        return RecordView(summary, canonical(record), record.model_dump(), tuple(ties), (), ())

    def _readable(self, record_id: str, reader: Reader) -> RecordSummary | None:
        entry = self._register.entry(record_id)
        if entry is None or entry.published_revision is None or not reader.reads(entry.diffusion):
            return None
        found = self._index.summary(record_id)
        if found is not None and found.revision == entry.published_revision:
            return found
        # Published a moment ago: the index follows.
        revision = self._register.published(record_id)
        return summary_of_revision(self._register, revision) if revision else None

    def source_file(self, record_id: str, *, reader: Reader) -> Path | None:
        """The source file of a record that this reader may read, or None."""
        return given_file(self._home, self._register, self._files, record_id, reader)

    def page_image(self, record_id: str, page: int, *, reader: Reader, width: int = 1000) -> bytes:
        """A page of a PDF record as JPEG. Raises RecordNotFound."""
        path = self.source_file(record_id, reader=reader)
        if path is None or path.suffix.lower() != ".pdf":
            raise RecordNotFound(f"La fiche {record_id} n’a pas de page à montrer.")
        return self._drawer.draw(path, page, width=width)

    def passage_places(
        self, record_id: str, start: int, end: int, *, reader: Reader
    ) -> tuple[int | None, tuple[Rect, ...]]:
        """Page of a slice of a record's text, and the rectangles that cover it there; () when they are not known."""
        view = self.record(record_id, reader=reader)
        path = self.source_file(record_id, reader=reader)
        if view is None or path is None or path.suffix.lower() != ".pdf":
            return None, ()
        return places_of(path, view.document, start, end)
