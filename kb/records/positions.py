"""Where some words stand: a record, one of its revisions, and a slice of its canonical text. It holds no word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# A trail longer than this is no trail any more, and no address that can be mailed.
LONGEST = 60
WRITTEN = re.compile(r"([\w-]{1,80})\.(\d{1,6})\.(\d{1,9})\.(\d{1,9})", re.ASCII)
BETWEEN = "~"


@dataclass(frozen=True, slots=True)
class Position:
    """The slice [start, end) of a record's canonical text at a revision."""

    record: str
    revision: int
    start: int
    end: int


def written(positions: Sequence[Position]) -> str:
    """Positions as an address carries them: « EXP-2024-031.2.120.560~EXP-2019-001.1.0.300 »."""
    return BETWEEN.join(f"{one.record}.{one.revision}.{one.start}.{one.end}" for one in positions)


def read(text: str) -> tuple[Position, ...]:
    """The positions that `written` wrote; what an address garbled is left out, as is what exceeds LONGEST."""
    out = []
    for part in text.split(BETWEEN):
        found = WRITTEN.fullmatch(part)
        if found:
            one = Position(found[1], int(found[2]), int(found[3]), int(found[4]))
            if one.start < one.end:
                out.append(one)
    return tuple(out[:LONGEST])
