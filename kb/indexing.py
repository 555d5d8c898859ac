"""The index of one base, held open: brought level with the register, made anew, rid of what was erased."""

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any, Final, TypeVar

from sqlite_utils import Database as IndexFile

from kb.encoder.served import TextEncoder
from kb.errors import IndexMissing, IndexOfAnother, SettingRefused
from kb.home import Home
from kb.index.encoding import encoder_mark
from kb.index.file_writer import FileWriter
from kb.index.indexer import Indexer, check_spec, refresh_cache
from kb.index.live import LiveIndex
from kb.index.memory_index import MemoryIndex
from kb.index.port import SearchIndex
from kb.index.queries import Counts, counts_of, is_whole, revisions_of, summary_of
from kb.index.repair import adopt, damaged_records, is_damaged, is_of, mended
from kb.index.schema import followed, get_meta, open_index, put_meta
from kb.index.scrub import scrub
from kb.index.shelving import shelve
from kb.records.summary import RecordSummary
from kb.resources import Resources
from kb.store.engines.port import Database
from kb.store.files.database import transaction
from kb.store.records.erasure_mark import Erased, erasure_mark
from kb.store.records.register import Change, Register
from kb.store.working.workers import living
from kb.vocabulary.vocabulary import Vocabulary

Progress = Callable[[int, int], None]
Opened = TypeVar("Opened", bound=Database)
# Records that a worker encodes before it takes them in itself.
AT_ONCE = 200
# What an index notes of the erasures that it was last rid of.
ERASED = "erased"
ANOTHERS = "L’index n’est pas celui de ce registre : une autre base y a été mise. Lancez « kb build », qui le refait."
# Where candidates come from (KB_RETRIEVAL): the memory of each process, or the server.
MEMORY: Final = "memory"
DATABASE: Final = "database"
UNKNOWN: Final = (
    "KB_RETRIEVAL vaut « {value} », ce qui n’est pas compris : donnez « memory » (l’index dans la mémoire de chaque "
    "processus, comme sans ce réglage) ou « database » (l’index sur le serveur PostgreSQL)."
)
WITHOUT_SERVER: Final = (
    "KB_RETRIEVAL=database demande une base sur un serveur PostgreSQL : donnez son adresse dans KB_DATABASE, ou "
    "retirez KB_RETRIEVAL."
)


class BaseIndex(ABC):
    """The index of a base, opened when first asked for."""

    def __init__(self, home: Home, register: Register, resources: Resources, vocabulary: Vocabulary) -> None:
        self._home = home
        self._register = register
        self._resources = resources
        self._vocabulary = vocabulary

    @property
    def encoder(self) -> TextEncoder:
        """The encoder that the passages and the questions of this base are read by. Raises EncoderMissing."""
        return self._resources.encoder(self._home.model)

    @abstractmethod
    def close(self) -> None:
        """Close it; what the process holds in memory stays."""

    @abstractmethod
    def database(self, *, create: bool = False) -> Database:
        """The open tables. Raises IndexMissing when there are none of this register's and `create` is false."""

    def _of_this_register(self, database: Opened, *, create: bool) -> Opened:
        """Open tables, unless they follow another register: those may be emptied, where they may be made."""
        if not create and not is_of(database, self._register):
            database.close()
            raise IndexOfAnother(ANOTHERS)
        return database

    @abstractmethod
    def held(self) -> contextlib.AbstractContextManager[tuple[SearchIndex[Any], int]]:
        """The index, and how far that followed the outbox; nothing changes under it as long as it is held."""

    @abstractmethod
    def mend(self) -> None:
        """Make the index fit to go on with, where it is damaged or another register's."""

    @abstractmethod
    def _own(self) -> Database:
        """The tables, made or mended where they are not of this register."""

    @abstractmethod
    def _follow(
        self, progress: Progress = lambda done, total: None, *, cache: bool = False, encodes: bool = True
    ) -> int:
        """As `follow`; without `encodes`, up to the first record that no machine encoded yet."""

    def follow(self, progress: Progress = lambda done, total: None, *, cache: bool = False) -> int:
        """Bring the index level with the register; number of passages encoded. `cache` keeps what a start reads."""
        return self._follow(progress, cache=cache)

    def hand_over(self) -> None:
        """Have what was just published found: a worker that lives encodes it, else the index follows here and now."""
        if not self.workers():
            self.follow()

    def take_in(self) -> int:
        """Bring the index level, but what is left to a worker: the first change that waits for it, 0 for none."""
        if not self.workers():
            self.follow()
            return 0
        if self._register.served:
            self._follow(encodes=False)
        return next((one.sequence for one in self._changes()), 0)

    def work(self, name: str, between: Callable[[], None]) -> int:
        """What the worker of this name does: encode, and take in. As `take_in`; `between` is called meanwhile.

        Several workers over one folder have one index: the first by name brings it level.
        """
        if self._register.served:
            before = 0
            while (changes := list(islice(self._changes(), AT_ONCE))) and changes[0].sequence != before:
                before = changes[0].sequence
                shelve(self._register, self.encoder, changes, between)
                self._follow(encodes=False)
        elif self.workers()[:1] in ((), (name,)):
            self.follow()
        return next((one.sequence for one in self._changes()), 0)

    def workers(self) -> tuple[str, ...]:
        """The names of the workers that live and have the encoder of this base."""
        return living(self._register, encoder_mark(self.encoder.spec))

    def _changes(self) -> Iterator[Change]:
        return self._register.changes(followed(self._own()))

    def scrub(self, erased: Erased) -> bool:
        """Bring the index level, and rid it of what was erased; whether it holds no word of that any more.

        `erased` is what was so before anything was rid of it. Not, while another machine is at it: call again later.
        """
        self.follow()
        if followed(self.database()) < erased.sequence or not self._scrub():
            return False
        self._note_erased(erased.mark)
        return True

    @abstractmethod
    def _scrub(self) -> bool:
        """Rid the index of words that no record of it holds; whether that could be done now."""

    @abstractmethod
    def counts(self) -> Counts:
        """How much the index holds."""

    @abstractmethod
    def summary(self, record_id: str) -> RecordSummary | None:
        """Summary of a record of the index, or None."""

    @abstractmethod
    def revisions(self) -> Mapping[str, int]:
        """The revision of each record of the index."""

    @abstractmethod
    def is_damaged(self) -> bool:
        """Whether its rows are not those written any more."""

    @abstractmethod
    def faults(self, *, thorough: bool) -> list[str]:
        """What is wrong with it, in French, with the next step; `thorough` reads every row."""

    def behind(self) -> int:
        """How many records changed since it followed the register; 0 when it is level. Raises IndexMissing."""
        try:
            database = self.database()
        except IndexOfAnother:
            return max(1, len(self._register.ids()))
        return len(self._register.visibility_since(followed(database)))

    def reached(self) -> int:
        """How far it followed the outbox; 0 where there is none of this register's."""
        try:
            return followed(self.database())
        except IndexMissing:
            return 0

    def owes_erasing(self) -> bool:
        """Whether something was erased, on this machine or another, that this index may still hold."""
        return get_meta(self.database(), ERASED) != erasure_mark(self._register)

    def forget_erased(self, erased: Erased) -> bool:
        """Rid the index of what another machine erased; whether it holds no word of that. See `scrub`."""
        return self.scrub(erased)

    def _note_erased(self, mark: str) -> None:
        database = self.database()
        with transaction(database):
            put_meta(database, ERASED, mark)


