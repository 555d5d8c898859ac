"""The schema of what working groups write together, and of letters about leads."""

from kb.store.engines.port import Database
from kb.store.files.database import ddl


def texts_of_groups_and_letters_about_leads(database: Database) -> None:
    """Records that a group began together; which leads an account was written to about, why and on what day."""
    ddl(
        database,
        """
        CREATE TABLE working_group_texts (
            working_group INTEGER NOT NULL REFERENCES working_groups(number) ON DELETE CASCADE,
            record_id TEXT NOT NULL REFERENCES records(id) ON DELETE CASCADE,
            PRIMARY KEY (working_group, record_id)
        ) WITHOUT ROWID;
        CREATE INDEX working_group_texts_by_record ON working_group_texts(record_id);
        CREATE TABLE lead_letters (
            account TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
            lead INTEGER NOT NULL REFERENCES leads(number) ON DELETE CASCADE,
            due TEXT NOT NULL, sort TEXT NOT NULL CHECK (sort IN ('soon', 'past')), day TEXT NOT NULL,
            PRIMARY KEY (account, lead, due, sort)
        ) WITHOUT ROWID;
        CREATE INDEX lead_letters_by_lead ON lead_letters(lead)
        """,
    )


WORKING_GROUPS = (texts_of_groups_and_letters_about_leads,)
