"""Exact slices of a text, cut for a card and marked: nothing is reworded."""

import re
from collections.abc import Sequence

from kb.french import BULLET, within_quotes
from kb.html.escaping import NBSP, esc
from kb.search.result import HitPassage

EXCERPT_LENGTH = 300  # characters shown of a passage: about four lines of a card
SHORT = 90  # characters under which a paragraph alone says too little
HEADING = 90  # characters of the longest heading
Span = tuple[int, int]


def excerpt(passage: HitPassage, length: int = EXCERPT_LENGTH) -> str:
    """The part of a passage to show on a card, in quotation marks, with the words found marked; HTML."""
    text, centre = passage.text, _centre(passage)
    low, high = _paragraph(text, centre)
    start, end = window(text[low:high], (centre[0] - low, min(centre[1], high) - low), length)
    start, end = start + low, end + low
    before = f"…{NBSP}" if start > 0 and not _opens(text, start) else ""
    after = f"{NBSP}…" if end < len(text) and text[end - 1] not in ".!?…»" else ""
    item = BULLET.match(text[start:end])
    words = marked(text, passage.marks, start + item.end() if item else start, end)
    return f"«{NBSP}{before}{within_quotes(words)}{after}{NBSP}»"


def _paragraph(text: str, centre: Span) -> Span:
    """The paragraph that holds the centre, with those after it while it is short: headings before it stay out."""
    start = text.rfind("\n\n", 0, centre[0] + 1)
    start = 0 if start < 0 else start + 2
    end = start
    while end < len(text) and end - start < SHORT:
        stop = text.find("\n\n", max(end + 2, centre[1]) if end == start else end + 2)
        end = len(text) if stop < 0 else stop
    return start, end


def heading_of(passage: HitPassage) -> str:
    """The heading under which the passage's nearest sentence stands: one inside the passage, else its section."""
    before = passage.text[: _centre(passage)[0]].split("\n\n")[:-1]
    found, after_short = "", False
    for one in before:
        short = len(one) <= HEADING and not re.search(r"[.!?…»:;,]\s*$", one)
        # Short after short is an item of a list, or a step under its heading.
        if short and not after_short:
            found = one.strip()
        after_short = short
    return found or (passage.section[-1] if passage.section else "")


def marked(text: str, marks: Sequence[Span], start: int = 0, end: int | None = None) -> str:
    """text[start:end] as HTML, with each span of `marks` (offsets in `text`) inside <mark>."""
    end = len(text) if end is None else end
    out, at = [], start
    for left, right in sorted(marks):
        left, right = max(left, at), min(right, end)
        if left >= right:
            continue
        out += [esc(text[at:left]), "<mark>", esc(text[left:right]), "</mark>"]
        at = right
    return "".join([*out, esc(text[at:end])])


def window(text: str, centre: Span, length: int) -> Span:
    """A slice of at most about `length` characters that holds `centre` and begins and ends between words."""
    if len(text) <= length:
        return _trim(text, 0, len(text))
    start, end = centre
    if end - start >= length:
        return _trim(text, start, _word_end(text, start + length))
    # What precedes says little; what follows tells what came of it.
    spare = length - (end - start)
    start = _sentence_start(text, start, spare // 3)
    return _trim(text, start, _word_end(text, min(len(text), start + length)))


def _centre(passage: HitPassage) -> Span:
    if passage.sentence:
        return passage.sentence
    return passage.marks[0] if passage.marks else (0, 0)


def _sentence_start(text: str, at: int, reach: int) -> int:
    """The start of the sentence that holds `at`, if it is within `reach`, else the start of a word near there."""
    low = max(0, at - reach)
    if low == 0:
        return 0
    starts = [low + found.end() for found in re.finditer(r"[.!?…]\s+|\n+", text[low:at])]
    if starts:
        return starts[0]
    space = text.find(" ", low, at)
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    sentence = max(text.rfind(mark, 0, at) for mark in (". ", "! ", "? ", ".\n", "… "))
    if sentence > at * 0.7:
        return sentence + 1
    space = text.rfind(" ", 0, at)
    return space if space > 0 else at


def _opens(text: str, start: int) -> bool:
    return bool(re.search(r"([.!?…»]|\n)\s*$", text[:start]))


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
