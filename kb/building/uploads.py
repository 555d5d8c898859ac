"""The text of a file that somebody gives while writing: read apart, and never kept."""

from pathlib import Path

from ingest.document import Note
from ingest.formats import ACCEPTED, EXTENSIONS
from ingest.read import read
from kb.errors import KbError
from kb.store.files.working_folders import working_folder

MAX_BYTES = 20_000_000


class UploadRefused(KbError):
    """A file that gives no text, and why."""


def text_of_upload(name: str, content: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a file, paragraphs apart by empty lines, and what could not be read. Raises UploadRefused.

    The file stands in a folder of its own while it is read, in a process with limits, and is gone when this returns.
    """
    extension = Path(name).suffix.lower()
    if extension not in EXTENSIONS:
        raise UploadRefused(f"{name} : ce genre de fichier ne se lit pas ici. Se lisent : {ACCEPTED}.")
    if len(content) > MAX_BYTES:
        raise UploadRefused(f"{name} : plus de {MAX_BYTES // 1_000_000} Mo. Copiez plutôt le passage qui vous sert.")
    with working_folder() as folder:
        path = folder / f"depot{extension}"
        path.write_bytes(content)
        reading = read(path)
    notes = tuple(_said(name, path, note) for note in reading.notes if note.level != "info")
    document = reading.document
    if document is None or not document.text.strip():
        raise UploadRefused(" ".join(notes) or f"{name} : aucun texte n’a été trouvé dans ce fichier.")
    blocks = (document.text[block.start : block.end] for block in document.blocks)
    return "\n\n".join(" ".join(block.split()) for block in blocks), notes


def _said(name: str, path: Path, note: Note) -> str:
    return note.message.replace(path.name, name)
