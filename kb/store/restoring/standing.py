"""The base in place, while a restoration reads what it has to keep of it and puts another there."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from kb.errors import BaseBusy, DiskFull, DiskRefusing, KbError
from kb.store.files.database import open_database, patient, transaction
from kb.store.restoring.archives import PRIVATE, REGISTER
from kb.store.schema import migrations


@contextlib.contextmanager
def unwritten(corpus: Path) -> Iterator[None]:
    """Nobody writes to the register and the private texts of a folder as long as the context lasts; all read on.

    Whoever waited is told at its end that another file stands there, if one does. A file that is missing, or that is
    not read, is not held: nothing of it is kept. Raises BaseBusy, DiskFull or DiskRefusing.
    """
    with contextlib.ExitStack() as held:
        # The register first, as whoever writes to both does.
        for name, steps in ((REGISTER, migrations.REGISTER), (PRIVATE, migrations.PRIVATE)):
            try:
                database = held.enter_context(contextlib.closing(open_database(corpus / name, steps)))
                held.enter_context(patient(database))
                held.enter_context(transaction(database))
            except (DiskFull, DiskRefusing, BaseBusy):
                raise
            except (sqlite3.DatabaseError, KbError):
                continue
        yield
