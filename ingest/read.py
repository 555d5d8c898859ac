"""Reading any source: its kind by its content, the reader for it, and which files of a folder are sources."""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from ingest.document import Note, Reading
from ingest.process import Readers, read_apart

Kind = Literal["pdf", "html", "docx", "odt", "markdown", "text"]

EXTENSIONS: Mapping[str, Kind] = {
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".odt": "odt",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
}
MAX_BYTES: Mapping[Kind, int] = {
    "pdf": 300 * 2**20,
    "html": 30 * 2**20,
    "docx": 100 * 2**20,
    "odt": 100 * 2**20,
    "markdown": 10 * 2**20,
    "text": 20 * 2**20,
}
HEAD_BYTES = 4096
# What the wiki keeps beside the sources.
_REGISTERS = ("register.sqlite3", "private.sqlite3")
_KEPT_FOLDERS = frozenset({"attachments"})
_LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"#!")
_IMAGE = "une image", "Placez-la dans un PDF pour qu’elle soit lue par reconnaissance de caractères."
_ARCHIVE = "une archive", "Déposez les fichiers qu’elle contient."
_OLD_OFFICE = (
    "un ancien fichier Office, ou protégé par un mot de passe",
    "Enregistrez-le au format .docx, sans mot de passe.",
)
_OTHERS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_OFFICE),
    (b"{\\rtf", ("un fichier RTF", "Enregistrez-le au format .docx ou .odt.")),
    (b"SQLite format 3\x00", ("une base de données", "Retirez-le du dossier.")),
    *((start, _IMAGE) for start in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")),
    *((start, _ARCHIVE) for start in (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")),
)
_ACCEPTED = "PDF, HTML, DOCX, ODT, Markdown (.md) ou texte (.txt)"


def read(
    path: Path,
    *,
    root: Path | None = None,
    readers: Readers | None = None,
    ocr: bool = True,
    ocr_cache: Path | None = None,
) -> Reading:
    """What a source file holds, with its front matter; every failure is a note that names the file.

    With `root`, a file that is not really inside it is refused. Every kind is read by `readers`, a process which
    several files may share, else in a process of its own: no file ends the one that asks.
    """
    kind = kind_of(path, root)
    if isinstance(kind, Note):
        return _named(path, Reading(None, (kind,)))
    options: dict[str, Any] = {"ocr": ocr, "ocr_cache": ocr_cache} if kind == "pdf" else {}
    reading = readers.read(path, kind=kind, **options) if readers else read_apart(path, kind=kind, **options)
    return _named(path, reading)


def kind_of(path: Path, root: Path | None = None) -> Kind | Note:
    """Which kind of source a file is, by its content first; a note when it is none that can be read."""
    if root is not None and not inside(root, path):
        return _error("ce lien mène hors du dossier des sources, il n’est pas suivi. Copiez-y le fichier lui-même.")
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return _error("ce n’est pas un fichier ordinaire, il n’est pas lu.")
        if status.st_size == 0:
            return _error("ce fichier est vide.")
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        return _unreadable(error)
    kind = _sniffed(head, path.suffix.lower())
    if not isinstance(kind, Note) and status.st_size > MAX_BYTES[kind]:
        return _error(f"ce fichier dépasse {MAX_BYTES[kind] // 2**20}\u00a0Mo. Découpez-le en plusieurs fichiers.")
    return kind


def inside(root: Path, path: Path) -> bool:
    """True when the file that `path` leads to, links followed, stands in the folder `root`."""
    try:
        return path.resolve(strict=True).is_relative_to(root.resolve(strict=True))
    except (OSError, RuntimeError):
        return False


def sources(root: Path) -> Iterator[Path]:
    """The source files under `root`, in order of path; hidden files, sidecars and the wiki's own files left out."""
    yield from _listed(root, top=True)


def _listed(folder: Path, *, top: bool) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    names = {entry.name for entry in found}
    for entry in found:
        if _is_hidden(entry.name) or (top and _is_of_the_wiki(entry.name)):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _listed(Path(entry.path), top=False)
        elif not (entry.name.endswith(".yaml") and entry.name.removesuffix(".yaml") in names):
            # Links to folders come too: reading them gives the note that says they are not followed.
            yield Path(entry.path)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name.endswith("~") or name.lower() in _LEFT_BY_SYSTEMS


def _is_of_the_wiki(name: str) -> bool:
    return name in _KEPT_FOLDERS or name.startswith(_REGISTERS)


def _sniffed(head: bytes, extension: str) -> Kind | Note:
    claimed = EXTENSIONS.get(extension)
    if b"%PDF-" in head[:1024] and (claimed in {"pdf", None} or head.startswith(b"%PDF-")):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zipped(head, claimed)
    if head.startswith(_PROGRAMS) and not (head.startswith(b"MZ") and b"\x00" not in head):
        return _error("ce fichier est un programme, malgré son nom\u00a0: il n’est pas lu. Retirez-le.")
    for start, (name, step) in _OTHERS:
        if head.startswith(start):
            return _error(f"ce fichier est {name}. {step}")
    if claimed is None:
        return _error(f"ce format n’est pas lu. Formats lus\u00a0: {_ACCEPTED}.")
    if claimed in {"pdf", "docx", "odt"}:
        return _error(f"ce fichier n’est pas un {claimed.upper()}, malgré son nom, ou il est endommagé. Vérifiez-le.")
    if _is_binary(head):
        return _error("ce fichier ne contient pas de texte. Vérifiez son contenu ou son extension.")
    if claimed == "text" and head.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    return claimed


def _zipped(head: bytes, claimed: Kind | None) -> Kind | Note:
    if claimed in {"docx", "odt"}:
        return claimed
    if b"mimetypeapplication/vnd.oasis.opendocument.text" in head[:120]:
        return "odt"
    if b"word/" in head:
        return "docx"
    return _error("ce fichier est une archive. Déposez les fichiers qu’elle contient.")


def _is_binary(head: bytes) -> bool:
    """True when bytes that no text has are many; UTF-16 and UTF-32 have null bytes, on one side only."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return False
    nulls = head[::2].count(0), head[1::2].count(0)
    if any(nulls):
        return min(nulls) > 0.05 * len(head) or max(nulls) < 0.2 * len(head)
    return sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1b" for byte in head) > 0.05 * len(head)


def _named(path: Path, reading: Reading) -> Reading:
    """The reading with the file's name at the head of each note."""
    return replace(reading, notes=tuple(_with_name(path.name, note) for note in reading.notes))


def _with_name(name: str, note: Note) -> Note:
    if note.message.startswith(name):
        return replace(note, message=typeset(note.message))
    return replace(note, message=typeset(f"{name}\u00a0: {note.message[0].lower()}{note.message[1:]}"))


def typeset(message: str) -> str:
    """The message with the no-break spaces that French wants inside « » and before : ; ! ?"""
    message = message.replace("« ", "«\u00a0").replace(" »", "\u00a0»").replace(" : ", "\u00a0: ")
    return re.sub(r"[ \u00a0](?=[;!?](?:\s|$))", "\u202f", message)


def _error(message: str) -> Note:
    return Note(message, level="error")


def _unreadable(error: OSError) -> Note:
    return _error(
        f"ce fichier ne peut pas être ouvert ({error.strerror or type(error).__name__}). Vérifiez ses droits."
    )
