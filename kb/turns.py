"""Turns of the pages that are being drawn: as many at once as the machine can serve, the others wait for theirs.

Each page that is drawn holds up to a dozen open files and a share of two processors: three hundred at once would have
no descriptor left, and each would be slower than one after the other.
"""

import contextlib
import threading
from collections.abc import Iterator
from typing import Final

from kb.errors import KbError

AT_ONCE: Final = 12
PATIENCE: Final = 90.0  # seconds
BUSY: Final = "Trop de pages se préparent en ce moment. Rien n’a été perdu : rechargez celle-ci dans une minute."


class Turns:
    """At most `at_once` threads have a turn; a thread that has one may take it again."""

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self._free = threading.BoundedSemaphore(at_once)
        self._patience = patience
        self._mine = threading.local()

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and have it as long as the context lasts. Raises KbError when none came."""
        depth = getattr(self._mine, "depth", 0)
        if not depth and not self._free.acquire(timeout=self._patience):
            raise KbError(BUSY)
        self._mine.depth = depth + 1
        try:
            yield
        finally:
            self._mine.depth = depth
            if not depth:
                self._free.release()
