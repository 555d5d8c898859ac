"""The one text of a record: passages, offsets and citations refer to it."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ingest.document import Block, BlockKind, Document, Mark
from kb.records.catalogue import every_field
from kb.records.fields import FieldDescription, describe
from kb.records.kinds import DocumentRecord, Record, text_fields
from kb.records.markdown_signs import item, paragraph, quote
from kb.records.typed_text import Typed, typed_blocks, typed_words

GAP = "\n\n"
BULLET = re.compile(r"^(\s*)[-•–*]\s+")
NUMBERED = re.compile(r"[0-9]{1,9}[.)] (?=\S)")
DEEPER = "    "  # before an item, for each list that its own stands in


class TextBuilder:
    """Builds a Document block by block, keeping offsets and the path of headings."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0
        self._path: list[tuple[int, str]] = []

    def heading(self, text: str, level: int) -> None:
        """Open a section; it closes those of the same level or deeper."""
        self._path = [(depth, title) for depth, title in self._path if depth < level]
        self._add(text, "heading", level)
        self._path.append((level, text))

    def add(self, text: str, kind: BlockKind = "paragraph", level: int = 0, marks: tuple[Mark, ...] = ()) -> None:
        """Add one block of text under the open section; `level` tells how deep an item hangs.

        Words with marks come without white space at their ends, which marks are counted from.
        """
        self._add(text, kind, level, marks)

    def _add(self, text: str, kind: BlockKind, level: int, marks: tuple[Mark, ...] = ()) -> None:
        text = text if marks else text.strip() if kind != "table" else text.strip("\n")
        if not text:
            return
        if self._parts:
            self._parts.append(GAP)
            self._length += len(GAP)
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        section = tuple(title for _, title in self._path)
        self._blocks.append(Block(start, self._length, kind, level, None, section, marks))

    def build(self) -> Document:
        """The document built so far."""
        return Document("".join(self._parts), tuple(self._blocks))


def canonical(record: Record, source: Document | None = None) -> Document:
    """The canonical Document of a record: a document keeps its source's text, other kinds have a heading per field."""
    if isinstance(record, DocumentRecord) and source is not None:
        return source
    builder = TextBuilder()
    add_words(builder, record.summary)
    for name, label in text_fields(type(record)):
        value = getattr(record, name)
        if value:
            builder.heading(label, 2)
            add_field(builder, value, describe(type(record))[name])
    return builder.build()


def add_words(builder: TextBuilder, text: str, kind: BlockKind = "paragraph") -> None:
    """Add a short text as one block: its words alone are set."""
    one = typed_words(text)
    builder.add(one.text, kind, marks=one.marks)


def add_field(builder: TextBuilder, value: Any, field: FieldDescription | None = None) -> None:
    """Add the blocks of one field: its paragraphs, items and tables, or its parts in the shape that they have."""
    if isinstance(value, str):
        for block in typed_blocks(value):
            builder.add(block.text, block.kind, block.level, block.marks)
        return
    for one in value:
        if field is None or field.sort != "parts":
            builder.add(str(one), "item")
        elif field.shape == "quotes":
            add_words(builder, getattr(one, field.main), "quote")
        elif field.shape == "sections":
            if head := getattr(one, field.parts[0].name):
                builder.heading(head, 3)
            add_field(builder, getattr(one, field.main))
        else:
            builder.add(part_in_a_line(one, field), "item")


def part_in_a_line(part: Any, field: FieldDescription) -> str:
    """A part in one line: what it is about, then its other fields under their names; codes only where named here."""
    said = []
    for one in field.parts:
        value = getattr(part, one.name)
        if value in ("", (), None, False):
            continue
        if one.codes:
            named = one.codes.entries
            values = [named[code] for code in ([value] if isinstance(value, str) else value) if code in named]
        else:
            values = [str(each) for each in value] if isinstance(value, tuple) else [str(value)]
        words = ", ".join(values)
        if one.sort == "flag":
            said.append(one.one)
        elif words:
            said.append(words if one.name == field.main else f"{one.label} : {words}")
    return " · ".join(said)


def fields_of(document: Document, labels: Iterable[tuple[str, str]]) -> dict[str, object]:
    """Values of the fields whose labels are headings of `document`; text under other headings goes to "notes".

    Lists of parts become lists of mappings, fields of several lines lists of texts, the others one text.
    """
    known = every_field()
    names = {_fold(label): name for name, label in labels}
    out: dict[str, object] = {}
    notes: list[str] = []
    for title, blocks in _sections(document):
        name = names.get(_fold(title)) if title else None
        if name is None:
            notes += [title] if title else []
            notes += [_marked(document, b) for b in blocks]
        elif known[name].sort == "parts":
            out[name] = _parts(known[name], document, blocks)
        elif known[name].sort == "lines":
            out[name] = [BULLET.sub("", document.text[b.start : b.end]) for b in blocks]
        else:
            out[name] = GAP.join(_marked(document, b) for b in blocks)
    if notes:
        out["notes"] = GAP.join(notes)
    return out


