"""A record as Markdown with front matter: what `kb build` reads back."""

from typing import Any

import yaml

from kb.records.kinds import Record, Step, Voice, text_fields
from kb.store.register import Revision

GAP = "\n\n"


def record_markdown(revision: Revision) -> str:
    """The published text of a record, with its fields as front matter; a document keeps its own headings."""
    record = revision.record
    texts = dict(text_fields(type(record)))
    fields = {
        name: value
        for name, value in record.model_dump(mode="json", exclude_defaults=True).items()
        if name not in texts
    }
    head = {"id": record.id, "kind": record.kind, **fields}
    front = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=100)
    return f"---\n{front}---\n\n{_body(record, revision)}\n"


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
