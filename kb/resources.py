"""What a process holds once and shares between its threads: the encoder and the index in memory."""

import threading
from collections.abc import Callable
from pathlib import Path

from kb.encoder import Encoder, TextEncoder
from kb.index.live import LiveIndex

Opener = Callable[[Path], TextEncoder]


class Resources:
    """Encoders by model folder and live indexes by index folder, each opened when first asked for."""

    def __init__(self, open_encoder: Opener = Encoder.open) -> None:
        self._open_encoder = open_encoder
        self._encoders: dict[Path, TextEncoder] = {}
        self._indexes: dict[Path, LiveIndex] = {}
        self._lock = threading.Lock()

    def encoder(self, folder: Path) -> TextEncoder:
        """The encoder prepared in a folder. Raises EncoderMissing."""
        with self._lock:
            if folder not in self._encoders:
                self._encoders[folder] = self._open_encoder(folder)
            return self._encoders[folder]

    def needs_model(self, folder: Path) -> bool:
        """Whether a model must first be prepared in a folder; an encoder opened another way than ours needs none."""
        return self._open_encoder == Encoder.open and not (folder / "model.json").exists()

    def index(self, folder: Path, dimension: int) -> LiveIndex:
        """The live index of a folder, not yet level with its file: call `catch_up`."""
        with self._lock:
            if folder not in self._indexes:
                self._indexes[folder] = LiveIndex(folder, dimension)
            return self._indexes[folder]
