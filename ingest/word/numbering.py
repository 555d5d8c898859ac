"""The numbers that Word draws before items and headings: « 2. », « 1.3 », « c) ». Texts refer to them."""

import re
from dataclasses import dataclass
from typing import Any

from ingest.numerals import numeral
from ingest.word.package import W
from ingest.word.styles import WordStyle

_FORMS = {
    "decimal": "1",
    "decimalZero": "01",
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
    "ordinal": "1",
    "cardinalText": "1",
    "ordinalText": "1",
}
_PLACE = re.compile(r"%([1-9])")
LEVELS = 9


@dataclass(frozen=True, slots=True)
class _NumberingLevel:
    form: str
    text: str
    start: int
    is_legal: bool


class Numbering:
    """Counts the numbered paragraphs of a document, in the order they come."""

    def __init__(self, root: Any, styles: dict[str, WordStyle]) -> None:
        self._levels: dict[str, dict[int, _NumberingLevel]] = {}
        self._of_style: dict[tuple[str, str], int] = {}
        self._abstract: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, list[int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root, styles)

    def _read(self, root: Any, styles: dict[str, WordStyle]) -> None:
        links = {}
        for one in root.iter(W + "abstractNum"):
            key = one.get(W + "abstractNumId", "")
            self._levels[key] = {int(level.get(W + "ilvl", "0")): _level(level) for level in one.findall(W + "lvl")}
            for level in one.findall(W + "lvl"):
                if (style := _value(level, "pStyle")) != "":
                    self._of_style[key, style] = int(level.get(W + "ilvl", "0"))
            if linked := _value(one, "numStyleLink"):
                links[key] = linked
        for one in root.iter(W + "num"):
            number = one.get(W + "numId", "")
            self._abstract[number] = _value(one, "abstractNumId")
            for override in one.findall(W + "lvlOverride"):
                start = _value(override, "startOverride")
                if start.isdecimal():
                    self._starts[number, int(override.get(W + "ilvl", "0"))] = int(start[:6])
        for key, linked in links.items():
            named = styles.get(linked, WordStyle())
            target = self._abstract.get(named.number[0], "") if named.number else ""
            self._levels[key] = self._levels.get(target, {}) or self._levels[key]

    def level(self, number: str, level: int | None, style: str) -> int:
        """The level in its list of a paragraph of this style, which may not say it itself."""
        return level if level is not None else self._of_style.get((self._abstract.get(number, ""), style), 0)

    def next(self, number: str, level: int) -> str:
        """What stands before the next paragraph of this list and level; "" for a bullet or a list not known."""
        key = self._abstract.get(number, "")
        levels = self._levels.get(key)
        if not levels or level not in levels:
            return ""
        counts = self._counts.setdefault(key, [0] * LEVELS)
        at = levels[level]
        if (number, level) in self._starts and (number, level) not in self._begun:
            self._begun.add((number, level))
            counts[level] = self._starts[number, level]
        else:
            counts[level] = counts[level] + 1 if counts[level] else at.start
        counts[level + 1 :] = [0] * (LEVELS - level - 1)
        if at.form not in _FORMS:
            return ""
        return _PLACE.sub(lambda found: self._figure(levels, counts, int(found[1]) - 1, at), at.text).strip()

    @staticmethod
    def _figure(levels: dict[int, _NumberingLevel], counts: list[int], place: int, at: _NumberingLevel) -> str:
        level = levels.get(place)
        form = _FORMS.get(level.form, "1") if level and not at.is_legal else "1"
        return numeral(counts[place] or (level.start if level else 1), form)


def _level(element: Any) -> _NumberingLevel:
    start = _value(element, "start")
    legal = element.find(W + "isLgl") is not None
    text = "" if _value(element, "numFmt") == "bullet" else _value(element, "lvlText")
    return _NumberingLevel(
        _value(element, "numFmt") or "decimal", text[:40], int(start[:6]) if start.isdecimal() else 1, legal
    )


def _value(element: Any, name: str) -> str:
    found = element.find(W + name)
    return "" if found is None else found.get(W + "val", "")
