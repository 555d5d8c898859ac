"""What the highlighter finds of the marked passages: recall per kind and precision, on each split.

A mark is found when a highlight of its kind overlaps it; a highlight is right when it overlaps a mark of any kind.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.protection.highlights import Highlight, find_highlights
from kb.protection.names import NameTagger, Tagger

PASSAGES = Path(__file__).parent.parent / "tests" / "protection" / "passages.jsonl"
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


def meet(one: Mark | Highlight, other: Mark | Highlight) -> bool:
    """Whether two places overlap."""
    return one.start < other.end and other.start < one.end


def misses(marks: Sequence[Mark], highlights: Sequence[Highlight]) -> tuple[list[Mark], list[Highlight]]:
    """Marks that no highlight of their kind meets, and highlights that meet no mark."""
    lost = [one for one in marks if not any(meet(one, h) and h.kind == one.kind for h in highlights)]
    wrong = [h for h in highlights if not any(meet(h, one) for one in marks)]
    return lost, wrong


def measure(rows: Sequence[dict[str, str]], tagger: Tagger, *, show: bool) -> str:
    """The figures of some passages, as one paragraph; with `show`, prints each fault as well."""
    asked: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    given = wrong = exact = 0
    for row in rows:
        text, marks = unmarked(row["text"])
        highlights = find_highlights(text, tagger)
        missed, extra = misses(marks, highlights)
        asked.update(one.kind for one in marks)
        lost.update(one.kind for one in missed)
        given, wrong = given + len(highlights), wrong + len(extra)
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
    lines.append(f"  formatted identifiers: {found} of {formatted} (bar 99 %)")
    lines.append(f"  precision: {given - wrong} of {given}, {(given - wrong) / max(given, 1):.0%} (bar 75 %)")
    lines.append(f"  limits exactly right: {exact} of {sum(asked.values())}")
    return "\n".join(lines)


def main() -> None:
    """Print the figures of each split; `--show` prints the faults on the split that may be looked at."""
    rows = [json.loads(line) for line in PASSAGES.read_text(encoding="utf-8").splitlines() if line.strip()]
    tagger = NameTagger.open()
    for split in SPLITS:
        chosen = [row for row in rows if row["split"] == split]
        show = split == "tune" and "--show" in sys.argv
        print(f"{split}, {len(chosen)} passages:\n{measure(chosen, tagger, show=show)}")


if __name__ == "__main__":
    main()
