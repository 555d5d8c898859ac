"""How questions are read: plain letters, and the phrases of a lexicon found in them."""

import functools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matched:
    """What was found in a question: a code, and the bounds of the words that say it."""

    code: str
    start: int
    end: int


@functools.lru_cache(maxsize=1_024)
def plain(text: str) -> str:
    """A text without accents, in small letters, with plain apostrophes; each character keeps its place."""
    text = text.replace("’", "'").replace("œ", "o").replace("Œ", "o").replace("\u00a0", " ").replace("\u202f", " ")
    out = []
    for one in text:
        bare = unicodedata.normalize("NFD", one)[0]
        out.append(bare.casefold()[:1])
    return "".join(out)


@functools.lru_cache(maxsize=4_096)
def phrase(words: str) -> re.Pattern[str]:
    """The pattern of a phrase of a lexicon: « heberg* » is any word that begins so."""
    parts = [re.escape(part[:-1]) + r"\w*" if part.endswith("*") else re.escape(part) for part in words.split()]
    ending = "" if words.endswith("*") else r"(?:s|x)?"
    inner = r"[\s-]+".join(parts)
    return re.compile(rf"(?<![\w-]){inner}{ending}(?!\w)")


def found(text: str, phrases: Iterable[str]) -> tuple[int, int] | None:
    """Bounds of the first of these phrases in a plain text, or None."""
    return next((match.span() for one in phrases if (match := phrase(one).search(text))), None)
