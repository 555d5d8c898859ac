"""The schema of reminders: which service its owner was last written to about, and of what date it then was."""

from kb.store.engines.port import Database
from kb.store.files.database import ddl


def service_reminders(database: Database) -> None:
    """Reminders sent. A service that was updated since has another date: it may be written about again one day."""
    ddl(
        database,
        """
        CREATE TABLE service_reminders (
            record_id TEXT PRIMARY KEY REFERENCES records(id) ON DELETE CASCADE,
            date TEXT NOT NULL, at TEXT NOT NULL
        ) WITHOUT ROWID
        """,
    )


REMINDERS = (service_reminders,)
