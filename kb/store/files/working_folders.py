"""Where something is made or read for a while. It may hold whole texts: nothing of it stays when its maker dies."""

import contextlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from kb.store.files.lock_file import alone_now

# How they begin: what a process that died left is found by it, and nobody else's is.
WORKING: Final = ".recits-partages-"
# Seconds after which one that nobody holds goes: whoever makes one holds it a moment later.
LEFT: Final = 3600.0


@contextlib.contextmanager
def working_folder(within: Path | None = None, prefix: str = WORKING) -> Iterator[Path]:
    """A folder that is there as long as the context lasts, among the system's temporary ones or `within` another.

    Nobody takes it for one that was left, however long it lasts. Raises OSError.
    """
    with tempfile.TemporaryDirectory(dir=within, prefix=prefix) as folder, alone_now(Path(folder)):
        yield Path(folder)


def left_in_temporary() -> list[Path]:
    """The working folders among the system's temporary ones."""
    return [*Path(tempfile.gettempdir()).glob(f"{WORKING}*")]


def remove_left(paths: Iterable[Path]) -> int:
    """Number of folders, and files, removed: of this account, held by nobody, and unchanged for LEFT seconds."""
    limit, gone = time.time() - LEFT, 0
    for path in paths:
        with contextlib.suppress(OSError):  # somebody else's, or gone meanwhile
            found = path.lstat()
            ours = stat.S_ISDIR(found.st_mode) or stat.S_ISREG(found.st_mode)
            if not ours or found.st_uid != os.getuid() or found.st_mtime >= limit:
                continue
            with alone_now(path) as free:
                if not free:
                    continue
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()
                gone += 1
    return gone
