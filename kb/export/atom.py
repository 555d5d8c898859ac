"""Atom feeds (RFC 4287) of records: title and summary alone."""

import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from kb.export import moments
from kb.records.summary import RecordSummary

ATOM = "http://www.w3.org/2005/Atom"
# Characters that XML 1.0 cannot hold, even escaped.
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(records: Sequence[RecordSummary], *, title: str, site: str, own: str) -> bytes:
    """A feed of these records, newest first. `site` is the origin of the pages, `own` the path of this feed.

    The identity of a feed names its path, but not the secret that it may hold: `own` is given whole in its link only.
    """
    newest = sorted(records, key=lambda one: (one.published, one.id), reverse=True)
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "fr"})
    _text(root, "id", _urn(site, f"feed {uuid.uuid5(uuid.NAMESPACE_URL, own)}"))
    _text(root, "title", title)
    _text(root, "updated", moments.written(newest[0].published if newest else ""))
    _text(ET.SubElement(root, "author"), "name", "Récits partagés")
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": site + own})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": f"{site}/"})
    for one in newest:
        entry = ET.SubElement(root, "entry")
        _text(entry, "id", _urn(site, one.id))
        _text(entry, "title", one.title)
        _text(entry, "updated", moments.written(one.published))
        ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": f"{site}/lire?id={one.id}"})
        _text(entry, "summary", f"{one.summary} (exemple fictif)".strip() if one.fictional else one.summary)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _text(parent: ET.Element, name: str, text: str) -> None:
    child = ET.SubElement(parent, name)
    child.text = NOT_XML.sub("", text)
    if name in ("title", "summary"):
        child.set("type", "text")


def _urn(site: str, name: str) -> str:
    """An identity that lasts as long as the site keeps its address."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{site}/{name}").urn
