"""Two texts compared word by word, paragraph by paragraph, within a bound on the work that it takes."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel, Levenshtein

Sort = Literal["same", "added", "removed"]
WORDS = re.compile(r"\s+|\w+|[^\w\s]")
PARAGRAPHS = re.compile(r"\n{2,}")
SENTENCES = re.compile(r"(?<=[.!?…])(?=\s)")
# Paragraphs that share less than this are shown as one removed and one added, not word by word.
ALIKE = 0.4
# How many of the older paragraphs that follow are looked at for one that is like a new one.
AHEAD = 20
# Pairs of words that one comparison may cost: two paragraphs of 12,000 words, in 0.3 s. What is longer is compared by
# sentences, then word by word within those that changed while anything is left.
MOST_PAIRS = 600_000_000
# What else takes the time of so many pairs: a word that is told, a look at whether two paragraphs are alike, and more
# of it for each of their words.
A_WORD = 500
LOOK = 10_000
LOOK_AT_A_WORD = 100


@dataclass(frozen=True, slots=True)
class TextChange:
    """A run of text that both versions have, or only the newer ("added"), or only the older ("removed")."""

    sort: Sort
    text: str


class _Work:
    """The pairs of words that may still be compared."""

    def __init__(self, left: int = MOST_PAIRS) -> None:
        self._left = left

    def takes(self, older: Sequence[str], newer: Sequence[str]) -> bool:
        """Whether two runs may be compared; what it costs is then taken off."""
        cost = len(older) * len(newer) + A_WORD * (len(older) + len(newer))
        if cost > self._left:
            return False
        self._left -= cost
        return True

    def looks(self, words: int) -> bool:
        """Whether a paragraph of so many words may still be looked at; it costs as many pairs as take its time."""
        self._left -= LOOK + LOOK_AT_A_WORD * words
        return not self.over

    @property
    def over(self) -> bool:
        """Whether nothing may be compared any more."""
        return self._left <= 0


def compare(older: str, newer: str) -> tuple[tuple[TextChange, ...], ...]:
    """For each paragraph of either version, its runs of words; joining those not removed gives the newer one."""
    before, after = PARAGRAPHS.split(older.strip()), PARAGRAPHS.split(newer.strip())
    work = _Work()
    out: list[tuple[TextChange, ...]] = []
    for a, b, c, d in _changed(before, after, work):
        if before[a:b] == after[c:d]:
            out += [(TextChange("same", text),) for text in before[a:b]]
        else:
            out += _paired(before[a:b], after[c:d], work)
    return tuple(one for one in out if any(change.text for change in one))


def _changed(before: Sequence[str], after: Sequence[str], work: _Work | None) -> Iterator[tuple[int, int, int, int]]:
    """Bounds, in both, of runs that are the same or that differ, in order; one that differs when they are too many.

    `work` is None where what it costs was counted already.
    """
    if work and not work.takes(before, after):
        yield 0, len(before), 0, len(after)
        return
    start = (0, 0)
    for one in Levenshtein.opcodes(before, after):
        if one.tag == "equal":
            if start != (one.src_start, one.dest_start):
                yield start[0], one.src_start, start[1], one.dest_start
            yield one.src_start, one.src_end, one.dest_start, one.dest_end
            start = (one.src_end, one.dest_end)
    if start != (len(before), len(after)):
        yield start[0], len(before), start[1], len(after)


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    words: tuple[str, ...]
    count: Counter[str]


def _paragraph(text: str) -> _Paragraph:
    words = tuple(WORDS.findall(text))
    return _Paragraph(text, words, Counter(words))


def _paired(before: Sequence[str], after: Sequence[str], work: _Work) -> Iterator[tuple[TextChange, ...]]:
    """Changed paragraphs, each with the first one not yet taken, of the next few, that is like it."""
    left = [_paragraph(text) for text in before]
    at = 0
    for one in map(_paragraph, after):
        ahead = range(at, at if work.over else min(at + AHEAD, len(left)))
        like = next((n for n in ahead if work.looks(len(one.count)) and _alike(left[n], one, work)), None)
        if like is None:
            yield (TextChange("added", one.text),)
            continue
        for gone in left[at:like]:
            yield (TextChange("removed", gone.text),)
        yield tuple(_words(left[like], one, work))
        at = like + 1
    for gone in left[at:]:
        yield (TextChange("removed", gone.text),)


def _alike(older: _Paragraph, newer: _Paragraph, work: _Work) -> bool:
    whole = len(older.words) + len(newer.words)
    if 2 * min(len(older.words), len(newer.words)) < ALIKE * whole:
        return False
    few, many = sorted((older.count, newer.count), key=len)
    if 2 * sum(min(times, many[word]) for word, times in few.items()) < ALIKE * whole:
        return False
    # Without their order, the words in common have to do.
    return not work.takes(older.words, newer.words) or (
        Indel.normalized_similarity(older.words, newer.words, score_cutoff=ALIKE) >= ALIKE
    )


def _words(older: _Paragraph, newer: _Paragraph, work: _Work) -> Iterator[TextChange]:
    if work.takes(older.words, newer.words):
        yield from _runs(older.words, newer.words, None)
        return
    before, after = SENTENCES.split(older.text), SENTENCES.split(newer.text)
    for a, b, c, d in _changed(before, after, work):
        if before[a:b] == after[c:d]:
            yield TextChange("same", "".join(before[a:b]))
        else:
            yield from _runs(WORDS.findall("".join(before[a:b])), WORDS.findall("".join(after[c:d])), work)


def _runs(before: Sequence[str], after: Sequence[str], work: _Work | None) -> Iterator[TextChange]:
    for a, b, c, d in _changed(before, after, work):
        if before[a:b] == after[c:d]:
            yield TextChange("same", "".join(before[a:b]))
            continue
        if b > a:
            yield TextChange("removed", "".join(before[a:b]))
        if d > c:
            yield TextChange("added", "".join(after[c:d]))
