"""Draws docs/architecture.svg from the imports that the code really has: `python -m tools.architecture_picture`.

A box is a room (a folder of `kb/`, `ingest/`, or the facade `kb/base.py` with the modules that it is made of); a line
goes from a room down to one that it imports, unless another line leads there through a third room. Nothing points up.
"""

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "architecture.svg"
FACADE = "base"
ABOVE = frozenset({"exporting", "evaluation", "__main__", "__init__"})  # small modules over the facade: not drawn
SAID = {
    "ingest": "files read",
    "records": "kinds, fields",
    "store": "register (SQL)",
    "index": "passages, vectors",
    "encoder": "meaning",
    "vocabulary": "lists, glossary",
    "search": "questions",
    "related": "compare, choose",
    "protection": "people named",
    "telling": "récits filed",
    "export": "PDF, DOCX, MD",
    "glossary": "SKOS",
    "wiki": "write, review",
    "needs": "needs, gaps",
    "directory": "services",
    "watch": "signals",
    "workshops": "sittings",
    "building": "kb build",
    "html": "records as HTML",
    "programs": "for programs",
    "background": "worker, rounds",
    "views": "pages",
    "web": "routes, gate",
    "cli": "kb command",
    FACADE: "the facade",
}
BOX, GAP, ROW = (118, 44), 14, 96  # width and height of a box, space between two, distance of two rows


def room_of(path: str) -> str:
    """The room that a module stands in: a folder of `kb`, "ingest", or the name of a module of `kb` itself."""
    parts = path.split("/")
    return parts[0] if parts[0] != "kb" else parts[1].removesuffix(".py")


def imports() -> dict[str, set[str]]:
    """Room → the rooms that it imports."""
    files = [one.relative_to(ROOT).as_posix() for name in ("kb", "ingest") for one in (ROOT / name).rglob("*.py")]
    modules = {one[:-3].replace("/", ".").removesuffix(".__init__"): one for one in files}
    found: dict[str, set[str]] = {room_of(one): set() for one in files}
    for path in files:
        for name in _named(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            while name and name not in modules:
                name = name.rpartition(".")[0]
            if name and name != "kb":
                found[room_of(path)].add(room_of(modules[name]))
    return {room: others - {room} for room, others in found.items()}


def _named(tree: ast.Module) -> Iterable[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{one.name}" for one in node.names)


def drawn(found: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The rooms that are drawn and those that each reaches, through modules that are not drawn too."""

    def reached(room: str, met: set[str]) -> set[str]:
        out = set()
        for other in found[room] - met:
            met.add(other)
            out |= {other} if other in SAID else reached(other, met)
        return out

    return {room: reached(room, set()) for room in SAID}


def rows(edges: Mapping[str, set[str]]) -> dict[str, int]:
    """How far each room stands from the ground: one more than the highest room that it imports."""
    known: dict[str, int] = {}

    def height(room: str) -> int:
        if room not in known:
            known[room] = 1 + max((height(other) for other in edges[room]), default=-1)
        return known[room]

    return {room: height(room) for room in sorted(edges)}


def direct(edges: Mapping[str, set[str]]) -> set[tuple[str, str]]:
    """The lines that no two others replace."""

    def below(room: str) -> set[str]:
        return edges[room].union(*(below(other) for other in edges[room]))

    return {
        (room, other) for room in edges for other in edges[room] if not any(other in below(by) for by in edges[room])
    }


def svg() -> str:
    """The picture."""
    edges = drawn(imports())
    heights = rows(edges)
    top = max(heights.values())
    lines: dict[int, list[str]] = {row: sorted(r for r in heights if heights[r] == row) for row in range(top + 1)}
    width = max(len(line) for line in lines.values()) * (BOX[0] + GAP) + GAP
    place = {}
    for row, line in lines.items():
        left = (width - len(line) * (BOX[0] + GAP) + GAP) / 2
        for number, room in enumerate(line):
            place[room] = (left + number * (BOX[0] + GAP), 12 + (top - row) * ROW)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {12 + (top + 1) * ROW - ROW + BOX[1] + 12}" '
        'font-family="sans-serif" role="img">',
        "<title>The rooms of the program; each imports only what stands below it</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
    ]
    for upper, lower in sorted(direct(edges)):
        (x, y), (u, v) = place[upper], place[lower]
        x, u, y = x + BOX[0] / 2, u + BOX[0] / 2, y + BOX[1]
        bend = (v - y) / 2
        out.append(
            f'<path d="M{x:.0f} {y:.0f}C{x:.0f} {y + bend:.0f} {u:.0f} {v - bend:.0f} {u:.0f} {v:.0f}" fill="none" '
            'stroke="#9aa5b1" stroke-width="1.2"/>'
        )
    for room, (x, y) in sorted(place.items()):
        fill = "#e8f0ea" if room in ("views", "web", "cli", "programs") else "#fdf3e1" if room == FACADE else "#eef2f7"
        out.append(
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{BOX[0]}" height="{BOX[1]}" rx="6" fill="{fill}" stroke="#52606d"/>'
            f'<text x="{x + BOX[0] / 2:.0f}" y="{y + 19:.0f}" text-anchor="middle" font-size="14" font-weight="bold" '
            f'fill="#1f2933">{escape(room)}</text><text x="{x + BOX[0] / 2:.0f}" y="{y + 35:.0f}" text-anchor="middle" '
            f'font-size="11" fill="#3e4c59">{escape(SAID[room])}</text>'
        )
    return "\n".join([*out, "</svg>", ""])


if __name__ == "__main__":
    PICTURE.write_text(svg(), encoding="utf-8")
