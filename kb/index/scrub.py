"""After an erasure: no word of what was erased stays in a file of the index, and every process starts anew from it."""

import secrets
from pathlib import Path

import numpy as np
from sqlite_utils import Database

from kb.index.files.byte_formats import unpack_words
from kb.index.files.cache import drop_cache
from kb.index.schema import put_meta
from kb.store.files.database import compact, transaction

# A term that no passage holds any more keeps its number, which postings of other processes may know.
GONE = "\x00"


def scrub(folder: Path, database: Database) -> bool:
    """Forget words and terms that stand nowhere any more, free pages, journal and cache files; see `compact`.

    The index gets a new epoch: processes that run read it anew, and the next one to need a cache writes it.
    """
    with transaction(database):
        database.execute("DELETE FROM words WHERE passages <= 0")
        used = _used(database)
        rows = database.execute("SELECT id FROM terms").fetchall()
        for (number,) in rows:
            if number not in used:
                database.execute("UPDATE terms SET term = ? WHERE id = ?", [f"{GONE}{number}", number])
        put_meta(database, "epoch", secrets.token_hex(8))
    drop_cache(folder)  # after the new epoch: whoever waits for a turn to write an old one gives it up
    return compact(database)


def _used(database: Database) -> frozenset[int]:
    """Ids of the terms that passages and records hold."""
    used: set[int] = set()
    for table in ("passages", "records"):
        for (words,) in database.execute(f"SELECT words FROM {table}"):
            used.update(np.asarray(unpack_words(words)[0]).tolist())
    return frozenset(used)
