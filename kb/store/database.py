"""Opening a SQLite file, its transactions and its migrations."""

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlite_utils import Database

from kb.errors import KbError

# The largest number that SQLite holds: an address may name any.
LARGEST = 2**63 - 1
# How long a writer waits for another before it gives up, in seconds.
BUSY_SECONDS = 30.0
# How long `compact` waits for readers and writers: somebody looks at a page meanwhile.
COMPACT_SECONDS = 10.0

# What SQLite says when the machine refuses, and what people are told.
MACHINE_ERRORS = {
    "disk is full": "Le disque est plein. Rien n’a été perdu : libérez de la place, puis relancez la commande.",
    "database is locked": "La base est occupée par un autre programme. Attendez qu’il finisse, puis relancez.",
    "readonly database": "La base est en lecture seule. Donnez le droit d’écrire dans son dossier, puis relancez.",
    "disk I/O error": "Le disque ne répond pas comme il devrait. Rien n’a été perdu : vérifiez-le, puis relancez.",
}

Migration = Callable[[Database], None]


def open_database(path: Path, migrations: Sequence[Migration], *, create: bool = False) -> Database:
    """An open database at its newest schema: WAL, foreign keys on, autocommit outside `transaction`.

    Raises KbError when the file is missing (and `create` is false) or is no database.
    """
    if not create and not path.exists():
        raise KbError(f"{path.name} n’existe pas dans {path.parent}. Lancez « kb build » pour le créer.")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        _write_ahead(connection)
        connection.execute("PRAGMA synchronous = normal")
        connection.execute("PRAGMA foreign_keys = on")
    except sqlite3.DatabaseError as error:
        told = _told(error) or f"{path} n’est pas lisible ({error}). Restaurez une sauvegarde ou retirez ce fichier."
        raise KbError(told) from error
    database = Database(connection)
    migrate(database, migrations)
    return database


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Turn on the write-ahead log. Two processes that make one file at once: SQLite refuses one without waiting."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = wal")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def migrate(database: Database, migrations: Sequence[Migration]) -> None:
    """Run the migrations that have not run yet, in order, each in a transaction with the note that it ran."""
    done = _applied(database)
    if all(migration.__name__ in done for migration in migrations):
        return
    database.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, at TEXT NOT NULL)")
    for migration in migrations:
        with transaction(database):
            if migration.__name__ in _applied(database):
                continue  # another process ran it while this one waited
            migration(database)
            database.execute("INSERT INTO migrations VALUES (?, datetime('now'))", [migration.__name__])


def _applied(database: Database) -> set[str]:
    try:
        return {row[0] for row in database.execute("SELECT name FROM migrations")}
    except sqlite3.OperationalError:
        return set()


@contextlib.contextmanager
def transaction(database: Database) -> Iterator[Database]:
    """One write transaction. It takes the write lock at once, so that a reader never has to upgrade and fail.

    Raises KbError, with nothing written, when the disk is full or the file cannot be written.
    """
    if database.conn.in_transaction:
        with database.atomic():
            yield database
        return
    try:
        database.execute("BEGIN IMMEDIATE")
        yield database
        database.execute("COMMIT")
    except BaseException as error:
        if database.conn.in_transaction:
            database.execute("ROLLBACK")
        if isinstance(error, sqlite3.OperationalError) and (told := _told(error)):
            raise KbError(told) from error
        raise


def copy_database(source: Path, target: Path) -> None:
    """Write the database of one file to another as it stands at one moment, others writing meanwhile or not."""
    with contextlib.closing(sqlite3.connect(source)) as read, contextlib.closing(sqlite3.connect(target)) as write:
        read.backup(write)


def compact(database: Database) -> bool:
    """Whether what was deleted stands neither in the file nor in its journal any more.

    The file is rewritten without its free pages, and the journal emptied. False when somebody else reads or writes for
    longer than COMPACT_SECONDS: call again later. Raises KbError when the disk is full.
    """
    until = time.monotonic() + COMPACT_SECONDS
    rewritten = False
    # Each try waits by itself no longer than all may.
    database.execute(f"PRAGMA busy_timeout = {int(COMPACT_SECONDS * 1000)}")
    try:
        while True:
            try:
                if not rewritten:
                    database.execute("VACUUM")
                    rewritten = True
                if not database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                    return True
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    if told := _told(error):
                        raise KbError(told) from error
                    raise
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
    finally:
        database.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


def _told(error: sqlite3.DatabaseError) -> str:
    """What people are told of an error that the machine causes, not the program; "" for any other."""
    return next((told for said, told in MACHINE_ERRORS.items() if said in str(error)), "")


def ddl(database: Database, script: str) -> None:
    """Run the statements of `script` one by one; `executescript` would commit the open transaction."""
    for statement in script.split(";"):
        if statement.strip():
            database.execute(statement)
