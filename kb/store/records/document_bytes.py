"""A Document as bytes: what the register stores beside each revision."""

import json
import zlib
from dataclasses import asdict

from ingest.document import Block, Document, Page, Span, Word


def pack(document: Document) -> bytes:
    """Compressed JSON of a document. Metadata is left out: it lives in the record's body."""
    value = {
        "text": document.text,
        "blocks": [[b.start, b.end, b.kind, b.level, b.page, list(b.section)] for b in document.blocks],
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
        blocks=tuple(Block(a, b, kind, level, page, tuple(path)) for a, b, kind, level, page, path in value["blocks"]),
        pages=tuple(Page(n, state, tuple(Word(*word) for word in words)) for n, state, words in value["pages"]),
        original=value["original"],
        spans=tuple(Span(*span) for span in value["spans"]),
    )
