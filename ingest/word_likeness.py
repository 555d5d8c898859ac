"""How much a text looks like words: the test that tells a text layer from garbage."""

import re

from ingest.french_words import COMMON, COMMON_ENGLISH

FEW_WORDS = 40  # fewer, and the share of common words says nothing
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_VOWEL = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]", re.IGNORECASE)
_STRAY = re.compile(r"\(cid:\d+\)|\ufffd|[\ue000-\uf8ff]|[\x00-\x08\x0e-\x1f\x80-\x9f]")


def likeness(text: str) -> float:
    """From 0 (garbage) to 1 (prose): the share of readable signs, times that of words that can be pronounced.

    A long text without the commonest words of French or English counts half.
    """
    solid = re.sub(r"\s", "", text)
    if not solid:
        return 0.0
    words = _WORD.findall(text)
    stray = sum(len(match.group()) for match in _STRAY.finditer(solid))
    signs = sum(not (sign.isalnum() or sign in ".,;:!?’'()«»-–—/%€•\"") for sign in solid)
    readable = max(0.0, 1 - 2 * stray / len(solid)) * max(0.0, 1 - max(0.0, signs / len(solid) - 0.15) * 2)
    if not words:
        return readable * sum(sign.isdigit() for sign in solid) / len(solid)  # a page of figures
    spoken = sum(_pronounced(word) for word in words) / len(words)
    common = sum(word.casefold() in COMMON or word.casefold() in COMMON_ENGLISH for word in words)
    known = 1.0 if len(words) < FEW_WORDS or common / len(words) > 0.04 else 0.5
    return readable * spoken * known


def _pronounced(word: str) -> bool:
    if len(word) == 1 or word.isupper():
        return True
    return bool(_VOWEL.search(word)) and len(word) < 30 and not re.search(r"[a-z][A-Z].*[a-z][A-Z]", word)
