"""The schema of what a server keeps beside private texts: where their keys stand, never a key; what brought them."""

from kb.store.drafts.held_words import HELD
from kb.store.engines.port import Database
from kb.store.files.database import ddl
from kb.store.schema.no_samples import no_samples


def text_keys(database: Database) -> None:
    """By name, where the key of some words stands; `ended` ones are to be destroyed. And the tables written before."""
    ddl(
        database,
        """
        CREATE TABLE text_keys (place TEXT PRIMARY KEY, name TEXT NOT NULL, ended INTEGER NOT NULL DEFAULT 0);
        CREATE UNIQUE INDEX text_keys_by_name ON text_keys(name) WHERE ended = 0;
        CREATE TABLE unsealed_tables (name TEXT PRIMARY KEY)
        """,
    )
    for table in HELD:
        if database.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone():
            database.execute("INSERT INTO unsealed_tables VALUES (?)", [table])


def moved_here(database: Database) -> None:
    """Which move brought what a schema holds: another may not empty it."""
    ddl(database, "CREATE TABLE moved_here (number INTEGER PRIMARY KEY, mark TEXT NOT NULL)")


SERVED_PRIVATE = (text_keys, no_samples, moved_here)
