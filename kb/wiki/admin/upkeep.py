"""What keeps a base in order: its log, the room it takes, what goes when, its backups."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.backup import SERVED, backup, restore
from kb.readers import Person
from kb.store.engines.port import ServerDatabase
from kb.store.logs.audit import LogLine, log_lines
from kb.store.logs.query_log import oldest_day
from kb.store.restoring.archives import BackupRefused
from kb.wiki.context import Wiki, require_anywhere

REGISTER = "corpus/register.sqlite3"
PRIVATE = "corpus/private.sqlite3"
# What a base keeps on disk: name, path under the home.
ROOMS = (
    ("Registre", REGISTER),
    ("Textes privés : brouillons, récits bruts", PRIVATE),
    ("Pièces jointes", "corpus/attachments"),
    ("Fichiers déposés et corpus", "corpus"),
    ("Index, qui se refait", "index"),
)


@dataclass(frozen=True, slots=True)
class Room:
    """One part of what a base keeps on disk, and how many bytes it takes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Ends:
    """What will be forgotten, and when: `private` holds (day, number of raw texts and treatments)."""

    private: tuple[tuple[str, int], ...]
    oldest_question: str


def log(wiki: Wiki, person: Person, *, record_id: str = "", before: int = 0) -> tuple[LogLine, ...]:
    """A page of the log, newest first."""
    require_anywhere("administer", person)
    return log_lines(wiki.register, record_id=record_id.strip(), before=before)


def rooms(wiki: Wiki, person: Person) -> tuple[Room, ...]:
    """What takes room on disk."""
    require_anywhere("administer", person)
    return tuple(Room(name, _on_server(wiki, path) or _size(wiki.home / path)) for name, path in ROOMS)


def ends(wiki: Wiki, person: Person) -> Ends:
    """What will be forgotten, soonest first."""
    require_anywhere("administer", person)
    return Ends(wiki.private.purge_dates(), oldest_day(wiki.register))


def _on_server(wiki: Wiki, path: str) -> int:
    """How many bytes a server holds of what else stands in a file, 0 for a base in files."""
    if path not in (REGISTER, PRIVATE):
        return 0
    database = wiki.register.database if path == REGISTER else wiki.private.database
    return database.size() if isinstance(database, ServerDatabase) else 0


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    total = 0
    for one in path.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # a file of SQLite's may go while one counts
            total += one.stat().st_size if one.is_file() and not one.is_symlink() else 0
    return total


def save_backup(wiki: Wiki, person: Person, archive: Path) -> int:
    """Write a backup without drafts and raw texts; number of files in it."""
    require_anywhere("administer", person)
    if wiki.register.served:
        raise BackupRefused(SERVED)
    count = backup(wiki.home, archive)
    wiki.register.audit(person.account, "backup", None)
    return count


def put_back(
    wiki: Wiki,
    person: Person,
    archive: Path,
    *,
    reopen: bool = False,
    tell: Callable[[str], object] = lambda line: None,
) -> tuple[str, ...]:
    """Replace this base by a backup; identifiers of what is erased again. Raises BackupRefused, with nothing changed.

    What is closed today stays closed, and `tell` hears it line by line, unless `reopen`.

    The base has to be opened and built again after: this one is not there any more.
    """
    require_anywhere("administer", person)
    if wiki.register.served:
        raise BackupRefused(SERVED)
    return restore(archive, wiki.home, replace=True, reopen=reopen, tell=tell)


def note_restored(wiki: Wiki, person: Person) -> None:
    """Write in the log that a backup was put back; the log of before went with the base of before."""
    require_anywhere("administer", person)
    wiki.register.audit(person.account, "restore", None)
