"""The pictures of the watch, as HTML: bars by month, and circles over the outlines, each with its table.

Size and a number tell how many, never a colour alone: they stay readable in black and white. A masked count is a
dashed circle without a number.
"""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt
from typing import Any

from kb.html.escaping import MONTHS, NBSP, esc
from kb.views.explore.territory_map import CREDIT, outlines
from kb.watch.masking import Masked

GROUND = "/app/static/territories.svg"
LARGEST_CIRCLE, SMALLEST_CIRCLE = 9.0, 3.6  # diameters, percent of the map's width
MASKED = "—"
HEIGHT = 120  # of the tallest bar, in pixels


def month_name(month: str, *, short: bool = False) -> str:
    """« mai 2026 », or « 05/26 »."""
    year, number = month.split("-")
    return f"{number}/{year[2:]}" if short else f"{MONTHS[int(number) - 1]} {year}"


def shown(count: int | None) -> str:
    """A count as a cell of a table: a dash where it is masked, nothing for none."""
    return MASKED if count is None else str(count) if count else ""


def bars(months: Sequence[str], counts: Sequence[int | None], chosen: str) -> str:
    """Signals by month: a bar each, which opens the signals of its month."""
    most = max((one or 0 for one in counts), default=0) or 1
    drawn = []
    for month, count in zip(months, counts, strict=True):
        said = f"{month_name(month)}{NBSP}: {'masqué' if count is None else count}"
        tall = 12 if count is None else round(HEIGHT * count / most)
        drawn.append(
            f'<a href="/veille?mois={month}#rp-signaux" '
            f'aria-label="{esc(said)}"{" class=on" if month == chosen else ""}>'
            f'<b>{count or ""}</b><i style="height:{tall}px"{" class=masked" if count is None else ""}></i>'
            f"<span>{month_name(month, short=True)}</span></a>"
        )
    return f'<div class="rp-bars" role="group" aria-label="Signaux par mois">{"".join(drawn)}</div>'


def circles(
    counts: Mapping[str, int | None], names: Mapping[str, str], most: int, *, month: str = "", small: bool = False
) -> str:
    """A map: a circle on each territory that has signals; `most` is what the largest circle stands for."""
    centres = _centres()
    drawn = []
    for code, count in sorted(counts.items(), key=lambda one: -(one[1] or 0)):
        if count == 0 or code not in centres:
            continue
        x, y = centres[code]
        wide = SMALLEST_CIRCLE if count is None else max(LARGEST_CIRCLE * sqrt(count / max(most, 1)), SMALLEST_CIRCLE)
        said = esc(f"{names.get(code, code)}{NBSP}: {'masqué' if count is None else count}")
        place = f'style="left:{x:.1f}%;top:{y:.1f}%;width:{wide:.1f}%"{" class=masked" if count is None else ""}'
        where = f"/veille?territoire={code}" + (f"&amp;mois={month}" if month else "") + "#rp-signaux"
        drawn.append(
            f'<i {place} title="{said}"></i>'
            if small
            else f'<a {place} href="{where}" title="{said}" aria-label="{said}">{count or ""}</a>'
        )
    kind = " small" if small else ""
    return f'<div class="rp-circles{kind}"><img src="{GROUND}" alt="" width="600" height="629">{"".join(drawn)}</div>'


def multiples(months: Sequence[str], by_month: Mapping[str, Mapping[str, int | None]], names: Mapping[str, str]) -> str:
    """The spread, month after month: one small map each, all to one scale."""
    most = max((count or 0 for counts in by_month.values() for count in counts.values()), default=1)
    drawn = "".join(
        f'<figure><a href="/veille?mois={month}#rp-carte">{circles(by_month.get(month, {}), names, most, small=True)}'
        f"<figcaption>{month_name(month)}</figcaption></a></figure>"
        for month in months
    )
    return f'<div class="rp-multiples">{drawn}</div>'


def table(caption: str, head: str, rows: Sequence[str], columns: Sequence[str], masked: Masked) -> str:
    """A table with its totals; `rows` and `columns` are labels, as HTML."""
    heads = "".join(f'<th scope="col">{one}</th>' for one in columns)
    lines = "".join(
        "<tr><th "
        f'scope="row">{label}</th>{"".join(f"<td>{shown(one)}</td>" for one in cells)}<td>{shown(whole)}</td></tr>'
        for label, cells, whole in zip(rows, masked.cells, masked.rows, strict=True)
    )
    foot = "".join(f"<td>{shown(one)}</td>" for one in masked.columns)
    return (
        f'<div class="rp-scroll" tabindex="0" role="region" aria-label="{esc(caption)}"><table class="rp-counts">'
        f'<caption>{esc(caption)}</caption><thead><tr><th scope="col">{esc(head)}</th>{heads}<th '
        'scope="col">Total</th></tr>'
        f'</thead><tbody>{lines}</tbody><tfoot><tr><th scope="row">Total</th>{foot}<td>{shown(masked.total)}</td></tr>'
        "</tfoot></table></div>"
    )


def credit() -> str:
    """Whom the outlines are from."""
    return f'<p class="rp-small">{esc(CREDIT)}</p>'


@functools.cache
def _centres() -> Mapping[str, tuple[float, float]]:
    """Where the centre of each territory is on the ground: shares of its width and height, in percent."""
    return {
        str(one["properties"]["code_insee"]): _frame().place(one["properties"]["lon"], one["properties"]["lat"])
        for one in outlines()
    }


@dataclass(frozen=True, slots=True)
class Frame:
    """What the ground shows: degrees west, south, east and north, and how tall it is for its width."""

    west: float
    south: float
    east: float
    north: float

    @property
    def ratio(self) -> float:
        """Height over width, in kilometres."""
        middle = cos(radians((self.south + self.north) / 2))
        return (self.north - self.south) / ((self.east - self.west) * middle)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A point as shares of the width and the height, in percent."""
        return 100 * (x - self.west) / (self.east - self.west), 100 * (self.north - y) / (self.north - self.south)


@functools.cache
def _frame() -> Frame:
    points = [point for one in outlines() for ring in _rings(one["geometry"]) for point in ring]
    xs, ys = [x for x, _ in points] or [0.0, 1.0], [y for _, y in points] or [0.0, 1.0]
    return Frame(min(xs), min(ys), max(xs), max(ys))


def ground_svg() -> str:
    """The outlines as the SVG file that stands in static/: one ink, pale, for a light page and for a dark one."""
    frame, wide = _frame(), 600
    tall = wide * frame.ratio

    def drawn(ring: list[tuple[float, float]]) -> str:
        points = [frame.place(*point) for point in ring]
        return "M" + "L".join(f"{x * wide / 100:.0f} {y * tall / 100:.0f}" for x, y in points) + "Z"

    path = "".join(drawn(ring) for one in outlines() for ring in _rings(one["geometry"]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall:.0f}">'
        f'<path d="{path}" fill="#877e73" fill-opacity=".12" stroke="#877e73" stroke-width=".8"/></svg>\n'
    )


def _rings(geometry: Mapping[str, Any]) -> list[list[tuple[float, float]]]:
    coordinates = geometry["coordinates"]
    shapes = coordinates if geometry["type"] == "MultiPolygon" else [coordinates]
    return [[(float(x), float(y)) for x, y in shape[0]] for shape in shapes]
