"""Marks of notes in the lines of a PDF page: small raised figures, parted from the word that they follow."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.french.raised import raised, with_note_marks
from ingest.pdf.page.words import SMALLER, PlacedWord

RAISED = 0.1  # of the letter height: how much higher than its word a mark stands
TOUCHING = 0.5  # of the letter height: a mark follows its word without more white
NOTHING = 0.1  # of the letter height: less is no space
_FIGURES = re.compile(r"[(\[]?\d{1,3}(?:[,;–-]\d{1,3})*[)\]]?")
_UNICODE = re.compile("[⁰¹²³⁴-⁹]")
_CLOSING = re.compile(r"[.,)\]…](?!\.)")


def parted(words: Sequence[PlacedWord]) -> tuple[PlacedWord, ...]:
    """The words of a line, each mark of a note as « [1] » after a no-break space; ordinals and units as they were."""
    found: list[PlacedWord] = []
    marked = False
    for word in words:
        last = found[-1] if found else None
        if last and _CLOSING.match(word.text) and word.left - last.right < NOTHING * word.height:
            word = replace(word, before="")  # the white that PDFium sees after small letters is none
        elif marked and not word.before and word.text[:1].isalnum():
            word = replace(word, before=" ")
        marked = last is not None and is_mark(last, word)
        if last and marked:
            word = _as_mark(found, word)
        elif _UNICODE.search(word.text):
            word = replace(word, text=with_note_marks(word.text))
        found.append(word)
    return tuple(found)


def is_mark(last: PlacedWord, word: PlacedWord) -> bool:
    """True for small figures that stand against the word before them, higher than it."""
    if word.height >= SMALLER * last.height or not _FIGURES.fullmatch(word.text):
        return False
    higher = last.bottom - word.bottom > RAISED * last.height and word.top - last.top < RAISED * last.height
    return higher and _touch(last, word)


def _touch(last: PlacedWord, word: PlacedWord) -> bool:
    return word.left - last.right < TOUCHING * max(last.height, word.height)


def _as_mark(before: Sequence[PlacedWord], word: PlacedWord) -> PlacedWord:
    text = "".join(each.before + each.text for each in before[-3:])
    shown = with_note_marks(text + raised(word.text))
    after = shown[len(text) :] if shown.startswith(text) else ""
    if not after.startswith("\u00a0["):
        return replace(word, text=after or word.text)
    return replace(word, before="\u00a0", text=after[1:])
