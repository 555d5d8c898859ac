"""A checksum of each record of the index file: what the disk changed since is told from what was written."""

import zlib
from collections.abc import Iterable

from sqlite_utils import Database

RECORDS = "SELECT id, kind, revision, diffusion, text_sha256, summary, facets, words, grams FROM records"
PASSAGES = (
    "SELECT position, start, end, page, section, text, words, grams, vector, sentences FROM passages "
    "WHERE record = ? ORDER BY position"
)


def record_digest(database: Database, number: int) -> int:
    """CRC-32 of a record's row and of those of its passages."""
    crc = _crc(0, database.execute(f"{RECORDS} WHERE number = ?", [number]).fetchone())
    for row in database.execute(PASSAGES, [number]):
        crc = _crc(crc, row)
    return crc


def note_digest(database: Database, number: int) -> None:
    """Keep the checksum of a record as it was just written."""
    database.execute("UPDATE records SET digest = ? WHERE number = ?", [record_digest(database, number), number])


def damaged_records(database: Database) -> tuple[str, ...]:
    """Identifiers of the records whose rows are not those written any more."""
    damaged = []
    for (number,) in database.execute("SELECT number FROM records ORDER BY number").fetchall():
        # Each is read as of one moment, since others write meanwhile; not all of them: who erases would wait so long.
        with database.atomic():
            row = database.execute("SELECT id, digest FROM records WHERE number = ?", [number]).fetchone()
            if row is not None and record_digest(database, number) != row[1]:
                damaged.append(str(row[0]))
    return tuple(damaged)


def _crc(crc: int, values: Iterable[object]) -> int:
    for value in values:
        crc = zlib.crc32(value if isinstance(value, bytes) else str(value).encode(), crc)
        crc = zlib.crc32(b"\x1f", crc)
    return crc
