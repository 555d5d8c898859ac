"""The rules of style sheets that hide or show parts of a page: simple selectors, the last and most exact one wins."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_CSS = 1_000_000  # characters of style sheets that are looked through
MOST_RULES = 20_000
LONGEST_SELECTOR = 200
# What hides words: not drawn at all, drawn out of sight, or in a box of one pixel for screen readers alone.
HIDES = re.compile(
    r"""(?xi) display\s*:\s*none | visibility\s*:\s*(?:hidden|collapse)
    | (?<![\w-])opacity\s*:\s*0*\.?0+\s*(?:;|!|$) | font-size\s*:\s*0(?:px|em|rem|pt|%)?\s*(?:;|!|$)
    | text-indent\s*:\s*-\d{3,} | (?<![\w-])(?:left|top|margin-left)\s*:\s*-\d{4,}(?:\.\d+)?px
    | (?<![\w-])clip\s*:\s*rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)
    | clip-path\s*:\s*inset\(\s*(?:50|100)%\s*\)"""
)
_SHOWS = re.compile(r"(?i)display\s*:\s*(?!none)[a-z]|visibility\s*:\s*visible|(?<![\w-])opacity\s*:\s*(?:1|0?\.[1-9])")
_MAY_HIDE = re.compile(r"(?i)none|hidden|collapse|opacity|font-size|indent|-\d{4}|clip")  # most rules hold none of it
_KEY = re.compile(r"[.#]?[\w-]+")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_COMPOUND = re.compile(r"^(?P<tag>[a-zA-Z][\w-]*|\*)?(?P<rest>(?:[.#][\w-]+)*)$")
_NAME = re.compile(r"([.#])([\w-]+)")


@dataclass(frozen=True, slots=True)
class _Compound:
    tag: str
    identifier: str
    classes: frozenset[str]

    def matches(self, element: Any) -> bool:
        return (
            (not self.tag or element.tag == self.tag)
            and (not self.identifier or element.get("id") == self.identifier)
            and (not self.classes or self.classes <= frozenset((element.get("class") or "").split()))
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    chain: tuple[_Compound, ...]
    weight: tuple[int, int, int, int]
    hides: bool

    def matches(self, element: Any) -> bool:
        if not self.chain[-1].matches(element):
            return False
        wanted = list(self.chain[:-1])
        for ancestor in element.iterancestors() if wanted else ():
            if wanted and isinstance(ancestor.tag, str) and wanted[-1].matches(ancestor):
                wanted.pop()
        return not wanted


class HidingRules:
    """Which elements the style sheets of a page hide."""

    def __init__(self, css: str) -> None:
        self._by_key: dict[str, list[_Rule]] = {}
        if _MAY_HIDE.search(css[:MOST_CSS]):
            rules = list(enumerate(_declared(_COMMENT.sub("", css[:MOST_CSS]))))
            for order, (selector, body) in rules:
                if _MAY_HIDE.search(body) and HIDES.search(body):
                    self._add(selector, True, order)
            for order, (selector, body) in rules if self._by_key else ():
                # A rule that shows what no rule hides changes nothing.
                if not self._by_key.keys().isdisjoint(_KEY.findall(selector)) and _SHOWS.search(body):
                    self._add(selector, False, order)
        hiding = (key for key, rules in self._by_key.items() if any(rule.hides for rule in rules))
        self._hiding = frozenset(hiding)

    def _add(self, selector: str, hides: bool, order: int) -> None:
        for one in selector.split(","):
            chain = _chain(one)
            if not chain:
                continue
            last = chain[-1]
            key = f"#{last.identifier}" if last.identifier else f".{min(last.classes)}" if last.classes else last.tag
            weight = (
                sum(bool(part.identifier) for part in chain),
                sum(len(part.classes) for part in chain),
                sum(bool(part.tag) for part in chain),
            )
            self._by_key.setdefault(key, []).append(_Rule(chain, (*weight, order), hides))

    def hide(self, element: Any) -> bool:
        """Whether the rule that has the last word on an element hides it."""
        if not self._hiding:
            return False
        keys = {element.tag, f"#{element.get('id')}", *(f".{name}" for name in (element.get("class") or "").split())}
        if self._hiding.isdisjoint(keys):
            return False
        found = [rule for key in keys for rule in self._by_key.get(key, ()) if rule.matches(element)]
        return bool(found) and max(found, key=lambda rule: rule.weight).hides


def _chain(selector: str) -> tuple[_Compound, ...]:
    """The parts of a selector, outermost first; none for one with pseudo-classes, attributes or siblings."""
    selector = selector.strip()
    if not selector or len(selector) > LONGEST_SELECTOR:
        return ()
    found = []
    for part in selector.replace(">", " ").split():
        match = _COMPOUND.match(part)
        if match is None:
            return ()
        names = _NAME.findall(match["rest"])
        identifier = next((name for sign, name in names if sign == "#"), "")
        tag = "" if match["tag"] in {None, "*"} else match["tag"].lower()
        found.append(_Compound(tag, identifier, frozenset(name for sign, name in names if sign == ".")))
    last = found[-1]
    return tuple(found) if last.tag or last.identifier or last.classes else ()


def _declared(css: str) -> Iterator[tuple[str, str]]:
    """Selector and declarations of each rule that holds on a screen; those for paper, or for small ones, do not."""
    at, skipping = 0, 0
    held: list[bool] = []  # for each block of rules that is open, whether its rules hold
    for _ in range(MOST_RULES):
        opening, closing = css.find("{", at), css.find("}", at)
        if opening < 0:
            return
        if 0 <= closing < opening:
            skipping -= held.pop() is False if held else 0
            at = closing + 1
            continue
        head = css[at:opening].rpartition(";")[2].strip()
        if head.startswith(("@media", "@supports", "@layer", "@container")):
            holds = not head.startswith(("@media", "@container")) or _is_of_screens(head)
            held.append(holds)
            skipping += not holds
            at = opening + 1
            continue
        if closing < 0:
            return
        if not skipping and not head.startswith("@"):
            yield head, css[opening + 1 : closing]
        at = closing + 1


def _is_of_screens(head: str) -> bool:
    return bool(re.fullmatch(r"@media\s+(?:only\s+)?(?:screen|all)\s*", head))
