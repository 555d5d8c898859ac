"""A need that somebody expresses."""

from typing import ClassVar, Literal

from kb.records import fields as field
from kb.records.kinds.record import Record


class Need(Record):
    """A need that professionals or the people concerned express."""

    prefix: ClassVar[str] = "BES"
    label: ClassVar[str] = "Besoin"
    indefinite: ClassVar[str] = "un besoin"
    review: ClassVar[Literal["full", "one", "none"]] = "one"
    writers: ClassVar[frozenset[str]] = frozenset({"contributor", "reviewer", "watcher", "trainer"})
    said: ClassVar[str] = "need|besoin|besoins"

    kind: Literal["need"] = "need"
    expressed_by: str = field.line("Exprimé par")
    description: str = field.text("Description")
