"""The knowledge base: the facade that the command line and the pages call."""

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from ingest.pdf.rectangles import Rect, places_of
from kb.building.build import Report, notes_of, read_sources
from kb.building.source_files import given_file
from kb.building.source_reader import source_reader
from kb.directory.finding import Directory
from kb.errors import RecordNotFound
from kb.health import BaseStatus, status_of
from kb.home import Home, find_home
from kb.index.indexer import Indexer, check_spec, refresh_cache
from kb.index.queries import counts_of, summary_of
from kb.index.repair import mended
from kb.index.schema import open_index, put_meta
from kb.index.scrub import scrub
from kb.language import CommonLanguage
from kb.readers import OPERATOR, PUBLIC, Person, Reader
from kb.record_view import LinkView, RecordView
from kb.records.summary import RecordSummary
from kb.resources import Resources
from kb.search.engine import Engine, Where, filters_of
from kb.search.result import Facet, Hit, SearchPage
from kb.store.accounts.sessions import person_of
from kb.store.drafts.private import PrivateStore
from kb.store.files.database import in_bulk, patient, transaction
from kb.store.logs.query_log import log_feedback, log_question
from kb.store.records.attachments import Attachment
from kb.store.records.links import readable_ties
from kb.store.records.publications import open_revisions
from kb.store.records.register import Register, Revision
from kb.store.records.sources import get_setting, source_of
from kb.telling.field_model import fields_told
from kb.vocabulary.of_base import vocabulary_of
from kb.vocabulary.vocabulary import Vocabulary
from kb.watching import Watching
from kb.wiki.admin.purging import purge
from kb.wiki.context import Wiki
from kb.wiki.news.alerts import tell
from kb.wiki.news.discussion import Said, discussion
from kb.wiki.news.follow_ups import follow_ups, times_taken_up
from kb.wiki.news.saved_searches import feed_of
from kb.wiki.write.attachments import of_record

__all__ = ["OPERATOR", "PUBLIC", "BaseStatus", "KnowledgeBase", "LinkView", "RecordView"]

Progress = Callable[[str, int, int], None]


