"""The text of a Word paragraph: its runs, fields, boxes to tick, lists to choose from, formulas and links."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ingest.french.raised import raised, with_note_marks
from ingest.link_targets import told_address
from ingest.office.formulas import M, word_formula
from ingest.symbols import CHECKED, UNCHECKED, is_picture_font, readable_signs, sign, spelled
from ingest.word.package import MC, W14, R, Relation, W, chosen, is_on
from ingest.word.styles import WordStyle

# Deleted text and what only serves to compute is not read; text boxes are blocks of their own.
_DROPPED = ("del", "moveFrom", "pPr", "rPr", "txbxContent", "delText", "sdtPr", "sdtEndPr", "drawing", "pict", "object")
_SKIPPED = frozenset(W + name for name in _DROPPED)
_ADDRESS = re.compile(r'HYPERLINK\s+"([^"]+)"', re.IGNORECASE)
_FURNITURE_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "FILENAME"})
_CONTENTS_FIELDS = frozenset({"TOC", "INDEX"})


@dataclass(slots=True)
class _Field:
    """A field whose end has not come: its instruction, whether its result has begun, what of it is not read."""

    instruction: str = ""
    in_result: bool = False
    is_silent: bool = False
    label: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return (self.instruction.split() or [""])[0].upper()


class WordText:
    """Reads paragraph after paragraph; it holds the notes called, the open fields and what was seen and not read."""

    def __init__(self, styles: Mapping[str, WordStyle], relations: Mapping[str, Relation]) -> None:
        self.called: list[tuple[str, str]] = []
        self.has_contents = False
        self._styles = styles
        self._relations = relations
        self._fields: list[_Field] = []

    def of(self, element: Any) -> str:
        """The text of a paragraph, without its boxes; raised figures that call a note are parted from their word."""
        text = with_note_marks("".join(self._inside(element)))
        return text if text.isascii() else readable_signs(text)

    def close_fields(self) -> None:
        """Forget fields whose end never comes: a heading stands in no table of contents."""
        self._fields.clear()

    def _inside(self, element: Any) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag == W + "r":
                yield from self._run(child)
            elif tag in _SKIPPED or not isinstance(tag, str):
                continue
            elif tag == W + "hyperlink":
                label = "".join(self._inside(child))
                relation = self._relations.get(child.get(R + "id", ""))
                yield label + (told_address(label, relation.target) if relation and relation.is_external else "")
            elif tag == W + "sdt":
                yield from self._control(child)
            elif tag == MC + "AlternateContent":
                yield from self._inside(chosen(child))
            elif tag in {M + "oMath", M + "oMathPara"}:
                yield word_formula(child)
            elif tag == W + "fldSimple":
                name = (child.get(W + "instr", "").split() or [""])[0].upper()
                if name not in _FURNITURE_FIELDS:
                    yield from self._inside(child)
            elif len(child):
                yield from self._inside(child)

    def _run(self, run: Any) -> Iterator[str]:
        properties = run.find(W + "rPr")
        if properties is None:
            if len(run) == 1 and run[0].tag == W + "t" and not self._fields:
                yield run[0].text or ""  # most runs
            else:
                yield from self._pieces(run, "")
            return
        font, lifted = "", None
        for one in properties:
            if one.tag == W + "rFonts":
                font = one.get(W + "ascii") or one.get(W + "hAnsi") or ""
            elif one.tag == W + "vertAlign":
                lifted = one.get(W + "val") == "superscript"
            elif one.tag == W + "rStyle" and lifted is None:
                lifted = self._styles.get(one.get(W + "val"), WordStyle()).is_raised
        text = "".join(self._pieces(run, font if is_picture_font(font) else ""))
        yield raised(text) if lifted and text.strip() and "[" not in text else text

    def _pieces(self, run: Any, font: str) -> Iterator[str]:
        for child in run:
            tag = child.tag
            if tag == W + "fldChar":
                yield from self._field_mark(child)
            elif tag == W + "instrText":
                if self._fields and not self._fields[-1].in_result:
                    self._fields[-1].instruction += child.text or ""
            elif self._fields and not all(one.in_result and not one.is_silent for one in self._fields):
                continue
            else:
                text = self._piece(child, tag, font)
                if text and self._fields:
                    self._fields[-1].label.append(text)
                yield text

    def _piece(self, child: Any, tag: str, font: str) -> str:
        if tag == W + "t":
            return spelled(font, child.text or "") if font else child.text or ""
        if tag in {W + "br", W + "cr"}:
            return "\n"
        if tag in {W + "tab", W + "ptab"}:
            return " "
        if tag == W + "noBreakHyphen":
            return "-"
        if tag == W + "sym":
            code = child.get(W + "char", "")
            return sign(child.get(W + "font", ""), int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{1,6}", code) else ""
        if tag in {W + "footnoteReference", W + "endnoteReference"}:
            self.called.append((tag.removeprefix(W)[:-9], child.get(W + "id") or ""))
            return f"\u00a0[{len(self.called)}]"
        if tag == MC + "AlternateContent":
            return "".join(self._inside(chosen(child)))
        if tag == W + "ruby":
            base, above = ("".join(self._inside(one)) for one in (_child(child, "rubyBase"), _child(child, "rt")))
            return f"{base} ({above})" if above.strip() else base
        return ""

    def _field_mark(self, mark: Any) -> Iterator[str]:
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            said = _form_field(mark.find(W + "ffData"))
            is_shown = all(one.in_result and not one.is_silent for one in self._fields)
            self._fields.append(_Field(is_silent=bool(said)))
            if is_shown:
                yield said
        elif kind == "separate" and self._fields:
            last = self._fields[-1]
            last.in_result = True
            if last.name in _CONTENTS_FIELDS:
                last.is_silent = self.has_contents = True
            last.is_silent = last.is_silent or last.name in _FURNITURE_FIELDS
        elif kind == "end" and self._fields:
            last = self._fields.pop()
            address = _ADDRESS.search(last.instruction)
            if address and last.in_result:
                yield told_address("".join(last.label), address[1])

    def _control(self, control: Any) -> Iterator[str]:
        """A content control: a box as ☑ or ☐, else its text, unless that is the invitation to type one."""
        properties = control.find(W + "sdtPr")
        if properties is None:
            properties = ()
        box = next((one for one in properties if one.tag == W14 + "checkbox"), None)
        if box is not None:
            mark = box.find(W14 + "checked")
            is_checked = mark is not None and mark.get(W14 + "val", "1") in {"1", "true", "on"}
            yield CHECKED if is_checked else UNCHECKED
            return
        if any(one.tag == W + "showingPlcHdr" and is_on(one) for one in properties):
            return
        for content in control.iterchildren(W + "sdtContent"):
            yield from self._inside(content)


def _child(element: Any, name: str) -> Any:
    found = element.find(W + name)
    return found if found is not None else ()


def _form_field(data: Any) -> str:
    """What an old form field shows: its box, or the entry chosen; "" for a field of text, whose result shows."""
    if data is None:
        return ""
    box, choice = data.find(W + "checkBox"), data.find(W + "ddList")
    if box is not None:
        mark = box.find(W + "checked")
        return CHECKED if is_on(mark if mark is not None else box.find(W + "default")) else UNCHECKED
    if choice is not None:
        entries = [one.get(W + "val", "") for one in choice.findall(W + "listEntry")]
        chosen_one = choice.find(W + "result")
        chosen_one = chosen_one if chosen_one is not None else choice.find(W + "default")
        at = chosen_one.get(W + "val", "0") if chosen_one is not None else "0"
        return entries[int(at)] if at.isdecimal() and int(at) < len(entries) else ""
    return ""
