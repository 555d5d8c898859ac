"""The text of an OpenDocument paragraph: its runs, fields, boxes to tick, lists to choose from, formulas and links."""

from collections.abc import Callable, Iterator
from typing import Any

from ingest.french.raised import raised, with_note_marks
from ingest.link_targets import told_address
from ingest.odt.styles import TEXT, OdtStyles
from ingest.office.formulas import math_formula
from ingest.symbols import CHECKED, UNCHECKED, readable_signs

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
_FIELD = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"
_CONTENT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_FURNITURE = ("page-number", "page-count", "file-name")
_SKIPPED = frozenset(
    (
        *(TEXT + name for name in ("tracked-changes", "note", "script", "hidden-text", "ruby-text", *_FURNITURE)),
        *(OFFICE + name for name in ("annotation", "annotation-end")),
        _FIELD + "param",
    )
)
MAX_REPEATED = 50  # blanks that one mark may stand for
_YES = frozenset({"true", "checked"})


class OdtText:
    """Reads paragraph after paragraph; it holds the notes called, and reads controls and formulas where they stand.

    `object_of` gives the tree of an object that the file embeds, or None.
    """

    def __init__(self, styles: OdtStyles, body: Any, object_of: Callable[[str], Any]) -> None:
        self.called: list[Any] = []
        self.lost_objects = 0
        self._styles = styles
        self._object_of = object_of
        self._controls = {
            one.get(FORM + "id") or one.get("{http://www.w3.org/XML/1998/namespace}id") or "": one
            for forms in body.iter(OFFICE + "forms")
            for one in forms.iter()
        }

    def of(self, element: Any) -> str:
        """The text of a paragraph, without what is drawn beside it; raised figures that call a note are parted."""
        text = with_note_marks("".join(self._runs(element)))
        return text if text.isascii() else readable_signs(text)

    def _runs(self, element: Any) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            yield from self._run(child, child.tag)
            yield child.tail or ""

    def _run(self, child: Any, tag: str) -> Iterator[str]:
        if tag == TEXT + "span":
            text = "".join(self._runs(child))
            lifted = text.strip() and "[" not in text and self._styles.is_raised(child.get(TEXT + "style-name") or "")
            yield raised(text) if lifted else text
        elif tag == TEXT + "s":
            count = child.get(TEXT + "c") or "1"
            yield " " * min(int(count) if count.isdigit() else 1, MAX_REPEATED)
        elif tag == TEXT + "tab":
            yield " "
        elif tag == TEXT + "line-break":
            yield "\n"
        elif tag == TEXT + "note":
            self.called.append(child)
            yield f"\u00a0[{len(self.called)}]"
        elif tag == TEXT + "a":
            label = "".join(self._runs(child))
            yield label + told_address(label, child.get(_XLINK) or "")
        elif tag == TEXT + "ruby":
            above = child.find(TEXT + "ruby-text")
            text = "".join(self._runs(child))
            yield f"{text} ({''.join(above.itertext())})" if above is not None else text
        elif tag == _CONTENT + "content-control":
            yield from self._control(child)
        elif tag == _FIELD + "fieldmark":
            yield _old_field(child)
            yield from self._runs(child)
        elif tag == DRAW + "control":
            yield _form(self._controls.get(child.get(DRAW + "control") or ""))
        elif tag == DRAW + "frame":
            yield from self._formula(child)
        elif tag not in _SKIPPED and not tag.startswith(DRAW):
            yield from self._runs(child)

    def _control(self, control: Any) -> Iterator[str]:
        if control.get(_CONTENT + "checkbox") == "true":
            yield CHECKED if control.get(_CONTENT + "checked") == "true" else UNCHECKED
        elif control.get(_CONTENT + "showing-place-holder") != "true":
            yield from self._runs(control)

    def _formula(self, frame: Any) -> Iterator[str]:
        for embedded in frame.findall(DRAW + "object"):
            inside = next((one for one in embedded if str(one.tag).endswith("}math")), None)
            root = inside if inside is not None else self._object_of(embedded.get(_XLINK) or "")
            formula = math_formula(root).strip() if root is not None and str(root.tag).endswith("}math") else ""
            self.lost_objects += not formula
            yield formula


def _old_field(mark: Any) -> str:
    """What an old form field of Word, kept by LibreOffice, shows; "" for a field of text, whose result shows."""
    said = [
        (one.get(_FIELD + "name", "").rpartition(".")[2].lower(), one.get(_FIELD + "value", ""))
        for one in mark.iter(_FIELD + "param")
    ]
    kind = (mark.get(_FIELD + "type") or "").upper()
    values = dict(said)
    if kind.endswith("FORMCHECKBOX"):
        is_checked = next((value for name, value in said if name.endswith("checked")), "")
        return CHECKED if is_checked.lower() in {"true", "1"} else UNCHECKED
    if kind.endswith("FORMDROPDOWN"):
        entries = [value for name, value in said if name.endswith("listentry")]
        at = next((value for name, value in values.items() if name.endswith(("selected", "result"))), "")
        return entries[int(at)] if at.isdecimal() and int(at) < len(entries) else ""
    return ""


def _form(control: Any) -> str:
    """What a control of a form shows: a box and its label, the entries chosen, the text typed."""
    if control is None:
        return ""
    label = control.get(FORM + "label") or ""
    if control.tag in {FORM + "checkbox", FORM + "radio"}:
        state = control.get(FORM + "current-state") or control.get(FORM + "current-selected")
        state = state or control.get(FORM + "state") or control.get(FORM + "selected") or ""
        return f"{CHECKED if state in _YES else UNCHECKED} {label}".rstrip()
    if control.tag == FORM + "listbox":
        options = list(control.iter(FORM + "option"))
        chosen = [one for one in options if one.get(FORM + "current-selected") == "true"]
        chosen = chosen or [one for one in options if one.get(FORM + "selected") == "true"]
        return ", ".join(one.get(FORM + "label") or "" for one in chosen)
    if control.tag in {FORM + "text", FORM + "textarea", FORM + "combobox", FORM + "date", FORM + "number"}:
        typed = "\n".join("".join(one.itertext()) for one in control.iter(TEXT + "p"))
        return control.get(FORM + "current-value") or control.get(FORM + "value") or typed
    return label if control.tag == FORM + "fixed-text" else ""
