"""The reader of source files that a build uses: ingest's, given this base's vocabulary, territories and caches."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from ingest.document import Reading
from ingest.process import Readers
from ingest.read import read
from kb.home import Home
from kb.vocabulary import Vocabulary


class SourceReader(Protocol):
    """What a build asks of a reader."""

    def read(self, path: Path) -> Reading:
        """The document and the notes that a source file gives; it never raises for what the file holds."""


class IngestReader:
    """Reads the files of one home; untrusted kinds in a process that the files share."""

    def __init__(self, home: Home, vocabulary: Vocabulary, readers: Readers) -> None:
        self._home = home
        self._vocabulary = vocabulary
        self._readers = readers

    def read(self, path: Path) -> Reading:
        """The document and the notes that a source file gives, with the metadata proposed from its text."""
        return read(path, root=self._home.corpus, readers=self._readers, ocr_cache=self._home.index / "ocr")


@contextlib.contextmanager
def source_reader(home: Home, vocabulary: Vocabulary) -> Iterator[SourceReader]:
    """A reader for the files of a home; its separate process ends with the block."""
    with Readers() as readers:
        yield IngestReader(home, vocabulary, readers)
