"""The schema of what people say of records and are told of them."""

from kb.store.engines.port import Database
from kb.store.files.database import ddl


def comments_and_follows(database: Database) -> None:
    """Discussion under records, what each account follows, and what it was told. Notices hold no word of a record."""
    ddl(
        database,
        """
        CREATE TABLE comments (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            record_id TEXT NOT NULL REFERENCES records(id) ON DELETE CASCADE,
            revision INTEGER NOT NULL,
            author TEXT NOT NULL,
            at TEXT NOT NULL,
            sort TEXT NOT NULL CHECK (sort IN ('remark', 'reminds', 'contrary', 'what_if')),
            start INTEGER NOT NULL DEFAULT 0,
            quote TEXT NOT NULL DEFAULT '',
            text TEXT NOT NULL,
            answers INTEGER,
            hidden INTEGER NOT NULL DEFAULT 0
        );
        CREATE INDEX comments_by_record ON comments(record_id);
        CREATE TABLE follows (
            account TEXT NOT NULL, sort TEXT NOT NULL CHECK (sort IN ('record', 'theme', 'territory')),
            target TEXT NOT NULL, PRIMARY KEY (account, sort, target)
        ) WITHOUT ROWID;
        CREATE TABLE notices (
            number INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, at TEXT NOT NULL, event TEXT NOT NULL,
            record_id TEXT NOT NULL REFERENCES records(id) ON DELETE CASCADE, proposal INTEGER,
            actor TEXT NOT NULL, seen INTEGER NOT NULL DEFAULT 0
        );
        CREATE INDEX notices_by_account ON notices(account);
        CREATE TABLE reports (
            number INTEGER PRIMARY KEY AUTOINCREMENT, receipt TEXT NOT NULL UNIQUE, day TEXT NOT NULL,
            record_id TEXT NOT NULL, outcome TEXT NOT NULL DEFAULT '', closed_by TEXT NOT NULL DEFAULT ''
        )
        """,
    )


def private_requests(database: Database) -> None:
    """What visitors ask whoever runs the base: an account, or anything else. `origin` is forgotten with the day."""
    ddl(
        database,
        """
        CREATE TABLE requests (
            number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, sort TEXT NOT NULL, name TEXT NOT NULL,
            address TEXT NOT NULL, organisation TEXT NOT NULL, text TEXT NOT NULL, origin TEXT NOT NULL
        )
        """,
    )


def comments_edited(database: Database) -> None:
    """When its author last changed a comment; "" for one that stands as it was said."""
    ddl(database, "ALTER TABLE comments ADD COLUMN edited TEXT NOT NULL DEFAULT ''")


def searches_keeps_and_feeds(database: Database) -> None:
    """Questions that accounts keep, what answered them since, records they keep, and the digests of their feeds."""
    ddl(
        database,
        """
        CREATE TABLE saved_searches (
            number INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, question TEXT NOT NULL,
            filters TEXT NOT NULL, created TEXT NOT NULL, sequence INTEGER NOT NULL,
            UNIQUE (account, question, filters)
        );
        CREATE TABLE saved_answers (
            search INTEGER NOT NULL REFERENCES saved_searches(number) ON DELETE CASCADE,
            record_id TEXT NOT NULL REFERENCES records(id) ON DELETE CASCADE,
            revision INTEGER NOT NULL, at TEXT NOT NULL, seen INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (search, record_id)
        ) WITHOUT ROWID;
        CREATE INDEX saved_answers_by_record ON saved_answers(record_id);
        CREATE TABLE kept_records (
            account TEXT NOT NULL, record_id TEXT NOT NULL REFERENCES records(id) ON DELETE CASCADE,
            at TEXT NOT NULL, PRIMARY KEY (account, record_id)
        ) WITHOUT ROWID;
        CREATE INDEX kept_records_by_record ON kept_records(record_id);
        CREATE TABLE feeds (
            account TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, created TEXT NOT NULL
        ) WITHOUT ROWID
        """,
    )


def names_of_searches(database: Database) -> None:
    """What accounts call the searches they keep, "" for one that its question names."""
    ddl(database, "ALTER TABLE saved_searches ADD COLUMN name TEXT NOT NULL DEFAULT ''")


def where_reports_come_from(database: Database) -> None:
    """Reports that suspended their record by themselves; where one came from, as a digest that is kept for its day."""
    ddl(
        database,
        """
        ALTER TABLE reports ADD COLUMN suspended INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE reports ADD COLUMN origin TEXT NOT NULL DEFAULT ''
        """,
    )


LIFE = (comments_and_follows, searches_keeps_and_feeds, names_of_searches, where_reports_come_from)


def private_letters(database: Database) -> None:
    """What people write to authors and reviewers through the application, and nobody else reads."""
    ddl(
        database,
        """
        CREATE TABLE letters (
            number INTEGER PRIMARY KEY AUTOINCREMENT, record_id TEXT NOT NULL, sort TEXT NOT NULL,
            receipt TEXT NOT NULL DEFAULT '', sender TEXT NOT NULL, at TEXT NOT NULL, text TEXT NOT NULL
        );
        CREATE INDEX letters_by_record ON letters(record_id)
        """,
    )
