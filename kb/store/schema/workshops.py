"""The schema of workshops: in the private database what is prepared and said, in the register what is followed up.

Nothing that somebody says or votes has a date, and tables of words are ordered by keys that chance gave: the file does
not tell in which order they came. Who wrote what is kept, as the digest of a place, until the sitting ends.
"""

from kb.store.engines.port import Database
from kb.store.files.database import ddl


def private_workshops(database: Database) -> None:
    """Workshops, their facilitators, their sittings; places, words, cells and votes of each sitting."""
    ddl(
        database,
        """
        CREATE TABLE workshops (
            number INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, body TEXT NOT NULL,
            record_id TEXT NOT NULL DEFAULT '', working_group INTEGER NOT NULL DEFAULT 0, created TEXT NOT NULL
        );
        CREATE TABLE workshop_facilitators (
            workshop INTEGER NOT NULL REFERENCES workshops(number) ON DELETE CASCADE, account TEXT NOT NULL,
            PRIMARY KEY (workshop, account)
        ) WITHOUT ROWID;
        CREATE TABLE sittings (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            workshop INTEGER NOT NULL REFERENCES workshops(number) ON DELETE CASCADE,
            code TEXT NOT NULL UNIQUE, screen TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'planned',
            body TEXT NOT NULL, live TEXT NOT NULL DEFAULT '{}', heaps TEXT NOT NULL DEFAULT '{}',
            version INTEGER NOT NULL DEFAULT 0, purge_on TEXT NOT NULL DEFAULT ''
        );
        CREATE INDEX sittings_by_workshop ON sittings(workshop);
        CREATE TABLE places (
            token TEXT PRIMARY KEY, sitting INTEGER NOT NULL REFERENCES sittings(number) ON DELETE CASCADE,
            number INTEGER NOT NULL, team INTEGER NOT NULL, paper INTEGER NOT NULL DEFAULT 0,
            accepted INTEGER NOT NULL DEFAULT 0, revoked INTEGER NOT NULL DEFAULT 0
        ) WITHOUT ROWID;
        CREATE INDEX places_by_sitting ON places(sitting);
        CREATE TABLE contributions (
            sitting INTEGER NOT NULL REFERENCES sittings(number) ON DELETE CASCADE, key TEXT NOT NULL,
            sort TEXT NOT NULL, team INTEGER NOT NULL, owner TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting',
            version INTEGER NOT NULL DEFAULT 1, body TEXT NOT NULL, marks TEXT, late INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (sitting, key)
        ) WITHOUT ROWID;
        CREATE TABLE grid_cells (
            sitting INTEGER NOT NULL REFERENCES sittings(number) ON DELETE CASCADE, line INTEGER NOT NULL,
            question INTEGER NOT NULL, team INTEGER NOT NULL, text TEXT NOT NULL, stance TEXT NOT NULL,
            version INTEGER NOT NULL, PRIMARY KEY (sitting, line, question, team)
        ) WITHOUT ROWID;
        CREATE TABLE cell_versions (
            sitting INTEGER NOT NULL REFERENCES sittings(number) ON DELETE CASCADE, line INTEGER NOT NULL,
            question INTEGER NOT NULL, team INTEGER NOT NULL, version INTEGER NOT NULL, text TEXT NOT NULL,
            PRIMARY KEY (sitting, line, question, team, version)
        ) WITHOUT ROWID;
        CREATE TABLE votes (
            sitting INTEGER NOT NULL REFERENCES sittings(number) ON DELETE CASCADE, voter TEXT NOT NULL,
            target TEXT NOT NULL, points INTEGER NOT NULL, turn INTEGER NOT NULL,
            PRIMARY KEY (sitting, voter, target)
        ) WITHOUT ROWID;
        CREATE TABLE tallies (
            sitting INTEGER NOT NULL REFERENCES sittings(number) ON DELETE CASCADE, target TEXT NOT NULL,
            points INTEGER NOT NULL, PRIMARY KEY (sitting, target)
        ) WITHOUT ROWID;
        CREATE TABLE sent_keys (
            sitting INTEGER NOT NULL REFERENCES sittings(number) ON DELETE CASCADE, key TEXT NOT NULL,
            PRIMARY KEY (sitting, key)
        ) WITHOUT ROWID
        """,
    )


def leads_and_working_groups(database: Database) -> None:
    """Leads to be followed, with what became of each; permanent groups that meet, and who is in them."""
    ddl(
        database,
        """
        CREATE TABLE working_groups (
            number INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL, created TEXT NOT NULL
        );
        CREATE TABLE working_group_members (
            working_group INTEGER NOT NULL REFERENCES working_groups(number) ON DELETE CASCADE, account TEXT NOT NULL,
            PRIMARY KEY (working_group, account)
        ) WITHOUT ROWID;
        CREATE TABLE leads (
            number INTEGER PRIMARY KEY AUTOINCREMENT, workshop INTEGER NOT NULL, source TEXT NOT NULL DEFAULT '',
            record_id TEXT NOT NULL DEFAULT '', working_group INTEGER NOT NULL DEFAULT 0, axis TEXT NOT NULL,
            text TEXT NOT NULL, owner TEXT NOT NULL DEFAULT '', account TEXT NOT NULL DEFAULT '',
            due TEXT NOT NULL DEFAULT '', state TEXT NOT NULL DEFAULT 'open', result TEXT NOT NULL DEFAULT '',
            experience TEXT NOT NULL DEFAULT '', created TEXT NOT NULL
        );
        CREATE UNIQUE INDEX leads_by_source ON leads(workshop, source) WHERE source <> '';
        CREATE INDEX leads_by_record ON leads(record_id);
        CREATE TABLE lead_history (
            number INTEGER PRIMARY KEY AUTOINCREMENT, lead INTEGER NOT NULL REFERENCES leads(number) ON DELETE CASCADE,
            at TEXT NOT NULL, actor TEXT NOT NULL, state TEXT NOT NULL, text TEXT NOT NULL
        );
        CREATE INDEX lead_history_by_lead ON lead_history(lead)
        """,
    )


WORKSHOPS_PRIVATE = (private_workshops,)
WORKSHOPS_REGISTER = (leads_and_working_groups,)
