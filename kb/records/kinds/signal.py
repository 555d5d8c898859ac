"""A fact of the shared watch."""

from typing import ClassVar, Literal

from kb.records import fields as field
from kb.records.kinds.record import Record
from kb.records.lists import SIGNAL_LEVELS


class Signal(Record):
    """A fact of the shared watch: product, use, place or harm."""

    prefix: ClassVar[str] = "SIG"
    label: ClassVar[str] = "Signal"
    indefinite: ClassVar[str] = "un signal de veille"
    writers: ClassVar[frozenset[str]] = frozenset({"contributor", "watcher"})
    subtype: ClassVar[str] = "level"
    said: ClassVar[str] = "signal|signaux|alerte|veille"

    kind: Literal["signal"] = "signal"
    subject: str = field.line("Objet")
    trigger: str = field.line("Déclencheur")
    level: Literal["information", "watch", "alert"] = field.choice("Niveau", SIGNAL_LEVELS, "information", place="")
    description: str = field.text("Description factuelle")
