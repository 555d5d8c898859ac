"""What SQLite reports when the machine or a file is at fault, told as errors that people read.

SQLite's primary result codes say what happened (https://www.sqlite.org/rescode.html); two of them (« cannot open »,
« I/O error ») have several causes, which the disk is asked for.
"""

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, Self

from kb.errors import (
    BaseBusy,
    BaseDamaged,
    BaseReadOnly,
    BaseUnavailable,
    BaseVanished,
    DiskFailing,
    DiskFull,
    DiskRefusing,
)

# The low byte of an extended result code is the primary one.
PRIMARY: Final = 0xFF

# Errors of reading, among those of the disk: the others are refusals to write, or to make a file.
UNREAD: Final = (
    *(sqlite3.SQLITE_IOERR, sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ),
    *(sqlite3.SQLITE_IOERR_FSTAT, sqlite3.SQLITE_IOERR_CORRUPTFS, sqlite3.SQLITE_IOERR_MMAP),
)

# What is said of a value that is no text, or no JSON, any more: this program wrote both.
UNDECODED: Final = ("Could not decode to UTF-8", "malformed JSON", "unsupported file format")
# A table or a column has another name: every step of the schema ran, or the file would not have been opened.
RENAMED: Final = ("no such table", "no such column")

FULL = (
    "Le disque est plein : rien de plus ne peut être gardé. Rien n’a été perdu. Libérez de la place, puis recommencez."
)
BUSY = "La base est occupée par un autre programme. Rien n’a été perdu : attendez qu’il finisse, puis recommencez."
READ_ONLY = (
    "{name} est en lecture seule : la base se lit, mais rien n’y est gardé. Rien n’a été perdu. Donnez le droit "
    "d’écrire dans son dossier au compte qui fait tourner ce programme, ou remontez le disque en écriture, puis "
    "recommencez."
)
FAILING = (
    "Le disque ne répond pas comme il devrait (pour {name}). Faites-le vérifier, puis recommencez : les "
    "fichiers de la base restent où ils sont."
)
REFUSING = (
    "Le disque refuse d’écrire (pour {name}) sans dire pourquoi : il est peut-être plein, ou il défaille. Rien n’a été "
    "perdu. Vérifiez la place qui reste et l’état du disque, puis recommencez."
)
DAMAGED = (
    "{name} est abîmé. Gardez tous les fichiers de la base tels quels : arrêtez le serveur, faites une copie "
    "du dossier entier, puis remettez la dernière sauvegarde saine dans un autre dossier (« kb restore ARCHIVE --home "
    "AUTRE »). « kb check » dit ce qui est touché."
)
COMPUTED = "{name} est abîmé. Ce fichier se recalcule : lancez « kb build », qui le refait."
MOVED = (
    "{name} n’est plus à sa place : une autre base y a été mise. Ce qui vient d’être fait n’est pas gardé. Notez-le "
    "ailleurs, puis rechargez la page, ou relancez le programme."
)

Identity = tuple[int, int]  # device and inode: a file that took the place of another has its own


def told(error: sqlite3.Error | UnicodeDecodeError, path: Path, *, computed: bool = False) -> BaseUnavailable | None:
    """What people are told of an error that the machine or the file causes; None for one of the program's own.

    A file that is `computed` from others is made anew when it is damaged; any other is not.
    """
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(error, UnicodeDecodeError) or str(error).startswith(UNDECODED):
        # SQLite found nothing wrong with the pages: a name, or a value, is not the one written.
        return BaseDamaged((COMPUTED if computed else DAMAGED).format(name=path.name))
    if code is None:
        return None
    primary, name = code & PRIMARY, path.name
    if primary == sqlite3.SQLITE_ERROR and str(error).startswith(RENAMED):
        return BaseDamaged((COMPUTED if computed else DAMAGED).format(name=name))
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return BaseVanished(MOVED.format(name=name))
    if primary == sqlite3.SQLITE_FULL:
        return DiskFull(FULL)
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return BaseBusy(BUSY)
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return BaseReadOnly(READ_ONLY.format(name=name))
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return BaseDamaged((COMPUTED if computed else DAMAGED).format(name=name))
    if primary in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR):
        return _of_the_disk(path) or (
            DiskFailing(FAILING.format(name=name)) if code in UNREAD else DiskRefusing(REFUSING.format(name=name))
        )
    return None


