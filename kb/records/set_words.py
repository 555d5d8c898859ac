"""Words cut where the way they are set changes: what a page, a PDF and a Word file draw one after the other."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.document import Mark


@dataclass(frozen=True, slots=True)
class Run:
    """The slice [start, end) of a text, set in one way; `link` is where it leads, "" for nowhere."""

    start: int
    end: int
    strong: bool = False
    emphasis: bool = False
    link: str = ""


def set_runs(length: int, marks: Sequence[Mark]) -> tuple[Run, ...]:
    """The runs of a text of `length` characters, in order, which together are all of it."""
    edges = sorted({0, length, *(min(max(at, 0), length) for one in marks for at in (one.start, one.end))})
    out = []
    for start, end in itertools.pairwise(edges):
        here = [one for one in marks if one.start <= start and one.end >= end]
        link = next((one.target for one in here if one.kind == "link"), "")
        kinds = {one.kind for one in here}
        out.append(Run(start, end, "strong" in kinds, "emphasis" in kinds, link))
    return tuple(out)


def cut(marks: Sequence[Mark], start: int, end: int) -> tuple[Mark, ...]:
    """The marks of the slice [start, end) of a text, counted from its beginning."""
    return tuple(
        replace(one, start=max(one.start, start) - start, end=min(one.end, end) - start)
        for one in marks
        if max(one.start, start) < min(one.end, end)
    )


def picture(length: int, marks: Sequence[Mark]) -> str:
    """The name of the picture that a whole text stands for, "" for words that are read."""
    return next((one.target for one in marks if one.kind == "image" and (one.start, one.end) == (0, length)), "")
