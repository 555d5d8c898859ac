"""Files of a base kept open for the life of a process, so that reading never has to make one.

SQLite makes the write-ahead log and its index when the first connection of all opens a database, and removes them when
the last one closes: on a full disk a base that nobody holds open could not be read any more.
"""

import sqlite3
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path

from kb.errors import BaseUnavailable
from kb.store.files.database import BUSY_SECONDS
from kb.store.files.machine import Connection, Identity, connect


class HeldOpen:
    """One idle connection to each database of one base. Safe to share between threads."""

    def __init__(self) -> None:
        self._held: dict[Path, tuple[Identity, Connection]] = {}
        self._lock = threading.Lock()
        weakref.finalize(self, _close, self._held)

    def keep(self, paths: Sequence[Path]) -> None:
        """Hold these files open, those that are there, and no others; each opened once as long as it is the same."""
        with self._lock:
            here = {path: identity for path in paths if (identity := _identity(path)) is not None}
            for path in [one for one, (identity, _) in self._held.items() if here.get(one) != identity]:
                self._held.pop(path)[1].close()
            for path, identity in here.items():
                if path not in self._held and (connection := _opened(path)) is not None:
                    self._held[path] = (identity, connection)


def _identity(path: Path) -> Identity | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found.st_size else None


def _opened(path: Path) -> Connection | None:
    """An idle connection, or None for a file that cannot be opened: whoever needs it is told why."""
    try:
        connection = connect(path, wait=BUSY_SECONDS)
    except sqlite3.Error:
        return None
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except (BaseUnavailable, sqlite3.Error):
        connection.close()
        return None
    return connection


def _close(held: dict[Path, tuple[Identity, Connection]]) -> None:
    for _, connection in held.values():
        connection.close()
    held.clear()
