"""What a file really is, when its name and first bytes say only in what it is packed: a zip, or an old Office file."""

import struct
import zipfile
from pathlib import Path

from ingest.formats import Kind
from ingest.office.archive import BROKEN

# The part that tells what a zip of an office program, or a book, is.
_PARTS: tuple[tuple[str, Kind], ...] = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "spreadsheet"),
    ("xl/workbook.bin", "spreadsheet"),
    ("ppt/presentation.xml", "pptx"),
    ("META-INF/container.xml", "epub"),
)
_MIMETYPES: tuple[tuple[bytes, Kind], ...] = (
    (b"application/vnd.oasis.opendocument.text", "odt"),
    (b"application/vnd.oasis.opendocument.spreadsheet", "spreadsheet"),
    (b"application/vnd.oasis.opendocument.presentation", "odp"),
    (b"application/epub+zip", "epub"),
)
# Streams of old Office files (their names are UTF-16), and what a file that has one is.
_STREAMS = (
    ("EncryptedPackage", "protected"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "msg"),
)
DIRECTORY_BYTES = 128 * 1024  # of the list of streams: hundreds of them


def kind_in_zip(path: Path) -> Kind | None:
    """Which kind of source a zip is by the parts it holds, or None. Call it in the reading process only."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:120] if "mimetype" in names else b""
    except (*BROKEN, KeyError, RuntimeError):
        return None
    said = next((kind for start, kind in _MIMETYPES if mimetype.strip().startswith(start)), None)
    return said or next((kind for part, kind in _PARTS if part in names), None)


def old_office(path: Path) -> str:
    """What an old Office file is: « doc », « xls », « ppt », « msg », « protected », or "" when it does not say."""
    try:
        with path.open("rb") as file:
            head = file.read(512)
            shift = struct.unpack_from("<H", head, 30)[0]
            first = struct.unpack_from("<I", head, 48)[0]
            file.seek((first + 1) << shift if shift in (9, 12) else 0)
            listed = file.read(DIRECTORY_BYTES)
    except (OSError, struct.error, OverflowError, ValueError):
        return ""
    return next((sort for name, sort in _STREAMS if name.encode("utf-16-le") + b"\x00\x00" in listed), "")
