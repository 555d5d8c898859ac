"""EPUB as it is shown: chapters, pictures, styles; no remark in its code, no script, nothing hidden, nothing of its makers."""

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote

from lxml import etree

from ingest.html.hidden import drop_hidden, style_sheets
from kb.protection.copies.parts import removed, tree_of, written

_XHTML = "{http://www.w3.org/1999/xhtml}"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTAINER = "META-INF/container.xml"
_KEPT = re.compile(
    r"(?i)^(?:application/xhtml\+xml|application/x-dtbncx\+xml|text/css|image/(?:jpeg|png|gif|webp)|font/.+"
    r"|application/(?:font-.+|vnd\.ms-opentype))$"
)
_ACTS = frozenset("script template noscript iframe object embed form meta base audio video".split())
_SAID = frozenset({_DC + "title", _DC + "language", _DC + "identifier"})
_CSS_REMARK = re.compile(rb"/\*.*?\*/", re.DOTALL)
_SAFE = re.compile(r"(?i)\s*(?:https?://|mailto:|tel:|#|[^:]*$)")
_CHAPTER = "application/xhtml+xml"


def shown_book(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of an EPUB that its readers see. Raises KeyError and XMLSyntaxError for a broken one."""
    name = next((one.get("full-path") or "" for one in tree_of(parts[_CONTAINER]).iter("{*}rootfile")), "")
    package = tree_of(parts[name])
    folder = posixpath.dirname(name)
    kept = {"mimetype": b"application/epub+zip", _CONTAINER: written(tree_of(parts[_CONTAINER]))}
    gone = set()
    for one in list(package.iter(_OPF + "item")):
        path = posixpath.normpath(posixpath.join(folder, unquote(one.get("href") or "")))
        sort = one.get("media-type") or ""
        if path not in parts or not _KEPT.match(sort):
            gone.add(one.get("id"))
            removed(one)
        elif sort == _CHAPTER:
            kept[path] = _chapter(parts[path], path, parts)
        else:
            kept[path] = _CSS_REMARK.sub(b"", parts[path]) if sort == "text/css" else parts[path]
    for one in list(package.iter(_OPF + "itemref")):
        if one.get("idref") in gone:
            removed(one)
    for metadata in package.iter(_OPF + "metadata"):
        for said in list(metadata):
            modified = said.get("property") == "dcterms:modified"  # a date that EPUB 3 wants
            if said.tag not in _SAID and not modified:
                metadata.remove(said)
            elif modified:
                said.text = "1980-01-01T00:00:00Z"
    for one in [*package.iter(_OPF + "guide"), *package.iter(_OPF + "collection"), *package.iter(_OPF + "bindings")]:
        removed(one)
    return {**kept, name: written(package)}


def _chapter(content: bytes, path: str, parts: Mapping[str, bytes]) -> bytes:
    root = tree_of(content)
    for one in list(root.iter()):
        if not isinstance(one.tag, str):
            removed(one)
            continue
        if etree.QName(one).localname in _ACTS:
            removed(one)
            continue
        for key, value in list(one.attrib.items()):
            name = etree.QName(key).localname.lower()
            if name.startswith(("on", "data-")) or (name in ("href", "src") and not _SAFE.match(value)):
                del one.attrib[key]
    # What hides is looked for as in a web page, whose names have no namespace.
    for one in root.iter("{*}*"):
        if one.tag.startswith(_XHTML):
            one.tag = one.tag[len(_XHTML) :]
    drop_hidden(root, _styles(root, path, parts))
    for one in root.iter("*"):
        if not one.tag.startswith("{"):
            one.tag = _XHTML + one.tag
    etree.cleanup_namespaces(root)
    return written(root)


def _styles(root: etree._Element, path: str, parts: Mapping[str, bytes]) -> str:
    beside = [
        parts.get(posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(link.get("href") or ""))), b"")
        for link in root.iter("link")
    ]
    return "\n".join([style_sheets(root), *(one.decode("utf-8", "replace") for one in beside)])
