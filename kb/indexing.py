"""The index of one base, held open: brought level with the register, made anew, rid of what was erased."""

from collections.abc import Callable

from sqlite_utils import Database

from kb.encoder.served import TextEncoder
from kb.errors import IndexMissing
from kb.home import Home
from kb.index.indexer import Indexer, refresh_cache
from kb.index.live import LiveIndex
from kb.index.repair import adopt, is_of, mended
from kb.index.schema import get_meta, open_index, put_meta
from kb.index.scrub import scrub
from kb.resources import Resources
from kb.store.files.database import transaction
from kb.store.records.erasure_mark import erasure_mark
from kb.store.records.register import Register
from kb.vocabulary.vocabulary import Vocabulary

Progress = Callable[[int, int], None]
# What an index notes of the erasures that it was last rid of.
ERASED = "erased"
ANOTHERS = "L’index n’est pas celui de ce registre : une autre base y a été mise. Lancez « kb build », qui le refait."


class BaseIndex:
    """The index file of a base, opened when first asked for, and what the process holds of it in memory."""

    def __init__(self, home: Home, register: Register, resources: Resources, vocabulary: Vocabulary) -> None:
        self._home = home
        self._register = register
        self._resources = resources
        self._vocabulary = vocabulary
        self._database: Database | None = None

    def close(self) -> None:
        """Close the index file; what the process holds in memory stays."""
        if self._database is not None:
            self._database.close()

    def database(self, *, create: bool = False) -> Database:
        """The open index file. Raises IndexMissing when there is none of this register's and `create` is false."""
        if self._database is None:
            database = open_index(self._home.index, create=create)
            if not create and not is_of(database, self._register):
                database.close()
                raise IndexMissing(ANOTHERS)
            self._database = database
        return self._database

    @property
    def encoder(self) -> TextEncoder:
        """The encoder that the passages and the questions of this base are read by. Raises EncoderMissing."""
        return self._resources.encoder(self._home.model)

    @property
    def live(self) -> LiveIndex:
        """The index in memory, not yet level with its file: call `catch_up`."""
        return self._resources.index(self._home.index, self.encoder.spec.dimension)

    def mend(self) -> None:
        """Make the index file fit to go on with, where the disk changed it."""
        self._database = mended(self._home.index, self._register, self._database)

    def follow(self, progress: Progress = lambda done, total: None, *, cache: bool = False) -> int:
        """Bring the index level with the register; number of passages encoded. `cache` writes its files anew."""
        if not is_of(self.database(create=True), self._register):
            self.mend()
        database = self.database(create=True)
        adopt(database, self._register)
        encoded = Indexer(self._register, database, self.encoder, self._vocabulary.labels).drain(progress)
        live = self.live
        refresh_cache(live, database, always=cache and (encoded > 0 or live.slots == 0))
        return encoded

    def scrub(self) -> bool:
        """Rid the files of the index of what was erased; whether that could be done now."""
        database = self.database(create=True)
        mark = erasure_mark(self._register)
        scrubbed = scrub(self._home.index, database)
        refresh_cache(self.live, database, always=True)
        if scrubbed:
            with transaction(database):
                put_meta(database, ERASED, mark)
        return scrubbed

    def owes_erasing(self) -> bool:
        """Whether something was erased, on this machine or another, that the files of this index may still hold."""
        return get_meta(self.database(), ERASED) != erasure_mark(self._register)

    def forget_erased(self) -> bool:
        """Rid the index of this machine of what another machine erased; whether no file of it holds a word of that."""
        self.follow()
        return self.scrub()
