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

# Parts that are left out: previews, and earlier versions that LibreOffice keeps beside the text.
LEFT_OUT = ("Thumbnails/", "docProps/thumbnail", "Configurations2/", "Versions/", "VersionList.xml")
NESTED = 2  # how deep documents may stand in documents: an archive may hold itself
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
# Properties are found by their namespace: only Word calls these parts docProps/core.xml, app.xml and custom.xml.
PROPERTIES = (
    (b"/metadata/core-properties", CORE),
    (b"/extended-properties", EXTENDED),
    (b"/custom-properties", CUSTOM),
)
NO_DATA = b'<?xml version="1.0" encoding="UTF-8"?><none/>'
META = (
    b'<?xml version="1.0" encoding="UTF-8"?><office:document-meta '
    b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"><office:meta/></office:document-meta>'
)
# What SharePoint, templates and Zotero keep of a document: « customXml/item1.xml ».
DATA = re.compile(r"customXml/item\d+\.xml")
VALUE = rb"""\s*=\s*(?:"[^"<]*"|'[^'<]*')"""
NAMED = re.compile(rb"(?<=\s)([\w.-]+:(?:author|userId|providerId))" + VALUE)
DATED = re.compile(rb"\s[\w.-]+:(?:initials|date|dateUtc)" + VALUE)
PRINTER = re.compile(rb'(<config:config-item\s[^>]*config:name="Printer(?:Name|Setup)"[^>]*>)[^<]*')
LISTED = re.compile(rb'<manifest:file-entry\s[^>]*full-path="(?:Thumbnails|Configurations2|Versions|VersionList)[^>]*>')
# Markers of a JPEG that pictures need: JFIF, and how Adobe programs turned colours. The other APPn, and comments, say
# who, when and where.
NEEDED = frozenset({0xE0, 0xEE})


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


def _office(data: bytes, name: str, depth: int = 0) -> bytes:
    """A DOCX or an ODT without its properties, its thumbnails, and the names in its comments and tracked changes."""
    if depth > NESTED:
        raise FileRefused(f"{name}\u00a0: trop de documents insérés l’un dans l’autre. Retirez-les, puis recommencez.")
    written = io.BytesIO()
    try:
        with _archive(data, name) as archive, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as clean:
            for entry in archive.infolist():
                if entry.filename.startswith(LEFT_OUT):
                    continue
                part = _part(entry.filename, archive.read(entry), name, depth)
                packing = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
                # A date of its own would tell when the file was made: the oldest that the format knows.
                clean.writestr(zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), part, packing)
    except (zipfile.BadZipFile, RuntimeError, EOFError, zipfile.LargeZipFile, NotImplementedError) as error:
        raise _broken(name) from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise _broken(name) from error
    return written.getvalue()


def _part(path: str, content: bytes, name: str, depth: int) -> bytes:
    lower = path.lower()
    if lower.endswith((".jpg", ".jpeg", ".png", ".webp")):
        try:
            return _image(content, name)
        except MetadataError:
            return _bare_jpeg(content)
    if content.startswith(b"PK\x03\x04"):
        try:
            return _office(content, name, depth + 1)
        except FileBroken:
            return content
    return _xml_part(path, _as_utf8(content)) if lower.endswith((".xml", ".rels", ".psmdcp")) else content


def _xml_part(path: str, content: bytes) -> bytes:
    if path.endswith(".rels"):
        return re.sub(rb'<Relationship\s[^>]{0,600}?Target="/?docProps/thumbnail[^>]{0,300}>', b"", content)
    if path.rsplit("/", 1)[-1] == "meta.xml":
        return META
    if DATA.fullmatch(path):
        return NO_DATA
    if path.startswith("word/"):
        return DATED.sub(b"", NAMED.sub(rb'\1=""', content))
    if path.startswith("xl/comments"):
        return re.sub(rb"<author>[^<]*</author>", b"<author/>", content)
    if path.endswith(("content.xml", "styles.xml")):
        return ODT_WHO.sub(rb"<\1></\1>", content)
    if path.endswith("settings.xml"):
        return PRINTER.sub(rb"\1", content)
    if path == "META-INF/manifest.xml":
        return LISTED.sub(b"", content)
    if path == "[Content_Types].xml":
        return content
    return next((empty for namespace, empty in PROPERTIES if namespace in content[:4096]), content)


def _as_utf8(content: bytes) -> bytes:
    """XML whose names can be looked for; UTF-16 would hide them."""
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content
    text = content.decode("utf-16", "replace")
    return re.sub(r"""(<\?xml[^>]*encoding=)["'][^"']*["']""", r'\1"UTF-8"', text, count=1).encode()


def _bare_jpeg(data: bytes) -> bytes:
    """A JPEG as it is, pixel for pixel, without the segments that say who made it; anything else unchanged."""
    if not data.startswith(b"\xff\xd8\xff"):
        return data
    out, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        marker = data[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in NEEDED:
            out.append(data[at:end])
        at = end
    end = data.find(b"\xff\xd9", at)
    # What stands after the end is another picture: a camera's preview, with words of its own.
    return b"".join(out) + (data[at : end + 2] if end >= 0 else data[at:])


def _pdf(data: bytes, name: str) -> bytes:
    """A PDF without its Info, its XMP packets, its attachments and the names on its annotations."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.errors import PyPdfError
    from pypdf.generic import DictionaryObject, StreamObject

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise _broken(name)
        writer = PdfWriter(clone_from=reader)
        writer.metadata = None
        for one in writer._objects:
            if isinstance(one, DictionaryObject):
                _forget(one)
            if isinstance(one, StreamObject) and one.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
                one._data = _bare_jpeg(one._data)
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
    if isinstance(held := one.get("/FS"), dict):  # it stands in the annotation itself
        _forget(held)
    if "/EF" in one:  # a file that the document holds
        for key in ("/EF", "/F", "/UF", "/Desc"):
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
            # Telephones put a second picture after the first, as MPO: the first is the photograph.
            if opened.format != "MPO" and getattr(opened, "n_frames", 1) > 1:
                raise FileRefused(f"{name}\u00a0: les images animées ne sont pas prises. Donnez une image fixe.")
            kind = "JPEG" if opened.format == "MPO" else opened.format or "PNG"
            straight = ImageOps.exif_transpose(opened)
            turned = straight.size != opened.size or opened.getexif().get(0x0112, 1) != 1
            pixels = straight.copy()
            written = io.BytesIO()
            if opened.format == "JPEG" and not turned:
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
