"""Signs that a producer draws beside their letter (« gar¸con », « ´ecole ») or takes from another table (« L™été »)."""

import re
import unicodedata
from collections.abc import Iterator

# Spacing accents, and the letters that each may stand on: others make letters that French does not have.
_COMBINING = {"´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "¨": "\u0308", "˜": "\u0303", "˚": "\u030a"}
_BEARERS = {"˜": "anoANO", "˚": "auAU"}
_VOWELS = "aeiouyAEIOUYı"
# What a text holds when there is something to put right here.
SIGNS = "´`ˆ¨˜˚¸™Õ"
_ANY = re.compile(f"[{SIGNS}]")
_ACCENT_FIRST = re.compile(f"([´`ˆ¨])([{_VOWELS}])|(˜)([anoANO])|(˚)([auAU])")
_LETTER_FIRST = re.compile(f"([{_VOWELS}])([´ˆ¨])|([anoANO])(˜)|([auAU])(˚)")
_CEDILLA = re.compile(r"¸ ?([cC])|([cC])(?:¸| ¸(?=[aouAOU]))")
# The apostrophe of Windows read by the table of PDF, and that of old Macs read by that of Windows.
_APOSTROPHE = re.compile(
    r"(?<![^\W\d_])((?:[cdjlmnst]|qu|lorsqu|puisqu|jusqu|aujourd))([™Õ])(?=[^\W\d_])", re.IGNORECASE
)


def misplaced_signs(text: str) -> Iterator[tuple[int, int, str]]:
    """What to put right, as (start, end, replacement): accents beside their letter, apostrophes of other tables."""
    if not _ANY.search(text):
        return
    for match in _CEDILLA.finditer(text):
        yield match.start(), match.end(), "ç" if (match[1] or match[2]) == "c" else "Ç"
    for match in _APOSTROPHE.finditer(text):
        yield match.start(2), match.end(2), "’"
    letter_first = _letters_come_first(text)
    for match in (_LETTER_FIRST if letter_first else _ACCENT_FIRST).finditer(text):
        letter, accent = sorted((sign for sign in match.groups() if sign), key=lambda sign: sign in _COMBINING)
        composed = unicodedata.normalize("NFC", letter.replace("ı", "i") + _COMBINING[accent])
        if len(composed) == 1:
            yield match.start(), match.end(), composed


def _letters_come_first(text: str) -> bool:
    """True when more accents follow a letter that may bear them, and precede none, than the other way round."""
    before = after = 0
    for match in re.finditer("[´ˆ¨˜˚]", text):
        bearers = _BEARERS.get(match.group(), _VOWELS)
        left, right = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        follows, precedes = bool(left) and left in bearers, bool(right) and right in bearers
        before += follows and not precedes
        after += precedes and not follows
    return before > after
