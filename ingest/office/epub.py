"""EPUB: the chapters of a book, in the order of its spine, with its title, authors and date."""

import posixpath
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from lxml import etree
from lxml import html as lxml_html

from ingest.assembly import Assembly, repaired
from ingest.document import Note, Reading
from ingest.html.hidden import drop_hidden, style_sheets
from ingest.html.style_rules import MOST_CSS
from ingest.html.walk import page_pieces
from ingest.left_out import agreed, hidden_note
from ingest.office.archive import BROKEN, refusal

CONTAINER = "META-INF/container.xml"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CHAPTERS = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
# Ways of scrambling that touch fonts alone: the words are still in clear.
_OF_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def read_epub(path: Path) -> Reading:
    """The document that an EPUB holds; a book under a lock is told, never half read."""
    refused = refusal(path, (CONTAINER,), "un livre numérique (EPUB)")
    if refused:
        return Reading(None, (refused,))
    try:
        with zipfile.ZipFile(path) as archive:
            if _locked(archive):
                return _failed("Ce livre est verrouillé (DRM)\u00a0: son texte ne peut pas être lu.")
            package_path, package = _package(archive)
            assembly, missing, hidden = Assembly(), 0, 0
            for name in _spine(package, posixpath.dirname(package_path)):
                try:
                    hidden += _chapter(assembly, archive.read(name), _sheets(archive, name))
                except KeyError:
                    missing += 1
    except (*BROKEN, ParseError, DefusedXmlException, etree.ParserError, KeyError, IndexError):
        return _failed(
            "Ce fichier n’est pas un livre lisible\u00a0: il est endommagé ou incomplet. Fournissez-en une autre "
            "copie, ou le livre en PDF."
        )
    lost = agreed(
        missing,
        "Un chapitre manque dans ce fichier. Fournissez-en une autre copie.",
        "{n} chapitres manquent dans ce fichier. Fournissez-en une autre copie.",
    )
    notes = (*((Note(lost),) if missing else ()), *hidden_note(hidden))
    if assembly.is_empty:
        return Reading(None, (*notes, Note("Ce livre ne contient aucun texte.", level="error")))
    document, doubted = repaired(assembly.build(_facts(package)))
    return Reading(document, (*notes, *doubted))


def _locked(archive: zipfile.ZipFile) -> bool:
    if "META-INF/encryption.xml" not in archive.namelist():
        return False
    said = fromstring(archive.read("META-INF/encryption.xml"), forbid_dtd=True)
    ways = [one.get("Algorithm", "") for one in said.iter() if one.tag.endswith("}EncryptionMethod")]
    return any(not way.startswith(_OF_FONTS) for way in ways)


def _package(archive: zipfile.ZipFile) -> tuple[str, Any]:
    """Path and tree of the package file, which lists the chapters."""
    roots = fromstring(archive.read(CONTAINER), forbid_dtd=True)
    name = next((one.get("full-path", "") for one in roots.iter() if one.tag.rpartition("}")[2] == "rootfile"), "")
    return name, fromstring(archive.read(name))


def _spine(package: Any, folder: str) -> Iterator[str]:
    """Paths of the chapters in reading order; the table of contents is no chapter."""
    parts = {one.get("id"): one for one in package.iter(_OPF + "item")}
    for reference in package.iter(_OPF + "itemref"):
        part = parts.get(reference.get("idref"))
        if part is None or part.get("media-type") not in _CHAPTERS or "nav" in (part.get("properties") or "").split():
            continue
        yield posixpath.normpath(posixpath.join(folder, unquote(part.get("href") or "")))


def _sheets(archive: zipfile.ZipFile, name: str) -> Callable[[Any], str]:
    """Gives the text of the style sheets of the chapter of this name, those that stand beside it too."""

    def of(page: Any) -> str:
        own = [style_sheets(page)]
        for link in page.iter("link"):
            if "stylesheet" in (link.get("rel") or "").lower():
                path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(link.get("href") or "")))
                if path in archive.namelist() and archive.getinfo(path).file_size <= MOST_CSS:
                    own.append(archive.read(path).decode("utf-8", "replace"))
        return "\n".join(own)[:MOST_CSS]

    return of


def _chapter(assembly: Assembly, data: bytes, sheets: Callable[[Any], str]) -> int:
    """Add the blocks of a chapter; how many things it hides."""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    page = lxml_html.document_fromstring(data, parser=parser)
    css = sheets(page)
    etree.strip_elements(page, "script", "style", "template", with_tail=False)
    hidden = drop_hidden(page, css)
    for piece in page_pieces(page):
        if piece.level:
            assembly.heading(piece.text, piece.level)
        elif piece.rows:
            assembly.table(piece.rows)
        else:
            assembly.add(piece.text, piece.kind)
    return hidden


def _facts(package: Any) -> dict[str, Any]:
    """Title, authors and date as the book declares them."""
    facts: dict[str, Any] = {}
    title = package.findtext(f".//{_DC}title")
    if title and title.strip():
        facts["title"] = " ".join(title.split())
    rights = package.findtext(f".//{_DC}rights")
    if rights and rights.strip():
        facts["apart"] = rights  # a book says there whom it is for
    date = (package.findtext(f".//{_DC}date") or "").strip()[:10]
    if date[:4].isdecimal():
        facts["date"] = date if len(date) in (4, 7, 10) else date[:4]
    return facts


def _failed(message: str) -> Reading:
    return Reading(None, (Note(message, level="error"),))
