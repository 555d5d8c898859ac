"""A record in plain text: as Markdown with front matter, which `kb build` reads back, and as JSON."""

import json
from collections.abc import Sequence
from typing import Any

import yaml

from ingest.assembly import CELL_BETWEEN
from ingest.document import Block, Document
from kb.records.canonical import TextBuilder, add_field, part_in_a_line, quoted
from kb.records.fields import FieldDescription, describe
from kb.records.kinds import Record, text_fields
from kb.records.markdown_signs import code, heading, item, paragraph, quote, table
from kb.store.records.attachments import Attachment
from kb.store.records.register import Revision

GAP = "\n\n"
# What the files attached are called in an export: a key of the file, not of the record.
ATTACHED = "attachments"


def record_markdown(revision: Revision, attached: Sequence[Attachment] = ()) -> str:
    """The published text of a record, with its fields as front matter; a document keeps its own headings.

    The front matter names the files attached, which a build leaves aside.
    """
    record = revision.record
    known = describe(type(record))
    fields = {
        name: value
        for name, value in record.model_dump(mode="json", exclude_defaults=True).items()
        if name not in known or (known[name].exported and not _is_told(known[name], record))
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


def _is_told(field: FieldDescription, record: Record) -> bool:
    """Whether a build finds a field again in the body.

    The text of a document is its own, whatever its headings; parts in a line could not be told apart again.
    """
    if record.kind == "document" or field.place != "text":
        return False
    if field.sort != "parts" or field.shape == "sections":
        return True
    # Words that somebody typed without their quotation marks, or in two paragraphs, are said whole in the front matter.
    return field.shape == "quotes" and all(
        GAP not in getattr(one, field.main) and {**field.blank, **quoted(field, _said(one, field))} == one.model_dump()
        for one in getattr(record, field.name)
    )


def _body(record: Record, revision: Revision) -> str:
    if record.kind == "document":
        return blocks_markdown(revision.document)
    parts = []
    known = describe(type(record))
    for name, label in text_fields(type(record)):
        text = _text(getattr(record, name), known[name]) if known[name].exported else ""
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
            return item(text, block.level, block.marks)
        case "quote":
            return quote(text, block.marks)
        case "code":
            return code(text)
        case "table":
            return table([line.split(CELL_BETWEEN) for line in text.split("\n")])
    return paragraph(text, marks=block.marks)


def _text(value: Any, field: FieldDescription) -> str:
    """A field as Markdown: the blocks that the canonical text makes of it, so that both say the same."""
    if isinstance(value, str):
        return _paragraphs(value)
    return GAP.join(filter(None, (_piece(one, field) for one in value or ())))


def _paragraphs(text: str) -> str:
    builder = TextBuilder()
    add_field(builder, text)
    return blocks_markdown(builder.build())


def _piece(one: Any, field: FieldDescription) -> str:
    if field.sort != "parts":
        return item(str(one))
    if field.shape == "items":
        return item(part_in_a_line(one, field))
    words = str(getattr(one, field.main))
    if field.shape == "sections":
        head = getattr(one, field.parts[0].name)
        return f"{heading(head, 3)}{GAP}{_paragraphs(words)}" if head else _paragraphs(words)
    return paragraph(_said(one, field))


def _said(one: Any, field: FieldDescription) -> str:
    """Words with who said them: « Une clé, ça veut dire qu’on m’attend. » — un jeune homme, accord obtenu."""
    words = str(getattr(one, field.main))
    role = next((getattr(one, part.name) for part in field.parts if part.sort == "line"), "")
    agreed = any(getattr(one, part.name) for part in field.parts if part.sort == "flag")
    return f"{words} — {role}{', accord obtenu' if agreed else ''}" if role else words
