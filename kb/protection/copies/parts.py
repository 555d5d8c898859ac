"""Parts of Office Open XML files that a copy keeps: those that what is shown leads to, and nothing else.

A part that nothing shown refers to any more (a picture of a hidden slide, the workbook behind a chart, what somebody
deleted) would still stand in the archive, where anybody can unpack it.
"""

import posixpath
from collections.abc import Mapping

from lxml import etree

RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
TYPES = "[Content_Types].xml"
# By the last word of a relationship's type: workbooks and files behind charts and objects, notes of the speaker,
# remarks, and what programs keep for themselves.
NEVER = frozenset(
    """package oleObject notesSlide notesMaster handoutMaster comments commentsExtended commentsIds commentsExtensible
    commentAuthors authors people person threadedComment tags customXml customXmlProps viewProps printerSettings
    chartUserShapes video audio media thumbnail core-properties extended-properties custom-properties changesInfo
    revisionInfo slideUpdateInfo""".split()
)  # fmt: skip
# Relationships that parts have without naming them: the program finds these by their type.
UNNAMED = frozenset(
    """officeDocument styles stylesWithEffects settings webSettings fontTable numbering theme footnotes endnotes glossaryDocument
    slideLayout slideMaster tableStyles presProps sharedStrings themeOverride chartStyle chartColorStyle font""".split()
)  # fmt: skip


def reachable(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts that the document leads to by relationships it still uses, with the lists of these relationships."""
    kept: dict[str, bytes] = {}
    waiting = [""]
    while waiting:
        owner = waiting.pop()
        if owner and (owner in kept or owner not in parts):
            continue
        if owner:
            kept[owner] = parts[owner]
        listing = posixpath.join(posixpath.dirname(owner), "_rels", f"{posixpath.basename(owner)}.rels")
        if listing not in parts:
            continue
        relations = tree_of(parts[listing])
        used = named_in(parts[owner]) if owner else frozenset()
        for one in list(relations):
            sort, external = one.get("Type", "").rsplit("/", 1)[-1], one.get("TargetMode", "").lower() == "external"
            if sort in NEVER or not (sort in UNNAMED or one.get("Id") in used):
                relations.remove(one)
            elif not external:
                waiting.append(_target(owner, one.get("Target", "")))
        kept[listing] = written(relations)
    kept[TYPES] = _types(parts[TYPES], kept)
    return kept


def named_in(content: bytes) -> frozenset[str]:
    """The identifiers of relationships that a part names; none for one that is not XML."""
    try:
        root = tree_of(content)
    except etree.XMLSyntaxError:
        return frozenset()
    return frozenset(
        value
        for one in root.iter()
        for key, value in one.attrib.items()
        if str(key).startswith((RELATIONS, STRICT)) or str(key) == "{urn:schemas-microsoft-com:office:office}relid"
    )


def lost_in(parts: Mapping[str, bytes], owner: str) -> frozenset[str]:
    """The identifiers of the relationships of a part that no copy keeps."""
    listing = posixpath.join(posixpath.dirname(owner), "_rels", f"{posixpath.basename(owner)}.rels")
    if listing not in parts:
        return frozenset()
    each = tree_of(parts[listing])
    return frozenset(one.get("Id", "") for one in each if one.get("Type", "").rsplit("/", 1)[-1] in NEVER)


def tree_of(content: bytes) -> etree._Element:
    """The root of an XML part, read without entities or network. Raises XMLSyntaxError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    return etree.fromstring(content, parser)


def written(tree: etree._Element) -> bytes:
    """The bytes of an XML part."""
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True))


def removed(element: etree._Element) -> None:
    """Take an element out with all that stands in it; the text after it stays."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def _target(owner: str, target: str) -> str:
    folder = posixpath.dirname(owner)
    return posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target))


def _types(content: bytes, kept: Mapping[str, bytes]) -> bytes:
    tree = tree_of(content)
    for one in list(tree):
        part = (one.get("PartName") or "").lstrip("/")
        if part and part not in kept:
            tree.remove(one)
    return written(tree)
