"""Small counts masked in a table that strangers read, and enough of the others that none can be worked out.

A table with its totals is a flow: what each row holds runs through its cells to the columns, and back through the grand
total. What a reader does not see is known all the same when nothing else could stand there: when the cell lies on no
cycle of masked cells along which one report could be moved. Such a cycle is therefore made, the cheapest there is.
"""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

# Counts from 1 to under this are masked; a setting of the base may ask for more. Eleven is what the CASD asks of those
# who publish from the national health data (« aucune case ne doit concerner moins de 11 unités »).
SMALLEST_SHOWN: Final = 5
# A total says more than a cell: it is masked when nothing else will do.
TOTAL_COSTS: Final = 1_000

Arc = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Masked:
    """A table as strangers read it: None where a count is masked; zeros are never masked."""

    cells: tuple[tuple[int | None, ...], ...]
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]
    total: int | None


def mask_table(cells: Sequence[Sequence[int]], *, smallest: int = SMALLEST_SHOWN) -> Masked:
    """The table of counts `cells` (rows of equal length) with its totals, small counts and what gives them masked."""
    arcs = _arcs(cells)
    hidden = {arc for arc, count in arcs.items() if 0 < count < smallest}
    while (known := _determined(arcs, hidden)) is not None:
        hidden |= _cheapest_cycle(arcs, hidden, known)
    height, width = len(cells), len(cells[0]) if cells else 0

    def shown(arc: Arc) -> int | None:
        return None if arc in hidden else arcs[arc]

    first, top, bottom = height, height + width, height + width + 1
    return Masked(
        tuple(tuple(shown((i, first + j)) for j in range(width)) for i in range(height)),
        tuple(shown((top, i)) for i in range(height)),
        tuple(shown((first + j, bottom)) for j in range(width)),
        shown((bottom, top)),
    )


def _arcs(cells: Sequence[Sequence[int]]) -> dict[Arc, int]:
    """The flow of a table: nodes are rows, columns, the node that feeds the rows, the one that the columns feed."""
    height, width = len(cells), len(cells[0]) if cells else 0
    top, bottom = height + width, height + width + 1
    arcs = {(i, height + j): cells[i][j] for i in range(height) for j in range(width)}
    arcs |= {(top, i): sum(cells[i]) for i in range(height)}
    arcs |= {(height + j, bottom): sum(row[j] for row in cells) for j in range(width)}
    arcs[bottom, top] = sum(map(sum, cells))
    return arcs


def _determined(arcs: Mapping[Arc, int], hidden: Iterable[Arc]) -> Arc | None:
    """A masked count that could be nothing else, or None."""
    hidden = set(hidden)
    for arc in sorted(hidden):
        if not any(_path(arcs, hidden, arc, start, end, only_hidden=True) is not None for start, end in _turns(arc)):
            return arc
    return None


def _turns(arc: Arc) -> tuple[Arc, Arc]:
    """The ends of the path that closes a cycle when the count of an arc grows, and when it lessens."""
    return (arc[1], arc[0]), arc


def _cheapest_cycle(arcs: Mapping[Arc, int], hidden: set[Arc], arc: Arc) -> set[Arc]:
    found = [_path(arcs, hidden, arc, start, end, only_hidden=False) for start, end in _turns(arc)]
    possible = [one for one in found if one is not None]
    return min(possible, key=lambda one: (one[0], sorted(one[1])))[1]


def _path(
    arcs: Mapping[Arc, int], hidden: set[Arc], without: Arc, start: int, end: int, *, only_hidden: bool
) -> tuple[int, set[Arc]] | None:
    """Cost and arcs of the cheapest way from `start` to `end` on which each count could change by one, or None."""
    ways = _ways(arcs, hidden, without, only_hidden=only_hidden)
    best, heap = {start: 0}, [(0, start)]
    came: dict[int, tuple[int, Arc]] = {}
    while heap:
        cost, node = heapq.heappop(heap)
        if cost > best[node]:
            continue
        for following, arc, more in ways.get(node, ()):
            if cost + more < best.get(following, 1 << 60):
                best[following] = cost + more
                came[following] = (node, arc)
                heapq.heappush(heap, (cost + more, following))
    if end not in came:
        return None
    used: set[Arc] = set()
    node = end
    while node != start:
        node, arc = came[node]
        used.add(arc)
    return best[end], used


def _ways(
    arcs: Mapping[Arc, int], hidden: set[Arc], without: Arc, *, only_hidden: bool
) -> dict[int, list[tuple[int, Arc, int]]]:
    """From each node: where one report may be moved to, along which arc, at what cost of what would be masked."""
    ways: dict[int, list[tuple[int, Arc, int]]] = {}
    top = max(max(arc) for arc in arcs) - 1
    for arc, count in arcs.items():
        # Readers see that zeros are shown: what is masked is one at least, and 1 cannot lessen.
        if arc == without or count == 0 or (only_hidden and arc not in hidden):
            continue
        is_total = top in arc or top + 1 in arc
        cost = 0 if arc in hidden else count + (TOTAL_COSTS if is_total else 0)
        ways.setdefault(arc[0], []).append((arc[1], arc, cost))
        if count > 1:
            ways.setdefault(arc[1], []).append((arc[0], arc, cost))
    return ways
