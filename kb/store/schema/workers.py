"""The schema of workers: which processes do the work beside the pages, and when each last said that it lives."""

from kb.store.engines.port import Database, ServerDatabase
from kb.store.files.database import ddl


def workers(database: Database) -> None:
    """Workers, by a name that each draws; `encoder` names what it encodes with."""
    ddl(
        database,
        "CREATE TABLE workers (name TEXT PRIMARY KEY, encoder TEXT NOT NULL, beat TEXT NOT NULL) WITHOUT ROWID",
    )


def machines_are_told(database: Database) -> None:
    """Whoever listens is told of what was published, and of what was encoded, as soon as it is committed."""
    if isinstance(database, ServerDatabase):
        for table in ("outbox", "kept_vectors"):
            database.tell_additions(table)


WORKERS = (workers,)
