"""The register's schema, as named steps in order. A step that ran is never changed: add another."""

from sqlite_utils import Database

from kb.store.database import ddl


def records_and_revisions(database: Database) -> None:
    """Records, their revisions with the canonical text, typed links, identifiers, audit."""
    ddl(
        database,
        """
        CREATE TABLE records (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            diffusion TEXT NOT NULL DEFAULT 'public',
            published_revision INTEGER,
            head INTEGER NOT NULL DEFAULT 0,
            edited_in_wiki INTEGER NOT NULL DEFAULT 0,
            created TEXT NOT NULL
        );
        CREATE TABLE revisions (
            record_id TEXT NOT NULL REFERENCES records(id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            author TEXT NOT NULL,
            at TEXT NOT NULL,
            summary TEXT NOT NULL,
            body TEXT NOT NULL,
            document BLOB NOT NULL,
            text_sha256 TEXT NOT NULL,
            PRIMARY KEY (record_id, number)
        ) WITHOUT ROWID;
        CREATE TABLE links (
            source TEXT NOT NULL REFERENCES records(id) ON DELETE CASCADE,
            target TEXT NOT NULL,
            type TEXT NOT NULL,
            PRIMARY KEY (source, target, type)
        ) WITHOUT ROWID;
        CREATE INDEX links_by_target ON links(target);
        CREATE TABLE counters (prefix TEXT, year INTEGER, last INTEGER, PRIMARY KEY (prefix, year)) WITHOUT ROWID;
        CREATE TABLE audit (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            at TEXT NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            record_id TEXT,
            detail TEXT NOT NULL DEFAULT ''
        )
        """,
    )
    for action in ("UPDATE", "DELETE"):
        database.execute(
            f"CREATE TRIGGER audit_refuses_{action.lower()} BEFORE {action} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        )


def outbox_and_sources(database: Database) -> None:
    """What the index has to follow, and what each source file gave at its last reading."""
    ddl(
        database,
        """
        CREATE TABLE outbox (
            sequence INTEGER PRIMARY KEY AUTOINCREMENT,
            record_id TEXT NOT NULL,
            revision INTEGER,
            action TEXT NOT NULL CHECK (action IN ('upsert', 'remove'))
        );
        CREATE TABLE sources (
            path TEXT PRIMARY KEY,
            record_id TEXT,
            size INTEGER NOT NULL,
            mtime_ns INTEGER NOT NULL,
            sha256 TEXT NOT NULL,
            sidecar TEXT NOT NULL DEFAULT '',
            notes TEXT NOT NULL DEFAULT '[]',
            reader TEXT NOT NULL DEFAULT ''
        ) WITHOUT ROWID;
        CREATE INDEX sources_by_record ON sources(record_id);
        CREATE INDEX sources_by_sha256 ON sources(sha256)
        """,
    )


def query_log(database: Database) -> None:
    """Questions asked, by day, with no account and no address."""
    ddl(
        database,
        """
        CREATE TABLE query_log (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            day TEXT NOT NULL,
            question TEXT NOT NULL,
            filters TEXT NOT NULL,
            hits INTEGER NOT NULL,
            weak INTEGER NOT NULL,
            helped INTEGER
        );
        CREATE INDEX query_log_by_day ON query_log(day);
        CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID
        """,
    )


REGISTER = (records_and_revisions, outbox_and_sources, query_log)
