"""Text without accents or capitals, so that words compare alike."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def _base(code: int) -> str | None:
    decomposed = unicodedata.normalize("NFD", chr(code))
    return decomposed[0] if len(decomposed) > 1 and not unicodedata.combining(decomposed[0]) else None


# Latin letters with marks only: one character for one, so that offsets hold.
_BARE = {code: base for code in range(0xC0, 0x250) if (base := _base(code))}


def unaccented(text: str) -> str:
    """The text without accents, as long as the text: offsets in the one are offsets in the other."""
    return text.translate(_BARE)


def words(text: str) -> list[str]:
    """The words of a text, without accents, capitals or plural endings."""
    return [singular(word) for word in _WORD.findall(unaccented(text).lower())]


def singular(word: str) -> str:
    """The word without the -s or -x of a plural, when it is long enough to have one."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and word[-2] not in "su" else word
