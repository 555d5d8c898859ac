"""Where the words of the glossary stand in a text."""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from kb.vocabulary.vocabulary import Term, Vocabulary

SHORTEST: Final = 3  # characters: shorter variants are words of every sentence
# Acronyms this short are also words (cap, sas, bus): in a text they count in capitals only.
SHORT_ACRONYM: Final = 4
WORD: Final = re.compile(r"\w+")
BETWEEN: Final = re.compile(r"[ \u00a0\u202f'’\-–]{1,2}|\.")  # what may part the words of one form

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermMention:
    """A term that stands at text[start:end]."""

    start: int
    end: int
    term: Term


class Glossary:
    """Finds the first mention of each term in a text: more underlining would trouble the reading."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._forms: dict[Words, tuple[bool, Term]] = {}  # words of a form → whether in capitals, and its term
        sizes: dict[str, set[int]] = {}
        for term in terms:
            for form in term.forms if term.definition or term.senses else ():
                words = tuple(map(_singular, WORD.findall(form.casefold())))
                if len(form) >= SHORTEST and words and words not in self._forms:
                    self._forms[words] = (form.isupper() and len(form) <= SHORT_ACRONYM, term)
                    sizes.setdefault(words[0], set()).add(len(words))
        self._sizes = {first: sorted(of_first, reverse=True) for first, of_first in sizes.items()}

    def mentions(self, text: str, seen: set[str]) -> list[TermMention]:
        """Mentions in `text` of the terms not in `seen`, each once; adds them to `seen`."""
        out = []
        for mention in self.all_mentions(text):
            if mention.term.code not in seen:
                seen.add(mention.term.code)
                out.append(mention)
        return out

    def all_mentions(self, text: str) -> Iterator[TermMention]:
        """All mentions in `text`, none inside another; the longest form counts where several begin."""
        found = list(WORD.finditer(text))
        words = [_singular(one[0].casefold()) for one in found]
        at = 0
        while at < len(words):
            size, term = self._at(text, found, words, at)
            if term is not None:
                yield TermMention(found[at].start(), found[at + size - 1].end(), term)
            at += size

    def _at(self, text: str, found: list[re.Match[str]], words: list[str], at: int) -> tuple[int, Term | None]:
        """How many words the form has that begins at a word, and its term; 1 and None for none."""
        for size in self._sizes.get(words[at], ()):
            capitals, term = self._forms.get(tuple(words[at : at + size]), (False, None))
            if term is None or at + size > len(words) or (capitals and not found[at][0].rstrip("sx").isupper()):
                continue
            if all(BETWEEN.fullmatch(text, found[n].end(), found[n + 1].start()) for n in range(at, at + size - 1)):
                return size, term
        return 1, None


@functools.lru_cache(maxsize=4)
def glossary_of(vocabulary: Vocabulary) -> Glossary:
    """The glossary of a vocabulary, made once as long as that one lives."""
    return Glossary(vocabulary.terms)


def _singular(word: str) -> str:
    """A word without what may make it a plural: no other difference makes a mention."""
    return word[:-1] if len(word) > SHORTEST and word[-1] in "sx" else word
