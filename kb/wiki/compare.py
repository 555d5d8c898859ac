"""Two texts compared word by word, paragraph by paragraph."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Sort = Literal["same", "added", "removed"]
WORDS = re.compile(r"\s+|\w+|[^\w\s]")
PARAGRAPHS = re.compile(r"\n{2,}")
# Paragraphs that share less than this are shown as one removed and one added, not word by word.
ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Change:
    """A run of text that both versions have, or only the newer ("added"), or only the older ("removed")."""

    sort: Sort
    text: str


def compare(older: str, newer: str) -> tuple[tuple[Change, ...], ...]:
    """For each paragraph of either version, its runs of words; joining those not removed gives the newer one."""
    before, after = PARAGRAPHS.split(older.strip()), PARAGRAPHS.split(newer.strip())
    out: list[tuple[Change, ...]] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            out += [(Change("same", text),) for text in before[a:b]]
        else:
            out += _paired(before[a:b], after[c:d])
    return tuple(one for one in out if any(change.text for change in one))


def _paired(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Change, ...]]:
    """Changed paragraphs, each with the first one not yet taken that is like it."""
    left = list(before)
    for text in after:
        like = next((old for old in left if _alike(old, text)), None)
        if like is None:
            yield (Change("added", text),)
            continue
        while left[0] != like:
            yield (Change("removed", left.pop(0)),)
        yield tuple(_words(left.pop(0), text))
    for old in left:
        yield (Change("removed", old),)


def _alike(older: str, newer: str) -> bool:
    matcher = SequenceMatcher(None, WORDS.findall(older), WORDS.findall(newer), autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _words(older: str, newer: str) -> Iterator[Change]:
    before, after = WORDS.findall(older), WORDS.findall(newer)
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change("same", "".join(before[a:b]))
            continue
        if b > a:
            yield Change("removed", "".join(before[a:b]))
        if d > c:
            yield Change("added", "".join(after[c:d]))
