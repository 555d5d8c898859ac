"""A place found in a text, and the choice among places that overlap."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "person", "phone", "email", "address", "nir", "birth_date", "exact_date", "plate", "establishment", "rare", "none"
]
# The kind that wins where two overlap: the first. « none » is what context shows to be no one's (a street, a law).
PRIORITY: tuple[Kind, ...] = (
    *(
        "email",
        "nir",
        "phone",
        "plate",
        "birth_date",
        "address",
        "establishment",
        "none",
        "exact_date",
        "person",
        "rare",
    ),
)


@dataclass(frozen=True, slots=True)
class FoundSpan:
    """A slice of a text and what it was taken for; `reason` is a French clause."""

    start: int
    end: int
    kind: Kind
    reason: str


def without_overlaps(found: Iterable[FoundSpan]) -> tuple[FoundSpan, ...]:
    """`found` in order of place, keeping of those that overlap the kind of higher priority, then the longer."""
    ranked = sorted(found, key=lambda one: (PRIORITY.index(one.kind), one.start - one.end, one.start))
    taken = bytearray(max((one.end for one in ranked), default=0))
    kept = []
    for one in ranked:
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\x01" * (one.end - one.start)
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))
