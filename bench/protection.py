"""What the highlighter finds of the marked passages: recall per kind and precision, on each split.

A mark is found when a highlight of its kind overlaps it; a highlight is right when it overlaps a mark of any kind.
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.protection.highlights import Highlight, find_highlights
from kb.protection.persons.names import NameTagger, Tagger

FOLDER = Path(__file__).parent.parent / "tests" / "protection"
PASSAGES = FOLDER / "passages.jsonl"
# Passages of other places, written before any fault on them was seen, and then tuned on.
ELSEWHERE = FOLDER / "elsewhere.jsonl"
# How other hands name the kinds.
NAMED = {
    "DATE": "exact_date",
    "BIRTHDATE": "birth_date",
    "COMBINATION": "rare",
    **{kind.upper(): kind for kind in ("person", "phone", "email", "address", "nir", "plate", "establishment")},
}
SPLITS = ("tune", "held")
FORMATTED = ("phone", "email", "nir", "plate", "birth_date")
MARK = re.compile(r"\[\[(\w+):(.*?)\]\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a person marked in a passage."""

    start: int
    end: int
    kind: str
    text: str


def unmarked(marked: str) -> tuple[str, tuple[Mark, ...]]:
    """The text without its marks, and the marks at their places in it."""
    text, marks, last = "", [], 0
    for match in MARK.finditer(marked):
        text += marked[last : match.start()]
        marks.append(Mark(len(text), len(text) + len(match[2]), match[1], match[2]))
        text += match[2]
        last = match.end()
    return text + marked[last:], tuple(marks)


def marked(row: Mapping[str, Any]) -> tuple[str, tuple[Mark, ...]]:
    """The text of a passage and its marks: in brackets within it, or beside it as `spans`."""
    if "spans" not in row:
        return unmarked(row["text"])
    text = row["text"]
    return text, tuple(
        Mark(one["start"], one["end"], NAMED[one["type"]], text[one["start"] : one["end"]]) for one in row["spans"]
    )


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The passages of a file, one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def meet(one: Mark | Highlight, other: Mark | Highlight) -> bool:
    """Whether two places overlap."""
    return one.start < other.end and other.start < one.end


def misses(marks: Sequence[Mark], highlights: Sequence[Highlight]) -> tuple[list[Mark], list[Highlight]]:
    """Marks that no highlight of their kind meets, and highlights that meet no mark."""
    lost = [one for one in marks if not any(meet(one, h) and h.kind == one.kind for h in highlights)]
    wrong = [h for h in highlights if not any(meet(h, one) for one in marks)]
    return lost, wrong


def measure(rows: Sequence[Mapping[str, Any]], tagger: Tagger, *, show: bool) -> str:
    """The figures of some passages, as one paragraph; with `show`, prints each fault as well."""
    asked: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    given = wrong = exact = traps = trapped = 0
    named: Counter[str] = Counter()
    mistaken: Counter[str] = Counter()
    for row in rows:
        text, marks = marked(row)
        highlights = find_highlights(text, tagger)
        missed, extra = misses(marks, highlights)
        asked.update(one.kind for one in marks)
        lost.update(one.kind for one in missed)
        given, wrong = given + len(highlights), wrong + len(extra)
        named.update(one.kind for one in highlights)
        mistaken.update(one.kind for one in extra)
        if not any(one.kind == "person" for one in marks):
            traps, trapped = traps + 1, trapped + sum(one.kind == "person" for one in extra)
        places = {(h.start, h.end, h.kind) for h in highlights}
        exact += sum((one.start, one.end, one.kind) in places for one in marks)
        if show and (missed or extra):
            print(
                row["id"],
                "LOST",
                [(m.kind, m.text) for m in missed],
                "EXTRA",
                [(h.kind, h.text, h.reason) for h in extra],
            )
    formatted = sum(asked[kind] for kind in FORMATTED)
    found = formatted - sum(lost[kind] for kind in FORMATTED)
    lines = [f"  {kind}: {asked[kind] - lost[kind]} of {asked[kind]}" for kind in sorted(asked)]
    persons = asked["person"] - lost["person"]
    lines.append(f"  persons: {persons / max(asked['person'], 1):.1%} found (bar 95 %)")
    right = named["person"] - mistaken["person"]
    lines.append(
        f"  persons: {right} right of {named['person']} proposed, {right / max(named['person'], 1):.1%} (bar 80 %)"
    )
    lines.append(f"  wrong persons in the {traps} texts that name nobody: {trapped}")
    lines.append(f"  formatted identifiers: {found} of {formatted} (bar 98 %)")
    lines.append(f"  wrong combinations: {mistaken['rare'] / max(len(rows), 1):.2f} a text (bar 0.3)")
    lines.append(f"  precision of all kinds: {given - wrong} of {given}, {(given - wrong) / max(given, 1):.0%}")
    lines.append(f"  limits exactly right: {exact} of {sum(asked.values())}")
    return "\n".join(lines)


def main() -> None:
    """Print the figures of each set; `--show` prints the faults on those that may be looked at.

    A path as argument measures the passages of that file alone.
    """
    tagger = NameTagger.open()
    paths = [Path(one) for one in sys.argv[1:] if not one.startswith("-")]
    if not paths:
        rows = rows_of(PASSAGES)
        for split in SPLITS:
            chosen = [row for row in rows if row["split"] == split]
            show = split == "tune" and "--show" in sys.argv
            print(f"{split}, {len(chosen)} passages:\n{measure(chosen, tagger, show=show)}")
        paths = [ELSEWHERE]
        if data := os.environ.get("KB_BENCH_DATA"):
            paths.append(Path(data) / "protection" / "passages.jsonl")
    for path in paths:
        rows = rows_of(path)
        show = path == ELSEWHERE and "--show" in sys.argv
        print(f"{path.stem}, {len(rows)} passages:\n{measure(rows, tagger, show=show)}")


if __name__ == "__main__":
    main()
