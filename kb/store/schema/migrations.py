"""The register's schema, as named steps in order. A step that ran is never changed: add another."""

from kb.store.engines.port import Database
from kb.store.files.database import ddl, forbid
from kb.store.schema.access_tokens import ACCESS_TOKENS
from kb.store.schema.accounts import ACCOUNTS
from kb.store.schema.anomalies import ANOMALIES
from kb.store.schema.attachments import ATTACHMENTS
from kb.store.schema.comments import LIFE, comments_edited, private_letters, private_requests
from kb.store.schema.coverage import COVERAGE
from kb.store.schema.outbox_marks import OUTBOX_MARKS
from kb.store.schema.packs import PACKS
from kb.store.schema.publications import PUBLICATIONS
from kb.store.schema.reminders import REMINDERS
from kb.store.schema.trails import TRAILS
from kb.store.schema.watch import private_watch, private_watch_letters
from kb.store.schema.webhooks import WEBHOOKS
from kb.store.schema.workers import WORKERS
from kb.store.schema.working_groups import WORKING_GROUPS
from kb.store.schema.workshops import WORKSHOPS_PRIVATE, WORKSHOPS_REGISTER


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
        forbid(database, "audit", action, "the audit log is append-only")


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


def proposals(database: Database) -> None:
    """Proposals to records, and who works on each. Their words are in the private database, never here."""
    ddl(
        database,
        """
        CREATE TABLE proposals (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            record_id TEXT NOT NULL REFERENCES records(id) ON DELETE CASCADE,
            base_revision INTEGER,
            author TEXT NOT NULL,
            status TEXT NOT NULL DEFAULT 'draft' CHECK (status IN
                ('draft', 'submitted', 'in_review', 'to_revise', 'validated', 'published', 'dropped')),
            head INTEGER NOT NULL DEFAULT 0,
            themes TEXT NOT NULL DEFAULT '[]',
            reviewer TEXT NOT NULL DEFAULT '',
            validated_by TEXT NOT NULL DEFAULT '',
            created TEXT NOT NULL,
            changed TEXT NOT NULL
        );
        CREATE INDEX proposals_by_record ON proposals(record_id);
        CREATE INDEX proposals_by_author ON proposals(author);
        CREATE TABLE coauthors (
            record_id TEXT NOT NULL REFERENCES records(id) ON DELETE CASCADE,
            account TEXT NOT NULL,
            PRIMARY KEY (record_id, account)
        ) WITHOUT ROWID;
        CREATE TABLE erasures (record_id TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID
        """,
    )
    for column in ("author TEXT NOT NULL DEFAULT ''", "state TEXT NOT NULL DEFAULT ''"):
        # The account that wrote it in the wiki ('' for a source file), and why it is not published any more.
        ddl(database, f"ALTER TABLE records ADD COLUMN {column}")


def records_by_kind(database: Database) -> None:
    """The terms of a base are looked up at each opening."""
    ddl(database, "CREATE INDEX records_by_kind ON records(kind)")


def sources_tried_and_held(database: Database) -> None:
    """How often a file was read without success, and what it asked of who may read it, at its last reading."""
    for column in ("attempts INTEGER NOT NULL DEFAULT 0", "held TEXT NOT NULL DEFAULT ''"):
        ddl(database, f"ALTER TABLE sources ADD COLUMN {column}")


REGISTER = (
    *(records_and_revisions, outbox_and_sources, query_log, proposals),
    *(*LIFE, *ACCOUNTS, *ATTACHMENTS, *PACKS, *TRAILS, records_by_kind, *PUBLICATIONS),
    sources_tried_and_held,
    *WORKSHOPS_REGISTER,
    *ANOMALIES,
    *COVERAGE,
    comments_edited,
    *REMINDERS,
    *WORKING_GROUPS,
    *ACCESS_TOKENS,
    *WEBHOOKS,
    *WORKERS,
    *OUTBOX_MARKS,
)


def private_words(database: Database) -> None:
    """Text not yet fit for others: drafts, working copies, raw narratives, pseudonyms, remarks that quote them."""
    ddl(
        database,
        """
        CREATE TABLE drafts (
            proposal INTEGER NOT NULL, number INTEGER NOT NULL, record_id TEXT NOT NULL, author TEXT NOT NULL,
            at TEXT NOT NULL, summary TEXT NOT NULL, fields TEXT NOT NULL, PRIMARY KEY (proposal, number)
        ) WITHOUT ROWID;
        CREATE TABLE working_copies (
            proposal INTEGER NOT NULL, author TEXT NOT NULL, record_id TEXT NOT NULL, base INTEGER NOT NULL,
            at TEXT NOT NULL, fields TEXT NOT NULL, versions TEXT NOT NULL, windows TEXT NOT NULL DEFAULT '{}',
            others TEXT NOT NULL DEFAULT '{}',
            PRIMARY KEY (proposal, author)
        ) WITHOUT ROWID;
        CREATE TABLE raw_texts (
            record_id TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL, purge_on TEXT NOT NULL,
            text TEXT NOT NULL, PRIMARY KEY (record_id, author)
        ) WITHOUT ROWID;
        CREATE TABLE treatments (
            record_id TEXT PRIMARY KEY, author TEXT NOT NULL, purge_on TEXT NOT NULL, choices TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE remarks (
            number INTEGER PRIMARY KEY AUTOINCREMENT, proposal INTEGER NOT NULL, record_id TEXT NOT NULL,
            author TEXT NOT NULL, at TEXT NOT NULL, field TEXT NOT NULL, start INTEGER NOT NULL, quote TEXT NOT NULL,
            text TEXT NOT NULL, settled INTEGER NOT NULL DEFAULT 0
        );
        CREATE INDEX remarks_by_proposal ON remarks(proposal);
        CREATE TABLE grids (
            proposal INTEGER NOT NULL, reviewer TEXT NOT NULL, at TEXT NOT NULL, answers TEXT NOT NULL,
            PRIMARY KEY (proposal, reviewer)
        ) WITHOUT ROWID;
        CREATE TABLE reasons (
            number INTEGER PRIMARY KEY AUTOINCREMENT, proposal INTEGER NOT NULL, record_id TEXT NOT NULL,
            author TEXT NOT NULL, at TEXT NOT NULL, status TEXT NOT NULL, text TEXT NOT NULL
        )
        """,
    )


def private_tellings(database: Database) -> None:
    """Texts told in one go, before their paragraphs are filed in the fields of a form."""
    ddl(
        database,
        """
        CREATE TABLE tellings (
            proposal INTEGER NOT NULL, author TEXT NOT NULL, record_id TEXT NOT NULL, at TEXT NOT NULL,
            text TEXT NOT NULL, version INTEGER NOT NULL, edited_in TEXT NOT NULL, others TEXT NOT NULL,
            parts TEXT NOT NULL, PRIMARY KEY (proposal, author)
        ) WITHOUT ROWID
        """,
    )


def private_rewritten(database: Database) -> None:
    """What the program put other words in place of, and what an author answers to a remark."""
    ddl(database, "ALTER TABLE working_copies ADD COLUMN rewritten TEXT NOT NULL DEFAULT '{}'")
    ddl(database, "ALTER TABLE remarks ADD COLUMN answer TEXT NOT NULL DEFAULT ''")


PRIVATE = (
    *(private_words, private_letters, private_tellings, private_watch, *WORKSHOPS_PRIVATE),
    private_rewritten,
    private_watch_letters,
    private_requests,
)
