"""Slide shows as they are shown: without hidden slides and shapes, notes of the speaker, remarks, films and workbooks."""

import re
from collections.abc import Mapping

from lxml import etree

from ingest.odt import hidden as odt_hidden
from kb.protection.copies.parts import (
    RELATIONS,
    TYPES,
    lost_in,
    named_in,
    reachable,
    removed,
    tree_of,
    written,
)

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SHAPES = frozenset("sp pic graphicFrame grpSp cxnSp contentPart".split())
# Lists of what a copy does not have, what plays, what is kept for programs, and extensions, which may hold any of them.
_GONE = frozenset(
    """extLst custDataLst custShowLst notesMasterIdLst handoutMasterIdLst embeddedFontLst smartTags timing transition
    videoFile audioFile quickTimeFile wavAudioFile audioCd externalData userShapes modifyVerifier""".split()
)  # fmt: skip
_MAIN = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_XML = re.compile(
    r"ppt/(?:presentation|slides/[^/]+|slideLayouts/[^/]+|slideMasters/[^/]+|charts/[^/]+|diagrams/[^/]+)\.xml"
)

_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SHOW = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
_ALWAYS = ("mimetype", "content.xml", "styles.xml", "META-INF/manifest.xml")


def shown_pptx(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of a PowerPoint file that show it. Raises KeyError and XMLSyntaxError for a broken one."""
    clean = {path: content for path, content in parts.items() if not path.endswith("/")}
    hidden = _hidden_slides(clean)
    for path in [path for path in clean if _XML.fullmatch(path)]:
        clean[path] = _shown_part(clean[path], lost_in(parts, path))
    main = tree_of(clean["ppt/presentation.xml"])
    for one in list(main.iter(_P + "sldId")):
        if one.get(RELATIONS + "id") in hidden:
            removed(one)
    clean["ppt/presentation.xml"] = written(main)
    types = tree_of(clean[TYPES])
    for one in types:
        if one.get("PartName") == "/ppt/presentation.xml":
            one.set("ContentType", _MAIN)
    clean[TYPES] = written(types)
    return reachable(clean)


def _hidden_slides(parts: Mapping[str, bytes]) -> frozenset[str]:
    """Identifiers, in the presentation, of the slides that are not shown."""
    listing = tree_of(parts["ppt/_rels/presentation.xml.rels"])
    return frozenset(
        one.get("Id", "")
        for one in listing
        for path in (f"ppt/{one.get('Target', '').removeprefix('/ppt/')}",)
        if one.get("Type", "").endswith("/slide")
        and (path not in parts or tree_of(parts[path]).get("show") in {"0", "false"})
    )


def _shown_part(content: bytes, lost: frozenset[str]) -> bytes:
    root = tree_of(content)
    for one in list(root.iter()):
        name = etree.QName(one).localname if isinstance(one.tag, str) else ""
        if name in _GONE or (name in _SHAPES and _is_hidden(one)):
            removed(one)
        elif name == "graphicFrame" and any(etree.QName(inner).localname == "oleObj" for inner in one.iter("{*}*")):
            removed(one)  # an object of another program, whose file no copy keeps
        elif name == "AlternateContent" and lost & named_in(etree.tostring(one)):
            _fall_back(one)
    for one in root.iter("{*}*"):
        for key in [key for key, value in one.attrib.items() if str(key).startswith(RELATIONS) and value in lost]:
            del one.attrib[key]
    return written(root)


def _is_hidden(shape: etree._Element) -> bool:
    own = next((inner for child in shape for inner in child if etree.QName(inner).localname == "cNvPr"), None)
    return own is not None and own.get("hidden") in {"1", "true"}


def _fall_back(choice: etree._Element) -> None:
    """Put what older programs show in the place of what asks for a part that no copy keeps."""
    parent, fallback = choice.getparent(), choice.find(_MC + "Fallback")
    if parent is None:
        return
    at = parent.index(choice)
    for child in reversed(fallback if fallback is not None else []):
        parent.insert(at, child)
    removed(choice)


def shown_odp(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts of an OpenDocument slide show that show it. Raises KeyError and XMLSyntaxError for a broken one."""
    content, styles = tree_of(parts["content.xml"]), tree_of(parts["styles.xml"]) if "styles.xml" in parts else None
    hidden = {
        style.get(_STYLE + "name")
        for style in content.iter(_STYLE + "style")
        if any(one.get(_SHOW + "visibility") == "hidden" for one in style)
    }
    for page in list(content.iter(_DRAW + "page")):
        if page.get(_DRAW + "style-name") in hidden:
            removed(page)
    clean = {path: parts[path] for path in _ALWAYS if path in parts}
    shown = {"content.xml": content, **({"styles.xml": styles} if styles is not None else {})}
    for path, tree in shown.items():
        for one in [*tree.iter(_SHOW + "notes"), *tree.iter(_SHOW + "settings"), *tree.iter(_DRAW + "object")]:
            removed(one)
        for one in list(tree.iter("{*}*")):
            if one.get(_DRAW + "display") in {"none", "printer"}:
                removed(one)
        odt_hidden.drop_remarks(tree)
        odt_hidden.drop_changes(tree)
        clean[path] = written(tree)
    used = {(one.get(_HREF) or "").removeprefix("./") for tree in shown.values() for one in tree.iter("{*}*")}
    pictures = ("Pictures/", "ObjectReplacements/")
    clean |= {path: data for path, data in parts.items() if path.startswith(pictures) and path in used}
    if "META-INF/manifest.xml" in clean:
        clean["META-INF/manifest.xml"] = _manifest(clean["META-INF/manifest.xml"], clean)
    return clean


def _manifest(content: bytes, kept: Mapping[str, bytes]) -> bytes:
    tree = tree_of(content)
    for one in list(tree):
        path = one.get(_MANIFEST + "full-path") or ""
        if path != "/" and path not in kept:
            tree.remove(one)
    return written(tree)
