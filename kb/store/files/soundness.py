"""Whether the files of a base are still what was written to them: structure, references, counts, digests.

Reads every byte of the register, the private database, the attachments and the source files, and writes nothing.
"""

import contextlib
import hashlib
import json
import logging
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from kb.errors import BaseBusy, BaseDamaged, BaseUnavailable, DiskFull, DiskRefusing
from kb.store.engines.port import Database, ServerDatabase
from kb.store.files.database import read_connection
from kb.store.files.file_sha256 import sha256_of
from kb.store.files.kept_files import FOLDER
from kb.store.files.machine import DAMAGED, Connection
from kb.store.records.document_bytes import unpack

LOG = logging.getLogger(__name__)
REGISTER: Final = "register.sqlite3"
PRIVATE: Final = "private.sqlite3"
# Faults that SQLite names before it stops: the first tell enough.
MOST: Final = 5
STRUCTURE: Final = "{name} est abîmé : sa structure n’est plus celle qui a été écrite."
DRAFTS: Final = "SELECT number, head FROM proposals WHERE head > 0 AND status NOT IN ('published', 'dropped')"
ATTACHED: Final = "SELECT DISTINCT sha256, name, record_id FROM attachments"
# Columns of the private database that hold JSON, by table.
WORDS: Final = {
    "drafts": ("fields",),
    "working_copies": ("fields", "versions", "windows", "others", "rewritten"),
    "treatments": ("choices",),
    "grids": ("answers",),
    "tellings": ("others", "parts"),
}


def base_faults(home: Path) -> tuple[str, ...]:
    """What is damaged in the files of a home, each with its name; () for a sound base. Its index is not looked at.

    Raises DiskFull, DiskRefusing or BaseBusy where that cannot be known just now.
    """
    corpus = home / "corpus"
    return (
        *register_faults(corpus / REGISTER),
        *private_faults(corpus / PRIVATE, corpus / REGISTER),
        *file_faults(home, corpus / REGISTER),
    )


def require_whole(*databases: Database) -> None:
    """Return where SQLite finds the structure of open databases sound; BaseDamaged otherwise.

    For whoever is about to write much: what is written to a damaged file hides, or spreads, the damage.
    """
    for one in databases:
        if isinstance(one, ServerDatabase):
            continue
        connection = one.conn
        assert isinstance(connection, Connection)
        if _structure(connection):
            raise BaseDamaged(DAMAGED.format(name=connection.path.name))


def is_sound(database: Database) -> bool:
    """Whether the structure of an open register is sound, as far as one look at its pages tells."""
    if isinstance(database, ServerDatabase):
        return database.holds("records")  # its pages are the server's affair
    return str(database.execute("PRAGMA quick_check(1)").fetchone()[0]) == "ok"


def register_faults(path: Path) -> tuple[str, ...]:
    """What is damaged in a register: its structure, references between rows, texts that are not those saved."""

    def look(connection: Connection) -> Iterator[str]:
        yield from _structure(connection)
        heads: dict[str, int] = {}
        for record_id, number, body, document, digest in connection.execute(
            "SELECT record_id, number, body, document, text_sha256 FROM revisions ORDER BY record_id, number"
        ):
            heads[record_id] = number
            if not _is_text(document, digest) or not _is_json(body):
                yield f"{REGISTER} : la révision {number} de {record_id} n’est plus le texte enregistré."
        for record_id, head, published in connection.execute("SELECT id, head, published_revision FROM records"):
            if head != heads.get(record_id, 0) or (published or 0) > head:
                yield f"{REGISTER} : des révisions de {record_id} manquent."

    return _found(path, look)


def private_faults(path: Path, register: Path) -> tuple[str, ...]:
    """What is damaged in a private database; () when there is none, and none is missing."""
    drafts = _rows(register, DRAFTS)
    if not path.exists():
        return (f"{PRIVATE} manque : {len(drafts)} textes en cours n’y sont plus.",) if drafts else ()

    def look(connection: Connection) -> Iterator[str]:
        yield from _structure(connection)
        for table, columns in WORDS.items():
            for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table}"):
                if not all(_is_json(one) for one in row):
                    yield f"{PRIVATE} : un texte de « {table} » n’est plus lisible."
        held = {tuple(row) for row in connection.execute("SELECT proposal, number FROM drafts").fetchall()}
        missing = [one for one in drafts if tuple(one) not in held]
        for number, head in _still(register, DRAFTS, missing):
            yield f"{PRIVATE} : la version {head} de la proposition {number} manque."

    return _found(path, look)


