"""What the fonts of the PDFs can draw, and what stands for the rest."""

import json
import re
import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path

from kb.export.booklet.typography import cleaned, spaced
from kb.french import NBSP, listing

PAPER = Path(__file__).parent / "paper"  # template and fonts

LACKING = "□"
NAMED = 6  # signs that the note names before it says « … »
# They only change the sign before them (colour of an emoji, joining): without it they say nothing.
MODIFIERS = re.compile("[\u200c\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")
LONG_WORD = re.compile(r"(?<!\S)(?!https?://|www\.)\S{31,}")
BREAK = "\u200b"  # a line may break here
EVERY = 8  # characters of a very long word between two places to break it


@cache
def _coverage() -> tuple[tuple[int, ...], tuple[int, ...]]:
    ranges = json.loads((PAPER / "coverage.json").read_text(encoding="utf-8"))
    return tuple(first for first, _ in ranges), tuple(last for _, last in ranges)


def drawn(character: str) -> bool:
    """Whether the fonts can draw a character."""
    firsts, lasts = _coverage()
    at = bisect_right(firsts, ord(character)) - 1
    return at >= 0 and ord(character) <= lasts[at]


class Typesetter:
    """Makes texts printable, and remembers each sign that it had to replace by a square."""

    def __init__(self) -> None:
        self._lacking: dict[str, None] = {}

    def line(self, text: str) -> str:
        """A text on one line."""
        return self.lines(" ".join(cleaned(text).split("\n")))

    def lines(self, text: str) -> str:
        """A text that keeps its ends of line."""
        text = spaced(re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", MODIFIERS.sub("", cleaned(text)))).strip())
        text = "".join(one if one == "\n" or drawn(one) else self._square(one) for one in text)
        return LONG_WORD.sub(lambda found: _breakable(found[0]), text)

    def _square(self, character: str) -> str:
        if not unicodedata.combining(character):
            self._lacking.setdefault(character)
        return LACKING

    @property
    def note(self) -> str:
        """What was replaced, in a sentence; empty when nothing was."""
        if not self._lacking:
            return ""
        signs = list(self._lacking)
        names = [f"U+{ord(one):04X} ({unicodedata.name(one, 'sans nom').lower()})" for one in signs[:NAMED]]
        more = f" et {len(signs) - NAMED} autres" if len(signs) > NAMED else ""
        said = (", ".join(names) + more) if more else listing(names)
        return f"Signes que la police d’impression n’a pas, remplacés par {LACKING}{NBSP}: {said}."


def _breakable(word: str) -> str:
    return BREAK.join(word[at : at + EVERY] for at in range(0, len(word), EVERY))
