"""What the styles of a Word file say of its paragraphs and runs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.word.package import W, is_on

_HEADING_NAME = re.compile(r"(?i)^(?:heading|titre)\s*(\d)$")
_LIST_NAME = re.compile(r"(?i)^(?:list|liste)\b")
_CONTENTS_NAME = re.compile(
    r"(?i)^(?:toc|tm)\s?(?:\d|heading)|^table of (?:figures|authorities)$|^table des illustrations"
)
_ENDED = re.compile(r"[.!?:;,…»]$")
BOLD_HEADING_CHARACTERS = 90
BOLD_HEADING_LEVEL = 4
STYLE_DEPTH = 12  # styles may be based on one another this deep; a loop ends there


@dataclass(frozen=True, slots=True)
class WordStyle:
    """What a style says: the level of its headings (0: none), whether its paragraphs are items, quotes or contents.

    `number` is the list that numbers its paragraphs and the level in it; `is_raised` is of its runs.
    """

    level: int = 0
    is_item: bool = False
    is_quote: bool = False
    is_title: bool = False
    is_contents: bool = False
    number: tuple[str, int | None] | None = None
    is_raised: bool = False


def styles_of(root: Any) -> dict[str, WordStyle]:
    """What each style says, by identifier; a style also says what the one it is based on says."""
    if root is None:
        return {}
    elements = {one.get(W + "styleId"): one for one in root.iter(W + "style")}
    return {key: _style_of(key, elements) for key in elements if key}


def _style_of(key: str, elements: Mapping[str, Any]) -> WordStyle:
    level, is_item, is_quote, is_title, is_contents = 0, False, False, False, False
    number: tuple[str, int | None] | None = None
    lifted: list[bool] = []
    for _ in range(STYLE_DEPTH):
        element = elements.get(key)
        if element is None:
            break
        label = _value(element.find(W + "name"))
        heading = _HEADING_NAME.match(label)
        outline = _value(element.find(f"{W}pPr/{W}outlineLvl"), "9")
        if not level and heading:
            level = max(int(heading.group(1)), 1)
        elif not level and label.lower() in {"title", "titre"}:
            level, is_title = 1, True
        elif not level and outline in "012345":
            level = int(outline) + 1
        numbering = element.find(f"{W}pPr/{W}numPr")
        if number is None and numbering is not None:
            number = number_of(numbering)
        is_item = is_item or bool(_LIST_NAME.match(label)) or numbering is not None
        is_quote = is_quote or label.lower() in {"quote", "intense quote", "citation", "citation intense"}
        is_contents = is_contents or bool(_CONTENTS_NAME.match(label))
        align = element.find(f"{W}rPr/{W}vertAlign")
        lifted += [_value(align) == "superscript"] if align is not None else []
        key = _value(element.find(W + "basedOn"))
    return WordStyle(
        level,
        is_item and not level,
        is_quote,
        is_title,
        is_contents,
        number,
        bool(lifted and lifted[0]),
    )


def number_of(properties: Any) -> tuple[str, int | None]:
    """List and level that a `w:numPr` names; the list is "" and the level None where it does not."""
    level = _value(properties.find(W + "ilvl"))
    return _value(properties.find(W + "numId")), int(level) if level.isdecimal() and len(level) == 1 else None


def _value(element: Any, otherwise: str = "") -> str:
    return otherwise if element is None else element.get(W + "val", otherwise)


def bold_level(element: Any, text: str) -> int:
    """Level of a heading that only its bold letters show, else 0."""
    if not text or len(text) > BOLD_HEADING_CHARACTERS or _ENDED.search(text) or "\n" in text:
        return 0
    runs = [run for run in element.iter(W + "r") if any((t.text or "").strip() for t in run.iter(W + "t"))]
    is_bold = bool(runs) and all(is_on(run.find(f"{W}rPr/{W}b")) for run in runs)
    return BOLD_HEADING_LEVEL if is_bold and any(c.isalpha() for c in text) else 0
