"""The index file: its schema, and opening it."""

from pathlib import Path

from sqlite_utils import Database

from kb.errors import IndexMissing
from kb.index.files.digests import note_digest
from kb.index.service_rows import service_facts
from kb.store.files.database import ddl, open_database

INDEX_FILE = "index.sqlite3"


def passages_and_terms(database: Database) -> None:
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


def record_digests(database: Database) -> None:
    """A checksum of each record, so that damage is told from what was written."""
    database.execute("ALTER TABLE records ADD COLUMN digest INTEGER")
    for (number,) in database.execute("SELECT number FROM records").fetchall():
        note_digest(database, number)


def words_by_audience(database: Database) -> None:
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


def title_vectors(database: Database) -> None:
    """The vector of each record's title, NULL for a title that says nothing (kb/index/words/titles.py)."""
    ddl(database, "ALTER TABLE records ADD COLUMN title_vector BLOB")


INDEX = (passages_and_terms, record_digests, words_by_audience, title_vectors, service_facts)


def open_index(folder: Path, *, create: bool = False) -> Database:
    """The open index file of a folder. Raises IndexMissing when there is none and `create` is false."""
    path = folder / INDEX_FILE
    if not create and not path.exists():
        raise IndexMissing(f"L’index de {folder} n’est pas construit. Lancez « kb build ».")
    return open_database(path, INDEX, create=create, computed=True)


def get_meta(database: Database, name: str, default: str = "") -> str:
    """A value of the index's own table of facts."""
    row = database.execute("SELECT value FROM meta WHERE name = ?", [name]).fetchone()
    return str(row[0]) if row else default


def put_meta(database: Database, name: str, value: str) -> None:
    """Write a value of the index's own table of facts."""
    database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", [name, value])
