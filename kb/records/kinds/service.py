"""A service to which a person can be sent."""

from typing import ClassVar, Literal

from kb.records import fields as field
from kb.records.kinds.record import Record
from kb.records.lists import SERVICE_TYPES


class Service(Record):
    """A service to which a person can be sent; names after the public schema data·inclusion."""

    prefix: ClassVar[str] = "SRV"
    label: ClassVar[str] = "Dispositif"
    indefinite: ClassVar[str] = "un dispositif"
    review: ClassVar[Literal["full", "one", "none"]] = "none"
    writers: ClassVar[frozenset[str]] = frozenset({"contributor", "reviewer", "watcher"})
    subtype: ClassVar[str] = "service_type"
    said: ClassVar[str] = "service|dispositif|dispositifs|structure"

    kind: Literal["service"] = "service"
    service_type: str = field.choice("Type de dispositif", SERVICE_TYPES, "autre")
    address: str = field.line("Adresse")
    phone: str = field.line("Téléphone")
    opening_hours: str = field.hours("Horaires")
    description: str = field.text("Description")
    access: str = field.text("Conditions d’accès")
    referral: str = field.text("Comment orienter")
