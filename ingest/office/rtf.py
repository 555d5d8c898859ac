"""RTF: its text without what is hidden or was deleted; paragraphs and lists are then read as those of plain text."""

import re

from striprtf.striprtf import rtf_to_text

from ingest.document import Note, Reading
from ingest.plain_text.text import read_text

_TOKEN = re.compile(rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'[0-9a-f]{2}|\\[^a-z]|[{}]|[^\\{}]+", re.I)


def read_rtf(data: bytes) -> Reading:
    """The document that an RTF file holds."""
    shown, hidden = without_hidden(data)
    try:
        text: str = rtf_to_text(shown.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, OverflowError):
        reason = "Ce fichier RTF n’est pas lisible. Ouvrez-le et enregistrez-le au format .docx ou .odt."
        return Reading(None, (Note(reason, level="error"),))
    text = "\n".join(_row(line) for line in text.replace("\r", "\n").split("\n"))
    reading = read_text(text.encode("utf-8", errors="replace"))
    if hidden:
        note = Note("Du texte masqué ou supprimé de ce fichier n’est pas repris.", level="info")
        return Reading(reading.document, (*reading.notes, note))
    return reading


def _row(line: str) -> str:
    """A row of a table, whose cells RTF ends with a bar, with its cells parted as in other tables."""
    cells = line.split("|")
    return (
        f"\n{' | '.join(cell.strip() for cell in cells[:-1])}\n" if len(cells) > 2 and not cells[-1].strip() else line
    )


def without_hidden(data: bytes) -> tuple[bytes, bool]:
    """The file without the text under \\v (hidden) and \\deleted, and whether there was any.

    Both are properties of characters: they last until they are turned off, the characters are made plain, or the
    group ends.
    """
    if b"\\v" not in data and b"\\deleted" not in data:
        return data, False
    kept: list[bytes] = []
    groups: list[tuple[bool, bool]] = []
    veiled = deleted = found = False
    for token in _TOKEN.finditer(data):
        raw, word = token.group(), token.group(1)
        if raw == b"{":
            groups.append((veiled, deleted))
        elif raw == b"}":
            veiled, deleted = groups.pop() if groups else (False, False)
        elif word == b"v":
            veiled = token.group(2) != b"0"
        elif word == b"deleted":
            deleted = token.group(2) != b"0"
        elif word == b"plain":
            veiled = deleted = False
        elif (veiled or deleted) and (word is None or word == b"u"):
            found = found or bool(raw.strip())
            continue
        kept.append(raw)
    return b"".join(kept), found
