"""The formats that are read: how their files are called and begin, how long they may be, and which function reads them.

This is the one table of file types: sniffing, the reading process, deposits and the pages' upload fields all ask it.
To add a format, write its reader and add a line here (and its row in docs/FORMATS.md, which a test compares).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

# fmt: off
Kind = Literal["pdf", "html", "docx", "odt", "markdown", "text", "spreadsheet", "csv", "pptx", "odp", "epub", "rtf",
               "eml", "mhtml", "doc"]
# fmt: on
MIB = 2**20


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what it is called in French, the endings of its files, its reader and what it may weigh (bytes).

    `starts` is how its files begin, when all do. A reader takes the path of the file, or its bytes (`of_bytes`).
    """

    kind: Kind
    name: str
    extensions: tuple[str, ...]
    reader: tuple[str, str]
    max_bytes: int
    starts: bytes = b""
    of_bytes: bool = False


_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

FORMATS: tuple[Format, ...] = (
    Format("pdf", "PDF", (".pdf",), ("ingest.pdf.reader", "read_pdf"), 300 * MIB, b"%PDF-"),
    Format("html", "HTML", (".html", ".htm", ".xhtml"), ("ingest.html.reader", "read_html"), 30 * MIB),
    Format(
        "mhtml",
        "page enregistrée (MHTML)",
        (".mhtml", ".mht"),
        ("ingest.plain_text.mail", "read_mhtml"),
        60 * MIB,
        of_bytes=True,
    ),
    Format(
        *(
            "docx",
            "document Word (.docx)",
            (".docx", ".docm", ".dotx", ".dotm"),
            ("ingest.word.reader", "read_docx"),
            100 * MIB,
            _ZIP,
        ),
    ),
    Format("doc", "document Word 97-2003", (".doc", ".dot"), ("ingest.word.old_word", "read_doc"), 60 * MIB, _OLE),
    Format("odt", "document OpenDocument", (".odt", ".ott"), ("ingest.odt.reader", "read_odt"), 100 * MIB, _ZIP),
    Format("rtf", "RTF", (".rtf",), ("ingest.office.rtf", "read_rtf"), 40 * MIB, b"{\\rtf", of_bytes=True),
    Format(
        "markdown",
        "Markdown",
        (".md", ".markdown"),
        ("ingest.plain_text.markdown", "read_markdown"),
        10 * MIB,
        of_bytes=True,
    ),
    Format("text", "texte", (".txt", ".text"), ("ingest.plain_text.text", "read_text"), 20 * MIB, of_bytes=True),
    Format(
        *("spreadsheet", "tableur", (".xlsx", ".xlsm", ".xltx", ".xlsb", ".xls", ".ods", ".ots")),
        *(("ingest.office.spreadsheet", "read_spreadsheet"), 60 * MIB),
    ),
    Format("csv", "CSV", (".csv", ".tsv"), ("ingest.office.spreadsheet", "read_csv"), 20 * MIB, of_bytes=True),
    Format(
        *(
            "pptx",
            "diaporama PowerPoint",
            (".pptx", ".pptm", ".ppsx", ".potx"),
            ("ingest.office.slides", "read_pptx"),
            200 * MIB,
            _ZIP,
        ),
    ),
    Format("odp", "diaporama OpenDocument", (".odp", ".otp"), ("ingest.office.slides", "read_odp"), 200 * MIB, _ZIP),
    Format("epub", "EPUB", (".epub",), ("ingest.office.epub", "read_epub"), 100 * MIB, _ZIP),
    Format("eml", "message (EML)", (".eml",), ("ingest.plain_text.mail", "read_eml"), 40 * MIB, of_bytes=True),
)
OF_KIND: Mapping[str, Format] = {one.kind: one for one in FORMATS}
EXTENSIONS: Mapping[str, Kind] = {extension: one.kind for one in FORMATS for extension in one.extensions}
ACCEPTED = "PDF, Word, OpenDocument, PowerPoint, Excel, CSV, EPUB, RTF, HTML, message (.eml), Markdown ou texte"
