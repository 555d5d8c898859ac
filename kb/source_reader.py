"""The reader of source files that a build uses: ingest's, given this base's vocabulary, territories and caches."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from ingest.document import Reading
from kb.home import Home
from kb.vocabulary import Vocabulary


class SourceReader(Protocol):
    """What a build asks of a reader."""

    def read(self, path: Path) -> Reading: ...


@contextlib.contextmanager
def source_reader(home: Home, vocabulary: Vocabulary) -> Iterator[SourceReader]:
    """A reader for the files of a home; its separate process ends with the block."""
    raise NotImplementedError
    yield