class FileBaseIndex(BaseIndex):
    """The index file of a base, and what the process holds of it in memory."""

    _database: IndexFile | None = None

    def close(self) -> None:
        """Close the index file; what the process holds in memory stays."""
        if self._database is not None:
            self._database.close()

    def database(self, *, create: bool = False) -> IndexFile:
        """The open index file. Raises IndexMissing when there is none of this register's and `create` is false."""
        if self._database is None:
            self._database = self._of_this_register(open_index(self._home.index, create=create), create=create)
        return self._database

    @property
    def live(self) -> LiveIndex:
        """The index in memory, not yet level with its file: call `catch_up`."""
        return self._resources.index(self._home.index, self.encoder.spec.dimension)

    @contextlib.contextmanager
    def held(self) -> Iterator[tuple[SearchIndex[Any], int]]:
        """The index, level with its file, and how far that followed the outbox; nothing changes under it meanwhile."""
        database, live = self.database(), self.live
        if live.slots == 0:
            check_spec(database, self.encoder.spec)
        # One read transaction from catching up to the last hit: another process may remove passages meanwhile.
        with live.lock, database.atomic():
            live.catch_up(database)
            yield MemoryIndex(live, database), live.level.sequence

    def mend(self) -> None:
        """Make the index file fit to go on with, where the disk changed it."""
        self.close()  # what was opened here may be a file that another process has removed since
        self._database = None
        self._database = mended(self._home.index, self._register)

    def _own(self) -> IndexFile:
        """The index file, made or mended where it is not one of this register."""
        if not is_of(self.database(create=True), self._register):
            self.mend()
        return self.database(create=True)

    def _follow(
        self, progress: Progress = lambda done, total: None, *, cache: bool = False, encodes: bool = True
    ) -> int:
        """As `follow`; `cache` writes the files of the cache anew."""
        database = self._own()
        adopt(database, self._register)
        writer = FileWriter(database, self._vocabulary.labels)
        encoded = Indexer(self._register, database, self.encoder, writer).drain(progress, encodes=encodes)
        live = self.live
        refresh_cache(live, database, always=cache and (encoded > 0 or live.slots == 0))
        return encoded

    def _scrub(self) -> bool:
        database = self.database(create=True)
        scrubbed = scrub(self._home.index, database)
        refresh_cache(self.live, database, always=True)
        return scrubbed

    def counts(self) -> Counts:
        """How much the index holds."""
        return counts_of(self.database())

    def summary(self, record_id: str) -> RecordSummary | None:
        """Summary of a record of the index, or None."""
        return summary_of(self.database(), record_id)

    def revisions(self) -> Mapping[str, int]:
        """The revision of each record of the index."""
        return revisions_of(self.database())

    def is_damaged(self) -> bool:
        """Whether the rows of the index file are not those written any more."""
        return is_damaged(self.database())

    def faults(self, *, thorough: bool) -> list[str]:
        """What is wrong with the index file; `thorough` compares each record with its checksum."""
        if not is_whole(self.database()):
            return ["Le fichier de l’index est abîmé. Lancez « kb build », qui le refait."]
        if thorough and (damaged := damaged_records(self.database())):
            return [f"L’index de {len(damaged)} fiches est abîmé. Lancez « kb build », qui le refait."]
        return []


def base_index(home: Home, register: Register, resources: Resources, vocabulary: Vocabulary) -> BaseIndex:
    """The index of a base, where its settings say. Raises SettingRefused for one that cannot be had."""
    if home.retrieval in ("", MEMORY):
        return FileBaseIndex(home, register, resources, vocabulary)
    if home.retrieval != DATABASE:
        raise SettingRefused(UNKNOWN.format(value=home.retrieval))
    if not home.database:
        raise SettingRefused(WITHOUT_SERVER)
    from kb.server_indexing import ServerBaseIndex  # most bases do without

    return ServerBaseIndex(home, register, resources, vocabulary)
