"""The schema of what surrounds reading packs: who reads one by its link, and which one each account is filling."""

from kb.store.engines.port import Database
from kb.store.files.database import ddl


def links_and_baskets(database: Database) -> None:
    """Links that open a pack, as digests alone; the pack that « Ajouter au dossier » fills, by account."""
    ddl(
        database,
        """
        CREATE TABLE pack_links (
            token TEXT PRIMARY KEY, record_id TEXT NOT NULL REFERENCES records(id) ON DELETE CASCADE,
            account TEXT NOT NULL, created TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX pack_links_by_record ON pack_links(record_id);
        CREATE TABLE baskets (
            account TEXT PRIMARY KEY, proposal INTEGER NOT NULL REFERENCES proposals(number) ON DELETE CASCADE
        ) WITHOUT ROWID
        """,
    )


PACKS = (links_and_baskets,)
