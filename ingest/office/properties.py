"""The properties that people give to an office file: its own fields, and the state that Word writes of it."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ingest.office.archive import BROKEN

_CUSTOM = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}property"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
MOST = 200  # properties of one file
LARGEST = 2_000_000  # bytes of the part that holds them


def asking(properties: Mapping[str, str]) -> dict[str, Any]:
    """The properties as a reader leaves them in its document's metadata, for what they may ask."""
    return {"properties": dict(properties)} if properties else {}


def office_properties(path: Path) -> dict[str, str]:
    """The properties of a Word, Excel, PowerPoint or OpenDocument file that its author made, and its state, by name."""
    found: dict[str, str] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(("custom.xml", "core.xml", "meta.xml")) and archive.getinfo(name).file_size <= LARGEST:
                    root = fromstring(archive.read(name), forbid_dtd=True)
                    for one in list(root.iter(_CUSTOM))[:MOST]:
                        found[one.get("name") or ""] = "".join(one.itertext()).strip()
                    for field in ("contentStatus", "category"):
                        if said := (root.findtext(_CORE + field) or "").strip():
                            found[field] = said
                    found |= odt_properties(root)
    except (*BROKEN, DefusedXmlException, SyntaxError, KeyError):
        return found
    return {name: value for name, value in found.items() if name and value}


def odt_properties(meta: Any) -> dict[str, str]:
    """The properties of an OpenDocument file that its author made, by name; `meta` is its meta.xml."""
    given = list(meta.iter(_META + "user-defined"))[:MOST]
    found = {one.get(_META + "name") or "": "".join(one.itertext()).strip() for one in given}
    return {name: value for name, value in found.items() if name and value}
