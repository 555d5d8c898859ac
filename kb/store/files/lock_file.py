"""A turn that processes of one machine take by a file: one at a time goes through."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait until no other process, nor thread, is in such a context of the same file, made when it is not there.

    Not to be entered twice, one within the other. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the system lets go of it when the process ends, however it ends
        yield


@contextlib.contextmanager
def alone_now(path: Path) -> Iterator[bool]:
    """Whether no other process, nor thread, is in such a context of the same file or folder, which has to be there.

    If none is, none will be as long as the context lasts. Nobody waits. Raises OSError.
    """
    opened = os.open(path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(opened)
