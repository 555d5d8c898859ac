"""What may be opened of the zip archives that office files and books are: checked before any of it is unpacked."""

import struct
import zipfile
import zlib
from pathlib import Path

from ingest.document import Note

# What zipfile raises for an archive that is damaged or of a rare kind.
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, NotImplementedError, ValueError)
MAX_BYTES = 100 * 1024 * 1024  # of the archive itself
MAX_UNPACKED = 300 * 1024 * 1024  # of all that it holds, pictures included
MAX_TEXT = 60 * 1024 * 1024  # of one XML part: a thousand pages take about 10
MAX_RATIO = 150  # the text of real files shrinks 5 to 40 times
RATIO_FROM = 5 * 1024 * 1024  # smaller parts may shrink as they like
MAX_PARTS = 5_000


def refusal(path: Path, needed: tuple[str, ...], name: str = "un document de traitement de texte") -> Note | None:
    """Why this archive is not opened, or None when it may be. One of `needed` is the part that makes it `name`."""
    if path.stat().st_size > MAX_BYTES:
        return _note(f"Ce fichier dépasse {MAX_BYTES // 2**20}\u00a0Mo. Allégez ses images ou découpez-le.")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except BROKEN:
        return _note("Ce fichier est endommagé. Ouvrez-le dans le logiciel qui l’a fait et enregistrez-en une copie.")
    if not any(part.filename in needed for part in parts):
        return _note(f"Ce fichier n’est pas {name}. Vérifiez son contenu ou son extension.")
    if any(part.flag_bits & 1 for part in parts):
        return _note("Ce fichier est protégé par un mot de passe. Enregistrez-en une copie sans protection.")
    # The sizes declared here bind: zipfile never unpacks more of a part than it declares.
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED or any(map(_swells, parts)):
        return _note("Ce fichier contient démesurément plus qu’il ne pèse\u00a0: il n’a pas été ouvert.")
    return None


def _swells(part: zipfile.ZipInfo) -> bool:
    if part.filename.endswith((".xml", ".rels")) and part.file_size > MAX_TEXT:
        return True
    return part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1)


def _note(message: str) -> Note:
    return Note(message, level="error")
