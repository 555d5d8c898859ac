"""Which format a file is in: by how it begins first, by its name next; a note with the remedy when none is read."""

from pathlib import Path

from ingest.cards.sidecars import card_name
from ingest.document import Note
from ingest.formats import ACCEPTED, EXTENSIONS, OF_KIND, Kind
from ingest.packed_formats import old_office

HEAD_BYTES = 4096
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa", b"#!")
_IMAGE = "une image", "Placez-la dans un PDF pour qu’elle soit lue par reconnaissance de caractères."
_ARCHIVE = "une archive", "Déposez les fichiers qu’elle contient."
_OTHERS = (
    (
        b"SQLite format 3\x00",
        ("une base de données", "Ce n’est pas un texte à lire\u00a0: déplacez-la hors du dossier."),
    ),
    *((start, _IMAGE) for start in (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"RIFF")),
    *((start, _ARCHIVE) for start in (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Old Office files and what each is read as; or what it is, and the remedy.
_OLD_KINDS: dict[str, Kind] = {"doc": "doc", "xls": "spreadsheet"}
_OLD_REMEDIES = {
    "ppt": "un diaporama PowerPoint 97-2003. Enregistrez-le au format .pptx ou en PDF",
    "msg": "un message Outlook (.msg). Ouvrez-le et enregistrez-le en PDF, ou en texte",
    "protected": "protégé par un mot de passe. Enregistrez-en une copie sans mot de passe",
    "": "un ancien fichier Office. Enregistrez-le au format .docx, .xlsx ou .pptx, ou en PDF",
}
# Other packages, by the ending of their names: what each is, and the remedy.
_PACKAGES = {
    ".pages": "un document Pages. Exportez-le au format .docx ou en PDF",
    ".numbers": "un tableur Numbers. Exportez-le au format .xlsx ou en PDF",
    ".key": "un diaporama Keynote. Exportez-le au format .pptx ou en PDF",
    ".odg": "un dessin. Enregistrez-le en PDF",
    ".vsdx": "un schéma Visio. Enregistrez-le en PDF",
}
# How the first parts of a zip tell what it is, when its name does not.
_IN_ZIP: tuple[tuple[bytes, Kind], ...] = (
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "odt"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "spreadsheet"),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentation", "odp"),
    (b"mimetypeapplication/epub+zip", "epub"),
    (b"word/", "docx"),
    (b"xl/", "spreadsheet"),
    (b"ppt/", "pptx"),
)
# What text that bears the name of another format is read as.
_IN_CLEAR: dict[Kind, Kind] = {"spreadsheet": "csv", "doc": "text", "rtf": "text"}
ZIPPED: frozenset[Kind] = frozenset({"docx", "odt", "spreadsheet", "pptx", "odp", "epub"})


def sniffed(path: Path, head: bytes) -> Kind | Note:
    """The kind of a file whose first bytes are `head`, or a note that says what it is and what to do."""
    claimed = EXTENSIONS.get(path.suffix.lower())
    if b"%PDF-" in head[:1024] and (claimed in {"pdf", None} or head.startswith(b"%PDF-")):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _zipped(path, head, claimed)
    if head.startswith(_OLE):
        return _old(path)
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_PROGRAMS) and not (head.startswith(b"MZ") and b"\x00" not in head):
        return refused("ce fichier est un programme, malgré son nom\u00a0: il n’est pas lu. Retirez-le.")
    for start, (name, step) in _OTHERS:
        if head.startswith(start):
            return refused(f"ce fichier est {name}. {step}")
    if claimed == "mhtml" or (claimed in {"html", "doc", "text"} and _is_mhtml(head)):
        return "mhtml"
    if claimed is None and card_name(path.name):
        return refused(
            "cette carte n’accompagne aucun fichier. Donnez-lui le nom du sien suivi de « .yaml » (« plan.pdf » a "
            "« plan.pdf.yaml »), ou retirez-la."
        )
    if claimed is None:
        return refused(f"ce format n’est pas lu. Formats lus\u00a0: {ACCEPTED}.")
    if claimed == "eml":
        return claimed
    if OF_KIND[claimed].starts and claimed not in _IN_CLEAR:
        return refused(
            f"ce fichier n’est pas un {OF_KIND[claimed].name}, malgré son nom, ou il est endommagé. Vérifiez-le."
        )
    if _is_binary(head):
        return refused("ce fichier ne contient pas de texte. Vérifiez son contenu ou son extension.")
    if (claimed == "text" or claimed in _IN_CLEAR) and _is_html(head):
        return "html"  # what many programs export under the name of another format
    return _IN_CLEAR.get(claimed, claimed)


def _zipped(path: Path, head: bytes, claimed: Kind | None) -> Kind | Note:
    """What a zip is said to be; the reading process looks into it and has the last word."""
    if claimed in ZIPPED:
        return claimed
    known = _PACKAGES.get(path.suffix.lower())
    if known:
        return refused(f"ce fichier est {known}.")
    inside = next((kind for mark, kind in _IN_ZIP if mark in head), None)
    return inside or refused("ce fichier est une archive. Déposez les fichiers qu’elle contient.")


def _old(path: Path) -> Kind | Note:
    sort = old_office(path) or path.suffix.lower().lstrip(".").replace("dot", "doc")
    if sort in _OLD_KINDS:
        return _OLD_KINDS[sort]
    return refused(f"ce fichier est {_OLD_REMEDIES.get(sort, _OLD_REMEDIES[''])}.")


def _is_html(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower().startswith((b"<!doctype html", b"<html"))


def _is_mhtml(head: bytes) -> bool:
    lower = head.lower()
    return b"mime-version:" in lower and b"multipart/related" in lower and not lower.lstrip().startswith(b"<")


def _is_binary(head: bytes) -> bool:
    """True when bytes that no text has are many; UTF-16 and UTF-32 have null bytes, on one side only."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return False
    nulls = head[::2].count(0), head[1::2].count(0)
    if any(nulls):
        return min(nulls) > 0.05 * len(head) or max(nulls) < 0.2 * len(head)
    return sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1b" for byte in head) > 0.05 * len(head)


def refused(message: str) -> Note:
    """A note on a file that is not read."""
    return Note(message, level="error")
