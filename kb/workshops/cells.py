"""A cell of the comparative grid: two people may write in one, and neither loses a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

# How a group answers in one word; what the groups answer differently stands out.
STANCES: Final = {"": "sans avis", "yes": "oui", "partly": "en partie", "no": "non", "unknown": "on ne sait pas"}


@dataclass(frozen=True, slots=True)
class GridCell:
    """What one group wrote for one narrative (`row`) and one question (`column`); `version` counts its changes."""

    row: int
    column: int
    group: int
    text: str = ""
    stance: str = ""
    version: int = 0


def merged(base: str, there: str, given: str) -> str:
    """The text of a cell that somebody changed from `base` to `given` while it became `there`.

    A line that either of them wrote is kept, a line that either took away goes; of one that both changed, both stay.
    """
    if base in (there, given):
        return given if base == there else there
    before, theirs, mine = set(base.splitlines()), there.splitlines(), given.splitlines()
    out: list[str] = []
    for tag, a, b, c, d in SequenceMatcher(None, theirs, mine, autojunk=False).get_opcodes():
        if tag == "equal":
            out += theirs[a:b]
        else:
            out += [line for line in (*theirs[a:b], *mine[c:d]) if line not in before]
    return "\n".join(out)


def disagree(cells: Sequence[GridCell]) -> bool:
    """Whether the groups answered the same cell differently."""
    return len({one.stance for one in cells if one.stance}) > 1
