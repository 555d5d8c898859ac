"""What a browser does not show of a page, and nothing on the page opens."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from ingest.html.style_rules import HIDES, MOST_CSS, HidingRules

_OPENERS = ("aria-controls", "data-target", "data-bs-target", "href", "for", "popovertarget")
# What panels that open are called, and what is never one although a button opens it.
_PANEL = re.compile(
    r"(?i)(?:^|[\s_-])(?:accordi[oô]n|collaps|panel|panneau|pane|toggle|faq|answer|r[ée]ponse|d[ée]pli|expand|tab|onglet)"
)
_NO_PANEL = re.compile(
    r"(?i)(?:^|[\s_-])(?:menu|nav(?:bar|igation)?|modal|dialog|popup|pop-?in|cookies?|consent|rgpd|search|recherche"
    r"|sidebar|drawer|offcanvas|overlay|toast|tooltip|share|partage)"
)
_NO_PANEL_ROLES = frozenset({"dialog", "alertdialog", "menu", "navigation", "search", "tooltip", "banner"})
_NO_PANEL_TAGS = frozenset({"nav", "form", "dialog", "menu", "select", "datalist"})
_FOR_EARS = re.compile(r"(?i)(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|screenreader|offscreen)(?:\s|$)")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary"})
MOST_INSIDE = 20  # elements of what stands before a hidden part that may be its button
# What holds more of a page's words than this is no hidden part of it: its script had not finished when it was saved.
WHOLE_SHARE = 0.5


def drop_hidden(page: Any, styles: str = "") -> int:
    """How many elements that hold words, and that nobody can see, were taken out of a page; what a button opens stays.

    `styles` is the text of its style sheets.
    """
    rules = HidingRules(styles)
    opened = frozenset(_opened(page))
    most = WHOLE_SHARE * _size(page)
    dropped = 0
    for element in list(page.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None or element.tag in {"html", "body", "head"}:
            continue
        if not _is_hidden(element, rules) or next(element.iterancestors("head"), None) is not None:
            continue
        if _opens(element, opened) or _size(element) > most:
            _show(element)
        else:
            dropped += any(sign.isalnum() for sign in "".join(element.itertext()))
            _take_out(element)
    return dropped


def _take_out(element: Any) -> None:
    """Remove an element with all that it holds; the text after it stays."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _size(element: Any) -> int:
    return sum(len(text.strip()) for text in element.itertext())


def style_sheets(page: Any) -> str:
    """The text of the style sheets that stand in a page."""
    return "\n".join("".join(style.itertext()) for style in page.iter("style"))[:MOST_CSS]


def _is_hidden(element: Any, rules: HidingRules) -> bool:
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return True
    if element.get("aria-hidden") == "true" or _FOR_EARS.search(element.get("class") or ""):
        return True
    if HIDES.search(element.get("style") or ""):
        return True
    return rules.hide(element)


def _opens(element: Any, opened: frozenset[str]) -> bool:
    """Whether something that a reader can press opens a hidden part, and it is a part of the text."""
    if element.tag in _NO_PANEL_TAGS or element.get("role") in _NO_PANEL_ROLES:
        return False
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    if _NO_PANEL.search(named) or _FOR_EARS.search(element.get("class") or ""):
        return False
    if element.get("id") in opened or element.get("role") == "tabpanel":
        return True
    if any(one.tag == "details" for one in element.iterancestors()) and element.get("aria-hidden") != "true":
        return True
    before = element.getprevious()
    while before is not None and (not isinstance(before.tag, str) or before.tag == "input"):
        before = before.getprevious()
    if before is None:
        return False
    return _is_button(before) or (
        bool(_PANEL.search(named)) and (before.tag in _HEADINGS or bool(_PANEL.search(before.get("class") or "")))
    )


def _is_button(element: Any) -> bool:
    """Whether an element is pressed to open what follows it: a button, or a heading that is one."""
    pressed = [one for one in islice(element.iter(), MOST_INSIDE) if isinstance(one.tag, str)]
    return any(
        one.tag in {"button", "summary"}
        or (one.tag == "label" and one.get("for"))
        or one.get("role") == "button"
        or one.get("aria-expanded") is not None
        or (one.get("onclick") and one.tag not in {"a", "img"})
        for one in (pressed if element.tag in _HEADINGS or element.tag in {"div", "p", "span", "li"} else pressed[:1])
    )


def _show(element: Any) -> None:
    for name in ("hidden", "style", "class", "aria-hidden"):
        element.attrib.pop(name, None)
    element.set("data-opened", "")  # what an extraction may take for furniture, and is not


def _opened(page: Any) -> Iterator[str]:
    """Identifiers of what a button or a link of the page opens."""
    for element in page.iter():
        if isinstance(element.tag, str):
            for name in _OPENERS:
                for one in (element.get(name) or "").split():
                    if name != "href" or (one.startswith("#") and len(one) > 1):
                        yield one.lstrip("#")
