"""Files that a Word file holds whole (« altChunk »): web pages, texts, other Word files, read where they stand."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from ingest.assembly import Assembly
from ingest.document import Document, Note, Reading
from ingest.word.package import WordPackage

MAX_BYTES = 30 * 1024 * 1024


def add_chunk(assembly: Assembly, source: WordPackage, path: str, depth: int) -> Iterator[Note]:
    """Add the blocks of the part at `path`; the notes of its own reader, or one that says that it is not read."""
    try:
        data = source.data(path)
    except KeyError:
        data = b""
    reading = _reading(data, depth)
    if reading.document is None:
        yield Note(
            "Un fichier placé dans ce document n’est pas lu. Ouvrez le document dans Word, enregistrez-le au format "
            "« Document Word (.docx) »\u00a0: il sera fondu dans le texte."
        )
    else:
        _add(assembly, reading.document)
    yield from reading.notes if reading.document is not None else ()


def _reading(data: bytes, depth: int) -> Reading:
    # Readers are loaded when such a file comes: few do.
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not head or len(data) > MAX_BYTES:
        return Reading(None)
    if head.startswith(b"PK\x03\x04"):
        return _of_word(data, depth)
    if head.startswith(b"{\\rtf"):
        from ingest.office.rtf import read_rtf

        return read_rtf(data)
    if b"mime-version:" in head.lower():
        from ingest.plain_text.mail import read_mhtml

        return read_mhtml(data)
    if head.startswith(b"<") or b"<html" in head.lower():
        from ingest.html.reader import html_reading

        return html_reading(data)
    from ingest.plain_text.text import read_text

    return read_text(data)


def _of_word(data: bytes, depth: int) -> Reading:
    from ingest.word.reader import read_docx

    with tempfile.NamedTemporaryFile(suffix=".docx") as file:
        file.write(data)
        file.flush()
        return read_docx(Path(file.name), depth + 1)


def _add(assembly: Assembly, document: Document) -> None:
    for block in document.blocks:
        text = document.text[block.start : block.end]
        if block.kind == "heading":
            assembly.heading(text, block.level)
        elif block.kind == "item":
            assembly.item(text, block.level)
        else:
            assembly.add(text, block.kind)
