"""Blocks of a web page: as trafilatura's tree gives them, or as the page itself does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.document import BlockKind

# Stands in an empty cell that another one covers, so that no reader takes it for nothing.
COVERED = "⌑⌑"


@dataclass(frozen=True, slots=True)
class HtmlPiece:
    """One block of a page: its text, its level when it is a heading, its rows when it is a table."""

    text: str
    kind: BlockKind = "paragraph"
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def tree_pieces(tree: Any, kind: BlockKind = "paragraph") -> Iterator[HtmlPiece]:
    """The blocks of a tree of trafilatura's: head, p, list, item, quote, table."""
    yield from _loose(tree.text, kind)
    for element in tree:
        tag = element.tag
        if tag == "head":
            yield HtmlPiece(_text(element), "heading", _level(element.get("rend")))
        elif tag == "list":
            yield from _items(element)
        elif tag == "table":
            rows = tuple(tuple(_text(cell) for cell in row.iter("cell")) for row in element.iter("row"))
            yield from table_pieces(rows)
        elif tag == "quote":
            yield from tree_pieces(element, "quote")
        elif tag in {"p", "ab", "code", "fw"}:
            yield from _paragraph(element, kind)
        elif isinstance(tag, str) and tag not in {"graphic", "lb"}:
            yield from tree_pieces(element, kind)
        yield from _loose(element.tail, kind)


def table_pieces(rows: tuple[tuple[str, ...], ...]) -> Iterator[HtmlPiece]:
    """A table; one of a single column is layout, and gives paragraphs."""
    rows = tuple(tuple(cell.replace(COVERED, "") for cell in row) for row in rows)
    if all(len(row) < 2 for row in rows):
        for row in rows:
            for cell in row:
                yield from _loose(cell, "paragraph")
    else:
        yield HtmlPiece("\n".join(" | ".join(row) for row in rows), "table", rows=rows)


def _loose(text: str | None, kind: BlockKind) -> Iterator[HtmlPiece]:
    if text and text.strip():
        yield HtmlPiece(text, kind)


def _paragraph(element: Any, kind: BlockKind) -> Iterator[HtmlPiece]:
    inner = [child for child in element if child.tag in {"list", "table"}]
    yield from _loose(_text(element, skip=frozenset({"list", "table"})), kind)
    for child in inner:
        if child.tag == "list":
            yield from _items(child)
        else:
            yield from table_pieces(tuple(tuple(_text(cell) for cell in row.iter("cell")) for row in child.iter("row")))


def _items(element: Any) -> Iterator[HtmlPiece]:
    ordered = element.get("rend") == "ol"
    number = 0
    for item in element:
        if item.tag == "list":
            yield from _items(item)
            continue
        text = _text(item, skip=frozenset({"list"}))
        if text.strip():
            number += 1
            yield HtmlPiece(f"{number}. {text.strip()}" if ordered else text, "item")
        for inner in item.iter("list"):
            if next(inner.iterancestors("item"), None) is item:
                yield from _items(inner)


def _level(rend: str | None) -> int:
    return int(rend[1]) if rend and re.fullmatch(r"h[1-6]", rend) else 2


def _text(element: Any, skip: frozenset[str] = frozenset()) -> str:
    """The text under an element; source line breaks are blanks, <lb> is a line break."""
    parts = [_flat(element.text)]
    for child in element:
        if child.tag == "lb":
            parts.append("\n")
        elif child.tag not in skip:
            inner = _text(child, skip)
            parts.append(f"{inner}\n" if child.tag in {"p", "head", "item", "row"} else inner)
        parts.append(_flat(child.tail))
    return "".join(parts).strip("\n") if element.tag in {"p", "item", "cell"} else "".join(parts)


def _flat(text: str | None) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text) if text else ""
