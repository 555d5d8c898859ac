"""A copy of a file that says no more than its readers were shown: no remarks, no tracked changes, no hidden words."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from defusedxml import DefusedXmlException
from lxml import etree
from lxml import html as lxml_html

from ingest.cards.front_matter import front_matter
from ingest.formats import EXTENSIONS
from ingest.html.hidden import drop_hidden, style_sheets
from ingest.odt import hidden as odt_hidden
from ingest.plain_text.encodings import decoded
from ingest.word import hidden as docx_hidden
from kb.protection.active.removal import disarm
from kb.protection.copies.anew import message_anew, old_word_as_docx, page_within, rtf_anew, workbook_anew
from kb.protection.copies.book import shown_book
from kb.protection.copies.file_errors import FileRefused, broken
from kb.protection.copies.office import archive_of, office
from kb.protection.copies.parts import reachable
from kb.protection.copies.pdf import visible_pdf
from kb.protection.copies.slides import shown_odp, shown_pptx

# Raise when a copy is made otherwise: those made before are made again.
COPY_VERSION = "2"
_W = docx_hidden.W
_REMARKS = frozenset(
    _W + name for name in ("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef")
)
# Parts of a Word file that hold its remarks, who wrote them, and earlier states.
_REMARK_PARTS = re.compile(
    r"word/(?:comments\w*|people|commentsIds|commentsExtensible|commentsExtended)\.xml", re.IGNORECASE
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def visible_copy(data: bytes, name: str, kind: str = "") -> bytes:
    """The bytes of a copy that shows what its file shows. Raises FileRefused and FileBroken; `name` is for messages.

    `kind` is that of the file (`ingest.formats`), told by its name when it is not given; `ending_of` says how the copy
    is to be called. What acts in the file, and what it says of its makers, goes too. To be called in a process with
    limits.
    """
    kind = "pdf" if data.startswith(b"%PDF-") else kind or EXTENSIONS.get(Path(name).suffix.lower(), "")
    if kind not in _COPIES:
        raise FileRefused(
            f"{name}\u00a0: de ce format, aucune copie sans remarques ni texte masqué n’est faite. Demandez ce fichier à "
            "l’administrateur."
        )
    return _COPIES[kind](data, name)


Parts = dict[str, bytes]


def _archive(data: bytes, name: str, clean: Callable[[Parts], Parts]) -> bytes:
    """An archive of the parts that `clean` gives for those of this one, without what acts and what is said of makers."""
    written = io.BytesIO()
    try:
        with archive_of(data, name) as archive:
            parts = clean({one.filename: archive.read(one) for one in archive.infolist() if not one.is_dir()})
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as copy:
            for path in sorted(parts, key=lambda path: path != "mimetype"):  # by which programs tell the format
                packing = zipfile.ZIP_STORED if path == "mimetype" else zipfile.ZIP_DEFLATED
                copy.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), parts[path], packing)
    except (zipfile.BadZipFile, RuntimeError, EOFError, NotImplementedError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise broken(name) from error
    except (etree.XMLSyntaxError, DefusedXmlException, ValueError, KeyError) as error:
        raise broken(name) from error
    return office(disarm(written.getvalue(), name).data, name)


def _each(clean: Callable[[str, bytes, Parts], bytes | None]) -> Callable[[Parts], Parts]:
    """Cleans parts one by one; `clean` is given all of them too, and None leaves a part out."""

    def all_of(parts: Parts) -> Parts:
        kept = {path: clean(path, content, parts) for path, content in parts.items()}
        return {path: content for path, content in kept.items() if content is not None}

    return all_of


def _tree(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


def _written(tree: etree._Element) -> bytes:
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def _word_part(path: str, content: bytes, parts: Parts) -> bytes | None:
    if _REMARK_PARTS.fullmatch(path):
        return None
    if path.endswith(".rels"):
        return _without(content, "Target", lambda target: _REMARK_PARTS.fullmatch(f"word/{target.rsplit('/', 1)[-1]}"))
    if path == "[Content_Types].xml":
        return _without(content, "PartName", lambda part: _REMARK_PARTS.fullmatch(part.lstrip("/")))
    if not (path.startswith("word/") and path.endswith(".xml")) or path.count("/") > 1:
        return content
    tree = _tree(content)
    styles = parts.get("word/styles.xml")
    docx_hidden.drop_changes(tree)
    docx_hidden.drop_hidden(tree, _tree(styles) if styles else None)
    for mark in list(tree.iter(*_REMARKS)):
        mark.getparent().remove(mark)
    return _written(tree)


def _without(content: bytes, attribute: str, gone: Callable[[str], object]) -> bytes:
    tree = _tree(content)
    for one in list(tree):
        if gone(one.get(attribute) or ""):
            tree.remove(one)
    return _written(tree)


def _odt_part(path: str, content: bytes, parts: Parts) -> bytes | None:
    if path not in ("content.xml", "styles.xml"):
        return content
    tree = _tree(content)
    odt_hidden.drop_remarks(tree)
    odt_hidden.drop_changes(tree)
    other = parts.get("styles.xml") if path == "content.xml" else None
    odt_hidden.drop_hidden(tree, *((_tree(other),) if other else ()))
    return _written(tree)


def _docx(data: bytes, name: str) -> bytes:
    return _archive(data, name, lambda parts: reachable(_each(_word_part)(parts)))


def _odt(data: bytes, name: str) -> bytes:
    return _archive(data, name, _each(_odt_part))


def _pdf(data: bytes, name: str) -> bytes:
    from kb.protection.copies.metadata import strip_bytes

    return strip_bytes(disarm(visible_pdf(data, name), name).data, name)


def _html(data: bytes, name: str) -> bytes:
    text, _ = decoded(data)
    text = text[front_matter(text).body :]
    try:
        parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        page = lxml_html.document_fromstring(text.encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise broken(name) from error
    sheets = style_sheets(page)
    etree.strip_elements(page, "script", "template", "noscript", "iframe", "object", "embed", "meta", with_tail=False)
    drop_hidden(page, sheets)
    for element in page.iter():
        if isinstance(element.tag, str):
            for attribute in [one for one in element.attrib if str(one).lower().startswith(("on", "data-"))]:
                del element.attrib[attribute]
    head = '<!DOCTYPE html>\n<meta charset="utf-8">\n'
    return (head + str(lxml_html.tostring(page, encoding="unicode"))).encode()


def _text(data: bytes, name: str) -> bytes:
    """A text without its card and without comments, which no page shows."""
    text, _ = decoded(data)
    return _COMMENT.sub("", text[front_matter(text).body :]).lstrip("\n").encode()


def _csv(data: bytes, name: str) -> bytes:
    return decoded(data)[0].encode()


_COPIES: dict[str, Callable[[bytes, str], bytes]] = {
    "docx": _docx,
    "doc": lambda data, name: _docx(old_word_as_docx(data, name), name),
    "odt": _odt,
    "pdf": _pdf,
    "html": _html,
    "mhtml": lambda data, name: _html(page_within(data, name), name),
    "text": _text,
    "markdown": _text,
    "csv": _csv,
    "spreadsheet": workbook_anew,
    "pptx": lambda data, name: _archive(data, name, shown_pptx),
    "odp": lambda data, name: _archive(data, name, shown_odp),
    "epub": lambda data, name: _archive(data, name, shown_book),
    "eml": message_anew,
    "rtf": rtf_anew,
}
