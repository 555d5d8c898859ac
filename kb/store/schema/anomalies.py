"""The schema of anomalies that readers report of services."""

from kb.store.engines.port import Database
from kb.store.files.database import ddl


def anomalies(database: Database) -> None:
    """Anomalies: what became of each, and the digest of the number by which a visitor asks."""
    ddl(
        database,
        """
        CREATE TABLE anomalies (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            record_id TEXT NOT NULL REFERENCES records(id) ON DELETE CASCADE,
            day TEXT NOT NULL, sender TEXT NOT NULL DEFAULT '', receipt TEXT NOT NULL UNIQUE,
            origin TEXT NOT NULL DEFAULT '',
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'corrected', 'unfounded')),
            answer TEXT NOT NULL DEFAULT '', closed_by TEXT NOT NULL DEFAULT ''
        );
        CREATE INDEX anomalies_by_record ON anomalies(record_id)
        """,
    )


ANOMALIES = (anomalies,)
