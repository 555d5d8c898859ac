"""A copy of a file without what it says of its author, its machine and the place where it was made."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from kb.errors import KbError

MIB = 1024 * 1024
LARGEST_FILE = 100 * MIB
LARGEST_UNPACKED = 400 * MIB  # bytes that an archive may hold once unpacked
LARGEST_RATIO = 200  # unpacked over packed; text reaches 20 to 30, an archive made to harm several thousands
MOST_ENTRIES = 5000
LARGEST_IMAGE = 80_000_000  # pixels

THUMBNAILS = ("Thumbnails/", "docProps/thumbnail", "Configurations2/")
ODT_WHO = re.compile(
    rb"<(dc:creator|dc:date|meta:creator-initials|loext:sender-initials|meta:date-string)(?:\s[^>]{0,300})?>[^<]{0,400}</\1>"
)
CORE = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
EXTENDED = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
CUSTOM = EXTENDED.replace(b"extended-properties", b"custom-properties")
META = (
    b'<?xml version="1.0" encoding="UTF-8"?><office:document-meta '
    b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"><office:meta/></office:document-meta>'
)
EMPTY = {"docProps/core.xml": CORE, "docProps/app.xml": EXTENDED, "docProps/custom.xml": CUSTOM, "meta.xml": META}


class MetadataError(KbError):
    """A file whose metadata could not be removed."""


class FileRefused(MetadataError):
    """A file of another format, or too large."""


class FileBroken(MetadataError):
    """A file that cannot be read as what it says it is."""


def strip(path_in: str | Path, path_out: str | Path) -> str:
    """Write a copy without metadata, and return its format: docx, odt, pdf, jpeg, png or webp.

    The format is read in the content, never in the name. Raises FileRefused and FileBroken; then nothing is written.
    """
    source = Path(path_in)
    if source.stat().st_size > LARGEST_FILE:
        raise FileRefused(f"{source.name}\u00a0: le fichier dépasse 100\u00a0Mo. Réduisez-le, puis recommencez.")
    data = source.read_bytes()
    kind = _kind(data, source.name)
    clean = _CLEANERS[kind](data, source.name)
    Path(path_out).write_bytes(clean)
    return kind


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
        with _archive(data, name) as archive:
            names = set(archive.namelist())
            if "word/document.xml" in names and "[Content_Types].xml" in names:
                return "docx"
            if "mimetype" in names and archive.read("mimetype").startswith(b"application/vnd.oasis.opendocument.text"):
                return "odt"
    raise FileRefused(
        f"{name}\u00a0: ce format n’est pas reconnu. Donnez un fichier DOCX, ODT, PDF, JPEG, PNG ou WEBP, puis recommencez."
    )


def _archive(data: bytes, name: str) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _broken(name) from error
    entries = archive.infolist()
    total = sum(one.file_size for one in entries)
    if len(entries) > MOST_ENTRIES or total > min(LARGEST_UNPACKED, MIB + LARGEST_RATIO * len(data)):
        raise FileRefused(
            f"{name}\u00a0: ce fichier grossit trop une fois ouvert. Enregistrez-le à nouveau, puis recommencez."
        )
    return archive


def _broken(name: str) -> FileBroken:
    return FileBroken(
        f"{name}\u00a0: ce fichier est abîmé ou protégé. Ouvrez-le, enregistrez-en une copie, puis recommencez."
    )


def _office(data: bytes, name: str) -> bytes:
    """A DOCX or an ODT without its properties, its thumbnails, and the names in its comments and tracked changes."""
    written = io.BytesIO()
    try:
        with _archive(data, name) as archive, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as clean:
            for entry in archive.infolist():
                if entry.filename.startswith(THUMBNAILS):
                    continue
                part = _part(entry.filename, archive.read(entry), name)
                packing = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
                # A date of its own would tell when the file was made: the oldest that the format knows.
                clean.writestr(zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), part, packing)
    except (zipfile.BadZipFile, RuntimeError, EOFError, zipfile.LargeZipFile, NotImplementedError) as error:
        raise _broken(name) from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise _broken(name) from error
    return written.getvalue()


def _part(path: str, content: bytes, name: str) -> bytes:
    if path in EMPTY:
        return EMPTY[path]
    lower = path.lower()
    if lower.endswith((".jpg", ".jpeg", ".png", ".webp")):
        try:
            return _image(content, name)
        except MetadataError:
            return content
    if lower.endswith(".rels"):
        return re.sub(rb'<Relationship\s[^>]{0,600}?Target="/?docProps/thumbnail[^>]{0,300}>', b"", content)
    if path.startswith("word/") and lower.endswith(".xml"):
        return _without_authors(content)
    if path in ("content.xml", "styles.xml"):
        return ODT_WHO.sub(rb"<\1></\1>", content)
    return content


def _without_authors(content: bytes) -> bytes:
    """WordprocessingML whose comments and tracked changes name nobody; `w:author` is required, so it stays, empty."""
    content = re.sub(rb'\b(w:author|w15:author)="[^"]{0,400}"', rb'\1=""', content)
    content = re.sub(rb'\s(?:w:initials|w:date|w16du:dateUtc)="[^"]{0,400}"', b"", content)
    return re.sub(rb'\b(w15:userId|w15:providerId)="[^"]{0,400}"', rb'\1=""', content)


def _pdf(data: bytes, name: str) -> bytes:
    """A PDF without its Info, its XMP packets, its attachments and the names on its annotations."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError
    from pypdf.generic import DictionaryObject

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise _broken(name)
        writer = PdfWriter(clone_from=reader)
        writer.metadata = None
        for one in writer._objects:
            if isinstance(one, DictionaryObject):
                _forget(one)
        names = writer.root_object.get("/Names")
        if names is not None:
            names.get_object().pop("/EmbeddedFiles", None)
        writer._ID = None
        writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
        written = io.BytesIO()
        writer.write(written)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise _broken(name) from error
    return written.getvalue()


