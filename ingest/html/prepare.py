"""A page made ready to be read: shadow roots in place, formulas and note marks as text, cells in their columns."""

import re
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from ingest.french.raised import raised, with_note_marks
from ingest.html.pieces import COVERED
from ingest.office.formulas import math_formula
from ingest.table_layout import MAX_COLUMNS, CellContent, TableCell, layout_rows

MOST_MARKS = 20_000  # elements of one page that may be raised
MAX_ROWS = 2_000  # that one cell may be said to span
MAX_CELLS = 5_000  # of one table, with those that are covered
_LIFTED = re.compile(r"(?i)vertical-align\s*:\s*super")
_FIGURES = re.compile(r"^[\s(\[]*\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*[\s)\]]*$")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PANEL_BUTTON = re.compile(r"(?i)accordi|collaps|faq|question|toggle-?(?:title|button)|expand")
_BEFORE = 40  # characters before a raised figure that tell what it is
LABEL_LEVEL = 4  # of the heading that the label of a panel is
LABEL_CHARACTERS = 200


def with_shadow_roots(page: Any) -> None:
    """Put what a browser draws of each shadow root (SingleFile keeps them as templates) in the place of its host."""
    for template in list(page.iter("template")):
        if not (template.get("shadowrootmode") or template.get("shadowroot")) or template.getparent() is None:
            continue
        host = template.getparent()
        light = [child for child in host if child is not template]
        for slot in list(template.iter("slot")):
            name = slot.get("name") or ""
            given = [one for one in light if isinstance(one.tag, str) and (one.get("slot") or "") == name]
            text = (host.text or "") + (template.tail or "") if not name else ""
            if given or text.strip():
                for child in list(slot):
                    slot.remove(child)
                slot.text = text
                slot.extend(given)
            slot.tag = "div" if _holds_blocks(slot) else "span"
        for child in list(host):
            host.remove(child)
        host.text = None
        template.tag, template.tail = "div", None
        for name in ("shadowrootmode", "shadowroot"):
            template.attrib.pop(name, None)
        host.append(template)


def _holds_blocks(element: Any) -> bool:
    return any(one.tag in {"p", "div", "ul", "ol", "table", "section", *_HEADINGS} for one in element.iterdescendants())


def prepare(page: Any) -> None:
    """Write formulas and note marks as text, show the labels of panels as headings, and keep cells in their columns."""
    for formula in list(page.iter("math")):
        _replace_by_text(formula, f" {math_formula(formula).strip()} ")
    for element in list(islice(page.iter("sup", "span"), MOST_MARKS)):
        if element.tag == "sup" or _LIFTED.search(element.get("style") or ""):
            _part_note_mark(element)
    for element in page.iter():
        if isinstance(element.tag, str) and element.text and not element.text.isascii():
            element.text = with_note_marks(element.text)
        if element.tail and not element.tail.isascii():
            element.tail = with_note_marks(element.tail)
    _head_panels(page)
    for table in reversed(list(page.iter("table"))):
        _prepare_table(table)


def _replace_by_text(element: Any, text: str) -> None:
    element.clear(keep_tail=True)
    element.tag, element.text = "span", text


def _part_note_mark(element: Any) -> None:
    text = "".join(element.itertext())
    if not _FIGURES.match(text):
        return
    bare = re.sub(r"[\s()\[\]]", "", text)
    shown = with_note_marks(_text_before(element) + raised(bare))
    mark = f"\u00a0[{bare}]"
    if shown.endswith((mark, f"[{bare}]")):
        _replace_by_text(element, mark if shown.endswith(mark) else f"[{bare}]")


def _text_before(element: Any) -> str:
    """The end of what stands before an element in its block."""
    found = ""
    while element is not None and len(found) < _BEFORE:
        before = element.getprevious()
        parent = element.getparent()
        if before is not None:
            found = ("" if before.tag == "br" else "".join(before.itertext())) + (before.tail or "") + found
            if before.tag == "br":
                break
            element = before
        elif parent is None or parent.tag in {"p", "li", "td", "th", "div", "body", "blockquote", "dd", *_HEADINGS}:
            found = ((parent.text or "") if parent is not None else "") + found
            break
        else:
            found = (parent.text or "") + found
            element = parent
    return found[-_BEFORE:]


