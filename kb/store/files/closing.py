"""What was opened does not stay open when the opening fails halfway."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Closable(Protocol):
    """What can be closed."""

    def close(self) -> object:
        """Close it."""


@contextmanager
def closed_on_error(opened: Closable) -> Iterator[None]:
    """Close what was opened, when what is done with it before it is given to anybody fails."""
    try:
        yield
    except BaseException:
        opened.close()
        raise
