"""The blocks of a whole web page, menus and hidden parts left out: for pages that the extraction of main text fails."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.html.pieces import HtmlPiece, table_pieces

_NEVER_TAGS = """
script style noscript template iframe object embed applet svg canvas head nav footer button select
input textarea dialog audio video map menu
"""
_BLOCK_TAGS = """
address article aside blockquote body center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6
header hr html li main ol p pre section summary table tbody td tfoot th thead tr ul
"""
_NEVER = frozenset(_NEVER_TAGS.split())
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_ASIDE = re.compile(
    r"(?i)(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|breadcrumbs?|fil-?ariane|cookies?|consent|rgpd|share|partage(?:r)?|social"
    r"|footer|pied(?:-de-page)?|sidebar|newsletter|skip-?links?|pagination|print-?only)(?:$|[\s_-])"
)
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_ROLES = frozenset({"navigation", "search", "dialog", "banner"})
_NUMBER = "data-number"  # where the number of an item is kept while the page is walked
# Share of its letters that stand in links from which a list or block is a menu.
LINKED = 0.8


def page_pieces(page: Any) -> list[HtmlPiece]:
    """The blocks of a page, in the order of its source."""
    body = page.find("body")
    return list(_pieces(page if body is None else body))


def _pieces(element: Any) -> Iterator[HtmlPiece]:
    held: list[str] = [_flat(element.text)]
    for child in element:
        if not isinstance(child.tag, str):
            held.append(_flat(child.tail))
        elif child.tag in _BLOCKS or (child.tag not in _NEVER and _holds_blocks(child)):
            yield from _paragraph(held, element)
            held = []
            if not _left_out(child):
                yield from _block(child)
            held.append(_flat(child.tail))
        else:
            held += [_inline(child), _flat(child.tail)]
    yield from _paragraph(held, element)


def _holds_blocks(element: Any) -> bool:
    return any(isinstance(inner.tag, str) and inner.tag in _BLOCKS for inner in element.iterdescendants())


def _paragraph(held: list[str], element: Any) -> Iterator[HtmlPiece]:
    text = "".join(held).strip()
    if text:
        item = _item_of(element)
        number = item.attrib.pop(_NUMBER, "") if item is not None else ""
        text = f"{number}. {text}" if number else text
        quoted = element.tag == "blockquote" or any(one.tag == "blockquote" for one in element.iterancestors())
        yield HtmlPiece(text, "quote" if quoted else "item" if item is not None else "paragraph")


def _item_of(element: Any) -> Any:
    """The item of a list that a block is, or begins: word processors put a paragraph in each item."""
    if element.tag in {"li", "dd"}:
        return element
    parent = element.getparent()
    begins = element.tag in {"p", "div"} and parent is not None and parent.tag in {"li", "dd"}
    return parent if begins and element.getprevious() is None else None


def _block(element: Any) -> Iterator[HtmlPiece]:
    if re.fullmatch(r"h[1-6]", element.tag):
        yield HtmlPiece(_inline(element).replace("\n", " "), "heading", int(element.tag[1]))
    elif element.tag == "table" and element.find(".//table") is None:
        rows = tuple(tuple(_inline(cell) for cell in row if cell.tag in {"td", "th"}) for row in element.iter("tr"))
        yield from table_pieces(rows)
    else:
        if element.tag == "ol":
            for number, item in enumerate(element.iterchildren("li"), 1):
                item.set(_NUMBER, str(number))
        yield from _pieces(element)


def _left_out(element: Any) -> bool:
    """True for what is hidden, or is a menu by its name or by its links."""
    if element.tag in _NEVER or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(element.get("style") or "") or element.get("role") in _ROLES:
        return True
    if element.tag == "header":  # that of the site is no text, that of an article has its title
        return element.find(".//h1") is None and next(element.iterancestors("main", "article"), None) is None
    if element.tag == "form":  # a search, or the whole page in some programs
        return element.find(".//p") is None and element.find(".//h1") is None
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    if element.tag not in {"body", "main", "article"} and _ASIDE.search(named):
        return True
    if element.tag in {"ul", "ol", "div"} and len(element.findall(".//a")) > 3:
        whole = len("".join(element.itertext()).split())
        linked = sum(len("".join(link.itertext()).split()) for link in element.iter("a"))
        return linked >= LINKED * whole
    return False


def _inline(element: Any) -> str:
    """The text of an element that holds no block; <br> is a line break."""
    if element.tag in _NEVER or element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return ""
    if element.tag == "br":
        return "\n"
    parts = [_flat(element.text)]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(_inline(child))
        parts.append(_flat(child.tail))
    return "".join(parts)


def _flat(text: str | None) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text) if text else ""
