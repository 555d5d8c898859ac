"""Opening a SQLite file, its transactions and its migrations."""

import contextlib
import datetime
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlite_utils import Database as SqliteDatabase

from kb.errors import BaseBusy, BaseReadOnly, BaseTooNew, BaseUnavailable, BaseVanished, KbError
from kb.store.engines.port import Database, ServerDatabase
from kb.store.files.closing import closed_on_error
from kb.store.files.machine import Connection, beside, connect, identity_of, told

LOG = logging.getLogger(__name__)
T = TypeVar("T")

# The largest number that SQLite holds: an address may name any.
LARGEST = 2**63 - 1
# How long a writer waits for another before it gives up, in seconds: somebody looks at a page meanwhile, and is told
# within three seconds what to do.
BUSY_SECONDS = 2.0
# How long a command does that nobody waits for at a page: a build writes thousands of times beside a server.
PATIENT_SECONDS = 30.0
# How long `compact` waits for readers and writers: somebody looks at a page meanwhile.
COMPACT_SECONDS = 10.0

VANISHED: Final = (
    "{name} est vide : ce n’est plus la base qui se tenait ici, et une nouvelle n’est pas commencée à sa place. Gardez "
    "les fichiers qui restent, puis remettez la dernière sauvegarde dans un autre dossier (« kb restore ARCHIVE --home "
    "AUTRE »)."
)
EMPTIED: Final = "{name} est vide. Ce fichier se recalcule : lancez « kb build », qui le refait."
TOO_NEW: Final = (
    "{name} a été écrit par une version plus récente de ce programme ({steps}). Installez cette version, ou une plus "
    "récente ; rien n’a été changé."
)
TOO_NEW_COMPUTED: Final = (
    "{name} a été écrit par une autre version de ce programme ({steps}). Ce fichier se recalcule : lancez « kb "
    "build », qui le refait."
)

Migration = Callable[[Any], None]


def open_database(
    path: Path, migrations: Sequence[Migration], *, create: bool = False, computed: bool = False
) -> SqliteDatabase:
    """An open database at its newest schema: WAL, foreign keys on, autocommit outside `transaction`.

    What was committed survives a power cut (`synchronous = full`: the log is on the disk before COMMIT returns), unless
    the file is `computed`: its last transactions may then go, never half of one, and are computed again. A file that
    nobody can write to is read as it stands. Raises KbError when it is missing (and `create` is false), BaseVanished
    when it is empty, BaseDamaged, BaseTooNew, and what else `kb.store.files.machine` tells.
    """
    if not create and not path.exists():
        raise KbError(f"{path.name} n’existe pas dans {path.parent}. Lancez « kb build » pour le créer.")
    vanished = BaseVanished((EMPTIED if computed else VANISHED).format(name=path.name))
    if not create and not path.stat().st_size:
        raise vanished  # opening it would write to it
    connection = _connection(path, create=create, computed=computed)
    with closed_on_error(connection):
        database = SqliteDatabase(connection)
        database.execute(f"PRAGMA synchronous = {'normal' if computed else 'full'}")
        database.execute("PRAGMA foreign_keys = on")
        if not create and not _applied(database):
            raise vanished
        migrate(database, migrations)
    return database


def _connection(path: Path, *, create: bool, computed: bool = False) -> Connection:
    """A connection to the file that stands under a name, and to its own log, which SQLite opens by name too."""
    while True:
        before = identity_of(path)
        connection = _connected(path, create=create, computed=computed)
        found = identity_of(path)
        if before in (None, found):
            connection.identity = None if computed else found
            return connection
        connection.close()  # a restoration put another there meanwhile: it would write the one to the log of the other


def _connected(path: Path, *, create: bool, computed: bool) -> Connection:
    """A connection with the write-ahead log on; to a file that nobody can write, one that reads it."""
    try:
        connection = connect(path, mode="rwc" if create else "rw", wait=BUSY_SECONDS)
    except sqlite3.Error as error:
        raise _unavailable(error, path) from error
    connection.computed = computed
    try:
        _write_ahead(connection)
    except BaseReadOnly:
        connection.close()
        log = beside(path)[0]
        if log.exists() and log.stat().st_size:
            raise  # what was kept last stands in the log, which cannot be read without writing beside it
        return connect(path, mode="ro", wait=BUSY_SECONDS, immutable=True)
    except BaseException:
        connection.close()
        raise
    return connection


def read_connection(path: Path) -> Connection:
    """A connection to a file as it stands, whatever its schema; nothing is made. Raises BaseUnavailable."""
    if not path.exists() or not path.stat().st_size:
        raise BaseVanished(VANISHED.format(name=path.name))
    return _connection(path, create=False)


def _unavailable(error: sqlite3.Error, path: Path) -> Exception:
    return told(error, path) or error


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn on the write-ahead log. Two processes that make one file at once: SQLite refuses one without waiting."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = wal")
            # The log and its index are made by the first reading: from here on nothing has to be made to read.
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        except BaseBusy:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


@contextlib.contextmanager
def patient(*databases: Database, seconds: float = PATIENT_SECONDS) -> Iterator[None]:
    """As long as the context lasts, these wait so long for other writers; nobody looks at a page meanwhile."""
    before = [_wait(one) for one in databases]
    for one in databases:
        _set_wait(one, seconds)
    try:
        yield
    finally:
        for one, waited in zip(databases, before, strict=True):
            _set_wait(one, waited)


def _wait(database: Database) -> float:
    if isinstance(database, ServerDatabase):
        return database.wait
    return float(database.execute("PRAGMA busy_timeout").fetchone()[0]) / 1000


