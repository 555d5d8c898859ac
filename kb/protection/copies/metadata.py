"""A copy of a file without what it says of its author, its machine and the place where it was made, and without what
acts in it."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.protection.active.removal import disarm
from kb.protection.copies.file_errors import FileBroken, FileRefused, MetadataError, broken
from kb.protection.copies.office import MIB, archive_of, office
from kb.protection.copies.pictures import bare_jpeg, picture

__all__ = ["FileBroken", "FileRefused", "MetadataError", "Stripped", "strip"]

LARGEST_FILE = 100 * MIB


@dataclass(frozen=True, slots=True)
class Stripped:
    """The format of a file (docx, odt, pdf, jpeg, png or webp), and what acted in it and was taken out, in French."""

    kind: str
    removed: tuple[str, ...] = ()


def strip(path_in: str | Path, path_out: str | Path) -> Stripped:
    """Write a copy without metadata and without what acts (`kb.protection.active.removal`), and tell what it was.

    The format is read in the content, never in the name. Raises FileRefused and FileBroken; then nothing is written.
    """
    source = Path(path_in)
    if source.stat().st_size > LARGEST_FILE:
        raise FileRefused(f"{source.name}\u00a0: le fichier dépasse 100\u00a0Mo. Réduisez-le, puis recommencez.")
    data = source.read_bytes()
    kind = _kind(data, source.name)
    disarmed = disarm(data, source.name)
    clean = _CLEANERS[kind](disarmed.data, source.name)
    Path(path_out).write_bytes(clean)
    return Stripped(kind, disarmed.removed)


def strip_bytes(data: bytes, name: str) -> bytes:
    """The bytes of a file without metadata. Raises FileRefused and FileBroken."""
    return _CLEANERS[_kind(data, name)](data, name)


def _kind(data: bytes, name: str) -> str:
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if data.startswith(b"PK\x03\x04"):
        with archive_of(data, name) as archive:
            names = set(archive.namelist())
            if "word/document.xml" in names and "[Content_Types].xml" in names:
                return "docx"
            if "mimetype" in names and archive.read("mimetype").startswith(b"application/vnd.oasis.opendocument.text"):
                return "odt"
    raise FileRefused(
        f"{name}\u00a0: ce format n’est pas reconnu. Donnez un fichier DOCX, ODT, PDF, JPEG, PNG ou WEBP, puis recommencez."
    )


def _pdf(data: bytes, name: str) -> bytes:
    """A PDF without its Info, its XMP packets, its attachments and the names on its annotations."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError
    from pypdf.generic import DictionaryObject, StreamObject

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise broken(name)
        writer = PdfWriter(clone_from=reader)
        writer.metadata = None
        for one in writer._objects:
            if isinstance(one, DictionaryObject):
                _forget(one)
            if isinstance(one, StreamObject) and one.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
                one._data = bare_jpeg(one._data)
        names = writer.root_object.get("/Names")
        if names is not None:
            names.get_object().pop("/EmbeddedFiles", None)
        writer._ID = None
        writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
        written = io.BytesIO()
        writer.write(written)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise broken(name) from error
    return written.getvalue()


def _forget(one: dict[object, object]) -> None:
    for key in ("/Metadata", "/PieceInfo", "/LastModified"):
        one.pop(key, None)
    if isinstance(held := one.get("/FS"), dict):  # it stands in the annotation itself
        _forget(held)
    if "/EF" in one:  # a file that the document holds
        for key in ("/EF", "/F", "/UF", "/Desc"):
            one.pop(key, None)
    if "/Subtype" in one and "/Rect" in one:  # an annotation: who wrote it, and when
        for key in ("/T", "/M", "/CreationDate", "/NM") if one.get("/Subtype") != "/Widget" else ("/M",):
            one.pop(key, None)


_CLEANERS: dict[str, Callable[[bytes, str], bytes]] = {
    "docx": office,
    "odt": office,
    "pdf": _pdf,
    "jpeg": picture,
    "png": picture,
    "webp": picture,
}
