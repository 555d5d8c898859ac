"""HTML saved from a browser: its main text with headings, lists and tables, without scripts, menus and share bars."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import trafilatura
from lxml import etree
from lxml import html as lxml_html

from ingest.assembly import Assembly, repaired
from ingest.cards.front_matter import FrontMatter, front_matter
from ingest.document import Note, Reading
from ingest.html.furniture import without_furniture
from ingest.html.hidden import drop_hidden, style_sheets
from ingest.html.main_text import essentials, holds_all, is_plain, page_title, with_heading
from ingest.html.pieces import HtmlPiece, tree_pieces
from ingest.html.prepare import prepare, with_shadow_roots
from ingest.html.saved_pages import companion
from ingest.html.walk import page_pieces
from ingest.left_out import agreed, hidden_note
from ingest.plain_text.encodings import decoded
from ingest.plain_text.text import furniture_note

MAX_BYTES = 30 * 1024 * 1024
# Share of the page's own words that the extraction must keep, else the page is walked block by block.
KEPT_SHARE = 0.5
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,80}encoding=[\"']([\w.:-]{2,40})", re.I
)
# What holds no text for a reader, whatever the extraction thinks of it.
_NEVER = ("script", "style", "noscript", "template", "iframe", "object", "embed", "svg")
MOST_COMMENTS = 200  # of a page, its first ones, that are looked through for what a card should say
LONGEST_COMMENT = 2_000  # characters
# Frames that hold a page of their own; those that only point to one are mostly adverts and players.
_FRAME = re.compile(r"(?i)<frame\b[^>]{0,2000}?\bsrc\s*=|<iframe\b[^>]{0,2000}?\bsrcdoc\s*=\s*[\"'][^\"']{200}")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DATE = re.compile(r"^(\d{4}-\d{2}-\d{2})")
_SITE = re.compile(r"\s+[|–—-]\s+[^|–—]{2,40}$")


def read_html(path: Path) -> Reading:
    """The document that a saved web page holds."""
    if path.stat().st_size > MAX_BYTES:
        return Reading(
            None, (Note(f"La page dépasse {MAX_BYTES // 2**20}\u00a0Mo. Enregistrez le texte seul.", level="error"),)
        )
    reading = html_reading(path.read_bytes())
    folder = companion(path)
    if folder is None or reading.document is None:
        return reading
    note = Note(f"Le dossier « {folder} » enregistré avec cette page n’est pas lu.", level="info")
    return Reading(reading.document, (*reading.notes, note))


def html_reading(data: bytes) -> Reading:
    """The document that the bytes of a web page hold."""
    declared = _CHARSET.search(data[:4096])
    name = (declared.group(1) or declared.group(2)).decode("ascii") if declared else ""
    text, notes = decoded(data, name)
    # A card may stand before the page itself, where a browser would show it as text.
    head = (
        front_matter(text)
        if not text.lstrip("\ufeff \t\r\n").lower().startswith(("<!doctype", "<html"))
        else FrontMatter()
    )
    text = text[head.body :]
    notes = (*notes, *head.notes)
    apart = "\n".join(_comments(text))
    page, hidden = _parsed(text)
    frames = _frames(text)
    if page is None:
        return Reading(None, (*notes, Note("Cette page est vide ou n’est pas du HTML.", level="error")))
    metadata = _metadata(page)
    pieces = _main_pieces(text, page)
    lines, gone = without_furniture([piece.text for piece in pieces])
    assembly = Assembly()
    for piece, line in zip(pieces, lines, strict=True):
        _add(assembly, piece, line)
    if assembly.is_empty:
        empty = "Aucun texte n’a été trouvé dans cette page."
        return Reading(None, (*notes, *frames, Note(empty, level="error")))
    title = page_title(page, pieces, metadata.get("title", ""))
    metadata.pop("title", None)
    titled = {**metadata, **({"title": " ".join(title.split())} if title else {})}
    asking = {"properties": dict(_declared(page)), **({"apart": apart} if apart else {})}
    document, doubted = repaired(assembly.build({**titled, **head.metadata, **asking}))
    return Reading(document, (*notes, *frames, *hidden_note(hidden), *furniture_note(gone), *doubted))


def _comments(text: str) -> Iterator[str]:
    """The first comments of a page that are no longer than a card."""
    at = 0
    for _ in range(MOST_COMMENTS):
        start = text.find("<!--", at)
        end = text.find("-->", start + 4) if start >= 0 else -1
        if end < 0:
            return
        if end - start <= LONGEST_COMMENT:
            yield text[start + 4 : end].strip("-! \t\n")
        at = end + 3


def _parsed(text: str) -> tuple[lxml_html.HtmlElement | None, int]:
    """The page without what nobody sees of it, and how many things those were; None when there is no page."""
    text = _DECLARATION.sub("", text, count=1).replace("\x00", "")
    if not text.strip():
        return None, 0
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        page = lxml_html.document_fromstring(text.encode("utf-8", errors="ignore"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, 0
    sheets = style_sheets(page)
    with_shadow_roots(page)
    etree.strip_elements(page, *_NEVER, with_tail=False)
    hidden = drop_hidden(page, sheets)
    prepare(page)
    return page, hidden


def _frames(text: str) -> tuple[Note, ...]:
    """A note that a page is made of other pages, or shows some, which it does not hold as text."""
    count = len(_FRAME.findall(text))
    message = agreed(
        count,
        "Un cadre de cette page n’est pas repris\u00a0: s’il compte, enregistrez-le à part.",
        "{n} cadres de cette page ne sont pas repris\u00a0: s’ils comptent, enregistrez-les à part.",
    )
    return (Note(message),) if count else ()


def _main_pieces(text: str, page: lxml_html.HtmlElement) -> list[HtmlPiece]:
    """The blocks of the main text: trafilatura's, or the whole page's when it left out too much of it."""
    walked = page_pieces(page)
    if is_plain(page):
        return walked
    kept = essentials(page)
    document: Any = trafilatura.bare_extraction(
        page, favor_recall=True, include_tables=True, include_comments=False, with_metadata=False, deduplicate=False
    )
    found = list(tree_pieces(document.body)) if document is not None and document.body is not None else []
    if _size(found) < KEPT_SHARE * _size(walked) or not holds_all(found, kept, walked):
        return walked
    return with_heading(found, page)


def _size(pieces: list[HtmlPiece]) -> int:
    return sum(len(piece.text.split()) for piece in pieces)


def _add(assembly: Assembly, piece: HtmlPiece, line: str) -> None:
    if not line.strip():
        return
    if piece.level:
        assembly.heading(line, piece.level)
    elif piece.rows:
        assembly.table(piece.rows)
    else:
        assembly.add(line, piece.kind)


def _metadata(page: lxml_html.HtmlElement) -> dict[str, str]:
    """Title and date as the page's head declares them."""
    tags = dict(_declared(page))
    found: dict[str, str] = {}
    title = tags.get("og:title") or tags.get("dc.title") or _SITE.sub("", page.findtext(".//title") or "")
    if title.strip():
        found["title"] = " ".join(title.split())
    for key in ("article:published_time", "dc.date", "dcterms.created", "dcterms.date", "date", "pubdate"):
        date = _DATE.match(tags.get(key, "").strip())
        if date:
            found["date"] = date.group(1)
            break
    return found


def _declared(page: lxml_html.HtmlElement) -> Iterator[tuple[str, str]]:
    for meta in page.iter("meta"):
        key, value = meta.get("property") or meta.get("name"), meta.get("content")
        if key and value:
            yield key.lower(), value
