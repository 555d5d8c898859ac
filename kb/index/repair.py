"""An index file that the disk changed is made anew: it is computed from the register, and holds no word of its own."""

import logging
from pathlib import Path

from sqlite_utils import Database

from kb.errors import BaseDamaged, BaseTooNew, BaseVanished
from kb.index.files.cache import drop_cache
from kb.index.files.digests import damaged_records
from kb.index.queries import is_whole
from kb.index.schema import INDEX_FILE, get_meta, open_index, put_meta
from kb.store.files.database import transaction
from kb.store.files.machine import beside
from kb.store.records.register import Register
from kb.store.records.sources import RESTORED, get_setting

__all__ = ["adopt", "damaged_records", "is_damaged", "is_of", "mended"]

LOG = logging.getLogger(__name__)


def is_of(database: Database, register: Register) -> bool:
    """Whether an index file follows this register, and not one that stood in its place before.

    What a stranger's index says of who may read what is another base's: nothing of it may be shown.
    """
    followed = int(get_meta(database, "sequence", "0"))  # before the register is asked, which goes on
    if not followed:
        return True
    same = get_meta(database, "register") == get_setting(register, RESTORED)
    return same and followed <= register.last_sequence()


def adopt(database: Database, register: Register) -> None:
    """Note in an index file that holds nothing yet which register it follows."""
    with transaction(database):
        if not int(get_meta(database, "sequence", "0")):
            put_meta(database, "register", get_setting(register, RESTORED))


def is_damaged(database: Database) -> bool:
    """Whether the rows of an index file are not those written any more."""
    try:
        return not is_whole(database) or bool(damaged_records(database))
    except (BaseDamaged, BaseVanished):
        return True


def mended(folder: Path, register: Register, database: Database | None) -> Database | None:
    """The open index file, made fit to go on with: records that the disk changed are asked for again.

    None where there is none, or where it was so damaged, or so surely another register's, that it was removed: the
    next opening makes another.
    """
    if database is None and not (folder / INDEX_FILE).exists():
        return None
    try:
        database = database or open_index(folder)
        fit = is_whole(database, indexes=True) and is_of(database, register)
        damaged = damaged_records(database) if fit else None
    except (BaseDamaged, BaseTooNew, BaseVanished):
        damaged = None
    published = register.published_revisions()
    if database is not None and damaged is not None and set(damaged) <= set(published):
        if damaged:
            LOG.warning("index file: %d damaged records are indexed again: %s", len(damaged), ", ".join(damaged))
            register.announce_all(damaged)
        return database
    LOG.warning("index file: damaged, or another register's: made anew from the register")
    if database is not None:
        database.close()
    path = folder / INDEX_FILE
    for one in (path, *beside(path)):  # not kept aside: it may hold words that are erased later
        one.unlink(missing_ok=True)
    drop_cache(folder)
    return None
