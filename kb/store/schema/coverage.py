"""The schema of coverage: which services meet which needs, as somebody judged it on some day."""

from kb.store.engines.port import Database
from kb.store.files.database import ddl


def coverage_judgements(database: Database) -> None:
    """Judgements on pairs of a need and a service; without service, on the need alone: nothing meets it.

    None is ever changed or taken away but with its records: `standing` tells the one that counts (1) from those that
    it followed (0) and from those made beside it by somebody who had not read it (2).
    """
    ddl(
        database,
        """
        CREATE TABLE coverage (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            need_id TEXT NOT NULL REFERENCES records(id) ON DELETE CASCADE,
            service_id TEXT REFERENCES records(id) ON DELETE CASCADE,
            status TEXT NOT NULL CHECK (status IN ('covered', 'partial', 'saturated', 'inaccessible', 'gap')),
            reason TEXT NOT NULL DEFAULT '', comment TEXT NOT NULL DEFAULT '', stories TEXT NOT NULL DEFAULT '[]',
            author TEXT NOT NULL, at TEXT NOT NULL, standing INTEGER NOT NULL DEFAULT 1
        );
        CREATE INDEX coverage_by_need ON coverage(need_id, service_id);
        CREATE UNIQUE INDEX coverage_standing ON coverage(need_id, COALESCE(service_id, '')) WHERE standing = 1
        """,
    )


COVERAGE = (coverage_judgements,)
