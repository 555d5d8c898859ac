"""Pages of a long PDF, kept while it is read: a reading that was stopped goes on from there the next time."""

import shutil
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ingest.document import Note
from ingest.pdf.leaf import Leaf

KEPT_AFTER = 5.0  # seconds of reading; a file that is read sooner writes nothing
LARGEST_LINE = 50_000_000  # characters of one page kept

Kept = tuple[Leaf, tuple[Note, ...]]


class KeptLeaves:
    """The pages of one file that earlier readings gave, and those of this one, a line of JSON each.

    Nothing here is needed: whatever cannot be read or written is read from the file again.
    """

    def __init__(self, folder: Path, digest: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = folder / f"{digest}.jsonl"
        self._clock = clock
        self._started = clock()
        self._held: list[Kept] = []

    def earlier(self) -> dict[int, Kept]:
        """What was kept of each page, by its number; a line that was cut short ends it."""
        found: dict[int, Kept] = {}
        try:
            with self._path.open("rb") as file:
                while (line := file.readline(LARGEST_LINE)).endswith(b"\n"):
                    leaf, notes = _adapter().validate_json(line)
                    found[leaf.number] = leaf, notes
        except (OSError, ValidationError):
            pass
        return found

    def put(self, leaf: Leaf, notes: Sequence[Note]) -> None:
        """Keep a page that was read; in a file once the reading has lasted."""
        self._held.append((leaf, tuple(notes)))
        if self._clock() - self._started < KEPT_AFTER:
            return
        held, self._held = self._held, []
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                file.writelines(_adapter().dump_json(one) + b"\n" for one in held)
        except (OSError, ValueError):
            self.drop()

    def drop(self) -> None:
        """Forget the pages: the file was read to its end."""
        self._path.unlink(missing_ok=True)


def forget_others(folder: Path, version: str) -> None:
    """Remove the pages that readers of other versions kept; those of `version` stand in the folder of that name."""
    for other in folder.iterdir() if folder.is_dir() else ():
        if other.name != version:
            shutil.rmtree(other, ignore_errors=True)


@cache
def _adapter() -> "TypeAdapter[Kept]":
    return TypeAdapter(Kept)
