"""What Word does not show of a document: hidden text, rows and cells that are gone, white words on white paper."""

from collections.abc import Iterator, Mapping
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STYLE_DEPTH = 12  # styles may be based on one another this deep; a loop ends there
INVISIBLE_SIZE = 2  # half points; no printer shows letters this small
_OFF = frozenset({"0", "false", "off", "none"})
_WHITE = frozenset({"FFFFFF", "FEFEFE", "FDFDFD", "FCFCFC"})
_PLAIN_FILLS = frozenset({"", "auto", *_WHITE})
# Text that tracked changes took away, and what a change was before.
_GONE = frozenset(W + name for name in ("del", "moveFrom", "delText", "delInstrText"))


def drop_hidden(root: Any, styles: Any = None) -> int:
    """How many runs and rows that Word does not show were taken out of a part of a document; `styles` is styles.xml."""
    hidden_styles = frozenset(_hidden_styles(styles)) if styles is not None else frozenset()
    found = [row for row in root.iter(W + "tr") if _is_hidden_row(row)]
    if hidden_styles or _may_hide(root):
        found += [run for run in root.iter(W + "r") if _is_hidden(run, hidden_styles) and _says_something(run)]
    for element in found:
        if (parent := element.getparent()) is not None:
            parent.remove(element)
    return len(found)


def _may_hide(root: Any) -> bool:
    """Whether anything in a part could hide a run; most parts hold nothing of it, and are not looked through."""
    if next(root.iter(*(W + name for name in ("vanish", "webHidden", "specVanish"))), None) is not None:
        return True
    sizes = [one.get(W + "val") or "" for one in root.iter(W + "sz")]
    colours = {(one.get(W + "val") or "").upper() for one in root.iter(W + "color")}
    return not colours.isdisjoint(_WHITE) or any(one.isdigit() and int(one) <= INVISIBLE_SIZE for one in sizes)


def drop_changes(root: Any) -> int:
    """How many tracked changes were accepted in a part of a document: what was deleted goes, what was added stays."""
    changes = [one for one in root.iter() if one.tag in _GONE or _is_record_of_change(one)]
    rows = [row for row in root.iter(W + "tr") if row.find(f"{W}trPr/{W}del") is not None]
    cells = [cell for cell in root.iter(W + "tc") if cell.find(f"{W}tcPr/{W}cellDel") is not None]
    for one in (*changes, *rows, *cells):
        if (parent := one.getparent()) is not None:
            parent.remove(one)
    for added in [one for one in root.iter(W + "ins", W + "moveTo") if one.getparent() is not None]:
        _unwrap(added)
    return len(changes) + len(rows) + len(cells)


def _is_record_of_change(element: Any) -> bool:
    return isinstance(element.tag, str) and element.tag.startswith(W) and element.tag.endswith("Change")


def _unwrap(element: Any) -> None:
    parent = element.getparent()
    place = parent.index(element)
    if element.tag == W + "ins" and len(element) == 0:
        parent.remove(element)
        return
    for child in list(element):
        parent.insert(place, child)
        place += 1
    parent.remove(element)


def _hidden_styles(styles: Any) -> Iterator[str]:
    """Identifiers of the styles whose text is hidden, by themselves or by those that they are based on."""
    by_name: Mapping[str, Any] = {one.get(W + "styleId") or "": one for one in styles.iter(W + "style")}
    for name in by_name:
        key = name
        for _ in range(STYLE_DEPTH):
            style = by_name.get(key)
            said = _said(style.find(W + "rPr")) if style is not None else None
            if said is not None:
                if said:
                    yield name
                break
            based = style.find(W + "basedOn") if style is not None else None
            if based is None:
                break
            key = based.get(W + "val") or ""


def _said(properties: Any) -> bool | None:
    """Whether properties hide their text; None when they do not say."""
    if properties is None:
        return None
    marks = [properties.find(W + name) for name in ("vanish", "webHidden", "specVanish")]
    said = [(mark.get(W + "val") or "1").lower() not in _OFF for mark in marks if mark is not None]
    return any(said) if said else None


def _is_hidden(run: Any, hidden_styles: frozenset[str]) -> bool:
    properties = run.find(W + "rPr")
    said = _said(properties)
    if said is not None:
        return said
    if properties is not None:
        named = properties.find(W + "rStyle")
        if named is not None and named.get(W + "val") in hidden_styles:
            return True
        if _is_white(run, properties) or _is_tiny(properties):
            return True
    paragraph = next(run.iterancestors(W + "p"), None)
    style = paragraph.find(f"{W}pPr/{W}pStyle") if paragraph is not None else None
    return style is not None and style.get(W + "val") in hidden_styles


def _is_white(run: Any, properties: Any) -> bool:
    """White letters on nothing darker; a table of some style may have dark cells, and keeps its words."""
    colour = properties.find(W + "color")
    if colour is None or (colour.get(W + "val") or "").upper() not in _WHITE:
        return False
    if properties.find(W + "highlight") is not None:
        return False
    if (
        next(run.iterancestors(W + "tbl"), None) is not None
        or next(run.iterancestors(W + "txbxContent"), None) is not None
    ):
        return False
    paragraph = next(run.iterancestors(W + "p"), None)
    shades = [properties.find(W + "shd"), paragraph.find(f"{W}pPr/{W}shd") if paragraph is not None else None]
    return all(
        shade is None or (shade.get(W + "fill") or "").upper() in {f.upper() for f in _PLAIN_FILLS} for shade in shades
    )


def _is_tiny(properties: Any) -> bool:
    size = properties.find(W + "sz")
    value = size.get(W + "val") or "" if size is not None else ""
    return value.isdigit() and int(value) <= INVISIBLE_SIZE


def _is_hidden_row(row: Any) -> bool:
    mark = row.find(f"{W}trPr/{W}hidden")
    gone = row.find(f"{W}trPr/{W}del")
    return gone is not None or (mark is not None and (mark.get(W + "val") or "1").lower() not in _OFF)


def _says_something(run: Any) -> bool:
    if any((text.text or "").strip() for text in run.iter(W + "t")) or run.find(W + "footnoteReference") is not None:
        return True
    # White letters leave a picture as it is; hidden ones take it along.
    return bool(_said(run.find(W + "rPr"))) and next(run.iter(W + "drawing", W + "pict"), None) is not None
