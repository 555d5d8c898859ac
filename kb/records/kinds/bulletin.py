"""A bulletin of the shared watch."""

from typing import ClassVar, Literal

from kb.records import fields as field
from kb.records.kinds.record import Record


class Bulletin(Record):
    """What the cell makes known of a period: phenomena, signals, and what was retracted of them since."""

    prefix: ClassVar[str] = "BUL"
    label: ClassVar[str] = "Bulletin de veille"
    indefinite: ClassVar[str] = "un bulletin de veille"
    review: ClassVar[Literal["full", "one", "none"]] = "one"
    writers: ClassVar[frozenset[str]] = frozenset({"watcher"})
    said: ClassVar[str] = "bulletin|bulletin de veille|lettre de veille"

    kind: Literal["bulletin"] = "bulletin"
    retractions: str = field.text("Rétracté depuis la parution", asked=False)
    highlights: str = field.text("En bref")
    phenomena: str = field.text("Ce qui se dégage")
    reported: str = field.text("Les signaux")
    advice: str = field.text("Ce que l’on peut faire")
    signals: tuple[str, ...] = field.lines("Signaux repris")
