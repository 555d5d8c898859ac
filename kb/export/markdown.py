"""A record in plain text: as Markdown with front matter, which `kb build` reads back, and as JSON."""

import json
from collections.abc import Sequence
from typing import Any

import yaml

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
    if record.kind == "document" and not record.notes:
        return _document(revision)
    parts = []
    for name, label in text_fields(type(record)):
        text = _text(getattr(record, name))
        if text:
            parts.append(f"## {label}{GAP}{text}")
    return GAP.join(parts)


def _document(revision: Revision) -> str:
    document, out = revision.document, []
    for block in document.blocks:
        text = document.text[block.start : block.end]
        if block.kind == "heading":
            text = f"{'#' * max(2, block.level + 1)} {' '.join(text.split())}"
        elif block.kind == "item":
            text = f"- {text}"
        elif block.kind == "quote":
            text = "\n".join(f"> {line}" for line in text.splitlines())
        out.append(text)
    return GAP.join(out)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    return GAP.join(filter(None, (_piece(one) for one in value or ())))


def _piece(one: Any) -> str:
    if isinstance(one, Step):
        return f"### {one.when}{GAP}{one.text}" if one.when else one.text
    if isinstance(one, Voice):
        role = f" — {one.role}{', accord obtenu' if one.agreement else ''}" if one.role else ""
        return f"{one.words}{role}"
    return f"- {one}"
