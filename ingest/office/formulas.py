"""Formulas on one line: those of Word (OMML) and those of LibreOffice and web pages (MathML)."""

from collections.abc import Iterator
from typing import Any

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PROPERTIES = ("Pr",)
# Elements of MathML that hold no part of the formula as it is read.
_SILENT = frozenset({"annotation", "annotation-xml", "mspace", "mphantom", "none", "mprescripts"})


def word_formula(element: Any) -> str:
    """A formula of Word, `m:oMath` or what it holds, on one line: « (a + b)/2 », « x^2 », « √(n) »."""
    tag = str(element.tag).removeprefix(M)
    if tag == "t":
        return element.text or ""
    match tag:
        case "f":
            return f"{_closed(_part(element, 'num'))}/{_closed(_part(element, 'den'))}"
        case "sSup":
            return f"{_part(element, 'e')}^{_closed(_part(element, 'sup'))}"
        case "sSub":
            return f"{_part(element, 'e')}_{_closed(_part(element, 'sub'))}"
        case "sSubSup":
            return f"{_part(element, 'e')}_{_closed(_part(element, 'sub'))}^{_closed(_part(element, 'sup'))}"
        case "rad":
            degree = _part(element, "deg")
            return f"{degree}√({_part(element, 'e')})"
        case "nary":
            under, over = _part(element, "sub"), _part(element, "sup")
            bounds = (f"_{_closed(under)}" if under else "") + (f"^{_closed(over)}" if over else "")
            return f"{_sign(element, 'naryPr', 'chr', '∫')}{bounds} {_part(element, 'e')}"
        case "d":
            inside = " ; ".join(word_formula(one) for one in element.findall(M + "e"))
            return f"{_sign(element, 'dPr', 'begChr', '(')}{inside}{_sign(element, 'dPr', 'endChr', ')')}"
        case "m":
            rows = (" , ".join(map(word_formula, row.findall(M + "e"))) for row in element.findall(M + "mr"))
            return " ; ".join(rows)
    return "".join(word_formula(one) for one in element if not str(one.tag).endswith(_PROPERTIES))


def _part(element: Any, name: str) -> str:
    found = element.find(M + name)
    return word_formula(found) if found is not None else ""


def _sign(element: Any, properties: str, name: str, otherwise: str) -> str:
    found = element.find(f"{M}{properties}/{M}{name}")
    return otherwise if found is None else found.get(M + "val", otherwise)


def math_formula(element: Any) -> str:
    """A formula of MathML on one line."""
    tag = str(element.tag).rpartition("}")[2].lower()
    if tag in _SILENT:
        return ""
    parts = [math_formula(child) for child in element if isinstance(child.tag, str)]
    match tag, parts:
        case "mfrac", [over, under]:
            return f"{_closed(over)}/{_closed(under)}"
        case (("msup" | "mover"), [base, up]):
            return f"{base}^{_closed(up)}"
        case (("msub" | "munder"), [base, down]):
            return f"{base}_{_closed(down)}"
        case (("msubsup" | "munderover"), [base, down, up]):
            return f"{base}_{_closed(down)}^{_closed(up)}"
        case "mroot", [base, degree]:
            return f"{degree}√({base})"
        case "msqrt", _:
            return f"√({''.join(parts)})"
        case "semantics", [first, *_]:
            return first
        case (("mtable" | "mtr"), _):
            return (" ; " if tag == "mtable" else " , ").join(parts)
    return "".join(_own(element)) if not parts else "".join(parts)


def _own(element: Any) -> Iterator[str]:
    text = " ".join((element.text or "").split())
    spaced = str(element.tag).rpartition("}")[2] == "mo" and text in {"=", "+", "−", "-", "×", "≤", "≥", "<", ">", "≈"}
    yield f" {text} " if spaced else text


def _closed(part: str) -> str:
    """The part of a formula, within brackets when it is more than one sign."""
    part = part.strip()
    return part if part.isalnum() or (part.startswith("(") and part.endswith(")")) or not part else f"({part})"
