"""What a process holds once and shares between its threads: the encoder, the index in memory, the open files."""

import functools
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from ingest.pdf.images.drawing import PageDrawer
from kb.encoder.hub import is_other_model, open_encoder
from kb.encoder.rerank import CrossEncoder, Reranker
from kb.encoder.served import TextEncoder
from kb.encoder.spec import is_prepared
from kb.index.database.standing import StandingIndexes
from kb.index.live import LiveIndex
from kb.protection.highlights import Highlight, find_highlights
from kb.protection.persons.names import F32, NameTagger, Tagger, TaggerMissing
from kb.store.engines.opening import open_bucket, open_keys
from kb.store.files.kept_files import FolderFiles, KeptFiles
from kb.store.files.kept_keys import KeptKeys
from kb.store.files.open_files import HeldOpen

Opener = Callable[[Path], TextEncoder]
TaggerOpener = Callable[[], Tagger]
# Texts whose highlights are kept: a page asks for those of one text at each of its drawings, 6 s for 60 pages.
HIGHLIGHTED = 16
DATABASES = ("corpus/register.sqlite3", "corpus/private.sqlite3", "index/index.sqlite3")


class Resources:
    """Encoders by model folder and live indexes by index folder, each opened when first asked for."""

    def __init__(self, open_encoder: Opener = open_encoder, open_tagger: TaggerOpener = NameTagger.open) -> None:
        self._open_encoder = open_encoder
        self._open_tagger = open_tagger
        self._tagger: Tagger | None = None
        self.highlights = functools.lru_cache(maxsize=HIGHLIGHTED)(self._highlights)
        self._encoders: dict[Path, TextEncoder] = {}
        self._rerankers: dict[str, Reranker] = {}
        self._indexes: dict[Path, LiveIndex] = {}
        self._standings: dict[str, StandingIndexes] = {}
        self._buckets: dict[tuple[Path, str], KeptFiles] = {}
        self._keys: dict[tuple[Path, str], KeptKeys] = {}
        # A server asks saved searches beside its pages: who publishes does not wait for the questions of others.
        self.tells_later = False
        self._lock = threading.Lock()
        # Of its own: opening the tagger takes seconds, and nobody who searches waits for it.
        self._tagger_lock = threading.Lock()
        self._held = HeldOpen()
        # Pages of strangers' PDFs are drawn in a process that may end.
        self.drawer = PageDrawer()

    def keep_open(self, home: Path) -> None:
        """Hold the databases of the base served open, so that a full disk cannot close it to its readers."""
        self._held.keep([home / name for name in DATABASES])

    def files(self, home: Path, address: str) -> KeptFiles:
        """The files of a base: in its folder, or in the bucket at `address`. Raises KbError."""
        if not address:
            return FolderFiles(home)
        with self._lock:
            if (home, address) not in self._buckets:
                self._buckets[home, address] = open_bucket(home, address)
            return self._buckets[home, address]

    def keys(self, home: Path, address: str) -> KeptKeys:
        """The keys of the private texts that a server keeps for a base. Raises KbError."""
        with self._lock:
            if (home, address) not in self._keys:
                self._keys[home, address] = open_keys(home, address)
            return self._keys[home, address]

    def encoder(self, folder: Path) -> TextEncoder:
        """The encoder prepared in a folder. Raises EncoderMissing."""
        with self._lock:
            if folder not in self._encoders:
                self._encoders[folder] = self._open_encoder(folder)
            return self._encoders[folder]

    def holds_encoder(self, folder: Path) -> bool:
        """Whether the encoder of a folder is loaded: the first question does not wait for it."""
        return folder in self._encoders

    def needs_model(self, folder: Path) -> bool:
        """Whether the packaged model must first be prepared in a folder; any other encoder needs no preparation."""
        ours = self._open_encoder == open_encoder and not is_other_model(folder)
        return ours and not is_prepared(folder)

    def reranker(self, name: str) -> Reranker | None:
        """The cross-encoder of a name or folder, or None for an empty name. Raises EncoderMissing."""
        if not name:
            return None
        with self._lock:
            if name not in self._rerankers:
                self._rerankers[name] = CrossEncoder.open(name)
            return self._rerankers[name]

    def tagger(self) -> Tagger:
        """What recognises names. Raises TaggerMissing."""
        with self._tagger_lock:
            if self._tagger is None:
                self._tagger = self._open_tagger()
            return self._tagger

    def word_vectors(self, texts: Sequence[str]) -> F32 | None:
        """What the words of each text mean one by one: float32, a row each; None without the model of names."""
        try:
            tagger = self.tagger()
        except TaggerMissing:
            return None
        return tagger.word_vectors(texts) if isinstance(tagger, NameTagger) else None

    def _highlights(self, text: str) -> tuple[Highlight, ...]:
        """What could name somebody in a text. Raises TaggerMissing."""
        return find_highlights(text, self.tagger())

    def standings(self, address: str) -> StandingIndexes:
        """What this process keeps of the index on the server at an address."""
        with self._lock:
            if address not in self._standings:
                self._standings[address] = StandingIndexes()
            return self._standings[address]

    def index(self, folder: Path, dimension: int) -> LiveIndex:
        """The live index of a folder, not yet level with its file: call `catch_up`."""
        with self._lock:
            if folder not in self._indexes:
                self._indexes[folder] = LiveIndex(folder, dimension)
            return self._indexes[folder]
