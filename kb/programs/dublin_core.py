"""A published record as unqualified Dublin Core, for catalogues."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Final

from kb import addresses
from kb.export.atom import NOT_XML
from kb.export.record import record_nature
from kb.records.kinds import DocumentRecord, Record
from kb.store.records.register import Revision
from kb.vocabulary.vocabulary import Vocabulary

OAI_DC: Final = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC: Final = "http://purl.org/dc/elements/1.1/"
SCHEMA: Final = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"


def dublin_core(revision: Revision, vocabulary: Vocabulary, origin: str) -> ET.Element:
    """The element `oai_dc:dc` of a record. `origin` is the address of the site."""
    root = ET.Element("oai_dc:dc", {"xmlns:oai_dc": OAI_DC, "xmlns:dc": DC, "xsi:schemaLocation": f"{OAI_DC} {SCHEMA}"})
    for name, value in _elements(revision, vocabulary, origin):
        if text := NOT_XML.sub("\ufffd", " ".join(value.split())):
            ET.SubElement(root, f"dc:{name}").text = text
    return root


def _elements(revision: Revision, vocabulary: Vocabulary, origin: str) -> Iterator[tuple[str, str]]:
    record: Record = revision.record
    yield "title", record.title
    yield from (("creator", one) for one in (record.authors or (record.organisation,)))
    lists = (("themes", record.themes), ("publics", record.publics), ("substances", record.substances))
    yield from (("subject", vocabulary.label(name, code)) for name, codes in lists for code in codes)
    yield from (("subject", one) for one in record.keywords)
    yield "description", record.summary
    if record.fictional:
        yield "description", "Exemple fictif."
    yield "publisher", record.organisation if record.authors else ""
    yield "publisher", "Récits partagés"
    yield "date", record.date
    yield "type", "Text"
    yield "type", record_nature(record, vocabulary)
    yield "identifier", origin + addresses.reading(record.id)
    yield "identifier", record.id
    yield "language", record.language_code
    yield from (("coverage", vocabulary.label("territories", code)) for code in record.territories)
    yield "coverage", record.period
    yield "rights", record.licence if isinstance(record, DocumentRecord) else ""
