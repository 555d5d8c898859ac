"""What a browser does not show of a page, and nothing on the page opens."""

import re
from collections.abc import Iterator
from typing import Any

_NOT_SHOWN = re.compile(
    r"(?i)display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?<![\w-])opacity\s*:\s*0*\.?0+\s*(?:;|!|$)"
    r"|font-size\s*:\s*0(?:px|em|rem|pt|%)?\s*(?:;|!|$)"
)
# A rule of a style sheet for one class or one identifier, outside of @media blocks.
_RULE = re.compile(r"(?:^|[}\s,])([.#][\w-]+)\s*\{([^{}]{0,400})\}")
_MEDIA = re.compile(r"@[\w-]+[^{};]{0,200}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\}){0,200}[^{}]{0,2000}\}")
MOST_CSS = 400_000  # characters of style sheets that are looked through
_OPENERS = ("aria-controls", "data-target", "data-bs-target", "href", "for")


def drop_hidden(page: Any, styles: str = "") -> int:
    """How many elements that hold words, and that nobody can see, were taken out of a page; what a button opens stays.

    `styles` is the text of its style sheets.
    """
    hidden = frozenset(_hidden_selectors(styles))
    opened = frozenset(_opened(page))
    dropped = 0
    for element in list(page.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None or element.tag in {"html", "body", "head"}:
            continue
        if _is_hidden(element, hidden):
            if element.get("id") in opened or any(one.tag == "details" for one in element.iterancestors()):
                _show(element)
            else:
                dropped += bool("".join(element.itertext()).strip())
                element.drop_tree()
    return dropped


def style_sheets(page: Any) -> str:
    """The text of the style sheets that stand in a page."""
    return "\n".join("".join(style.itertext()) for style in page.iter("style"))[:MOST_CSS]


def _is_hidden(element: Any, hidden: frozenset[str]) -> bool:
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return True
    if _NOT_SHOWN.search(element.get("style") or ""):
        return True
    if not hidden:
        return False
    names = {f".{name}" for name in (element.get("class") or "").split()}
    return not hidden.isdisjoint(names | {f"#{element.get('id')}"})


def _show(element: Any) -> None:
    for name in ("hidden", "style", "class"):
        element.attrib.pop(name, None)


def _opened(page: Any) -> Iterator[str]:
    """Identifiers of what a button or a link of the page opens."""
    for element in page.iter():
        if isinstance(element.tag, str):
            for name in _OPENERS:
                for one in (element.get(name) or "").split():
                    if name != "href" or one.startswith("#"):
                        yield one.lstrip("#")


def _hidden_selectors(styles: str) -> Iterator[str]:
    for match in _RULE.finditer(_MEDIA.sub(" ", styles[:MOST_CSS])):
        if _NOT_SHOWN.search(match[2]):
            yield match[1]
