"""The schema of addresses that are told of what is published, and of what is still to be told to each."""

from kb.store.engines.port import Database
from kb.store.files.database import ddl


def webhooks(database: Database) -> None:
    """`line` is the last line of the audit log that was looked at for an address; `failing` since when it fails."""
    ddl(
        database,
        """
        CREATE TABLE webhooks (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            url TEXT NOT NULL, secret TEXT NOT NULL, line INTEGER NOT NULL, created TEXT NOT NULL,
            failing TEXT NOT NULL DEFAULT '', said TEXT NOT NULL DEFAULT '', disabled INTEGER NOT NULL DEFAULT 0
        );
        CREATE TABLE webhook_messages (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            webhook INTEGER NOT NULL REFERENCES webhooks(number) ON DELETE CASCADE,
            name TEXT NOT NULL, event TEXT NOT NULL, record_id TEXT NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL,
            tries INTEGER NOT NULL DEFAULT 0, due TEXT NOT NULL
        );
        CREATE INDEX webhook_messages_by_due ON webhook_messages(due)
        """,
    )


WEBHOOKS = (webhooks,)
