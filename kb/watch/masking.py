"""Small counts masked in tables that strangers read, and enough of the others that none can be worked out.

A table with its totals is a flow: what each column holds runs through its cells to the rows, and back through the grand
total. Two tables that share their rows are one flow too: through the columns of the first, the rows, the columns of the
second. What a reader does not see is known all the same when nothing else could stand there: when it lies on no cycle
of masked counts along which one report could be moved. Such a cycle is therefore made, the cheapest there is.
"""

import heapq
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

# Counts from 1 to under this are masked; a setting of the base may ask for more. Eleven is what the CASD asks of those
# who publish from the national health data (« aucune case ne doit concerner moins de 11 unités »).
SMALLEST_SHOWN: Final = 5
# A total says more than a cell: it is masked when nothing else will do.
TOTAL_COSTS: Final = 1_000

Node = tuple[str, int]
Arc = tuple[Node, Node]
Table = Sequence[Sequence[int]]
IN: Final[Node] = ("in", 0)
OUT: Final[Node] = ("out", 0)


@dataclass(frozen=True, slots=True)
class Masked:
    """A table as strangers read it: None where a count is masked; zeros are never masked."""

    cells: tuple[tuple[int | None, ...], ...]
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]
    total: int | None


def mask_table(cells: Table, *, smallest: int = SMALLEST_SHOWN) -> Masked:
    """The table of counts `cells` (rows of equal length) with its totals, small counts and what gives them masked."""
    return mask_both(cells, [[sum(row)] for row in cells], smallest=smallest)[0]


def mask_both(one: Table, other: Table, *, smallest: int = SMALLEST_SHOWN) -> tuple[Masked, Masked]:
    """Two tables of the same rows, of which each row has the same total in both: neither gives what the other masks."""
    arcs = _arcs(one, other)
    hidden = _hidden(arcs, smallest)

    def shown(arc: Arc) -> int | None:
        return None if arc in hidden else arcs[arc]

    rows = tuple(shown((("row", i), ("sum", i))) for i in range(len(one)))
    total = shown((OUT, IN)) if one else 0
    wide, other_wide = _width(one), _width(other)
    return (
        Masked(
            tuple(tuple(shown((("column", j), ("row", i))) for j in range(wide)) for i in range(len(one))),
            rows,
            tuple(shown((IN, ("column", j))) for j in range(wide)),
            total,
        ),
        Masked(
            tuple(tuple(shown((("sum", i), ("other", j))) for j in range(other_wide)) for i in range(len(other))),
            rows,
            tuple(shown((("other", j), OUT)) for j in range(other_wide)),
            total,
        ),
    )


def _width(table: Table) -> int:
    return len(table[0]) if table else 0


def _arcs(one: Table, other: Table) -> dict[Arc, int]:
    """Each count as what flows from a node to another; what comes into a node is what goes out of it."""
    if [sum(row) for row in one] != [sum(row) for row in other]:
        raise ValueError("the rows of the two tables have other totals")
    rows = range(len(one))
    arcs: dict[Arc, int] = {(("row", i), ("sum", i)): sum(one[i]) for i in rows}
    for j in range(_width(one)):
        arcs |= {(("column", j), ("row", i)): one[i][j] for i in rows}
        arcs[IN, ("column", j)] = sum(one[i][j] for i in rows)
    for j in range(_width(other)):
        arcs |= {(("sum", i), ("other", j)): other[i][j] for i in rows}
        arcs[("other", j), OUT] = sum(other[i][j] for i in rows)
    arcs[OUT, IN] = sum(map(sum, one))
    return arcs


def _hidden(arcs: Mapping[Arc, int], smallest: int) -> set[Arc]:
    """The counts to mask. A count that could be another stays so when more are masked: each is looked at once."""
    waiting = deque(sorted(arc for arc, count in arcs.items() if 0 < count < smallest))
    hidden = set(waiting)
    ways: dict[Node, list[tuple[Node, Arc]]] = {}
    for arc in hidden:
        _open(ways, arc, arcs[arc])
    every: dict[Node, list[tuple[Node, Arc]]] = {}
    for arc, count in arcs.items():
        if count:
            _open(every, arc, count)
    while waiting:
        arc = waiting.popleft()
        if any(_reaches(ways, start, end, arc) for start, end in _turns(arc, arcs[arc])):
            continue
        found = [_cheapest(every, arcs, hidden, start, end, arc) for start, end in _turns(arc, arcs[arc])]
        for new in sorted(min((one for one in found if one is not None), key=lambda one: (one[0], sorted(one[1])))[1]):
            if new not in hidden:
                hidden.add(new)
                waiting.append(new)
                _open(ways, new, arcs[new])
    return hidden


def _open(ways: dict[Node, list[tuple[Node, Arc]]], arc: Arc, count: int) -> None:
    """One report more may pass; one less too, unless there is only one: readers see that no zero is masked."""
    ways.setdefault(arc[0], []).append((arc[1], arc))
    if count > 1:
        ways.setdefault(arc[1], []).append((arc[0], arc))


def _turns(arc: Arc, count: int) -> tuple[tuple[Node, Node], ...]:
    """The ends of the path that closes a cycle when a count grows, and when it lessens (a single report cannot)."""
    return ((arc[1], arc[0]), arc) if count > 1 else ((arc[1], arc[0]),)


def _reaches(ways: Mapping[Node, list[tuple[Node, Arc]]], start: Node, end: Node, without: Arc) -> bool:
    seen, waiting = {start}, deque([start])
    while waiting:
        node = waiting.popleft()
        if node == end:
            return True
        for following, arc in ways.get(node, ()):
            if arc != without and following not in seen:
                seen.add(following)
                waiting.append(following)
    return False


def _cheapest(
    ways: Mapping[Node, list[tuple[Node, Arc]]],
    arcs: Mapping[Arc, int],
    hidden: set[Arc],
    start: Node,
    end: Node,
    without: Arc,
) -> tuple[int, set[Arc]] | None:
    """Cost and arcs of the way from `start` to `end` that masks the least, or None."""
    best, heap = {start: 0}, [(0, start)]
    came: dict[Node, tuple[Node, Arc]] = {}
    while heap:
        cost, node = heapq.heappop(heap)
        if node == end or cost > best[node]:
            continue
        for following, arc in ways.get(node, ()):
            is_total = arc[0][0] not in ("column", "sum")
            more = cost + (0 if arc in hidden else arcs[arc] + (TOTAL_COSTS if is_total else 0))
            if arc != without and more < best.get(following, 1 << 60):
                best[following], came[following] = more, (node, arc)
                heapq.heappush(heap, (more, following))
    if end not in came:
        return None
    used: set[Arc] = set()
    node = end
    while node != start:
        node, arc = came[node]
        used.add(arc)
    return best[end], used
