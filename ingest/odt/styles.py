"""What the styles of an OpenDocument text say: titles, quotes, raised letters, numbers of lists and headings."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ingest.numerals import numeral

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
STYLE_DEPTH = 12  # styles may be based on one another this deep; a loop ends there
LEVELS = 10


@dataclass(frozen=True, slots=True)
class _ListLevel:
    form: str = ""
    before: str = ""
    after: str = ""
    start: int = 1
    displayed: int = 1


class OdtStyles:
    """The styles of content.xml and styles.xml, by name."""

    def __init__(self, trees: Iterable[Any]) -> None:
        self._styles: dict[str, Any] = {}
        self._lists: dict[str, dict[int, _ListLevel]] = {}
        self.outline: dict[int, _ListLevel] = {}
        for tree in trees:
            for style in tree.iter(STYLE + "style"):
                self._styles[style.get(STYLE + "name") or ""] = style
            for style in tree.iter(TEXT + "list-style"):
                self._lists[style.get(STYLE + "name") or ""] = dict(map(_level, style))
            for style in tree.iter(TEXT + "outline-style"):
                self.outline = dict(map(_level, style))

    def lineage(self, name: str) -> list[str]:
        """A style and those that it is based on, by name; LibreOffice writes a blank of a name as « _20_ »."""
        found: list[str] = []
        for _ in range(STYLE_DEPTH):
            if not name:
                break
            found.append(name.replace("_20_", " "))
            style = self._styles.get(name)
            name = (style.get(STYLE + "parent-style-name") or "") if style is not None else ""
        return found

    def is_raised(self, name: str) -> bool:
        """Whether the letters of a style stand above the line."""
        for _ in range(STYLE_DEPTH):
            style = self._styles.get(name)
            if style is None:
                return False
            properties = style.find(STYLE + "text-properties")
            position = properties.get(STYLE + "text-position") if properties is not None else None
            if position:
                first = position.split()[0]
                return first == "super" or (first.endswith("%") and not first.startswith(("-", "0%")))
            name = style.get(STYLE + "parent-style-name") or ""
        return False

    def levels(self, name: str) -> dict[int, _ListLevel]:
        """The levels of a list style, from 1."""
        return self._lists.get(name, {})


def _level(element: Any) -> tuple[int, _ListLevel]:
    level = _number(element.get(TEXT + "level"), 1)
    if element.tag not in {TEXT + "list-level-style-number", TEXT + "outline-level-style"}:
        return level, _ListLevel()
    return level, _ListLevel(
        element.get(STYLE + "num-format") or "",
        element.get(STYLE + "num-prefix") or "",
        element.get(STYLE + "num-suffix") or "",
        _number(element.get(TEXT + "start-value"), 1),
        _number(element.get(TEXT + "display-levels"), 1),
    )


class Numbers:
    """Counts the items of one list, or the headings of a text, in the order they come; levels from 1."""

    def __init__(self, levels: dict[int, _ListLevel]) -> None:
        self._levels = levels
        self._counts = [0] * (LEVELS + 1)

    def next(self, level: int, start: str | None = None) -> str:
        """What stands before the next item of this level; "" when its style numbers none."""
        if not 0 < level <= LEVELS:
            return ""
        at = self._levels.get(level, _ListLevel())
        counts = self._counts
        if start and start.isdecimal():
            counts[level] = int(start[:6])
        else:
            counts[level] = counts[level] + 1 if counts[level] else at.start
        counts[level + 1 :] = [0] * (LEVELS - level)
        if not at.form:
            return ""
        shown = range(max(1, level - at.displayed + 1), level + 1)
        figures = (
            numeral(counts[one] or 1, self._levels[one].form or "1")
            for one in shown
            if one in self._levels and self._levels[one].form
        )
        return f"{at.before}{'.'.join(figures)}{at.after}".strip()


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 7 else otherwise
