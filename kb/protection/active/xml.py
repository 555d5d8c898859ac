"""XML parts of documents: read without entities or network, changed in place, written when something changed."""

import re
from typing import Any

from lxml import etree

# What a link may lead to: an address that a browser opens, or a place of the same document.
SAFE_LINK = re.compile(r"(?i)\s*(?:https?://|mailto:|tel:|#|about:blank$)")
OUTSIDE = re.compile(r"(?i)\s*(?:[a-z][a-z0-9+.-]*:|/|\\|(?:\./)*\.\.[/\\])")


def parsed(content: bytes) -> Any:
    """The root of a part, as far as it can be read, or None."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, recover=True, huge_tree=True)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def written(root: Any) -> bytes:
    """The bytes of a part, without any DOCTYPE."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def local(name: Any) -> str:
    """The name of an element or attribute without its namespace; "" for a comment."""
    return name.rpartition("}")[2].rpartition(":")[2] if isinstance(name, str) else ""


def taken_out(element: Any) -> None:
    """Remove an element with all that stands in it; the text after it stays."""
    parent = element.getparent()
    if parent is not None:
        _tail_to_before(element, parent)
        parent.remove(element)


def unwrapped(element: Any) -> None:
    """Remove an element and leave what stands in it in its place."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    children = list(element)
    if element.text:
        _add_text(parent, at, element.text)
    for offset, child in enumerate(children):
        parent.insert(at + offset, child)
    _tail_to_before(element, parent)
    parent.remove(element)


def _tail_to_before(element: Any, parent: Any) -> None:
    if element.tail:
        _add_text(parent, parent.index(element), element.tail)
        element.tail = None


def _add_text(parent: Any, at: int, text: str) -> None:
    if at == 0:
        parent.text = (parent.text or "") + text
    else:
        parent[at - 1].tail = (parent[at - 1].tail or "") + text
