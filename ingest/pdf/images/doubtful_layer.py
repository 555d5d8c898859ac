"""Text layers that cannot be what their page shows: accents and apostrophes lost, letters taken for others."""

import re

from ingest.french.french_lexicon import known_share, spoilt_share
from ingest.french.french_words import COMMON

FEW_LETTERS = 140  # letters; a shorter text may have no accent
WHOLE = 0.93  # share of its words that French has, in a text that lost nothing
NO_ACCENT = 0.004  # share of the letters that bear an accent; French prose has nearly ten times that
FEW_ACCENTS = 0.015  # the same where words must be missing from the list too
FRENCH = 0.15  # share of the words that are among the commonest, in French prose
SPOILT = 0.03  # share of words with figures or capitals among their small letters
KNOWN = 0.85  # share of the words of an old scan's layer that French has, when it was well read
_ACCENT = re.compile("[àâäçéèêëîïôöùûüœ]", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
# « l-heure », « d-abord », « l ? heure »: what is left of elisions; « a-t-elle » has none.
_ELISION = re.compile(r"(?<![\w’'-])(?:[ldjnmstc]|qu)(?:-| ?[\ufffd\u25a1?] ?)(?=[aeiouyhàâéèêëîïôœ])", re.IGNORECASE)


def is_doubtful(text: str, *, layered: bool) -> bool:
    """True for the text of a page that OCR should read again; `layered` when it is the hidden layer of a scan."""
    letters = len(_LETTERS.findall(text))
    if letters < FEW_LETTERS:
        return False
    if layered and (spoilt_share(text) > SPOILT or known_share(text) < KNOWN):
        return True
    accents = len(_ACCENT.findall(text)) / letters
    if accents > FEW_ACCENTS and len(_ELISION.findall(text)) < 2:
        return False
    words = _WORD.findall(text)
    small = [word for word in words if word.islower()]
    french = sum(word in COMMON for word in small) > FRENCH * len(words)
    if not french or len(small) * 2 < len(words):
        return False
    return accents < NO_ACCENT or known_share(text) < WHOLE or len(_ELISION.findall(text)) >= 2
