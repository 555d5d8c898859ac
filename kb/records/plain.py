"""What stands in a name, a title or another field of one line, and in a text of several: characters that are seen.

Threats answered: a name that reads backwards or hides a part of itself (U+202E, « Trojan Source »), two names that look
the same and are not, a NUL that ends a text early in another program, a line break in a header.
"""

import re
from typing import Final

# Controls, halves of characters, what turns the direction of writing, what has no width, tags, and fillers that draw
# nothing: Unicode's Cc and Cs, the Cf that are not seen, and its default-ignorable letters, but line breaks and tabs.
_UNSEEN: Final = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff"
)
# Joiners, which emoji and the scripts of Persia and India need: a text keeps them, a name does not.
_JOINERS: Final = "\u200c\u200d"
IN_A_TEXT: Final = re.compile(f"[{_UNSEEN}]")
IN_A_LINE: Final = re.compile(f"[{_UNSEEN}{_JOINERS}]")
BREAKS: Final = re.compile("\r\n?|[\x85\u2028\u2029]")
# White space but the spaces that do not break, which French puts before its signs.
SPACE: Final = re.compile("[^\\S\xa0\u2009\u202f]+")


def one_line(text: str) -> str:
    """The text in one line, of characters that are seen: white space is one space each, none at the ends."""
    # Characters that are white space are seen as such before the unseen go, which may leave spaces side by side.
    return SPACE.sub(" ", IN_A_LINE.sub("", SPACE.sub(" ", text))).strip()


def many_lines(text: str) -> str:
    """The text with its line breaks and tabs, of characters that are seen."""
    return IN_A_TEXT.sub("", BREAKS.sub("\n", text))
