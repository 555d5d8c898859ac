"""An index file that the disk changed is made anew: it is computed from the register, and holds no word of its own."""

import logging
from pathlib import Path

from sqlite_utils import Database

from kb.errors import BaseDamaged, BaseVanished
from kb.index.files.cache import drop_cache
from kb.index.files.digests import damaged_records
from kb.index.queries import is_whole
from kb.index.schema import INDEX_FILE, open_index
from kb.store.files.machine import beside
from kb.store.records.register import Register

__all__ = ["damaged_records", "mended"]

LOG = logging.getLogger(__name__)


def mended(folder: Path, register: Register, database: Database | None) -> Database | None:
    """The open index file, made fit to go on with: records that the disk changed are asked for again.

    None where there is none, or where it was so damaged that it was removed: the next opening makes another.
    """
    if database is None and not (folder / INDEX_FILE).exists():
        return None
    try:
        database = database or open_index(folder)
        damaged = damaged_records(database) if is_whole(database, indexes=True) else None
    except (BaseDamaged, BaseVanished):
        damaged = None
    published = register.published_revisions()
    if database is not None and damaged is not None and set(damaged) <= set(published):
        if damaged:
            LOG.warning("index file: %d damaged records are indexed again: %s", len(damaged), ", ".join(damaged))
            register.announce_all(damaged)
        return database
    LOG.warning("index file: damaged, made anew from the register")
    if database is not None:
        database.close()
    path = folder / INDEX_FILE
    for one in (path, *beside(path)):  # not kept aside: it may hold words that are erased later
        one.unlink(missing_ok=True)
    drop_cache(folder)
    return None
