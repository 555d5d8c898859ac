"""DOCX and ODT without what acts in them: the parts of the archive, and the documents that stand in it."""

import io
import zipfile
from collections.abc import Mapping

from kb.protection.active.odt import disarmed_odf
from kb.protection.active.word import disarmed_ooxml
from kb.protection.copies.file_errors import FileBroken, FileRefused, broken
from kb.protection.copies.office import NESTED, archive_of


def disarmed_archive(data: bytes, name: str, depth: int = 0) -> tuple[bytes, set[str]]:
    """The bytes of the document without what acts, and what was taken out.

    Raises FileBroken, and FileRefused for an archive that swells or for documents too deep in one another.
    """
    if depth > NESTED:
        raise FileRefused(f"{name}\u00a0: trop de documents insérés l’un dans l’autre. Retirez-les, puis recommencez.")
    parts = _parts(data, name)
    removed: set[str] = set()
    for path, content in list(parts.items()):
        if content.startswith(b"PK\x03\x04"):
            try:
                inner, gone = disarmed_archive(content, name, depth + 1)
            except FileBroken:
                continue
            parts[path] = inner
            removed |= gone
    if "[Content_Types].xml" in parts:
        kept, gone = disarmed_ooxml(parts)
    elif "content.xml" in parts or "mimetype" in parts:
        kept, gone = disarmed_odf(parts)
    else:
        return data, set()  # an archive that is no document: nothing opens it by itself
    removed |= gone
    return (_packed(kept), removed) if removed else (data, removed)


def _parts(data: bytes, name: str) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    try:
        with archive_of(data, name) as archive:
            for entry in archive.infolist():
                if not entry.is_dir():
                    parts[entry.filename] = archive.read(entry)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, RuntimeError, EOFError, NotImplementedError) as error:
        raise broken(name) from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise broken(name) from error
    return parts


def _packed(parts: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    # « mimetype » comes first in an ODT, unpacked: programs tell the format by it.
    first = [path for path in parts if path == "mimetype"]
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in [*first, *(path for path in parts if path not in first)]:
            packing = zipfile.ZIP_STORED if path == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), parts[path], packing)
    return written.getvalue()
