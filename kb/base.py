"""The knowledge base: the facade that the command line and the pages call."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kb.building.build import BuildReport, notes_of, read_sources
from kb.building.source_reader import source_reader
from kb.directory.finding import Directory
from kb.health import BaseStatus, status_of
from kb.home import Home, find_home
from kb.index.schema import put_meta
from kb.indexing import base_index
from kb.language import CommonLanguage
from kb.readers import OPERATOR, PUBLIC, Person, Reader
from kb.record_reader import RecordReader
from kb.record_view import LinkView, RecordView
from kb.records.summary import RecordSummary
from kb.related.service import Related
from kb.resources import Resources
from kb.searching import Searcher
from kb.store.accounts.sessions import person_of
from kb.store.drafts.private_file import PrivateFile
from kb.store.files.database import in_bulk, patient, transaction
from kb.store.files.lock_file import alone
from kb.store.files.soundness import require_whole
from kb.store.logs.query_log import log_feedback
from kb.store.records.attachments import Attachment
from kb.store.records.register import Register, Revision
from kb.store.records.source_home import forget_erased_sources, gives_sources, share_sources
from kb.store.records.sources import get_setting
from kb.vocabulary.of_base import vocabulary_of
from kb.vocabulary.vocabulary import Vocabulary
from kb.watching import watch_of
from kb.wiki.admin.erased_elsewhere import forget_elsewhere
from kb.wiki.admin.purging import purge
from kb.wiki.context import Wiki
from kb.wiki.news.alerts import tell
from kb.wiki.news.discussion import Said, discussion
from kb.wiki.news.follow_ups import follow_ups, times_taken_up
from kb.wiki.news.saved_searches import feed_of
from kb.wiki.write.attachments import of_record

__all__ = ["OPERATOR", "PUBLIC", "BaseStatus", "KnowledgeBase", "LinkView", "RecordView"]

Progress = Callable[[str, int, int], None]

if TYPE_CHECKING:
    from kb.nouns.accounts import AccountsNoun
    from kb.nouns.administration import AdministrationNoun
    from kb.nouns.needs import NeedsNoun
    from kb.nouns.news import NewsNoun
    from kb.nouns.packs import PacksNoun
    from kb.nouns.people import PeopleNoun
    from kb.nouns.reviewing import ReviewingNoun
    from kb.nouns.services import ServicesNoun
    from kb.nouns.watch import WatchNoun
    from kb.nouns.workshops import WorkshopsNoun
    from kb.nouns.writing import WritingNoun


class KnowledgeBase:
    """One base, opened for one thread. `Resources` may be shared by all: they hold the encoder and the vectors.

    `related` chooses, compares and associates; `directory` finds services; `language` knows its words: the
    glossary, acronyms; the nouns after them (`writing`, `packs`, `news`…)
    hold what people do. `wiki` is what the actions of `kb.wiki` work on.
    """

    def __init__(self, home: Home, register: Register, resources: Resources, vocabulary: Vocabulary) -> None:
        self.home = home
        self.register = register
        self.vocabulary = vocabulary
        self._resources = resources
        self._private = PrivateFile(
            home.root, register.now, home.private_database, lambda: resources.keys(home.root, home.keys)
        )
        self.files = resources.files(home.root, home.files)
        self.index = base_index(home, register, resources, vocabulary)
        self.searcher = searcher = Searcher(self.index, register, resources, vocabulary, home.reranker)
        records = RecordReader(home, register, self.index, resources.drawer, self.files)
        self.search, self.page, self.suggest = searcher.search, searcher.page, searcher.suggest
        self.summaries, self.facets, self.neighbours = searcher.summaries, searcher.facets, searcher.neighbours
        self.record, self.source_file, self.preview = records.record, records.source_file, records.preview
        self.page_image, self.passage_places = records.page_image, records.passage_places
        self.related = Related(searcher, records, register, vocabulary, resources.word_vectors)
        self.directory = Directory(searcher, vocabulary)

    @classmethod
    def open(
        cls, home: str | Path | Home | None = None, *, create: bool = False, resources: Resources | None = None
    ) -> "KnowledgeBase":
        """The base of a home. Raises HomeMissing, naming the remedy, when there is none and `create` is false."""
        place = home if isinstance(home, Home) else find_home(home)
        register = Register.open(place.root, place.database, create=create)
        if resources is not None:
            resources.keep_open(place.root)
        return cls(place, register, resources or Resources(), vocabulary_of(register))

    def with_words(self, vocabulary: Vocabulary) -> "KnowledgeBase":
        """The same open base, speaking another vocabulary: what it opens is closed with this one's register."""
        return KnowledgeBase(self.home, self.register, self._resources, vocabulary)

    def close(self) -> None:
        """Close the register and the index file; the shared resources stay."""
        for one in (self.register, self.index, self._private):
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
            *(self.home.root, self.register, self._private, self.vocabulary),
            *(self.index, self._resources, self.files, self.visitors),
        )

    # The nouns are loaded when they are asked for: all of them take half a second, which a command does not need.
    @property
    def accounts(self) -> "AccountsNoun":
        """See `kb.nouns.accounts`."""
        from kb.nouns.accounts import AccountsNoun

        return AccountsNoun(self.register)

    @property
    def administration(self) -> "AdministrationNoun":
        """See `kb.nouns.administration`."""
        from kb.nouns.administration import AdministrationNoun

        return AdministrationNoun(self.wiki)

    @property
    def needs(self) -> "NeedsNoun":
        """See `kb.nouns.needs`."""
        from kb.nouns.needs import NeedsNoun

        return NeedsNoun(self.wiki)

    @property
    def news(self) -> "NewsNoun":
        """See `kb.nouns.news`."""
        from kb.nouns.news import NewsNoun

        return NewsNoun(self.wiki)

    @property
    def packs(self) -> "PacksNoun":
        """See `kb.nouns.packs`."""
        from kb.nouns.packs import PacksNoun

        return PacksNoun(self.wiki)

    @property
    def people(self) -> "PeopleNoun":
        """See `kb.nouns.people`."""
        from kb.nouns.people import PeopleNoun

        return PeopleNoun(self.wiki)

    @property
    def reviewing(self) -> "ReviewingNoun":
        """See `kb.nouns.reviewing`."""
        from kb.nouns.reviewing import ReviewingNoun

        return ReviewingNoun(self.wiki)

    @property
    def services(self) -> "ServicesNoun":
        """See `kb.nouns.services`."""
        from kb.nouns.services import ServicesNoun

        return ServicesNoun(self.register)

    @property
    def watch(self) -> "WatchNoun":
        """See `kb.nouns.watch`."""
        from kb.nouns.watch import WatchNoun

        return WatchNoun(watch_of(self.wiki, self.searcher))

    @property
    def workshops(self) -> "WorkshopsNoun":
        """See `kb.nouns.workshops`."""
        from kb.nouns.workshops import WorkshopsNoun

        return WorkshopsNoun(self.wiki)

    @property
    def writing(self) -> "WritingNoun":
        """See `kb.nouns.writing`."""
        from kb.nouns.writing import WritingNoun

        return WritingNoun(self.wiki)

    @property
    def language(self) -> CommonLanguage:
        """What this base knows of words."""
        return CommonLanguage(self.wiki)

    def published(self, record_id: str) -> Revision | None:
        """The published revision of a record, whoever asks; None where there is none."""
        return self.register.published(record_id)

    def today(self) -> str:
        """The day of the base's clock: « 2026-04-15 »."""
        return self.register.now()[:10]

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

    def build(self, *, verify: bool = False, progress: Progress = lambda stage, done, total: None) -> BuildReport:
        """Read `corpus/`, bring register and index level with it, and say what was done."""
        started = time.monotonic()
        require_whole(self.register.database, self._private.store.database)  # before anything is written, or purged
        purge(self.wiki)
        self._prepare_model(progress)
        self.index.mend()
        with (
            patient(self.register.database, self.index.database(create=True)),  # a build writes beside a server
            in_bulk(self.register.database),
            source_reader(self.home, self.vocabulary, progress) as reader,
        ):
            report = BuildReport()
            if gives_sources(self.home.root, self.register):
                forget_erased_sources(self.home.root, self.register)
                report = read_sources(
                    self.home.root, self.register, self.vocabulary, reader, verify=verify, progress=progress
                )
                share_sources(self.home.root, self.register, self.files)
        encoded = self.follow(lambda done, total: progress("encode", done, total), cache=True)
        database = self.index.database()
        with transaction(database):
            put_meta(database, "built", self.register.now())
        counts = self.index.counts()
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
        encoded = self.index.follow(progress, cache=cache)
        if not self._resources.tells_later:
            self.tell_answers()
        return encoded

    def hand_over(self) -> None:
        """Have what was just published found: a worker that lives sees to it, else it is found when this returns."""
        self.index.hand_over()
        if not self._resources.tells_later:
            self.tell_answers()

    def forget_erased(self) -> bool:
        """Rid this machine of what another machine erased; whether no file of it holds a word of that any more."""
        return forget_elsewhere(self.wiki) if self.register.served else True

    def tell_answers(self) -> int:
        """Ask saved searches of what was published since; number of answers told. A server asks beside its pages."""
        # Not of what a worker has yet to encode: a search would not find it, and be taken for answered by nothing.
        return tell(self.register, self.searcher.answers, self.index.reached())

    def _prepare_model(self, progress: Progress) -> None:
        model = self.home.model
        if not self._resources.needs_model(model):
            return
        from kb.encoder.preparation.prepare import prepare

        with alone(model.with_name(f".{model.name}.lock")):
            if self._resources.needs_model(model):  # else another process prepared it meanwhile
                prepare(model, lambda done, total, label: progress("model", done, total))

    def feed(self, token: str) -> tuple[RecordSummary, ...] | None:
        """The records of the feed that a secret opens, as its account may read them; None when it opens none."""
        return feed_of(self.register, self.vocabulary, token, lambda reader: self.summaries({}, reader=reader))

    def feedback(self, question: str, helped: bool) -> None:
        """Note that the answer to the last such question helped, or did not."""
        log_feedback(self.register, question, helped=helped)

    def label(self, name: str, code: str) -> str:
        """French label of a code of a controlled list."""
        return self.vocabulary.label(name, code)

    def territory_name(self, code: str) -> str:
        """Name of a territory."""
        return self.vocabulary.label("territories", code)

    def suggestions(self) -> tuple[str, ...]:
        """Questions to begin with, in the words of the trade."""
        return ("une mère refuse qu’on parle à son fils", "ça deale devant le collège", "que faire d’un squat")

    def status(self, *, thorough: bool = False) -> BaseStatus:
        """What this base holds, and what is wrong with it; `thorough` reads every file whole."""
        root = self.home.root if thorough and not self.register.served else None
        private = self._private.store if thorough and self.register.served else None
        return status_of(self.register, self.index, lambda: self.index.encoder.spec, root, private)
