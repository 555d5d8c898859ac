"""Lines that hold Arabic, Hebrew or another script written from right to left, put in the order in which they are read.

A page draws every line from left to right, or leaves its producer's order: what a person reads first is what stands
furthest to the right, save numbers and words in Latin letters, which keep their own direction.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.pdf.page.words import PlacedWord

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_SHAPED = re.compile("[\ufb1d-\ufdff\ufe70-\ufefc]+")
_LETTER = re.compile(r"[^\W\d_]")
PREVAILING = 0.6  # share of the letters of a line that tells its direction
_TOUCHING = 0.12  # of the letter height: words nearer than this have no space between them


def is_right_to_left(text: str) -> bool:
    """True when the text holds a letter of a script written from right to left."""
    return bool(_RIGHT_TO_LEFT.search(text))


def runs_leftward(text: str, *, unclear: bool = False) -> bool:
    """True when most letters of the text belong to scripts written from right to left; `unclear` when none prevails."""
    leftward = len(_RIGHT_TO_LEFT.findall(text))
    share = leftward / max(len(_LETTER.findall(text)), 1)
    return unclear if 1 - PREVAILING < share < PREVAILING else share > 0.5


def in_reading_order(words: Sequence[PlacedWord], *, leftward: bool) -> tuple[PlacedWord, ...]:
    """The words of a line in the order in which they are read, their letters without the shapes that fonts give them.

    `leftward` says whether the page runs from right to left: it decides for a line that holds as much of either kind.
    Words that run the other way than the line keep their order among themselves.
    """
    if not any(is_right_to_left(word.text) for word in words):
        return tuple(words)
    ordered = [_unshaped(word) for word in sorted(words, key=lambda word: word.left)]
    if runs_leftward("".join(word.text for word in words), unclear=leftward):
        ordered = _runs_turned(
            ordered[::-1], lambda word: not is_right_to_left(word.text) and re.search(r"\w", word.text) is not None
        )
    else:
        ordered = _runs_turned(ordered, lambda word: is_right_to_left(word.text))
    return tuple(_spaced(ordered))


def _runs_turned(words: list[PlacedWord], turns: Callable[[PlacedWord], bool]) -> list[PlacedWord]:
    """The words, each run of those that `turns` tells in the other direction."""
    runs = [(turned, list(run)) for turned, run in groupby(words, key=turns)]
    return [word for turned, run in runs for word in (run[::-1] if turned else run)]


def _spaced(words: Sequence[PlacedWord]) -> list[PlacedWord]:
    spaced: list[PlacedWord] = []
    for word in words:
        last = spaced[-1] if spaced else None
        gap = max(word.left - last.right, last.left - word.right) if last else 1.0
        spaced.append(replace(word, before=" " if gap > _TOUCHING * word.height else ""))
    return spaced


def _unshaped(word: PlacedWord) -> PlacedWord:
    """The word with plain letters for those that fonts shape by their place in it."""
    if not _SHAPED.search(word.text):
        return word
    return replace(word, text=_SHAPED.sub(lambda match: unicodedata.normalize("NFKC", match.group()), word.text))
