"""A second, slower reading of the best passages beside the question. Off unless a model is set."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from kb.errors import EncoderMissing

BATCH = 16  # pairs per run


class Reranker(Protocol):
    """What search asks of a reranker."""

    def scores(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """How well each text answers the question: float32, shape (n,), higher is better."""


class CrossEncoder:
    """A cross-encoder of sentence-transformers. Imports torch when it is opened."""

    def __init__(self, name: str, model: Any) -> None:
        self.name = name
        self._model = model

    @classmethod
    def open(cls, name: str | Path) -> "CrossEncoder":
        """The model of that folder or hub name; EncoderMissing, naming the remedy, when it cannot be loaded."""
        try:
            from sentence_transformers import CrossEncoder as Model

            return cls(str(name), Model(str(name), device="cpu"))
        except (ImportError, OSError, ValueError) as error:
            raise EncoderMissing(
                f"Le modèle de reclassement « {name} » ne peut pas être chargé. Vérifiez le nom ou le dossier, ou "
                "retirez ce réglage : la recherche s’en passe."
            ) from error

    def scores(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """How well each text answers the question: float32, shape (n,), higher is better. The scale is the model's."""
        if not texts:
            return np.zeros(0, np.float32)
        pairs = [(question, text) for text in texts]
        return np.asarray(self._model.predict(pairs, batch_size=BATCH, show_progress_bar=False), np.float32).reshape(-1)
