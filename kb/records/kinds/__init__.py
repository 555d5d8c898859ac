"""The kinds of record: one Pydantic model each, in a file of its own. `KINDS` holds them all."""

from collections.abc import Mapping

from kb.records.fields import describe
from kb.records.kinds.bulletin import Bulletin
from kb.records.kinds.document import FOLLOW_UP, RESTITUTION, TAKES_UP, WORKS_ON, DocumentRecord
from kb.records.kinds.experience import Experience, Outcome, Step, Voice
from kb.records.kinds.need import Need
from kb.records.kinds.pack import Pack
from kb.records.kinds.record import Diffusion, Line, Lines, Record
from kb.records.kinds.service import Service
from kb.records.kinds.signal import Signal
from kb.records.kinds.term import TermRecord, TermSense
from kb.records.kinds.workshop import WorkshopRecord

__all__ = [
    "FOLLOW_UP",
    "KINDS",
    "RESTITUTION",
    "TAKES_UP",
    "WORKS_ON",
    "Bulletin",
    "Diffusion",
    "DocumentRecord",
    "Experience",
    "Line",
    "Lines",
    "Need",
    "Outcome",
    "Pack",
    "Record",
    "Service",
    "Signal",
    "Step",
    "TermRecord",
    "TermSense",
    "Voice",
    "WorkshopRecord",
    "card_fields",
    "text_fields",
]

KINDS: Mapping[str, type[Record]] = {
    "experience": Experience,
    "document": DocumentRecord,
    "service": Service,
    "need": Need,
    "signal": Signal,
    "bulletin": Bulletin,
    "workshop": WorkshopRecord,
    "pack": Pack,
    "term": TermRecord,
}


def text_fields(model: type[Record]) -> tuple[tuple[str, str], ...]:
    """Name and French label of each field that is a heading of the record's text, in the order of the page."""
    own = [one for one in describe(model).values() if one.place == "text"]
    # What fits under no heading comes last, whatever kind declares.
    return tuple((one.name, one.label) for one in sorted(own, key=lambda one: one.name == "notes"))


def card_fields(model: type[Record]) -> tuple[tuple[str, str], ...]:
    """Name and French label of each field of the identity card, in the order of the page."""
    return tuple((one.name, one.label) for one in describe(model).values() if one.place == "card")
