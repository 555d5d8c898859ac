"""What acts in the parts of an OpenDocument text (OASIS ODF 1.3): scripts, events, what is taken from elsewhere."""

import re
from typing import Any

from kb.protection.active.word import CONTROLS, EXTERNAL, FIELDS, FOREIGN, MACROS, OBJECTS, SOURCES, TEMPLATE
from kb.protection.active.xml import OUTSIDE, SAFE_LINK, local, parsed, taken_out, unwrapped, written

PARTS = re.compile(
    r"(?i)^(?:Basic|Scripts|Dialogs|Configurations2)/|(?:^|/)(?:macrosignatures|documentsignatures)\.xml$"
)
# Taken out with all that stands in them.
ELEMENTS = {
    **dict.fromkeys(("scripts", "event-listeners", "script"), MACROS),
    **dict.fromkeys(("object-ole", "plugin", "applet"), OBJECTS),
    "floating-frame": EXTERNAL,
    "template": TEMPLATE,
    **dict.fromkeys(("forms", "model", "control"), CONTROLS),
    **dict.fromkeys(
        ("dde-connection-decls", "dde-connection-decl", "dde-source", "dde-links", "dde-link", "section-source"), FIELDS
    ),
    **dict.fromkeys(
        ("table-source", "cell-range-source", "database-source-sql", "database-source-query", "database-source-table",
         "connection-resource", "auto-reload"),
        SOURCES,
    ),
}  # fmt: skip
# Programs write these in every document, empty.
HOLDERS = frozenset({"scripts", "event-listeners", "forms"})
# Taken out of the text around them, which stays.
INLINE = {
    **dict.fromkeys(("dde-connection", "execute-macro"), FIELDS),
    **dict.fromkeys(("database-display", "database-next", "database-row-select"), SOURCES),
}
LINKS = frozenset({"a", "hint"})
# Elements that are nothing without what they refer to.
SHOWN = frozenset({"image", "object", "fill-image", "background-image", "list-level-style-image", "href"})
LISTED = "file-entry"


def disarmed_odf(parts: dict[str, bytes]) -> tuple[dict[str, bytes], set[str]]:
    """The parts without what acts, and what was taken out."""
    kept, removed = dict(parts), set()
    for path, content in parts.items():
        if PARTS.search(path) or (content.startswith(FOREIGN) and not path.endswith((".xml", ".rdf"))):
            del kept[path]
            if not path.startswith("Configurations2/"):
                removed.add(MACROS if PARTS.search(path) else OBJECTS)
    for path in [path for path in kept if path.endswith(".xml")]:
        root = parsed(kept[path])
        if root is None:
            continue
        found = _manifest(root, kept) if path == "META-INF/manifest.xml" else _part(root)
        if found:
            kept[path] = written(root)
            removed |= found - {""}
    return kept, removed


def _manifest(root: Any, parts: dict[str, bytes]) -> set[str]:
    gone = set()
    for one in list(root.iter()):
        path = next((value for key, value in one.attrib.items() if local(key) == "full-path"), "")
        missing = bool(path) and not path.endswith("/") and path not in parts
        if local(one.tag) == LISTED and (missing or PARTS.search(path)):
            taken_out(one)
            gone.add("")
    return gone


def _part(root: Any) -> set[str]:
    found: set[str] = set()
    for one in list(root.iter()):
        name = local(one.tag)
        if name in ELEMENTS:
            if len(one) or name not in HOLDERS:
                found.add(ELEMENTS[name])
                taken_out(one)
        elif name in INLINE:
            found.add(INLINE[name])
            unwrapped(one)
        else:
            found |= _reference(one, name)
    return found


def _reference(one: Any, name: str) -> set[str]:
    """Take away where an element leads, when that is neither in this file nor an address that a browser opens."""
    for key, value in list(one.attrib.items()):
        if local(key) == "macro-name":
            del one.attrib[key]
            return {MACROS}
        if local(key) != "href" or not OUTSIDE.match(value) or (name in LINKS and SAFE_LINK.match(value)):
            continue
        if name in LINKS:
            unwrapped(one)
        elif name in SHOWN:
            taken_out(one)
        else:
            del one.attrib[key]
        return {EXTERNAL}
    return set()