def _head_panels(page: Any) -> None:
    """Make headings of the labels of what opens: `summary`, a button before its panel."""
    for summary in list(page.iter("summary")):
        _as_heading(summary)
    for label in list(page.iter("label")):
        following = label.getnext()
        if following is not None and following.get("data-opened") is not None:
            _as_heading(label)
    for button in list(page.iter("button")):
        inside = next(
            (one for one in button.iterancestors() if one.tag in _HEADINGS or one.tag in {"dt", "summary"}), None
        )
        if inside is not None:
            button.tag = "span"
        elif (
            button.get("aria-expanded") is not None
            or button.get("aria-controls")
            or _PANEL_BUTTON.search(button.get("class") or "")
        ):
            _as_heading(button)


def _as_heading(element: Any) -> None:
    text = " ".join("".join(element.itertext()).split())
    if any(one.tag in _HEADINGS for one in element.iterdescendants()):
        element.tag = "div"
    elif text and len(text) <= LABEL_CHARACTERS:
        element.tag = f"h{LABEL_LEVEL}"


def _prepare_table(table: Any) -> None:
    """Take a table that only lays out a page apart; else give the places that cells cover a cell of their own."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    cells = [[cell for cell in row if cell.tag in {"td", "th"}] for row in rows]
    grid = [[TableCell(cell, _span(cell, "colspan"), _holding(cell)) for cell in row] for row in cells]
    layout = layout_rows(grid)
    if not rows:
        return
    if table.get("role") in {"presentation", "none"}:
        layout = [True] * len(rows)
    if any(layout):
        if not all(len(row) < 2 for row in cells):
            _take_apart(table, rows, layout)
        cells = [row for row, is_layout in zip(cells, layout, strict=True) if not is_layout]
    for inner in [one for row in cells for cell in row for one in cell.iter("table")]:
        lines = (" ; ".join(_words(cell) for cell in row if cell.tag in {"td", "th"}) for row in inner.iter("tr"))
        _replace_by_text(inner, " " + " / ".join(lines) + " ")
    _spread(cells)


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).replace(COVERED, "").split())


def _take_apart(table: Any, rows: list[Any], layout: list[bool]) -> None:
    """Make blocks of the rows that only lay out a page; those of data between them stay tables."""
    running = None
    for row, is_layout in zip(rows, layout, strict=True):
        if is_layout:
            running = None
            row.tag = "div"
            for cell in row:
                cell.tag = "div" if cell.tag in {"td", "th"} else cell.tag
            continue
        if running is None:
            running = HtmlElement()
            running.tag = "table"
            row.addprevious(running)
        running.append(row)
    for part in [table, *(one for one in table.iterchildren("tbody", "thead", "tfoot"))]:
        part.tag = "div"


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return max(1, min(int(value), MAX_COLUMNS if name == "colspan" else MAX_ROWS)) if value.isdecimal() else 1


def _holding(cell: Any) -> CellContent:
    counts = {"headings": 0, "items": 0, "paragraphs": 0, "tables": 0}
    for one in cell.iterdescendants():
        if one.tag in _HEADINGS:
            counts["headings"] += 1
        elif one.tag == "li":
            counts["items"] += 1
        elif one.tag == "table":
            counts["tables"] += 1
        elif one.tag == "p" and next(one.iterancestors("li", "td", "th")).tag != "li":
            counts["paragraphs"] += bool("".join(one.itertext()).strip())
    size = sum(len(text.strip()) for text in cell.itertext())
    if not any(counts.values()) and size:
        counts["paragraphs"] = 1
    return CellContent(counts["headings"], counts["items"], counts["paragraphs"], size, counts["tables"])


def _spread(rows: list[list[Any]]) -> None:
    """Put a cell at each place that another covers, by its `colspan` or its `rowspan`."""
    covered: dict[int, int] = {}  # column: rows still covered
    made = 0
    for row in rows:
        column = 0
        if made > MAX_CELLS:
            return
        for cell in (*row, None):
            while covered.get(column):
                covered[column] -= 1
                made += 1
                if cell is not None:
                    cell.addprevious(_empty())
                column += 1
            if cell is None:
                break
            wide, tall = _span(cell, "colspan"), _span(cell, "rowspan")
            after = cell
            for place in range(wide):
                if place:
                    empty = _empty()
                    empty.tail, after.tail = after.tail, None
                    after.addnext(empty)
                    after, made = empty, made + 1
                if tall > 1:
                    covered[column + place] = tall - 1
            column += wide
            for name in ("colspan", "rowspan"):
                cell.attrib.pop(name, None)


def _empty() -> Any:
    cell = HtmlElement()
    cell.tag, cell.text = "td", COVERED
    return cell
