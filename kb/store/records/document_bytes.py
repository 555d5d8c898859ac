"""A Document as bytes: what the register stores beside each revision."""

import json
import zlib
from dataclasses import asdict
from typing import Any

from ingest.document import Block, Document, Mark, Page, Span, Word


def pack(document: Document) -> bytes:
    """Compressed JSON of a document. Metadata is left out: it lives in the record's body."""
    value = {
        "text": document.text,
        "blocks": [_plain(block) for block in document.blocks],
        "pages": [[p.number, p.state, [list(asdict(w).values()) for w in p.words]] for p in document.pages],
        "original": document.original,
        "spans": [[s.repaired, s.original, s.length] for s in document.spans],
    }
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpack(data: bytes) -> Document:
    """The document that `pack` made bytes of."""
    value = json.loads(zlib.decompress(data))
    return Document(
        text=value["text"],
        blocks=tuple(_block(*values) for values in value["blocks"]),
        pages=tuple(Page(n, state, tuple(Word(*word) for word in words)) for n, state, words in value["pages"]),
        original=value["original"],
        spans=tuple(Span(*span) for span in value["spans"]),
    )


def _plain(block: Block) -> list[Any]:
    # Marks come last, and only where there are some: documents stored before they were known have none.
    marks = [[[one.start, one.end, one.kind, one.target] for one in block.marks]] if block.marks else []
    return [block.start, block.end, block.kind, block.level, block.page, list(block.section), *marks]


def _block(start: int, end: int, kind: Any, level: int, page: int | None, path: Any, marks: Any = ()) -> Block:
    return Block(start, end, kind, level, page, tuple(path), tuple(Mark(*one) for one in marks))
