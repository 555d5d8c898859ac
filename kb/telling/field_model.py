"""Which field of a narrative a paragraph belongs to: two logistic regressions, over its words and over its vector.

Fitted by `tools/fit_fields.py` on narratives of the sample corpus and on narratives told freely; `bench/telling.py`
prints how often it is right on others.
"""

import functools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.telling.words import signs

WEIGHTS = Path(__file__).parents[1] / "data" / "fields.npz"
Float32 = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FieldModel:
    """Weights of the two regressions, one column per field; the last row of each is the intercept.

    `by_third` is the log-probability of each field in the first, second and last third of a narrative told freely;
    `word_weights` has one row per sign of `places`, `vector_weights` one per dimension of the encoder named `encoder`.
    """

    fields: tuple[str, ...]
    places: dict[str, int]
    idf: Float32
    word_weights: Float32
    encoder: str
    centre: Float32
    vector_weights: Float32
    by_third: Float32

    @classmethod
    def open(cls, path: Path = WEIGHTS) -> "FieldModel":
        """The fitted model."""
        with np.load(path, allow_pickle=False) as read:
            return cls(
                tuple(read["fields"].tolist()),
                {sign: place for place, sign in enumerate(read["signs"].tolist())},
                read["idf"].astype(np.float32),
                read["word_weights"].astype(np.float32),
                str(read["encoder"]),
                read["centre"].astype(np.float32),
                read["vector_weights"].astype(np.float32),
                read["by_third"].astype(np.float32),
            )

    def scores(self, texts: Sequence[str], vectors: Float32 | None) -> Float32:
        """How likely each field is for each paragraph of one narrative: float32, shape (n, fields); higher is likelier.

        `vectors` are unit rows of the encoder that the model was fitted with, or None: words alone then decide.
        """
        out = np.zeros((len(texts), len(self.fields)), np.float32)
        for row, text in enumerate(texts):
            out[row] = _log_softmax(self._by_words(text))
        if vectors is not None and len(texts):
            near: Float32 = (vectors - self.centre) @ self.vector_weights[:-1] + self.vector_weights[-1]
            out = np.asarray(out + _log_softmax(near), np.float32)
        thirds = [min(2, 3 * at // max(1, len(texts) - 1)) for at in range(len(texts))]
        return np.asarray(out + self.by_third[thirds], np.float32)

    def _by_words(self, text: str) -> Float32:
        counts = Counter(sign for sign in signs(text) if sign in self.places)
        if not counts:
            return np.asarray(self.word_weights[-1], np.float32)
        at = np.array([self.places[sign] for sign in counts])
        values = (1 + np.log(np.array(list(counts.values()), np.float32))) * self.idf[at]
        values = (values / np.linalg.norm(values)).astype(np.float32)
        return np.asarray(values @ self.word_weights[at] + self.word_weights[-1], np.float32)


def _log_softmax(rows: Float32) -> Float32:
    shifted = rows - rows.max(axis=-1, keepdims=True)
    logs: Float32 = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return logs


@functools.cache
def field_model() -> FieldModel:
    """The fitted model, read once."""
    return FieldModel.open()


def fields_told(texts: Sequence[str], encoder: str, encode: Callable[[Sequence[str]], Float32]) -> tuple[str, ...]:
    """The likeliest field of each paragraph. `encode` is asked only when `encoder` is the model fitted with."""
    model = field_model()
    vectors = encode(texts) if encoder == model.encoder else None
    return tuple(model.fields[place] for place in model.scores(texts, vectors).argmax(axis=1))