def _of_the_disk(path: Path) -> BaseUnavailable | None:
    """Why a file cannot be opened or written, as far as its disk and its folder tell."""
    try:
        disk = os.statvfs(path.parent)
    except OSError:
        return None
    if not disk.f_bavail:
        return DiskFull(FULL)
    files = [one for one in (path.parent, path, *beside(path)) if one.exists()]
    if disk.f_flag & os.ST_RDONLY or not all(os.access(one, os.W_OK) for one in files):
        return BaseReadOnly(READ_ONLY.format(name=path.name))
    return None


def beside(path: Path) -> tuple[Path, Path]:
    """The write-ahead log of a database, and the index of that log, which SQLite keeps beside it."""
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def identity_of(path: Path) -> Identity | None:
    """Which file stands under a name, or None."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


class Cursor(sqlite3.Cursor):
    """A cursor whose errors of the machine are those of `kb.errors`, wherever a row is asked for."""

    def execute(self, sql: str, parameters: Any = ()) -> Self:
        """As `sqlite3.Cursor.execute`. Raises BaseUnavailable."""
        try:
            super().execute(sql, parameters)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._tell(error)
            raise
        return self._kept()

    def executemany(self, sql: str, parameters: Iterable[Any]) -> Self:
        """As `sqlite3.Cursor.executemany`. Raises BaseUnavailable."""
        try:
            super().executemany(sql, parameters)
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._tell(error)
            raise
        return self._kept()

    def fetchone(self) -> Any:
        """As `sqlite3.Cursor.fetchone`. Raises BaseUnavailable."""
        try:
            return super().fetchone()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._tell(error)
            raise

    def fetchall(self) -> list[Any]:
        """As `sqlite3.Cursor.fetchall`. Raises BaseUnavailable."""
        try:
            return super().fetchall()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._tell(error)
            raise

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._tell(error)
            raise

    def _kept(self) -> Self:
        """This cursor, unless what it wrote is committed by itself to a file that is not in its place any more."""
        connection = self.connection
        if self.rowcount >= 0 and isinstance(connection, Connection) and not connection.in_transaction:
            connection.require_in_place()
        return self

    def _tell(self, error: sqlite3.Error | UnicodeDecodeError) -> None:
        """Raise what people are told of an error, if they are told anything of it."""
        connection = self.connection
        if isinstance(connection, Connection):
            found = told(error, connection.path, computed=connection.computed)
            if found is not None:
                raise found from error


class Connection(sqlite3.Connection):
    """A connection that knows its file, and makes such cursors."""

    path: Path
    computed: bool = False
    # The file that was opened; None for one that nobody is told of: what it holds is computed again.
    identity: Identity | None = None

    def require_in_place(self) -> None:
        """Return while the file that was opened stands under its name. Raises BaseVanished.

        To be asked once nobody can put another there: within a transaction, or after what was written.
        """
        if self.identity is not None and identity_of(self.path) != self.identity:
            raise BaseVanished(MOVED.format(name=self.path.name))

    def cursor(self, factory: Any = Cursor) -> Any:
        """A cursor; see `Cursor`."""
        return super().cursor(factory)

    def execute(self, sql: str, parameters: Any = ()) -> Any:
        """The cursor of a statement run. Raises BaseUnavailable."""
        return self.cursor().execute(sql, parameters)  # sqlite3's own would not ask the cursor's class

    def executemany(self, sql: str, parameters: Iterable[Any]) -> Any:
        """The cursor of a statement run for each of several rows. Raises BaseUnavailable."""
        return self.cursor().executemany(sql, parameters)


def connect(path: Path, *, mode: str = "rw", wait: float, immutable: bool = False) -> Connection:
    """A connection in autocommit, its file opened as `mode` says: rw, rwc to make it, ro.

    `wait` is how many seconds it waits for another's lock. `immutable` reads a file that nobody can write, without
    a write-ahead log. Raises sqlite3.Error.
    """
    uri = f"{path.absolute().as_uri()}?mode={mode}{'&immutable=1' if immutable else ''}"
    connection = sqlite3.connect(
        uri, uri=True, timeout=wait, isolation_level=None, check_same_thread=False, factory=Connection
    )
    connection.path = path
    return connection
