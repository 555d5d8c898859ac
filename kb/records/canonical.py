"""The one text of a record: passages, offsets and citations refer to it."""

import re
from collections.abc import Iterable

from ingest.document import Block, BlockKind, Document
from kb.records.kinds import DocumentRecord, Record, Step, Voice, text_fields

GAP = "\n\n"
BULLET = re.compile(r"^(\s*)[-•–*]\s+")
DEEPER = "  "  # before an item, for each list that its own stands in
BAR = " | "


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

    def add(self, text: str, kind: BlockKind = "paragraph", level: int = 0) -> None:
        """Add one block of text under the open section; `level` tells how deep an item hangs."""
        self._add(text, kind, level)

    def _add(self, text: str, kind: BlockKind, level: int) -> None:
        text = text.strip() if kind != "table" else text.strip("\n")
        if not text:
            return
        if self._parts:
            self._parts.append(GAP)
            self._length += len(GAP)
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        section = tuple(title for _, title in self._path)
        self._blocks.append(Block(start, self._length, kind, level, None, section))

    def build(self) -> Document:
        """The document built so far."""
        return Document("".join(self._parts), tuple(self._blocks))


def canonical(record: Record, source: Document | None = None) -> Document:
    """The canonical Document of a record: a document keeps its source's text, other kinds have a heading per field."""
    if isinstance(record, DocumentRecord) and source is not None:
        return source
    builder = TextBuilder()
    builder.add(record.summary)
    for name, label in text_fields(type(record)):
        value = getattr(record, name)
        if value:
            builder.heading(label, 2)
            add_field(builder, value)
    return builder.build()


def add_field(builder: TextBuilder, value: str | Iterable[Step | Voice | str]) -> None:
    """Add the blocks of one field: its paragraphs, items and tables, its steps, or the words that it quotes."""
    if isinstance(value, str):
        for paragraph in value.split(GAP):
            bullet = BULLET.match(paragraph)
            if bullet:
                depth = len(bullet[1]) // len(DEEPER)
                builder.add(paragraph[bullet.end() :], "item", depth)
            else:
                builder.add(paragraph, "table" if _is_table(paragraph) else "paragraph")
        return
    for one in value:
        if isinstance(one, Step):
            if one.when:
                builder.heading(one.when, 3)
            add_field(builder, one.text)
        elif isinstance(one, Voice):
            builder.add(one.words, "quote")
        else:
            builder.add(one, "item")


def fields_of(document: Document, labels: Iterable[tuple[str, str]]) -> dict[str, object]:
    """Values of the fields whose labels are headings of `document`; text under other headings goes to "notes".

    `steps` and `voices` become lists of mappings, fields of several items lists of texts, the others one text.
    """
    names = {_fold(label): name for name, label in labels}
    out: dict[str, object] = {}
    notes: list[str] = []
    for title, blocks in _sections(document):
        name = names.get(_fold(title)) if title else None
        if name is None:
            notes += [title] if title else []
            notes += [document.text[b.start : b.end] for b in blocks]
        elif name == "steps":
            out[name] = _steps(document, blocks)
        elif name == "voices":
            out[name] = [_voice(document.text[b.start : b.end]) for b in blocks]
        elif name in {"transfer_conditions", "open_questions", "priorities", "variants", "senses"}:
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
    text = document.text[block.start : block.end]
    return f"{DEEPER * block.level}- {BULLET.sub('', text)}" if block.kind == "item" else text


def _is_table(paragraph: str) -> bool:
    """Whether these lines are the rows of a table: two at least, with bars between their cells."""
    lines = paragraph.strip("\n").split("\n")
    return len(lines) > 1 and all(BAR in line for line in lines)


def _steps(document: Document, blocks: list[Block]) -> list[dict[str, str]]:
    steps: list[tuple[str, list[str]]] = []
    for block in blocks:
        if block.kind == "heading":
            steps.append((document.text[block.start : block.end], []))
        else:
            if not steps:
                steps.append(("", []))
            steps[-1][1].append(_marked(document, block))
    return [{"when": when, "text": GAP.join(texts)} for when, texts in steps if texts]


VOICE = re.compile(r"^[«\"]?\s*(?P<words>.+?)\s*[»\"]\s*[—–-]\s*(?P<role>.+)$", re.S)


def _voice(text: str) -> dict[str, object]:
    found = VOICE.match(text)
    if not found:
        return {"words": text}
    role, agreement = found["role"].strip(), "accord" in found["role"].lower()
    role = re.sub(r",?\s*accord[^,]*$", "", role).strip(" .")
    return {"words": f"« {found['words'].strip(' «»')} »", "role": role, "agreement": agreement}
