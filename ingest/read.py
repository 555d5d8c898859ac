"""Reading any source: its kind by its content, the reader for it, and which files of a folder are sources."""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest.cards.sidecars import CardFolder
from ingest.document import Note, Reading
from ingest.file_names import printable
from ingest.formats import OF_KIND, Kind
from ingest.html.saved_pages import companions
from ingest.sandbox.process import Readers, read_apart
from ingest.sniffing import HEAD_BYTES, refused, sniffed

# What the wiki keeps beside the sources.
_REGISTERS = ("register.sqlite3", "private.sqlite3")
_KEPT_FOLDERS = frozenset({"attachments"})
_LEFT_BY_SYSTEMS = frozenset({"thumbs.db", "desktop.ini"})


def read(
    path: Path,
    *,
    root: Path | None = None,
    readers: Readers | None = None,
    ocr: bool = True,
    ocr_cache: Path | None = None,
    kept: Path | None = None,
    cards: Sequence[Path] | None = None,
) -> Reading:
    """What a source file holds, with its front matter; every failure is a note that names the file.

    With `root`, a file that is not really inside it is refused. Every kind is read by `readers`, a process which
    several files may share, else in a process of its own: no file ends the one that asks. Pages of
    scans are kept in `ocr_cache`, those of long PDFs in `kept` while they are read. `cards` are those that go with
    the file (`ingest.cards.sidecars`), looked for beside it when they are not given.
    """
    kind = kind_of(path, root)
    if isinstance(kind, Note):
        return _named(path, Reading(None, (kind,)))
    options: dict[str, Any] = {"ocr": ocr, "ocr_cache": ocr_cache, "kept": kept} if kind == "pdf" else {}
    if cards is not None:
        options["cards"] = [str(card) for card in cards]
    reading = readers.read(path, kind=kind, **options) if readers else read_apart(path, kind=kind, **options)
    return _named(path, reading)


def kind_of(path: Path, root: Path | None = None) -> Kind | Note:
    """Which kind of source a file is, by its content first; a note when it is none that can be read."""
    if root is not None and not inside(root, path):
        return refused("ce lien mène hors du dossier des sources, il n’est pas suivi. Copiez-y le fichier lui-même.")
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return refused("ce n’est pas un fichier ordinaire, il n’est pas lu.")
        if status.st_size == 0:
            return refused("ce fichier est vide.")
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        return _unreadable(error)
    kind = sniffed(path, head)
    if not isinstance(kind, Note) and status.st_size > OF_KIND[kind].max_bytes:
        return refused(
            f"ce fichier dépasse {OF_KIND[kind].max_bytes // 2**20}\u00a0Mo. Découpez-le en plusieurs fichiers."
        )
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
    cards = CardFolder(entry.name for entry in found)
    saved = companions(entry.name for entry in found)
    for entry in found:
        if entry.name in saved and entry.is_dir(follow_symlinks=False):
            continue  # told by the page that it was saved with
        if _is_hidden(entry.name) or (top and _is_of_the_wiki(entry.name)):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _listed(Path(entry.path), top=False)
        elif not cards.goes_with_a_file(entry.name):
            # Links to folders come too: reading them gives the note that says they are not followed.
            yield Path(entry.path)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name.endswith("~") or name.lower() in _LEFT_BY_SYSTEMS


def _is_of_the_wiki(name: str) -> bool:
    return name in _KEPT_FOLDERS or name.startswith(_REGISTERS)


def _named(path: Path, reading: Reading) -> Reading:
    """The reading with the file's name at the head of each note."""
    return replace(reading, notes=tuple(_with_name(path.name, note) for note in reading.notes))


def _with_name(name: str, note: Note) -> Note:
    message, name = printable(note.message), printable(name)
    if message.startswith(name):
        return replace(note, message=typeset(message))
    return replace(note, message=typeset(f"{name}\u00a0: {message[0].lower()}{message[1:]}"))


def typeset(message: str) -> str:
    """The message with the no-break spaces that French wants inside « » and before : ; ! ?"""
    message = message.replace("« ", "«\u00a0").replace(" »", "\u00a0»").replace(" : ", "\u00a0: ")
    return re.sub(r"[ \u00a0](?=[;!?](?:\s|$))", "\u202f", message)


def _unreadable(error: OSError) -> Note:
    return refused(f"ce fichier ne peut pas être ouvert, {why_not(error)}")


def why_not(error: OSError) -> str:
    """Why the system refuses a file, and what to do, in French."""
    if isinstance(error, PermissionError):
        return "ses droits l’interdisent. Donnez à qui lance kb build le droit de le lire, puis relancez."
    if isinstance(error, FileNotFoundError):
        return "il vient de disparaître. Relancez kb build."
    return f"le système répond « {error.strerror or type(error).__name__} ». Vérifiez le disque, puis relancez."
