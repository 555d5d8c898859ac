"""Making a SQLite file, which others may make at the same moment."""

import contextlib
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from kb.errors import BaseVanished
from kb.store.files.database import Migration, open_database
from kb.store.files.durable import on_disk
from kb.store.files.machine import MOVED, beside


def make_database(path: Path, migrations: Sequence[Migration], *, mode: int = 0o644) -> None:
    """Make a database at its newest schema, unless it is there: at no moment does a file of its name stand empty.

    Raises BaseVanished where its folder is not there.
    """
    part = path.with_name(f".{secrets.token_hex(4)}-{path.name}")
    try:
        try:
            part.touch(mode=mode)
        except FileNotFoundError as error:  # no folder is made: a restoration may be putting another there
            raise BaseVanished(MOVED.format(name=path.name)) from error
        open_database(part, migrations, create=True).close()
        on_disk(part)  # never `path`: closing a file lets go of all locks that this process has on it
        with contextlib.suppress(FileExistsError):  # another process was here first: its own stands
            os.link(part, path)
        on_disk(path.parent)
    finally:
        for one in (part, *beside(part)):
            one.unlink(missing_ok=True)
