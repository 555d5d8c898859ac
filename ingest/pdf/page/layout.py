"""The reading order of a PDF page: bands, columns and tables, cut along the white space and the rules."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingest.pdf.page.lines import TextLine
from ingest.pdf.page.rules import Rule
from ingest.pdf.page.tables import PROSE_WORDS, full_rows, is_table, long_cells, table_rows

MAX_LINES = 2_000  # beyond, the page is a drawing or a trap: the file's own order is kept
MAX_DEPTH = 12
OVERLAP = 0.2  # of the letter height: lines that overlap less stand in two bands
GUTTER = 0.75  # of the letter height: white that separates two columns
MAX_PIECES = 6  # of one stretched line
ACROSS = 0.7  # share of the width of the text that a rule must cross to cut it


@dataclass(frozen=True, slots=True)
class LineRegion:
    """Lines that are read one after another: one column of text, or (`rows`) a table read row by row."""

    lines: tuple[TextLine, ...]
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class _BandGroup:
    """Bands next to each other that share their gutters; `ruled` when a rule stands above."""

    lines: list[TextLine]
    gutters: list[float]
    ruled: bool


def reading_order(lines: Sequence[TextLine], rules: Sequence[Rule] = ()) -> list[LineRegion]:
    """The regions of the page, in the order in which a person reads them."""
    if not lines:
        return []
    if len(lines) > MAX_LINES:
        return [LineRegion(tuple(lines))]
    borders = [rule for rule in rules if not any(_underlines(rule, line) for line in lines)]
    return _joined(_cut(list(lines), borders, 0), borders)


def _underlines(rule: Rule, line: TextLine) -> bool:
    within = line.left - 3 <= rule.left and rule.right <= line.right + 3
    return within and line.top < rule.y < line.bottom + 0.1 * (line.bottom - line.top)


def _cut(lines: list[TextLine], rules: list[Rule], depth: int) -> list[LineRegion]:
    if len(lines) == 1 or depth > MAX_DEPTH:
        return [LineRegion(tuple(_sorted(lines)))]
    regions: list[LineRegion] = []
    for run in _ruled_runs(_groups(_bands(lines, rules), rules)):
        if len(run) > 1:
            shared = _shared(run)
            ruled = [row for group in run for row in full_rows(_bands(group.lines, rules), shared)]
            rows = [columns(row, shared) for row in ruled]
            if not long_cells(rows):
                regions.append(_table(rows))
                continue
        for group in run:
            regions.extend(_group_regions(group, rules, depth))
    return regions


def _group_regions(group: _BandGroup, rules: list[Rule], depth: int) -> list[LineRegion]:
    if not group.gutters:
        return [LineRegion(tuple(_sorted(group.lines)))]
    parts = columns(group.lines, group.gutters)
    if is_table(parts):
        return [_table([columns(row, group.gutters) for row in table_rows(_bands(group.lines, rules), group.gutters)])]
    return [region for part in parts for region in _cut(part, rules, depth + 1)]


def _sorted(lines: Sequence[TextLine]) -> list[TextLine]:
    return sorted(lines, key=lambda line: (round(line.top), line.left))


def _bands(lines: Sequence[TextLine], rules: Sequence[Rule]) -> list[list[TextLine]]:
    """The lines cut along every horizontal white and every rule that crosses them, from top to bottom."""
    bands: list[list[TextLine]] = []
    floor = 0.0
    for line in sorted(lines, key=lambda line: line.top):
        height = line.bottom - line.top
        if bands and line.top < floor - OVERLAP * height and not _rule_between(bands[-1], [line], rules):
            bands[-1].append(line)
            floor = max(floor, line.bottom)
        else:
            bands.append([line])
            floor = line.bottom
    return _unstretched(bands)


def _unstretched(bands: list[list[TextLine]]) -> list[list[TextLine]]:
    """The bands, each line of prose that justification stretched into pieces made whole again.

    It is told by the line above or below, which starts and ends where it does, in the same letters and in one piece.
    """
    whole = list(bands)
    for index, band in enumerate(bands):
        around = [bands[i][0] for i in (index - 1, index + 1) if 0 <= i < len(bands) and len(bands[i]) == 1]
        pieces = sorted(band, key=lambda line: line.left)
        if 1 < len(pieces) <= MAX_PIECES and any(_same_measure(pieces, line) for line in around):
            words = tuple(
                replace(word, before=" ") if rank == 0 and not word.before else word
                for piece in pieces
                for rank, word in enumerate(piece.words)
            )
            whole[index] = [TextLine(words, min(piece.order for piece in pieces))]
    return whole


def _same_measure(pieces: list[TextLine], line: TextLine) -> bool:
    ends = abs(pieces[0].left - line.left) < 2 and abs(pieces[-1].right - line.right) < 2
    return ends and all(abs(piece.size - line.size) < 1 for piece in pieces) and len(line.words) >= PROSE_WORDS


def _rule_between(above: Sequence[TextLine], below: Sequence[TextLine], rules: Sequence[Rule]) -> bool:
    """True when a rule that crosses most of their width stands between the two."""
    if not rules:
        return False
    both = [*above, *below]
    left, right = min(line.left for line in both), max(line.right for line in both)
    over = max((line.top + line.bottom) / 2 for line in above)
    under = min((line.top + line.bottom) / 2 for line in below)
    return any(
        over < rule.y < under and min(rule.right, right) - max(rule.left, left) > ACROSS * (right - left)
        for rule in rules
    )


def _groups(bands: list[list[TextLine]], rules: list[Rule]) -> list[_BandGroup]:
    groups: list[_BandGroup] = []
    for band in bands:
        own = gutters(band)
        last = groups[-1] if groups else None
        ruled = bool(last and _rule_between(last.lines, band, rules))
        if last and last.gutters and not ruled:
            together = last.lines + band
            shared = gutters(together)
            if shared and (own or _near(last.lines, band)):
                groups[-1] = _BandGroup(together, shared, last.ruled)
                continue
        new = _BandGroup(list(band), own, ruled)
        while own and groups and not new.ruled and _starts(groups[-1], new):
            above = groups.pop()
            together = above.lines + new.lines
            new = _BandGroup(together, gutters(together), above.ruled)
        groups.append(new)
    return groups


def _starts(above: _BandGroup, group: _BandGroup) -> bool:
    """True when lines that stand alone are the top of a column or cell, which the group goes on with its neighbours."""
    if above.gutters or not gutters(above.lines + group.lines) or not _near(above.lines, group.lines):
        return False
    last = above.lines[-1]
    below = [line for line in group.lines if abs(line.left - last.left) < 3]
    return bool(below) and (below[0].size, below[0].bold) == (last.size, last.bold)


def _near(group: list[TextLine], band: list[TextLine]) -> bool:
    """True when a band with text on one side only continues the group above: no larger white than a paragraph's."""
    height = median(line.bottom - line.top for line in band)
    return min(line.top for line in band) - max(line.bottom for line in group) < 0.9 * height