def _set_wait(database: Database, seconds: float) -> None:
    if isinstance(database, ServerDatabase):
        database.wait = seconds
    else:
        database.execute(f"PRAGMA busy_timeout = {round(seconds * 1000)}")


@contextlib.contextmanager
def in_bulk(database: Database) -> Iterator[None]:
    """Commits of the context are on the disk at its end, not each by itself: for what is read from files that stay.

    Nothing may be acknowledged before the end. Waiting for the disk takes 13 ms a commit, of which a build makes
    several a file. A server has its own way of gathering commits.
    """
    if isinstance(database, ServerDatabase):
        yield
        return
    database.execute("PRAGMA synchronous = normal")
    try:
        yield
    finally:
        database.execute("PRAGMA synchronous = full")
    database.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()  # the log is synchronised before it is copied


def write_if_free(database: Database, what: str, write: Callable[[], T]) -> T | None:
    """What `write` gives, or None when the base takes no writing just now, without waiting: for what is not essential.

    Reading must not depend on writing: a base that is locked, full or read-only still answers. `what` names in the
    program's log what was not noted.
    """
    try:
        with patient(database, seconds=0), transaction(database):
            return write()
    except BaseUnavailable as error:
        LOG.warning("not kept: %s (%s)", what, type(error).__name__)
        return None


def migrate(database: Database, migrations: Sequence[Migration]) -> None:
    """Run the migrations that have not run yet, in order, each in a transaction with the note that it ran."""
    done = _applied(database)
    names = {migration.__name__ for migration in migrations}
    if done - names:
        steps = ", ".join(sorted(done - names))
        computed = isinstance(database.conn, Connection) and database.conn.computed
        raise BaseTooNew((TOO_NEW_COMPUTED if computed else TOO_NEW).format(name=_name(database), steps=steps))
    if done == names:
        return
    with transaction(database):  # a server refuses all but one of those who make a table at once
        ddl(database, "CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, at TEXT NOT NULL)")
    for migration in migrations:
        with transaction(database):
            if migration.__name__ in _applied(database):
                continue  # another process ran it while this one waited
            migration(database)
            database.execute("INSERT INTO migrations VALUES (?, ?)", [migration.__name__, _moment()])


def _moment() -> str:
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")


def _name(database: Database) -> str:
    if isinstance(database, ServerDatabase):
        return "La base"
    return database.conn.path.name if isinstance(database.conn, Connection) else "La base"


def _applied(database: Database) -> set[str]:
    if not _holds(database, "migrations"):
        return set()
    return {row[0] for row in database.execute("SELECT name FROM migrations")}


def _holds(database: Database, table: str) -> bool:
    if isinstance(database, ServerDatabase):
        return database.holds(table)
    return database.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [table]).fetchone() is not None


@contextlib.contextmanager
def transaction(database: Database) -> Iterator[Database]:
    """One write transaction. It takes the write lock at once, so that a reader never has to upgrade and fail.

    Raises BaseUnavailable, with nothing written, when the disk is full, the file cannot be written, or another took its
    place since it was opened.
    """
    if database.conn.in_transaction:
        with database.atomic():
            yield database
        return
    try:
        if isinstance(database, ServerDatabase):
            database.begin()
        else:
            database.execute("BEGIN IMMEDIATE")
            if isinstance(database.conn, Connection):
                database.conn.require_in_place()
        yield database
        database.execute("COMMIT")
    except BaseException:
        if database.conn.in_transaction:
            database.execute("ROLLBACK")
        raise


def copy_database(source: Path, target: Path) -> None:
    """Write the database of one file to another as it stands at one moment, others writing meanwhile or not.

    Raises BaseUnavailable when one of them cannot be read or written whole.
    """
    try:
        with (
            contextlib.closing(_connection(source, create=False)) as read,
            contextlib.closing(connect(target, mode="rwc", wait=BUSY_SECONDS)) as write,
        ):
            read.backup(write)
    except sqlite3.Error as error:
        raise _unavailable(error, source) from error


def compact(database: Database) -> bool:
    """Whether what was deleted stands neither in the file nor in its journal any more.

    The file is rewritten without its free pages, and the journal emptied. False when somebody else reads or writes for
    longer than COMPACT_SECONDS: call again later. Raises KbError when the disk is full.
    """
    if isinstance(database, ServerDatabase):
        return database.compact(COMPACT_SECONDS)
    until = time.monotonic() + COMPACT_SECONDS
    rewritten = False
    # Each try waits by itself no longer than all may.
    with patient(database, seconds=COMPACT_SECONDS):
        while True:
            try:
                if not rewritten:
                    database.execute("VACUUM")
                    rewritten = True
                if not database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                    return True
            except BaseBusy:
                pass
            if time.monotonic() > until:
                return False
            time.sleep(0.05)


def ddl(database: Database, script: str) -> None:
    """Run the statements of `script` one by one; `executescript` would commit the open transaction."""
    for statement in script.split(";"):
        if not statement.strip():
            continue
        if isinstance(database, ServerDatabase):
            database.ddl(statement)
        else:
            database.execute(statement)


def forbid(database: Database, table: str, action: str, message: str) -> None:
    """Have the database itself refuse every UPDATE or DELETE of a table."""
    if isinstance(database, ServerDatabase):
        database.forbid(table, action, message)
        return
    database.execute(
        f"CREATE TRIGGER {table}_refuses_{action.lower()} BEFORE {action} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )
