"""The reader of source files that a build uses: ingest's, given this base's vocabulary, territories and caches."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from ingest.document import Reading
from ingest.process import Readers
from ingest.propose import Gazetteer, Surfaces, with_proposals
from ingest.read import read
from kb.home import Home
from kb.vocabulary import TERRITORIES, Vocabulary


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
        reading = read(path, root=self._home.corpus, readers=self._readers, ocr_cache=self._home.index / "ocr")
        if reading.document is None:
            return reading
        document = with_proposals(reading.document, gazetteer=self._gazetteer, surfaces=self._surfaces)
        return Reading(document, reading.notes)


@contextlib.contextmanager
def source_reader(home: Home, vocabulary: Vocabulary) -> Iterator[SourceReader]:
    """A reader for the files of a home; its separate process ends with the block."""
    with Readers() as readers:
        yield IngestReader(home, vocabulary, readers)
