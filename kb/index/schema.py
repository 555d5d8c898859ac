"""The index file: its schema, and opening it."""

import contextlib
import json
from pathlib import Path

from sqlite_utils import Database as IndexFile

from kb.errors import BaseDamaged, BaseVanished, IndexMissing
from kb.index.files.cache import drop_cache
from kb.index.files.digests import note_digest
from kb.index.service_rows import service_facts
from kb.store.engines.port import Database
from kb.store.files.closing import closed_on_error
from kb.store.files.database import ddl, open_database
from kb.store.files.lock_file import alone
from kb.store.files.machine import COMPUTED, beside
from kb.store.files.making import make_database

INDEX_FILE = "index.sqlite3"


def passages_and_terms(database: IndexFile) -> None:
    """Passages with all that retrieval reads of them; rowids are never used twice, so that a reader can catch up."""
    ddl(
        database,
        """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE records (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,
            revision INTEGER NOT NULL,
            diffusion TEXT NOT NULL,
            text_sha256 TEXT NOT NULL,
            summary TEXT NOT NULL,
            facets TEXT NOT NULL,
            words BLOB NOT NULL,
            grams BLOB NOT NULL
        );
        CREATE INDEX records_by_text ON records(text_sha256);
        CREATE TABLE passages (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            record INTEGER NOT NULL REFERENCES records(number) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            start INTEGER NOT NULL,
            end INTEGER NOT NULL,
            page INTEGER,
            section TEXT NOT NULL,
            text TEXT NOT NULL,
            words BLOB NOT NULL,
            grams BLOB NOT NULL,
            vector BLOB NOT NULL,
            sentences BLOB NOT NULL
        );
        CREATE INDEX passages_by_record ON passages(record, position);
        CREATE TABLE terms (id INTEGER PRIMARY KEY, term TEXT NOT NULL UNIQUE);
        CREATE TABLE words (word TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE tombstones (number INTEGER PRIMARY KEY AUTOINCREMENT, passage INTEGER, record INTEGER)
        """,
    )


def record_digests(database: IndexFile) -> None:
    """A checksum of each record, so that damage is told from what was written."""
    database.execute("ALTER TABLE records ADD COLUMN digest INTEGER")
    for (number,) in database.execute("SELECT number FROM records").fetchall():
        note_digest(database, number)


def words_by_audience(database: IndexFile) -> None:
    """Words by who may read the records that they stand in: a word is only ever proposed to whoever may read it."""
    # Words are counted again as each record is made anew, which every older index is (`INDEX_VERSION`).
    ddl(
        database,
        """
        DROP TABLE words;
        CREATE TABLE words (
            word TEXT NOT NULL,
            audience TEXT NOT NULL,
            passages INTEGER NOT NULL,
            PRIMARY KEY (word, audience)
        ) WITHOUT ROWID;
        ALTER TABLE records ADD COLUMN counted INTEGER NOT NULL DEFAULT 0
        """,
    )


def title_vectors(database: IndexFile) -> None:
    """The vector of each record's title, NULL for a title that says nothing (kb/index/words/titles.py)."""
    ddl(database, "ALTER TABLE records ADD COLUMN title_vector BLOB")


INDEX = (passages_and_terms, record_digests, words_by_audience, title_vectors, service_facts)


def open_index(folder: Path, *, create: bool = False) -> IndexFile:
    """The open index file of a folder.

    Raises IndexMissing when there is none and `create` is false, BaseDamaged when it does not say any more how far it
    went, or with which encoder.
    """
    path = folder / INDEX_FILE
    while True:
        try:
            database = open_database(path, INDEX, computed=True)
            break
        except Exception as error:
            if path.exists() and not (create and isinstance(error, BaseVanished)):
                raise
            # It is not there, or went since; an empty one was left by an earlier version that was stopped.
            if not create:
                raise IndexMissing(f"L’index de {folder} n’est pas construit. Lancez « kb build ».") from None
            _make(path)
    with closed_on_error(database):
        _check_facts(database)
    return database


def _make(path: Path) -> None:
    """Make an index file, unless a whole one stands: never by opening it, which would let half of one be seen."""
    with making(path.parent):
        if path.exists():
            try:
                open_database(path, INDEX, computed=True).close()
                return
            except BaseVanished:
                remove_index(path.parent)
        for one in beside(path):  # of a file that was being removed: SQLite would add what they hold to this one
            one.unlink(missing_ok=True)
        make_database(path, INDEX)


def making(folder: Path) -> contextlib.AbstractContextManager[None]:
    """The turn of whoever makes, judges or removes the index file of a folder: nobody takes half of one for damaged."""
    return alone(folder / "index.lock")


def remove_index(folder: Path) -> None:
    """Remove the index file of a folder, and what SQLite keeps beside it. For whoever has the turn of `making`."""
    path = folder / INDEX_FILE
    for one in (path, *beside(path)):  # not kept aside: it may hold words that are erased later
        one.unlink(missing_ok=True)
    drop_cache(folder)


def _check_facts(database: IndexFile) -> None:
    # No checksum holds these few, which nothing goes on without: a bit of them that flipped is told here.
    encoder = get_meta(database, "encoder")
    sequence = get_meta(database, "sequence", "0")
    with contextlib.suppress(ValueError):
        if (not encoder or isinstance(json.loads(encoder), list)) and sequence.isascii() and sequence.isdecimal():
            return
    raise BaseDamaged(COMPUTED.format(name=INDEX_FILE))


def get_meta(database: Database, name: str, default: str = "") -> str:
    """A value of the index's own table of facts."""
    row = database.execute("SELECT value FROM meta WHERE name = ?", [name]).fetchone()
    return str(row[0]) if row else default


def followed(database: Database) -> int:
    """How far an index followed the outbox; 0 for one that holds nothing yet."""
    return int(get_meta(database, "sequence", "0"))


def put_meta(database: Database, name: str, value: str) -> None:
    """Write a value of the index's own table of facts."""
    database.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", [name, value]
    )