def file_faults(home: Path, register: Path) -> tuple[str, ...]:
    """Attachments that are gone or not the bytes given; source files whose bytes changed though nobody wrote them."""
    faults = []
    # Of a damaged register a value may be of any sort: as text it names no file that is here.
    others = [one for one in _rows(register, ATTACHED) if _sha256(_attached(home, one[0])) != str(one[0])]
    for digest, name, record_id in _still(register, ATTACHED, others):
        what = "n’est plus le fichier donné" if _attached(home, digest).exists() else "manque"
        faults.append(f"La pièce jointe « {name} » de {record_id} {what}.")
    for name, size, changed, digest in _rows(
        register, "SELECT path, size, mtime_ns, sha256 FROM sources WHERE sha256 <> '' AND size >= 0"
    ):
        path = home / str(name)
        # Whoever edits a file changes its date; a disk that fails does not.
        same = path.is_file() and (path.stat().st_size, path.stat().st_mtime_ns) == (size, changed)
        if same and _sha256(path) != digest:
            faults.append(f"{name} : ce fichier a changé sans que sa date change. Comparez-le à une sauvegarde.")
    return tuple(faults)


def _attached(home: Path, digest: object) -> Path:
    return home / "corpus" / FOLDER / str(digest)[:2] / str(digest)


def _still(register: Path, statement: str, rows: list[Any]) -> list[Any]:
    """Those of some rows of a register that it still gives: what was erased meanwhile is not missing."""
    now = set(_rows(register, statement)) if rows else set()
    return [one for one in rows if one in now]


def _found(path: Path, look: Callable[[Connection], Iterable[str]]) -> tuple[str, ...]:
    """What `look` finds wrong with a file, and the error that ended its reading, if one did."""
    faults: list[str] = []
    try:
        with contextlib.closing(read_connection(path)) as connection:
            connection.execute("BEGIN")  # all is read as of one moment: others write meanwhile
            for one in look(connection):
                faults.append(one)  # one by one: what was found before an error counts
    except (DiskFull, DiskRefusing, BaseBusy):
        raise  # the file may be sound: it could not be looked at
    except BaseUnavailable as error:
        faults.append(str(error))
    except (sqlite3.Error, ValueError, TypeError) as error:  # values of another sort than those that were written
        LOG.warning("%s cannot be read: %s", path.name, error)
        faults.append(f"{path.name} ne se lit pas comme une base de ce programme.")
    return tuple(faults)


def _rows(path: Path, statement: str) -> list[Any]:
    """Rows of a register; none of one that cannot be read, of which it is said elsewhere."""
    try:
        with contextlib.closing(read_connection(path)) as connection:
            return list(connection.execute(statement).fetchall())
    except (BaseUnavailable, sqlite3.Error, UnicodeDecodeError):
        return []


def _structure(connection: Connection) -> list[str]:
    """What SQLite finds wrong with the pages of a file, and rows that refer to rows that are gone."""
    name = connection.path.name
    said = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({MOST})").fetchall()]
    wrong = [one for one in said if one != "ok"]
    LOG.info("%s: %s", name, "; ".join(wrong))
    faults = [STRUCTURE.format(name=name)] if wrong else []
    try:
        lost = {row[0] for row in connection.execute("PRAGMA foreign_key_check").fetchall()}
    except sqlite3.OperationalError:  # what a table is made of, as the file tells it, was changed
        return faults or [STRUCTURE.format(name=name)]
    return [*faults, *(f"{name} : des lignes de « {table} » renvoient à ce qui n’est plus là." for table in lost)]


def _is_text(document: bytes, digest: str) -> bool:
    try:
        return hashlib.sha256(unpack(document).text.encode()).hexdigest() == digest
    except (zlib.error, ValueError, KeyError, TypeError):
        return False


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, TypeError):
        return False
    return True


def _sha256(path: Path) -> str:
    try:
        return sha256_of(path)
    except (OSError, ValueError):  # no file has such a name
        return ""
