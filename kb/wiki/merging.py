"""Two versions of the same fields made one: what only one side changed is taken, what both changed is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Merged:
    """The fields of both sides; for each field that both changed, `fields` holds mine and `theirs` the other."""

    fields: Mapping[str, Any]
    theirs: Mapping[str, Any]


def merge(base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]) -> Merged:
    """Three-way merge, field by field."""
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
        if other not in (own, before):
            both[name] = other
    return Merged(fields, both)
