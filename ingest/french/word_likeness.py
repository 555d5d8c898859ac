"""How much a text looks like words: the test that tells a text layer from garbage."""

import re
import unicodedata

from ingest.french.french_words import COMMON, COMMON_ABROAD, COMMON_ENGLISH

FEW_WORDS = 40  # fewer, and the share of common words says nothing
_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_VOWEL = re.compile(r"[aeiouyæœøıəɛɔ]", re.IGNORECASE)
_STRAY = re.compile(r"\(cid:\d+\)|\ufffd|[\ue000-\uf8ff]|[\x00-\x08\x0e-\x1f\x80-\x9f]")
_PRINTED = frozenset(".,;:!?’'()«»-–—/%€•\"“”…")


def likeness(text: str) -> float:
    """From 0 (garbage) to 1 (prose): the share of readable signs, times that of words that can be pronounced.

    A long text in Latin letters without the commonest words of the languages of Europe counts half. Words of other
    alphabets are words: what garbles a text gives Latin letters, signs, or several alphabets in one word.
    """
    solid = re.sub(r"\s", "", text)
    if not solid:
        return 0.0
    words = _WORD.findall(text)
    stray = sum(len(match.group()) for match in _STRAY.finditer(solid))
    signs = 0 if solid.isalnum() else sum(not (sign.isalnum() or sign in _PRINTED or _is_mark(sign)) for sign in solid)
    readable = max(0.0, 1 - 2 * stray / len(solid)) * max(0.0, 1 - max(0.0, signs / len(solid) - 0.15) * 2)
    if not words:
        return readable * sum(sign.isdigit() for sign in solid) / len(solid)  # a page of figures
    latin = [word for word in words if word.isascii() or _alphabet(word[0]) == "LATIN"]
    other = [word for word in words if not word.isascii() and _alphabet(word[0]) != "LATIN"] if latin != words else []
    spoken = (sum(map(_pronounced, latin)) + sum(map(_of_one_alphabet, other))) / len(words)
    known = 1.0 if len(latin) < FEW_WORDS or len(other) > len(latin) or common_share(latin) > 0.04 else 0.5
    return readable * spoken * known


def common_share(words: list[str]) -> float:
    """The share of the words that are among the commonest of French and English, or of other languages."""
    folded = [word.casefold() for word in words]
    return max(sum(word in those for word in folded) for those in (COMMON | COMMON_ENGLISH, COMMON_ABROAD)) / max(
        len(words), 1
    )


def _is_mark(sign: str) -> bool:
    """True for a sign that a letter bears or takes with it, as vowels do in Tamil, Hebrew or Hindi."""
    return sign > "\u02ff" and unicodedata.category(sign)[0] in "MP"


def _pronounced(word: str) -> bool:
    if len(word) == 1 or word.isupper():
        return True
    plain = word if word.isascii() else unicodedata.normalize("NFD", word)
    return bool(_VOWEL.search(plain)) and len(word) < 30 and not re.search(r"[a-z][A-Z].*[a-z][A-Z]", word)


def _of_one_alphabet(word: str) -> bool:
    """True when all its letters come from the alphabet of the first."""
    first = _alphabet(word[0])
    return all(_alphabet(letter) == first for letter in word[1:] if letter.isalpha())


def _alphabet(letter: str) -> str:
    """The alphabet of a letter, as Unicode names it: « LATIN », « CYRILLIC », « ARABIC »; Japan's are one."""
    if letter < "\u0250":
        return "LATIN"
    name = unicodedata.name(letter, "").split(" ", 1)[0]
    return "CJK" if name in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA") else name
