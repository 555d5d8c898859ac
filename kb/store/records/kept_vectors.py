"""Vectors that the register keeps for other machines. For a register on a server: each index has its own in a file."""

import logging
from collections.abc import Mapping

from kb.errors import BaseUnavailable
from kb.store.files.statements import marks_for
from kb.store.records.register import Register

LOG = logging.getLogger(__name__)


def kept_vectors(register: Register, record_id: str, encoder: str) -> dict[str, tuple[bytes, bytes]]:
    """By digest of a text of a record, what this encoder made of it and of its sentences."""
    rows = register.database.execute(
        "SELECT digest, vector, sentences FROM kept_vectors WHERE record_id = ? AND encoder = ?", [record_id, encoder]
    )
    return {digest: (bytes(vector), bytes(sentences)) for digest, vector, sentences in rows.fetchall()}


def keep_vectors(register: Register, record_id: str, encoder: str, made: Mapping[str, tuple[bytes, bytes]]) -> None:
    """Keep these, and those alone, of a record; nothing of one that was erased meanwhile, nor while nothing can be.

    It waits for no writer: nothing rests on it, and what is not kept is encoded anew.
    """
    database = register.database
    try:
        with database.atomic():
            # Held until the end: an erasure waits, and then takes these too.
            if not database.execute("SELECT 1 FROM records WHERE id = ? FOR KEY SHARE", [record_id]).fetchone():
                return
            database.execute(
                f"DELETE FROM kept_vectors WHERE record_id = ? AND encoder = ? AND digest NOT IN ({marks_for(made)})",
                [record_id, encoder, *made],
            )
            database.conn.executemany(
                "INSERT INTO kept_vectors VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [[record_id, encoder, digest, *both] for digest, both in made.items()],
            )
    except BaseUnavailable as error:
        LOG.warning("vectors of %s not kept (%s)", record_id, type(error).__name__)