class KnowledgeBase(Watching, Directory, CommonLanguage):
    """One base, opened for one thread. `Resources` may be shared by all: they hold the encoder and the vectors."""

    def __init__(self, home: Home, register: Register, resources: Resources, vocabulary: Vocabulary) -> None:
        self.home = home
        self.register = register
        self.vocabulary = vocabulary
        self._resources = resources
        self._index: Database | None = None
        self._private: PrivateStore | None = None

    @classmethod
    def open(
        cls, home: str | Path | Home | None = None, *, create: bool = False, resources: Resources | None = None
    ) -> "KnowledgeBase":
        """The base of a home. Raises HomeMissing, naming the remedy, when there is none and `create` is false."""
        place = home if isinstance(home, Home) else find_home(home)
        register = Register.open(place.root, create=create)
        if resources is not None:
            resources.keep_open(place.root)
        return cls(place, register, resources or Resources(), vocabulary_of(register))

    def close(self) -> None:
        """Close the register and the index file; the shared resources stay."""
        for one in (self.register, self._index, self._private):
            if one is not None:
                one.close()

    def __enter__(self) -> "KnowledgeBase":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def visitors(self) -> bool:
        """Whether people without account may read public records."""
        return get_setting(self.register, "visitors", "yes") == "yes"

    def person(self, token: str) -> Person | None:
        """Whoever is signed in with this session token, or None."""
        return person_of(self.register, token)

    @property
    def wiki(self) -> Wiki:
        """What the actions of `kb.wiki` work on."""
        return Wiki(
            self.home.root,
            self.register,
            self._open_private,
            self.vocabulary,
            self.follow,
            self._scrub,
            self._resources.highlights,
            self._fields_told,
            self.visitors,
        )

    def _fields_told(self, texts: Sequence[str]) -> tuple[str, ...]:
        encoder = self._resources.encoder(self.home.model)
        return fields_told(texts, encoder.spec.name, encoder.sentences)

    def _open_private(self) -> PrivateStore:
        if self._private is None:
            self._private = PrivateStore.open(self.home.root, self.register.now)
        return self._private

    def discussion(self, record_id: str, person: Person | None) -> tuple[Said, ...]:
        """The comments on a published record, oldest first."""
        return discussion(self.wiki, person, record_id)

    def attachments(self, record_id: str, person: Person | None) -> tuple[Attachment, ...]:
        """The files attached to a published record, by name."""
        return of_record(self.wiki, person, record_id)

    def follow_ups(self, record_id: str, person: Person | None) -> tuple[Revision, ...]:
        """The published accounts of those who took a record up, that this person may read, newest first."""
        return follow_ups(self.register, record_id, person.reader if person else PUBLIC)

    def times_taken_up(self, record_ids: Sequence[str], *, reader: Reader) -> Mapping[str, int]:
        """How many follow-ups of each record this reader may read; those without any are left out."""
        return times_taken_up(self.register, record_ids, reader)

    def build(self, *, verify: bool = False, progress: Progress = lambda stage, done, total: None) -> Report:
        """Read `corpus/`, bring register and index level with it, and say what was done."""
        started = time.monotonic()
        purge(self.wiki)
        self._prepare_model(progress)
        self._index = mended(self.home.index, self.register, self._index)
        with (
            patient(self.register.database, self._open_index(create=True)),  # a build writes beside a server
            in_bulk(self.register.database),
            source_reader(self.home, self.vocabulary, progress) as reader,
        ):
            report = read_sources(
                self.home.root, self.register, self.vocabulary, reader, verify=verify, progress=progress
            )
        encoded = self.follow(lambda done, total: progress("encode", done, total), cache=True)
        with transaction(self._database):
            put_meta(self._database, "built", self.register.now())
        counts = counts_of(self._database)
        return replace(
            report,
            records=counts.records,
            passages=encoded,
            total=counts.passages,
            seconds=time.monotonic() - started,
            notes=notes_of(self.register),
        )

    def follow(self, progress: Callable[[int, int], None] = lambda done, total: None, *, cache: bool = False) -> int:
        """Bring the index level with the register; number of passages encoded."""
        database = self._open_index(create=True)
        encoder = self._resources.encoder(self.home.model)
        encoded = Indexer(self.register, database, encoder, self.vocabulary.labels).drain(progress)
        live = self._resources.index(self.home.index, encoder.spec.dimension)
        refresh_cache(live, database, always=cache and (encoded > 0 or live.slots == 0))
        if not self._resources.tells_later:
            self.tell_answers()
        return encoded

    def tell_answers(self) -> int:
        """Ask saved searches of what was published since; number of answers told. A server asks beside its pages."""
        return tell(self.register, self._near)

    def _near(self, question: str, where: Where, reader: Reader) -> frozenset[str]:
        """Which of the records of `where["id"]` a saved search would find, not weak."""
        if not question:
            return frozenset(one.id for one in self.summaries(where, reader=reader))
        hits = self.search(question, limit=len(where["id"]), where=where, reader=reader)
        return frozenset(one.record.id for one in hits if not one.weak)

    def _scrub(self) -> bool:
        database = self._open_index(create=True)
        scrubbed = scrub(self.home.index, database)
        encoder = self._resources.encoder(self.home.model)
        refresh_cache(self._resources.index(self.home.index, encoder.spec.dimension), database, always=True)
        return scrubbed

    def _prepare_model(self, progress: Progress) -> None:
        if self._resources.needs_model(self.home.model):
            from kb.encoder.preparation.prepare import prepare

            prepare(self.home.model, lambda done, total, label: progress("model", done, total))

    def search(
        self,
        question: str,
        *,
        limit: int = 10,
        where: Where | None = None,
        mode: str = "fused",
        reader: Reader = OPERATOR,
    ) -> tuple[Hit, ...]:
        """The records that answer best, with their best passages; () for an empty question."""
        with self._engine(reader) as engine:
            return engine.search(question, filters_of(where), limit=limit, mode=mode)

    def page(
        self, question: str, where: Where | None = None, *, reader: Reader, log: bool = False, **how: Any
    ) -> SearchPage:
        """All that `Engine.page` gives; for an empty question, the records that pass the filters, newest first."""
        with self._engine(reader) as engine:
            page = engine.page(question, filters_of(where), **how)
        if log and question.strip():
            log_question(self.register, question, page.where, hits=page.near, weak=page.weak)
        return page

    def summaries(self, where: Where | None = None, *, reader: Reader) -> tuple[RecordSummary, ...]:
        """The records that pass the filters, newest first."""
        with self._engine(reader) as engine:
            return engine.listing(filters_of(where))

    def facets(self, where: Where | None = None, *, reader: Reader) -> tuple[Facet, ...]:
        """How many records have which value, among those that pass the filters."""
        with self._engine(reader) as engine:
            return engine.facets_of(engine.listing(filters_of(where)), filters_of(where))

    def neighbours(self, record_id: str, *, limit: int = 5, reader: Reader) -> tuple[RecordSummary, ...]:
        """The records nearest in meaning to a record, nearest first."""
        with self._engine(reader) as engine:
            return engine.neighbours(record_id, limit)

    def feed(self, token: str) -> tuple[RecordSummary, ...] | None:
        """The records of the feed that a secret opens, as its account may read them; None when it opens none."""
        return feed_of(self.register, self.vocabulary, token, lambda reader: self.summaries({}, reader=reader))

    def feedback(self, question: str, helped: bool) -> None:
        """Note that the answer to the last such question helped, or did not."""
        log_feedback(self.register, question, helped=helped)

    @contextlib.contextmanager
    def _engine(self, reader: Reader) -> Iterator[Engine]:
        database = self._database
        encoder = self._resources.encoder(self.home.model)
        live = self._resources.index(self.home.index, encoder.spec.dimension)
        if live.slots == 0:
            check_spec(database, encoder.spec)
        # One read transaction from catching up to the last hit: another process may remove passages meanwhile.
        with live.lock, database.atomic():
            live.catch_up(database)
            changed = self.register.visibility_since(live.level.sequence)
            reranker = self._resources.reranker(self.home.reranker)
            yield Engine(live, database, encoder, self.vocabulary, reader, changed, reranker)

    @property
    def _database(self) -> Database:
        return self._open_index(create=False)

    def _open_index(self, *, create: bool) -> Database:
        if self._index is None:
            self._index = open_index(self.home.index, create=create)
        return self._index

    def record(self, record_id: str, *, reader: Reader) -> RecordView | None:
        """A published record, whole, or None when there is none that this reader may read."""
        summary = self._readable(record_id, reader)
        revision = self.register.published(record_id) if summary else None
        if summary is None or revision is None:
            return None
        source = source_of(self.register, record_id)
        links = [
            LinkView(label, other, kind, out)
            for label, target, kind, out in self.register.links(record_id)
            if (other := self._readable(target, reader)) is not None
        ]
        if summary.source_type == "pdf" and self.source_file(record_id, reader=reader) is None:
            summary = replace(summary, pages=None)  # the file has other words, or is gone: no page of it is shown
        opened = open_revisions(self.register, record_id, reader)
        revisions = tuple(r for r in self.register.history(record_id) if r.number in opened)
        fields = readable_ties(self.register, revision.record, reader).model_dump()
        return RecordView(summary, revision.document, fields, tuple(links), revisions, source.notes if source else ())

    def _readable(self, record_id: str, reader: Reader) -> RecordSummary | None:
        entry = self.register.entry(record_id)
        if entry is None or entry.published_revision is None or not reader.reads(entry.diffusion):
            return None
        return summary_of(self._database, record_id)

    def source_file(self, record_id: str, *, reader: Reader) -> Path | None:
        """The source file of a record that this reader may read, or None."""
        return given_file(self.home, self.register, record_id, reader)

    def page_image(self, record_id: str, page: int, *, reader: Reader, width: int = 1000) -> bytes:
        """A page of a PDF record as JPEG. Raises RecordNotFound."""
        path = self.source_file(record_id, reader=reader)
        if path is None or path.suffix.lower() != ".pdf":
            raise RecordNotFound(f"La fiche {record_id} n’a pas de page à montrer.")
        return self._resources.drawer.draw(path, page, width=width)

    def passage_places(
        self, record_id: str, start: int, end: int, *, reader: Reader
    ) -> tuple[int | None, tuple[Rect, ...]]:
        """Page of a slice of a record's text, and the rectangles that cover it there; () when they are not known."""
        view = self.record(record_id, reader=reader)
        path = self.source_file(record_id, reader=reader)
        if view is None or path is None or path.suffix.lower() != ".pdf":
            return None, ()
        return places_of(path, view.document, start, end)

    def suggestions(self) -> tuple[str, ...]:
        """Questions to begin with, in the words of the trade."""
        return ("une mère refuse qu’on parle à son fils", "ça deale devant le collège", "que faire d’un squat")

    def status(self, *, thorough: bool = False) -> BaseStatus:
        """What this base holds, and what is wrong with it; `thorough` reads every file whole."""
        root = self.home.root if thorough else None
        return status_of(self.register, self._database, lambda: self._resources.encoder(self.home.model).spec, root)
