"""What LibreOffice does not show of a document: remarks, tracked changes, hidden text, sections, rows and columns."""

from collections.abc import Iterator, Mapping
from typing import Any

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
STYLE_DEPTH = 12  # styles may be based on one another this deep; a loop ends there
MOST_COLUMNS = 2_000  # that one mark may stand for
_REMARKS = frozenset({_OFFICE + "annotation", _OFFICE + "annotation-end"})
_CHANGES = frozenset({_TEXT + name for name in ("tracked-changes", "change", "change-start", "change-end")})
_SHOWN_OR_NOT = frozenset({_TEXT + "section", _TEXT + "p", _TEXT + "h", _TEXT + "span", _TEXT + "a"})
_UNSEEN = frozenset({"collapse", "filter"})
_WHITE = frozenset({"#ffffff", "#fefefe"})


def drop_hidden(root: Any, *others: Any) -> int:
    """How many things that LibreOffice does not show were taken out of a tree; `others` are trees with more styles."""
    hidden = frozenset(_hidden_styles((*others, root)))
    columns = sum(_drop_columns(table) for table in list(root.iter(_TABLE + "table")))
    marked = next(root.iter(_TEXT + "hidden-paragraph"), None) is not None
    return columns + _drop(root, lambda element: _is_hidden(element, hidden, marked=marked))


def drop_remarks(root: Any) -> int:
    """How many remarks in the margin were taken out of a tree."""
    return _drop_tags(root, _REMARKS)


def drop_changes(root: Any) -> int:
    """How many tracked changes were accepted: what was deleted stands apart in the file, and goes."""
    return _drop_tags(root, _CHANGES)


def _drop_tags(root: Any, tags: frozenset[str]) -> int:
    # Most files hold none: looking for them costs little, going through the tree much.
    if all(next(root.iter(tag), None) is None for tag in tags):
        return 0
    return _drop(root, lambda element: element.tag in tags)


def _drop(parent: Any, gone: Any) -> int:
    """Take every element that is `gone` out of a tree; what follows each stays where it is."""
    dropped, last = 0, None
    for child in list(parent):
        if gone(child):
            dropped += 1
            if child.tail:
                if last is None:
                    parent.text = (parent.text or "") + child.tail
                else:
                    last.tail = (last.tail or "") + child.tail
            parent.remove(child)
        else:
            dropped += _drop(child, gone)
            last = child
    return dropped


def _is_hidden(element: Any, hidden: frozenset[str], *, marked: bool) -> bool:
    """Whether an element is not shown; `marked`: some paragraph of the tree holds a field that hides it."""
    tag = element.tag
    if tag == _TEXT + "hidden-text":
        return True
    if marked and tag in {_TEXT + "p", _TEXT + "h"} and _has_hidden_mark(element):
        return True
    if tag == _TEXT + "section" and element.get(_TEXT + "display") in {"none", "condition"}:
        return bool(element.get(_TEXT + "display") == "none" or element.get(_TEXT + "is-hidden") != "false")
    if tag in _SHOWN_OR_NOT and element.get(_TEXT + "style-name") in hidden:
        return True
    if tag == _TABLE + "table-row" or tag == _TABLE + "table-column":
        return tag == _TABLE + "table-row" and element.get(_TABLE + "visibility") in _UNSEEN
    if tag == _TABLE + "table":
        return element.get(_TABLE + "style-name") in hidden
    return bool(tag.startswith(_DRAW) and element.get(_DRAW + "display") == "none")


def _has_hidden_mark(paragraph: Any) -> bool:
    """Whether a field in a paragraph hides all of it."""
    marks = paragraph.iter(_TEXT + "hidden-paragraph")
    return any(mark.get(_TEXT + "is-hidden") != "false" for mark in marks)


def _hidden_styles(trees: tuple[Any, ...]) -> Iterator[str]:
    by_name: dict[str, Any] = {}
    for tree in trees:
        if tree is not None:
            by_name.update({style.get(_STYLE + "name") or "": style for style in tree.iter(_STYLE + "style")})
    for name in by_name:
        if _hides(name, by_name):
            yield name


def _hides(name: str, by_name: Mapping[str, Any]) -> bool:
    for _ in range(STYLE_DEPTH):
        style = by_name.get(name)
        if style is None:
            return False
        shown = style.find(_STYLE + "table-properties")
        if shown is not None and shown.get(_TABLE + "display") == "false":
            return True
        said = style.find(_STYLE + "text-properties")
        if said is not None:
            display, colour = said.get(_TEXT + "display"), (said.get(_FO + "color") or "").lower()
            if display is not None:
                return display in {"none", "condition"}
            if colour:
                return colour in _WHITE and _is_bare(style, said)
        name = style.get(_STYLE + "parent-style-name") or ""
    return False


def _is_bare(style: Any, said: Any) -> bool:
    """Whether nothing darker is drawn behind the letters of a style."""
    behind = style.find(_STYLE + "paragraph-properties")
    fills = [one.get(_FO + "background-color") for one in (said, behind) if one is not None]
    return style.get(_STYLE + "family") == "text" and all(fill in {None, "transparent", *_WHITE} for fill in fills)


def _drop_columns(table: Any) -> int:
    """Take the cells of hidden columns out of a table; how many columns."""
    hidden: set[int] = set()
    at = 0
    for column in table.iter(_TABLE + "table-column"):
        count = _count(column.get(_TABLE + "number-columns-repeated"))
        if column.get(_TABLE + "visibility") in _UNSEEN:
            hidden |= set(range(at, at + count))
        at += count
    if not hidden:
        return 0
    for row in table.iter(_TABLE + "table-row"):
        at = 0
        for cell in list(row):
            count = _count(cell.get(_TABLE + "number-columns-repeated"))
            if set(range(at, at + count)) <= hidden:
                row.remove(cell)
            at += count
    return len(hidden)


def _count(said: str | None) -> int:
    return min(int(said), MOST_COLUMNS) if said and said.isdigit() else 1