def _ruled_runs(groups: list[_BandGroup]) -> list[list[_BandGroup]]:
    """The groups, those that a rule parts but that share a gutter together: the rows of one table."""
    runs: list[list[_BandGroup]] = []
    for group in groups:
        if runs and group.ruled and runs[-1][-1].gutters and _shared([*runs[-1], group]):
            runs[-1].append(group)
        else:
            runs.append([group])
    for run in runs:  # a last row without gutter is a text under the table
        if len(run) > 1 and not run[-1].gutters:
            runs.insert(runs.index(run) + 1, [run.pop()])
    return runs


def _shared(run: Sequence[_BandGroup]) -> list[float]:
    return gutters([line for group in run for line in group.lines])


def gutters(lines: Sequence[TextLine]) -> list[float]:
    """The middles of the vertical whites that cross all the lines, from left to right."""
    wide = GUTTER * median(line.bottom - line.top for line in lines)
    found: list[float] = []
    edge: float | None = None
    for line in sorted(lines, key=lambda line: line.left):
        if edge is not None and line.left - edge > wide:
            found.append((line.left + edge) / 2)
        edge = line.right if edge is None else max(edge, line.right)
    return found


def columns(lines: Sequence[TextLine], between: Sequence[float]) -> list[list[TextLine]]:
    """The lines of each column, from left to right."""
    parts: list[list[TextLine]] = [[] for _ in range(len(between) + 1)]
    for line in lines:
        parts[sum(gutter < line.left for gutter in between)].append(line)
    return parts


def _table(rows: list[list[list[TextLine]]]) -> LineRegion:
    ordered = [line for row in rows for cell in row for line in _sorted(cell)]
    texts = tuple(tuple("\n".join(line.text for line in _sorted(cell)) for cell in row) for row in rows)
    return LineRegion(tuple(ordered), texts)


def _joined(regions: list[LineRegion], rules: Sequence[Rule]) -> list[LineRegion]:
    """The regions, those of one column that follow each other joined, so that paragraphs see their neighbours."""
    joined: list[LineRegion] = []
    for region in regions:
        last = joined[-1] if joined else None
        if last and not last.rows and not region.rows and _stacked(last.lines, region.lines, rules):
            joined[-1] = LineRegion(last.lines + region.lines)
        else:
            joined.append(region)
    return joined


def _stacked(above: tuple[TextLine, ...], below: tuple[TextLine, ...], rules: Sequence[Rule]) -> bool:
    left, right = min(line.left for line in above), max(line.right for line in above)
    other_left, other_right = min(line.left for line in below), max(line.right for line in below)
    overlap = min(right, other_right) - max(left, other_left)
    wide = overlap > 0.5 * min(right - left, other_right - other_left)
    return below[0].top > above[-1].top and wide and not _rule_between(above[-1:], below[:1], rules)
