"""The reader of source files that a build uses: ingest's, given this base's vocabulary, territories and caches."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from ingest.document import Reading
from ingest.metadata.propose import Gazetteer, Surfaces, with_proposals
from ingest.pdf.kept_pages import forget_others
from ingest.read import read
from ingest.sandbox.process import Readers
from kb.home import Home
from kb.vocabulary.vocabulary import TERRITORIES, Vocabulary

PAGES = "pages"  # folder of the index where the pages of a PDF stand while it is read
# Raise when a reader changes what it gives: files read by an older one are read again.
READER_VERSION = "9"
SAID_AFTER = 5.0  # seconds that the reading of one file lasts before its pages are told

Progress = Callable[[str, int, int], None]


class SourceReader(Protocol):
    """What a build asks of a reader."""

    def read(self, path: Path) -> Reading:
        """The document and the notes that a source file gives; it never raises for what the file holds."""


class IngestReader:
    """Reads the files of one home, in a process that they share."""

    def __init__(self, home: Home, vocabulary: Vocabulary, readers: Readers) -> None:
        self._home = home
        self._readers = readers
        self._surfaces = Surfaces(vocabulary.surfaces)
        # Départements are found by the gazetteer's own rules; it is given the communes and arrondissements.
        self._gazetteer = Gazetteer.from_geojson(TERRITORIES)

    def read(self, path: Path) -> Reading:
        """The document and the notes that a source file gives, with the metadata proposed from its text."""
        index = self._home.index
        reading = read(
            path,
            root=self._home.corpus,
            readers=self._readers,
            ocr_cache=index / "ocr",
            kept=index / PAGES / READER_VERSION,
        )
        if reading.document is None:
            return reading
        document = with_proposals(reading.document, gazetteer=self._gazetteer, surfaces=self._surfaces, name=path.stem)
        return Reading(document, reading.notes)


@contextlib.contextmanager
def source_reader(
    home: Home, vocabulary: Vocabulary, progress: Progress = lambda stage, done, total: None
) -> Iterator[SourceReader]:
    """A reader for the files of a home; its separate process ends with the block.

    `progress` is told the pages of a file that takes long to be read.
    """
    forget_others(home.index / PAGES, READER_VERSION)
    with Readers(on_page=_Telling(progress).page) as readers:
        yield IngestReader(home, vocabulary, readers)


class _Telling:
    """Tells the pages of a file once its reading has lasted."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._file, self._since = Path(), 0.0

    def page(self, path: Path, page: int, count: int) -> None:
        if path != self._file:
            self._file, self._since = path, time.monotonic()
        if time.monotonic() - self._since > SAID_AFTER:
            self._progress(f"Lecture de {path.name}, pages", page, count)
