"""A record in plain text: as Markdown with front matter, which `kb build` reads back, and as JSON."""

import json
from collections.abc import Sequence
from typing import Any

import yaml

from ingest.assembly import CELL_BETWEEN
from ingest.document import Block, Document
from kb.export.markdown_signs import code, heading, item, paragraph, quote, table
from kb.records.canonical import TextBuilder, add_field
from kb.records.kinds import Record, Step, Voice, text_fields
from kb.store.attachments import Attachment
from kb.store.register import Revision

GAP = "\n\n"
# What the files attached are called in an export: a key of the file, not of the record.
ATTACHED = "attachments"


def record_markdown(revision: Revision, attached: Sequence[Attachment] = ()) -> str:
    """The published text of a record, with its fields as front matter; a document keeps its own headings.

    The front matter names the files attached, which a build leaves aside.
    """
    record = revision.record
    texts = dict(text_fields(type(record)))
    fields = {
        name: value
        for name, value in record.model_dump(mode="json", exclude_defaults=True).items()
        if name not in texts
    }
    head = {"id": record.id, "kind": record.kind, **fields}
    if attached:
        head[ATTACHED] = [one.name for one in attached]
    front = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=100)
    return f"---\n{front}---\n\n{_body(record, revision)}\n"


def record_json(revision: Revision, attached: Sequence[Attachment] = ()) -> str:
    """The fields of a published record, and the files attached: name, size in bytes, SHA-256."""
    fields = revision.record.model_dump(mode="json")
    if attached:
        fields[ATTACHED] = [{"name": one.name, "size": one.size, "sha256": one.sha256} for one in attached]
    return json.dumps(fields, ensure_ascii=False, indent=1) + "\n"


def _body(record: Record, revision: Revision) -> str:
    if record.kind == "document":
        return blocks_markdown(revision.document)
    parts = []
    for name, label in text_fields(type(record)):
        text = _text(getattr(record, name))
        if text:
            parts.append(f"{heading(label, 2)}{GAP}{text}")
    return GAP.join(parts)


def blocks_markdown(document: Document) -> str:
    """The blocks of a document as Markdown; read back, they are the same blocks."""
    return GAP.join(_block(block, document.text[block.start : block.end]) for block in document.blocks)


def _block(block: Block, text: str) -> str:
    match block.kind:
        case "heading":
            return heading(text, block.level)
        case "item":
            return item(text, block.level)
        case "quote":
            return quote(text)
        case "code":
            return code(text)
        case "table":
            return table([line.split(CELL_BETWEEN) for line in text.split("\n")])
    return paragraph(text)


def _text(value: Any) -> str:
    """A field as Markdown: the blocks that the canonical text makes of it, so that both say the same."""
    builder = TextBuilder()
    if isinstance(value, str):
        add_field(builder, value)
        return blocks_markdown(builder.build())
    return GAP.join(filter(None, (_piece(one) for one in value or ())))


def _piece(one: Any) -> str:
    if isinstance(one, Step):
        return f"{heading(one.when, 3)}{GAP}{_text(one.text)}" if one.when else _text(one.text)
    if isinstance(one, Voice):
        role = f" — {one.role}{', accord obtenu' if one.agreement else ''}" if one.role else ""
        return paragraph(f"{one.words}{role}")
    return item(str(one))
