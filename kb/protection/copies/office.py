"""Documents of Word and of LibreOffice without what they say of their authors, part by part."""

import io
import re
import zipfile

from kb.protection.copies.file_errors import FileBroken, FileRefused, broken
from kb.protection.copies.pictures import picture_within

MIB = 1024 * 1024
LARGEST_UNPACKED = 400 * MIB  # bytes that an archive may hold once unpacked
LARGEST_RATIO = 200  # unpacked over packed; text reaches 20 to 30, an archive made to harm several thousands
MOST_ENTRIES = 5000
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
# Objects of other programs, and texts in RTF, keep their authors where nothing here can take them out.
OPAQUE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
XML = (".xml", ".rels", ".psmdcp", ".vml", ".svg")
COMMENT = re.compile(rb"(<!\[CDATA\[.*?\]\]>)|<!--.*?-->", re.DOTALL)
# Where a file stood on the machine that made the document: « C:\\Users\\prénom\\… ».
HERE = re.compile(
    rb"""(\s(?:Target|xlink:href|descr|title|alt|name|url|o:title|o:href|src)\s*=\s*["'])"""
    rb"""(?:file:|[A-Za-z]:[\\/]|\\\\|/(?:home|Users)/)[^"'<]*"""
)
# Fields that show who wrote a document: their words, which the program puts there by itself, are left out.
ODT_FIELD = re.compile(
    rb"<(text:(?:initial-creator|creator|author-name|author-initials|printed-by|sender-[a-z-]{1,30}|file-name"
    rb"|template-name))(\s[^>]{0,600})?>[^<]*</\1>"
)
WHO = rb"(?:AUTHOR|LASTSAVEDBY|USERNAME|USERINITIALS|USERADDRESS|FILENAME|TEMPLATE)\b"
WORD_FIELDS = (
    (re.compile(rb"<w:instrText(?:\s[^>]*)?>\s*" + WHO), b'w:fldCharType="end"'),
    (re.compile(rb"<w:fldSimple\s[^>]*w:instr=[\"']\s*" + WHO), b"</w:fldSimple>"),
    (re.compile(rb"<w:dataBinding\s[^>]*(?:creator|lastModifiedBy|Manager|Company)\["), b"</w:sdtContent>"),
)
WORD_TEXT = re.compile(rb"(<w:t(?:\s[^>]*)?>)[^<]*(?=</w:t>)")
# Lists of those who commented a workbook or slides that stand in the document.
PEOPLE = re.compile(r"xl/persons/.*\.xml|ppt/(?:commentAuthors|authors)\.xml")
PERSON = re.compile(rb"(\s(?:displayName|name|userId|initials|providerId)\s*=\s*)(?:\"[^\"<]*\"|'[^'<]*')")
SVG_SAID = re.compile(
    rb"<metadata[\s>].*?</metadata>|\s(?:sodipodi|inkscape):[\w-]+\s*=\s*(?:\"[^\"]*\"|'[^']*')", re.DOTALL
)


def archive_of(data: bytes, name: str) -> zipfile.ZipFile:
    """The open archive that a file is. Raises FileBroken, and FileRefused for one that grows too much once unpacked."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise broken(name) from error
    entries = archive.infolist()
    total = sum(one.file_size for one in entries)
    if len(entries) > MOST_ENTRIES or total > min(LARGEST_UNPACKED, MIB + LARGEST_RATIO * len(data)):
        raise FileRefused(
            f"{name}\u00a0: ce fichier grossit trop une fois ouvert. Enregistrez-le à nouveau, puis recommencez."
        )
    return archive


def office(data: bytes, name: str, depth: int = 0) -> bytes:
    """A DOCX or an ODT without its properties, its thumbnails, and the names in its comments and tracked changes."""
    if depth > NESTED:
        raise FileRefused(f"{name}\u00a0: trop de documents insérés l’un dans l’autre. Retirez-les, puis recommencez.")
    written = io.BytesIO()
    try:
        with archive_of(data, name) as archive, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as clean:
            for entry in archive.infolist():
                if entry.filename.startswith(LEFT_OUT):
                    continue
                part = _part(entry.filename, archive.read(entry), name, depth)
                packing = zipfile.ZIP_STORED if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
                # A date of its own would tell when the file was made: the oldest that the format knows.
                clean.writestr(zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), part, packing)
    except (zipfile.BadZipFile, RuntimeError, EOFError, zipfile.LargeZipFile, NotImplementedError) as error:
        raise broken(name) from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise broken(name) from error
    return written.getvalue()


def _part(path: str, content: bytes, name: str, depth: int) -> bytes:
    if content.startswith(OPAQUE):
        raise FileRefused(
            f"{name}\u00a0: un objet inséré (tableau, équation, document d’un autre programme) garde le nom de son "
            "auteur. Remplacez-le par une image ou par son texte, puis recommencez."
        )
    if content.startswith(b"PK\x03\x04"):
        try:
            return office(content, name, depth + 1)
        except FileBroken:
            return content
    if (drawn := picture_within(content, name)) is not None:
        return drawn
    return _xml_part(path, _as_utf8(content)) if path.lower().endswith(XML) else content


def _xml_part(path: str, content: bytes) -> bytes:
    if path.rsplit("/", 1)[-1] == "meta.xml":
        return META
    if DATA.fullmatch(path):
        return NO_DATA
    content = HERE.sub(_nowhere, COMMENT.sub(rb"\1", content))
    if path.endswith(".rels"):
        return re.sub(rb'<Relationship\s[^>]{0,600}?Target="/?docProps/thumbnail[^>]{0,300}>', b"", content)
    if path.endswith(".svg"):
        return SVG_SAID.sub(b"", content)
    if path.startswith("word/"):
        for opening, closing in WORD_FIELDS:
            content = _emptied(content, opening, closing)
        return DATED.sub(b"", NAMED.sub(rb'\1=""', content))
    if path.startswith("xl/comments"):
        return re.sub(rb"<author>[^<]*</author>", b"<author/>", content)
    if PEOPLE.fullmatch(path):
        return PERSON.sub(rb'\1""', content)
    if path.endswith(("content.xml", "styles.xml")):
        return ODT_FIELD.sub(rb"<\1\2></\1>", ODT_WHO.sub(rb"<\1></\1>", content))
    if path.endswith("settings.xml"):
        return PRINTER.sub(rb"\1", content)
    if path == "META-INF/manifest.xml":
        return LISTED.sub(b"", content)
    if path == "[Content_Types].xml":
        return content
    return next((empty for namespace, empty in PROPERTIES if namespace in content[:4096]), content)


def _nowhere(found: re.Match[bytes]) -> bytes:
    # Word takes no relationship without a target.
    return found[1] + (b"about:blank" if found[1].lstrip().startswith(b"Target") else b"")


def _emptied(content: bytes, opening: re.Pattern[bytes], closing: bytes) -> bytes:
    """A part of Word without the text that stands between what `opening` finds and the next `closing`."""
    out, at = [], 0
    for found in opening.finditer(content):
        end = content.find(closing, found.end())
        if found.start() >= at and end >= 0:
            out += [content[at : found.end()], WORD_TEXT.sub(rb"\1", content[found.end() : end])]
            at = end
    return b"".join([*out, content[at:]])


def _as_utf8(content: bytes) -> bytes:
    """XML whose names can be looked for; UTF-16 would hide them."""
    if not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content
    text = content.decode("utf-16", "replace")
    return re.sub(r"""(<\?xml[^>]*encoding=)["'][^"']*["']""", r'\1"UTF-8"', text, count=1).encode()
