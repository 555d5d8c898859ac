"""A PDF without its remarks, without the layers that it does not show and without earlier versions of itself.

Kinds of annotations and optional content are those of ISO 32000-2: 12.5.6 and 8.11.
"""

import io
from typing import Any

from kb.protection.copies.file_errors import broken

# Annotations that are part of what a page shows: links, and the fields of a form.
_SHOWN = frozenset({"/Link", "/Widget"})
_HIDDEN_FLAGS = 0b10 | 0b100000  # Hidden, NoView
DEEPEST = 8  # drawings that stand in drawings


def visible_pdf(data: bytes, name: str) -> bytes:
    """The PDF as its pages show it, written anew. Raises FileBroken."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            reader = PdfReader(io.BytesIO(_unlocked(data, name)))
        writer = PdfWriter(clone_from=reader)
        hidden = _hidden_layers(writer.root_object)
        seen: set[int] = set()
        for page in writer.pages:
            _forget_remarks(page)
            if hidden:
                _forget_layers(page, writer, hidden, seen)
        writer.root_object.pop("/AF", None)
        written = io.BytesIO()
        writer.write(written)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise broken(name) from error
    return written.getvalue()


def _unlocked(data: bytes, name: str) -> bytes:
    """The PDF without its protection, where it opens without a password."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    from ingest.pdf.page.words import PDFIUM_LOCK

    copy = io.BytesIO()
    with PDFIUM_LOCK:
        try:
            sheets = pdfium.PdfDocument(data)
            sheets.save(copy, flags=raw.FPDF_REMOVE_SECURITY)
            sheets.close()
        except pdfium.PdfiumError as error:
            raise broken(name) from error
    return copy.getvalue()


def _forget_remarks(page: Any) -> None:
    from pypdf.generic import ArrayObject, NameObject

    kept = ArrayObject()
    for reference in page.get("/Annots") or ():
        annotation = reference.get_object()
        flags = int(annotation.get("/F", 0) or 0)
        if annotation.get("/Subtype") in _SHOWN and not flags & _HIDDEN_FLAGS:
            annotation.pop("/Popup", None)
            if annotation.get("/Subtype") == "/Link":
                annotation.pop("/Contents", None)
            kept.append(reference)
    page[NameObject("/Annots")] = kept
    page.pop("/AF", None)
    page.pop("/Thumb", None)


def _hidden_layers(root: Any) -> frozenset[int]:
    """Numbers of the layers (optional content groups) that the document does not show."""
    properties = root.get("/OCProperties")
    if properties is None:
        return frozenset()
    properties = properties.get_object()
    usual = _within(properties, "/D")
    off = {one.idnum for one in usual.get("/OFF") or ()}
    if usual.get("/BaseState") == "/OFF":
        off |= {one.idnum for one in properties.get("/OCGs") or ()} - {one.idnum for one in usual.get("/ON") or ()}
    return frozenset(off)


def _within(holder: Any, key: str) -> Any:
    """The dictionary that stands under a key, an empty one when there is none."""
    from pypdf.generic import DictionaryObject

    held = holder.get(key)
    return DictionaryObject() if held is None else held.get_object()


def _forget_layers(drawn: Any, writer: Any, hidden: frozenset[int], seen: set[int], depth: int = 0) -> None:
    """Take what hidden layers hold out of what a page, or a drawing of it, draws."""
    from pypdf.generic import ContentStream, NameObject

    resources = _within(drawn, "/Resources")
    named, drawings = _within(resources, "/Properties"), _within(resources, "/XObject")
    layers = {key for key in named if _is_hidden(named.raw_get(key), hidden)}
    gone = {key for key in drawings if _is_hidden_drawing(drawings[key], hidden)}
    is_page = drawn.get("/Type") == "/Page"
    if layers or gone:
        content = ContentStream(drawn.get("/Contents") if is_page else drawn, writer)
        content.operations = _shown(content.operations, layers, gone)
        if is_page:
            drawn[NameObject("/Contents")] = writer._add_object(content)
        else:
            drawn.set_data(content.get_data())
    for key in gone:
        del drawings[key]
    for key in [] if depth >= DEEPEST else list(drawings):
        inner = drawings[key].get_object()
        if inner.get("/Subtype") == "/Form" and id(inner) not in seen:
            seen.add(id(inner))
            _forget_layers(inner, writer, hidden, seen, depth + 1)


def _shown(operations: list[Any], layers: set[str], gone: set[str]) -> list[Any]:
    """The operations outside of marked contents of hidden layers."""
    kept: list[Any] = []
    inside: list[bool] = []
    for operands, operator in operations:
        if operator in (b"BDC", b"BMC"):
            inside.append(operator == b"BDC" and operands[0] == "/OC" and operands[1] in layers)
            if any(inside):
                continue
        elif operator == b"EMC" and inside:
            was_hidden = any(inside)
            inside.pop()
            if was_hidden:
                continue
        # What sets up the drawing goes on inside hidden contents, so that what follows stands where it stood.
        elif (any(inside) and operator not in _SETTINGS) or (operator == b"Do" and operands and operands[0] in gone):
            continue
        kept.append((operands, operator))
    return kept


_SETTINGS = frozenset({b"q", b"Q", b"cm", b"BT", b"ET", b"Tf", b"Td", b"TD", b"Tm", b"T*", b"TL", b"gs", b"W", b"n"})


def _is_hidden(layer: Any, hidden: frozenset[int]) -> bool:
    """Whether a layer, or all layers of a membership, are hidden."""
    if getattr(layer, "idnum", None) in hidden:
        return True
    said = layer.get_object()
    if said is None or said.get("/Type") != "/OCMD":
        return False
    groups = said.raw_get("/OCGs") if "/OCGs" in said else None
    members = groups if isinstance(groups, list) else [groups] if groups is not None else []
    return bool(members) and all(getattr(one, "idnum", None) in hidden for one in members)


def _is_hidden_drawing(drawing: Any, hidden: frozenset[int]) -> bool:
    said = drawing.get_object()
    return "/OC" in said and _is_hidden(said.raw_get("/OC"), hidden)
