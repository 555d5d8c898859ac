"""A cycle of workshops."""

from typing import ClassVar, Literal

from kb.records import fields as field
from kb.records.kinds.record import Record


class WorkshopRecord(Record):
    """A cycle of workshops: theme, sessions, what came of them."""

    prefix: ClassVar[str] = "ATE"
    label: ClassVar[str] = "Atelier"
    indefinite: ClassVar[str] = "un atelier"
    writers: ClassVar[frozenset[str]] = frozenset({"trainer", "reviewer"})
    said: ClassVar[str] = "workshop|atelier|ateliers"

    kind: Literal["workshop"] = "workshop"
    method: str = field.text("Méthode")
    findings: str = field.text("Constats")
    priorities: tuple[str, ...] = field.lines("Axes prioritaires", place="text")