def _forget(one: dict[object, object]) -> None:
    for key in ("/Metadata", "/PieceInfo", "/LastModified"):
        one.pop(key, None)
    if "/Subtype" in one and "/Rect" in one:  # an annotation: who wrote it, and when
        for key in ("/T", "/M", "/CreationDate", "/NM") if one.get("/Subtype") != "/Widget" else ("/M",):
            one.pop(key, None)


def _image(data: bytes, name: str) -> bytes:
    """A picture whose pixels alone are kept, turned as the camera said it should be."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > LARGEST_IMAGE:
                raise FileRefused(f"{name}\u00a0: l’image est trop grande. Réduisez-la, puis recommencez.")
            if getattr(opened, "n_frames", 1) > 1:
                raise FileRefused(f"{name}\u00a0: les images animées ne sont pas prises. Donnez une image fixe.")
            kind = opened.format or "PNG"
            straight = ImageOps.exif_transpose(opened)
            turned = straight.size != opened.size or opened.getexif().get(0x0112, 1) != 1
            pixels = straight.copy()
            written = io.BytesIO()
            if kind == "JPEG" and not turned:
                opened.info = {}
                opened.save(written, "JPEG", quality="keep", exif=b"", icc_profile=None, comment=None)
            else:
                transparency = pixels.info.get("transparency")
                pixels.info = {} if transparency is None else {"transparency": transparency}
                options = {"JPEG": {"quality": 95}, "PNG": {}, "WEBP": {"quality": 95}}[kind]
                pixels.save(written, kind, exif=b"", icc_profile=None, **options)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise _broken(name) from error
    return written.getvalue()


_CLEANERS: dict[str, Callable[[bytes, str], bytes]] = {
    "docx": _office,
    "odt": _office,
    "pdf": _pdf,
    "jpeg": _image,
    "png": _image,
    "webp": _image,
}
