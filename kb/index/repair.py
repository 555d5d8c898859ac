"""An index file that the disk changed is made anew: it is computed from the register, and holds no word of its own."""

import logging
from pathlib import Path

from sqlite_utils import Database as IndexFile

from kb.errors import BaseDamaged, BaseTooNew, BaseVanished, IndexMissing
from kb.index.files.digests import damaged_records
from kb.index.queries import is_whole
from kb.index.schema import INDEX_FILE, followed, get_meta, making, open_index, put_meta, remove_index
from kb.index.words.lexicon import recount_words
from kb.store.engines.port import Database
from kb.store.files.database import transaction
from kb.store.records.register import Register
from kb.store.records.sources import RESTORED, get_setting, line_mark

__all__ = ["adopt", "damaged_records", "is_damaged", "is_of", "mended"]

LOG = logging.getLogger(__name__)


def is_of(database: Database, register: Register) -> bool:
    """Whether an index file follows this register, and not one that stood in its place before.

    What a stranger's index says of who may read what is another base's: nothing of it may be shown. Nor of one that
    went on from a line which the register lost, when it was put back from a backup: other lines have its numbers now.
    """
    reached = followed(database)  # before the register is asked, which goes on
    if not reached:
        return True
    same = get_meta(database, "register") == get_setting(register, RESTORED)
    # With the number of its own line: an earlier version goes on with an index, and leaves the mark as it was.
    sequence, _, mark = get_meta(database, "mark").partition(" ")
    known = not sequence or (sequence.isdecimal() and line_mark(register, int(sequence)) == mark)
    return same and known and reached <= register.last_sequence()


def adopt(database: Database, register: Register) -> None:
    """Note in an index file that holds nothing yet which register it follows."""
    with transaction(database):
        if not followed(database):
            put_meta(database, "register", get_setting(register, RESTORED))


def is_damaged(database: IndexFile) -> bool:
    """Whether the rows of an index file are not those written any more."""
    try:
        return not is_whole(database) or bool(damaged_records(database))
    except (BaseDamaged, BaseVanished):
        return True


def mended(folder: Path, register: Register) -> IndexFile | None:
    """The open index file, made fit to go on with: records that the disk changed are asked for again.

    None where there is none, or where it was so damaged, or so surely another register's, that it was removed: the
    next opening makes another.
    """
    if not (folder / INDEX_FILE).exists():
        return None
    database = None
    with making(folder):
        try:
            database = open_index(folder)
            fit = is_whole(database, indexes=True) and is_of(database, register)
            damaged = damaged_records(database) if fit else None
        except IndexMissing:  # another process removed it since
            return None
        except (BaseDamaged, BaseTooNew, BaseVanished):
            damaged = None
        published = register.published_revisions()
        if database is None or damaged is None or not set(damaged) <= set(published):
            LOG.warning("index file: damaged, or another register's: made anew from the register")
            if database is not None:
                database.close()
            remove_index(folder)
            return None
    if damaged:
        LOG.warning("index file: %d damaged records are indexed again: %s", len(damaged), ", ".join(damaged))
        with transaction(database):
            recount_words(database, damaged)
        register.announce_all(damaged)
    return database