def _fold(label: str) -> str:
    return label.replace("’", "'").replace("\u202f", " ").replace("\u00a0", " ").strip().rstrip(" :").casefold()


def _sections(document: Document) -> list[tuple[str, list[Block]]]:
    """The blocks under each heading of the highest level used, with its title ("" before the first)."""
    levels = [b.level for b in document.blocks if b.kind == "heading"]
    top = min(levels, default=0)
    if levels.count(top) == 1 and len(levels) > 1 and document.blocks[0].level == top:
        top = min(level for level in levels if level > top) if any(level > top for level in levels) else top
    out: list[tuple[str, list[Block]]] = [("", [])]
    for block in document.blocks:
        if block.kind == "heading" and block.level <= top:
            out.append((document.text[block.start : block.end], []))
        else:
            out[-1][1].append(block)
    return [(title, blocks) for title, blocks in out if title or blocks]


def _marked(document: Document, block: Block) -> str:
    """The text of a block as somebody would type it in a field: read back, it is the same block."""
    text, marks = document.text[block.start : block.end], block.marks
    kind = block.kind if block.kind in ("item", "quote", "table") else "paragraph"
    whole = _without_addresses(Typed(text, kind, block.level, marks))
    if block.kind == "item":
        kept = Typed(BULLET.sub("", whole.text), "item", block.level, whole.marks)
        return _as_typed(kept, f"{DEEPER * block.level}{'' if NUMBERED.match(kept.text) else '- '}{kept.text}")
    return _as_typed(whole, whole.text)


def _as_typed(block: Typed, bare: str) -> str:
    """The block without a sign where that reads back as itself, with its signs elsewhere."""
    if not block.marks and [(one.text, one.kind) for one in typed_blocks(bare)] == [(block.text, block.kind)]:
        return bare
    match block.kind:
        case "item":
            return item(block.text, block.level, block.marks)
        case "quote":
            return quote(block.text, block.marks)
        case "table":
            return block.text
    return paragraph(block.text, marks=block.marks)


def _without_addresses(block: Typed) -> Typed:
    """The block of a file without the addresses that reading it told after the words of its links."""
    for one in reversed([mark for mark in block.marks if mark.kind == "link"]):
        told = f" ({one.target.removeprefix('mailto:')})"
        if block.text.startswith(told, one.end):
            shift = {at: at - len(told) for mark in block.marks for at in (mark.start, mark.end) if at > one.end}
            moved = tuple(
                replace(mark, start=shift.get(mark.start, mark.start), end=shift.get(mark.end, mark.end))
                for mark in block.marks
            )
            block = replace(block, text=block.text[: one.end] + block.text[one.end + len(told) :], marks=moved)
    return block


def _parts(field: FieldDescription, document: Document, blocks: list[Block]) -> list[dict[str, object]]:
    if field.shape == "sections":
        return [{field.parts[0].name: head, field.main: text} for head, text in _sections_of(document, blocks)]
    if field.shape == "quotes":
        return [quoted(field, _words_as_typed(document, block)) for block in blocks]
    texts = [document.text[block.start : block.end] for block in blocks]
    return [{field.main: BULLET.sub("", text)} for text in texts]


def _words_as_typed(document: Document, block: Block) -> str:
    """The text of a block with the signs of its words alone; without any where that reads back as itself."""
    whole = _without_addresses(Typed(document.text[block.start : block.end], marks=block.marks))
    if not whole.marks and typed_words(whole.text) == Typed(whole.text):
        return whole.text
    return _set_again(whole)


def _set_again(whole: Typed) -> str:
    # A break of lines is one as it is: only paragraphs of Markdown need a sign for it.
    return paragraph(whole.text, marks=whole.marks).replace("\\\n", "\n")


def _sections_of(document: Document, blocks: list[Block]) -> list[tuple[str, str]]:
    steps: list[tuple[str, list[str]]] = []
    for block in blocks:
        if block.kind == "heading":
            steps.append((document.text[block.start : block.end], []))
        else:
            if not steps:
                steps.append(("", []))
            steps[-1][1].append(_marked(document, block))
    return [(when, GAP.join(texts)) for when, texts in steps if texts]


VOICE = re.compile(r"^[«\"]?\s*(?P<words>.+?)\s*[»\"]\s*[—–-]\s*(?P<role>.+)$", re.S)


def quoted(field: FieldDescription, text: str) -> dict[str, object]:
    """« Words » — role, accord obtenu: the words, who said them (a line), and whether they agreed (a flag)."""
    found = VOICE.match(text)
    if not found:
        return {field.main: text}
    role, agreed = found["role"].strip(), "accord" in found["role"].lower()
    role = re.sub(r",?\s*accord[^,]*$", "", role).strip(" .")
    rest: dict[str, object] = {"line": role, "flag": agreed}
    return {
        field.main: f"« {found['words'].strip(' «»')} »",
        **{part.name: rest[part.sort] for part in field.parts if part.sort in rest},
    }
