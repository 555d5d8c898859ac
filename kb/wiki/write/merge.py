"""Two versions of the same fields made one: what only one side changed is taken, what both changed is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from kb.records.catalogue import tags


@dataclass(frozen=True, slots=True)
class Merged:
    """The fields of both sides; for each field that both changed, `fields` holds mine and `theirs` the other."""

    fields: Mapping[str, Any]
    theirs: Mapping[str, Any]


def merge(base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Merged:
    """Three-way merge, field by field; tags that either side added or took away are so in both."""
    fields: dict[str, Any] = {}
    both: dict[str, Any] = {}
    for name in dict.fromkeys([*mine, *theirs]):
        before, other, own = base.get(name), theirs.get(name), mine.get(name)
        if own == before and other != before:
            if name in theirs:
                fields[name] = other
            continue
        if name in mine:
            fields[name] = own
        if name in tags() and own != before and other not in (own, before):
            fields[name] = _tags(before or (), other or (), own or ())
            continue
        if other not in (own, before):
            both[name] = other
    return Merged(fields, both)


def _tags(before: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> list[str]:
    """Theirs, with what mine added and without what mine took away."""
    known = set(before)
    gone = known - set(mine)
    return [one for one in dict.fromkeys([*theirs, *(one for one in mine if one not in known)]) if one not in gone]


def is_earlier(text: str, later: str) -> bool:
    """Whether `text` is `later`, or `later` before its last words were typed: one run of it is not there yet."""
    text, later = text.strip(), later.strip()
    start = _alike(text, later)
    return len(text) <= len(later) and start + _alike(text[start:][::-1], later[start:][::-1]) == len(text)


def still_at(before: str, now: str, start: int, end: int) -> int | None:
    """Where `before[start:end]` begins in `now`, what the text became as it was typed in; None for words that changed,
    or that letters were joined to."""
    if end <= _alike(before, now):
        at = start
    elif start >= len(before) - _alike(before[::-1], now[::-1]):
        at = start + len(now) - len(before)
    else:
        return None
    beside = now[at - 1 : at] + now[at + end - start :][:1]
    return None if before != now and any(one.isalnum() for one in beside) else at


def _alike(one: str, other: str) -> int:
    """How many first characters two texts share."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
