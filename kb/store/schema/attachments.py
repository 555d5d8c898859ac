"""The schema of files attached to records."""

from kb.store.engines.port import Database
from kb.store.files.database import ddl


def attachments_table(database: Database) -> None:
    """Files of records; their bytes are beside the register."""
    ddl(
        database,
        """
        CREATE TABLE attachments (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            record_id TEXT NOT NULL REFERENCES records(id) ON DELETE CASCADE,
            name TEXT NOT NULL, kind TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,
            proposal INTEGER REFERENCES proposals(number) ON DELETE CASCADE,
            at TEXT NOT NULL, UNIQUE (record_id, name)
        )
        """,
    )


ATTACHMENTS = (attachments_table,)
