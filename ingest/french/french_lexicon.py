"""How much of a text is made of words that exist: what tells a poor reading of a page from a good one."""

import re
from functools import lru_cache

from spellchecker import SpellChecker

from ingest.french.french_words import COMMON, COMMON_ABROAD, COMMON_ENGLISH

FEW_WORDS = 5  # fewer say nothing
# A word as OCR spoils it: figures within letters, a capital after a small letter, a capital I for an l.
_TOKEN = re.compile(r"\w*[^\W\d_]\w*")
_SPOILT = re.compile(r"[^\W\d_]\d[^\W\d_]|[a-zà-ÿ][A-Z]|^I[a-zà-ÿ]{1,3}$|^[a-zà-ÿ]+I[a-zà-ÿ]*$")


def known_share(text: str) -> float:
    """The share of the words of the text, from 0 to 1, that French has; 1 when it has too few words to tell.

    Names, acronyms and words of other alphabets are not counted; words of one or two letters are, by a list.
    """
    known = total = 0
    for word in _TOKEN.findall(text):
        spoilt = bool(_SPOILT.search(word))
        if not spoilt and (not word.isalpha() or not word.islower() or not "a" <= word[0] <= "ÿ"):
            continue
        total += 1
        known += not spoilt and is_known(word)
    return known / total if total >= FEW_WORDS else 1.0


def spoilt_share(text: str) -> float:
    """The share of the words of the text that hold figures or capitals among their small letters."""
    words = _TOKEN.findall(text)
    return sum(bool(_SPOILT.search(word)) for word in words) / max(len(words), 1)


def is_known(word: str) -> bool:
    """True for a word of French in small letters, or one of the commonest of other languages."""
    if word in COMMON or word in COMMON_ENGLISH or word in COMMON_ABROAD:
        return True
    if len(word) < 3:
        return False
    plain = word.replace("œ", "oe").replace("æ", "ae")
    return any(form in _lexicon() for form in (plain, plain.removesuffix("s"), plain.removesuffix("e")))


@lru_cache(maxsize=1)
def _lexicon() -> SpellChecker:
    return SpellChecker(language="fr", distance=1)
