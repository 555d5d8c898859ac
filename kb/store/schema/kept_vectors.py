"""The schema of what a server keeps for the machines that share it, and no file of a home: vectors, erased sources."""

from kb.store.engines.port import Database
from kb.store.files.database import ddl
from kb.store.schema.no_samples import no_samples
from kb.store.schema.workers import machines_are_told


def kept_vectors(database: Database) -> None:
    """What an encoder made of the texts of a record, by the digest of each text. They go with their record."""
    ddl(
        database,
        """
        CREATE TABLE kept_vectors (
            record_id TEXT NOT NULL REFERENCES records(id) ON DELETE CASCADE,
            encoder TEXT NOT NULL, digest TEXT NOT NULL, vector BLOB NOT NULL, sentences BLOB NOT NULL,
            PRIMARY KEY (record_id, encoder, digest)
        )
        """,
    )


def erased_sources(database: Database) -> None:
    """Source files of erased records, until the machine that holds them removed them: else they come back."""
    ddl(database, "CREATE TABLE erased_sources (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL)")


SERVED = (kept_vectors, erased_sources, no_samples, machines_are_told)
