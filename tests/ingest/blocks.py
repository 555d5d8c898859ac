"""What a reading holds, in a form that a test can compare whole."""

from ingest.document import Reading


def blocks_of(reading: Reading) -> list[tuple[str, int, str]]:
    """(kind, level, text) of each block of the document read."""
    document = reading.document
    assert document is not None, [note.message for note in reading.notes]
    return [(b.kind, b.level, document.text[b.start : b.end]) for b in document.blocks]


def said(reading: Reading) -> str:
    """All notes of a reading, one a line."""
    return "\n".join(note.message for note in reading.notes)
