"""The schema of the marks of the outbox, by which an index knows the lines that it followed."""

from kb.store.engines.port import Database
from kb.store.files.database import ddl


def outbox_marks(database: Database) -> None:
    """A mark drawn for each line: a register put back from its backup gives numbers anew. "" for lines of before."""
    ddl(database, "ALTER TABLE outbox ADD COLUMN mark TEXT NOT NULL DEFAULT ''")


OUTBOX_MARKS = (outbox_marks,)
