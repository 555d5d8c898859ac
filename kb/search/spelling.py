"""What a misspelt question means: accents given back, words that stand nowhere corrected."""

import functools
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from spellchecker import SpellChecker

from kb.index.analysis import WORD, fold, fold_word
from kb.index.speller import Speller

# Words that share so many first letters, and whose rest are endings of conjugation or number, are forms of one word.
INFLECTED_STEM = 4
ENDINGS = frozenset(
    "|e|s|x|r|a|es|er|ee|ees|ez|nt|ent|ant|ants|ons|ait|ais|aient|ont|era|eront|ir|it|issent".split("|")  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class French:
    """The words of French as they are spelt; and, for those with accents, by the word folded."""

    words: Mapping[str, int]
    accented: Mapping[str, str]

    def holds(self, folded: str) -> bool:
        """Whether this is a word, whatever its accents."""
        return folded in self.words or folded in self.accented


@functools.lru_cache(maxsize=1)
def french() -> French:
    """The list of words, with how often each is said, that comes with the spelling checker."""
    words = SpellChecker(language="fr").word_frequency.dictionary
    accented: dict[str, str] = {}
    for word, count in words.items():
        folded = word if word.isascii() else fold(word)
        if folded not in words and count > words.get(accented.get(folded, ""), 0):
            accented[folded] = word
    return French(words, accented)


def meaning(text: str, speller: Callable[[], Speller]) -> str:
    """The question as its author would have spelt it: what the encoder reads, whom a letter amiss leads elsewhere.

    Each word that is neither French nor in the base becomes the nearest one of the base; one typed without its accents
    gets them back. Names and initials stay as they are. On misspelt questions kept for tuning nDCG@10 goes from 88 to
    94 % of that of the correct ones (from 89 to 94 % on those written from titles alone).
    """
    words, parts, at = french(), [], 0
    for found in WORD.finditer(text):
        word = found.group()
        if word[0].isupper() and (found.start() or word.isupper()):
            continue
        lower, folded = word.lower(), fold_word(word)
        if lower in words.words:
            continue
        if folded in words.accented:
            meant = words.accented[folded] if lower == folded else word
        else:
            near = () if speller().knows(folded) else speller().near(folded)
            meant = words.accented.get(near[0], near[0]) if near and not is_inflection(folded, near[0]) else word
        if meant != word:
            parts += [text[at : found.start()], meant]
            at = found.end()
    return "".join([*parts, text[at:]])


def is_inflection(word: str, other: str) -> bool:
    """Whether two folded words differ in their ending only: searched alike, but nothing to tell the person of."""
    pairs = zip(word, other, strict=False)
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))
    return same >= INFLECTED_STEM and {word[same:], other[same:]} <= ENDINGS
