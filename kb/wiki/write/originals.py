"""The file that a record came from: as it is for its author and the administrator, as it shows itself to others."""

from pathlib import Path

from ingest.file_names import readable
from kb.protection.copies.copy_process import copy_apart
from kb.protection.copies.file_errors import FileBroken
from kb.protection.copies.visible import COPY_VERSION
from kb.readers import Person
from kb.store.files.file_sha256 import sha256_of
from kb.wiki.context import Wiki, record_case
from kb.wiki.rights import allows

FOLDER = "copies"  # of the index: what is made there can be made again


def file_for(wiki: Wiki, person: Person | None, record_id: str, original: Path) -> Path:
    """What this person, who may read the record, may have of its file: the file, or a copy without what it hides.

    Remarks, tracked changes, hidden words, cards and what acts are not in the copy. Raises MetadataError when none can
    be made: then the file is not theirs to have.
    """
    case = record_case(wiki, record_id)
    if case is not None and allows("original", person, case):
        return original
    digest, name = _digest(original), readable(original.name)
    folder = wiki.home / "index" / FOLDER / digest[:2]
    kept = f"{digest}-{COPY_VERSION}"
    made = next(folder.glob(f"{kept}.*"), None)
    if made is not None:
        return made
    folder.mkdir(parents=True, exist_ok=True)
    made = copy_apart(original, folder / f"{kept}{original.suffix.lower()}", name)
    # Whoever erases removes the file first, then its copies: one that was made meanwhile would stay.
    if _digest(original) != digest:
        made.unlink(missing_ok=True)
        raise FileBroken(f"{name}\u00a0: ce fichier vient de changer. Demandez-le encore.")
    return made


def _digest(path: Path) -> str:
    """The SHA-256 of a file, "" of one that is gone."""
    try:
        return sha256_of(path)
    except FileNotFoundError:
        return ""
