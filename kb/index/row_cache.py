"""Rows of the index file kept in memory: what stands under a number never changes, since no number is used twice."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sqlite_utils import Database

T = TypeVar("T")
# Rows kept (about 2 kB each), and the most asked for at once that is worth keeping.
KEPT = 4_096
FEW = 100


class Remembered(Generic[T]):
    """The rows last asked for, read by `read` when they are not known."""

    def __init__(self, read: Callable[[Database, Sequence[int]], dict[int, T]]) -> None:
        self._read = read
        self._known: dict[int, T] = {}

    def of(self, database: Database, numbers: Sequence[int]) -> dict[int, T]:
        """Rows by number; one that is gone may be missing."""
        if len(numbers) > FEW:
            return self._read(database, numbers)
        self.fetch(database, numbers)
        return {number: self._known[number] for number in numbers if number in self._known}

    def fetch(self, database: Database, numbers: Sequence[int]) -> None:
        """Have these rows at hand, however many."""
        missing = [number for number in numbers if number not in self._known]
        if missing:
            if len(self._known) > KEPT:
                self._known.clear()
                missing = list(numbers)
            self._known.update(self._read(database, missing))
