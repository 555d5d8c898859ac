"""The index of a base on the PostgreSQL server of its register: one for all machines (KB_RETRIEVAL=database)."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from kb.errors import BaseBusy, IndexMissing
from kb.index.database import upkeep
from kb.index.database.schema import open_server_index
from kb.index.database.server_index import ServerIndex
from kb.index.database.standing import StandingIndexes
from kb.index.database.writer import ServerWriter
from kb.index.indexer import Indexer, check_spec
from kb.index.port import SearchIndex
from kb.index.queries import Counts
from kb.index.repair import adopt, is_of
from kb.index.schema import get_meta
from kb.indexing import ERASED, BaseIndex, Progress
from kb.records.summary import RecordSummary
from kb.store.engines.port import ServerDatabase
from kb.store.files.database import PATIENT_SECONDS, patient
from kb.store.records.erasure_mark import Erased, erasure_mark

BUSY: Final = (
    "Une autre machine met l’index à jour, et n’a pas fini. Rien n’est perdu : relancez « kb build » dans un moment."
)
EMPTY: Final = (
    "L’index du serveur PostgreSQL ne tient encore rien. Un « kb worker » le construit, ou lancez « kb build »."
)
# Where a machine notes the erasures that its own files were last rid of.
OWN_MARK: Final = "efface"
DAMAGED: Final = (
    "L’index du serveur PostgreSQL est abîmé. Il se recalcule : faites lancer « DROP SCHEMA recits_index CASCADE » "
    "dans cette base, puis « kb build »."
)


class ServerBaseIndex(BaseIndex):
    """The index of a base on its server. One machine at a time brings it level; all search it."""

    _database: ServerDatabase | None = None

    def close(self) -> None:
        """Give the connection back."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def database(self, *, create: bool = False) -> ServerDatabase:
        """The open tables. Raises IndexMissing when there are none of this register's and `create` is false."""
        if self._database is None:
            opened = open_server_index(self._home.database, create=create)
            self._database = self._of_this_register(opened, create=create)
        return self._database

    @property
    def standings(self) -> StandingIndexes:
        """What this process keeps of the index."""
        return self._resources.standings(self._home.database)

    @contextlib.contextmanager
    def held(self) -> Iterator[tuple[SearchIndex[Any], int]]:
        """The index as it stands at one moment, and how far that followed the outbox."""
        database = self.database()
        with database.one_moment():
            standing = self.standings.at(database)
            if not standing.checked:
                if not get_meta(database, "encoder"):  # made a moment ago, or emptied: whoever writes it notes that
                    raise IndexMissing(EMPTY)
                check_spec(database, self.encoder.spec)
                standing.checked = True
            yield ServerIndex(database, standing, self.encoder.spec.dimension), standing.sequence

    def mend(self) -> None:
        """Forget an index that is another register's."""
        database = self.database(create=True)
        if not is_of(database, self._register):
            upkeep.empty(database)

    def _own(self) -> ServerDatabase:
        """The tables, made or emptied where they are not of this register."""
        self.mend()
        return self.database(create=True)

    def _follow(
        self, progress: Progress = lambda done, total: None, *, cache: bool = False, encodes: bool = True
    ) -> int:
        """As `follow`, unless another machine is at it.

        With `cache`, which a build asks for, wait for the other one. Raises BaseBusy when that has not done in time.
        """
        database = self.database(create=True)
        with patient(database, seconds=PATIENT_SECONDS if cache else database.wait), database.alone() as alone:
            if not alone:
                if cache:
                    raise BaseBusy(BUSY)
                return 0
            self.mend()
            adopt(database, self._register)
            writer = ServerWriter(database, self._vocabulary.labels)
            encoded = Indexer(self._register, database, self.encoder, writer).drain(progress, encodes=encodes)
            upkeep.level(database, self.encoder.spec.dimension)
            if cache and encoded:
                upkeep.analyse(database)
        return encoded

    def _scrub(self) -> bool:
        database = self.database(create=True)
        with database.alone() as alone:  # whoever brings it level knows terms by numbers that go
            return alone and upkeep.scrub(database)

    def owes_erasing(self) -> bool:
        """Whether the tables, or files of this machine, may still hold what was erased: each machine has its own."""
        return super().owes_erasing() or self._own_mark() != erasure_mark(self._register)

    def forget_erased(self, erased: Erased) -> bool:
        """Rid the tables of what was erased, unless another machine did; whether they hold no word of that."""
        if get_meta(self.database(), ERASED) == erased.mark:
            self._put_own_mark(erased.mark)
            return True
        return super().forget_erased(erased)

    def _note_erased(self, mark: str) -> None:
        super()._note_erased(mark)
        self._put_own_mark(mark)

    def _own_mark(self) -> str:
        path = self._home.index / OWN_MARK
        return path.read_text() if path.exists() else ""

    def _put_own_mark(self, mark: str) -> None:
        self._home.index.mkdir(parents=True, exist_ok=True)
        (self._home.index / OWN_MARK).write_text(mark)

    def counts(self) -> Counts:
        """How much the index holds."""
        return upkeep.counts_of(self.database())

    def summary(self, record_id: str) -> RecordSummary | None:
        """Summary of a record of the index, or None."""
        return upkeep.summary_of(self.database(), record_id)

    def revisions(self) -> Mapping[str, int]:
        """The revision of each record of the index."""
        return upkeep.revisions_of(self.database())

    def is_damaged(self) -> bool:
        """False: the server tells damage by itself (`kb.store.engines.server_errors`)."""
        return False

    def faults(self, *, thorough: bool) -> list[str]:
        """What is wrong with the tables; `thorough` counts their rows."""
        return [DAMAGED] if thorough and not upkeep.is_whole(self.database()) else []
