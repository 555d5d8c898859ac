"""The schema of vectors that a server keeps, so that no machine encodes what another encoded: in no file of a home."""

from kb.store.engines.port import Database
from kb.store.files.database import ddl


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


SERVED = (kept_vectors,)
