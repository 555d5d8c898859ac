"""A term of the common language."""

from typing import ClassVar, Literal

from kb.records import fields as field
from kb.records.kinds.record import Record


class Term(Record):
    """A term of the common language."""

    prefix: ClassVar[str] = "TER"
    label: ClassVar[str] = "Terme"
    indefinite: ClassVar[str] = "un terme du glossaire"
    review: ClassVar[Literal["full", "one", "none"]] = "one"
    writers: ClassVar[frozenset[str]] = frozenset({"contributor", "reviewer", "administrator"})
    said: ClassVar[str] = "term|terme|termes|glossaire|definition"

    kind: Literal["term"] = "term"
    definition: str = field.text("Définition")
    variants: tuple[str, ...] = field.lines("Variantes", place="text")
    senses: tuple[str, ...] = field.lines("Sens par métier", place="text")
    source: str = field.line("Source")
