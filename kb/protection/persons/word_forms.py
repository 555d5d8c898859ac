"""The word forms of the language, and which of them are verbs: what the model's lemmatiser knows, in three megabytes."""

from array import array
from bisect import bisect_left
from pathlib import Path

INFINITIVES = ("er", "ir", "re")
# The largest value in the file is a list of lemmas; a buffer of this many bytes is read at once.
BUFFER = 1 << 20


class WordForms:
    """Sorted keys (64-bit hashes of spaCy) of the forms and lemmas of a language, and of the forms of its verbs."""

    def __init__(self, words: "array[int]", verbs: "array[int]") -> None:
        self._words, self._verbs = words, verbs

    @classmethod
    def read(cls, path: Path) -> "WordForms":
        """The forms in the `lookups.bin` of a lemmatiser. Raises OSError, and KeyError for one without its table.

        Read value by value: as Python objects the table takes a hundred megabytes, which the process would keep.
        """
        from spacy.strings import get_string_id
        from srsly.msgpack import Unpacker

        words: set[int] = set()
        verbs: list[int] = []
        with path.open("rb") as file:
            unpacker = Unpacker(file, read_size=BUFFER, raw=False, strict_map_key=False)
            for _ in range(unpacker.read_map_header()):
                if unpacker.unpack() != "lemma_lookup":
                    unpacker.skip()
                    continue
                for _ in range(unpacker.read_map_header()):
                    key, found = unpacker.unpack(), unpacker.unpack()
                    lemmas = [found] if isinstance(found, str) else found
                    keys = [get_string_id(lemma) for lemma in lemmas]
                    words.update((key, *keys))
                    pairs = zip(lemmas, keys, strict=True)
                    if any(other != key and lemma.endswith(INFINITIVES) for lemma, other in pairs):
                        verbs.append(key)
        if not words:
            raise KeyError("lemma_lookup")
        return cls(array("Q", sorted(words)), array("Q", sorted(verbs)))

    def has(self, word: str) -> bool:
        """Whether a word in lower case is a form or a lemma."""
        return _within(self._words, word)

    def has_verb(self, word: str) -> bool:
        """Whether a word in lower case is a form of a verb, other than its infinitive."""
        return _within(self._verbs, word)


def _within(keys: "array[int]", word: str) -> bool:
    from spacy.strings import get_string_id

    key = get_string_id(word)
    at = bisect_left(keys, key)
    return at < len(keys) and keys[at] == key
