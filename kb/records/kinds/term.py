"""A term of the common language."""

from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, field_validator

from kb.records import fields as field
from kb.records.kinds.record import Line, Lines, Record


class TermSense(BaseModel):
    """What a term means to a trade: the trade as people call it, the meaning, and who says so."""

    model_config = ConfigDict(frozen=True)
    trade: Line = field.line("Métier", place="", protected=False)
    meaning: Lines = field.text("Ce que le mot y veut dire", ..., place="", required=True, height=100)
    source: Line = field.line("Source", place="")


class TermRecord(Record):
    """A term of the common language. Terms around it are named by their preferred form, as people write them."""

    prefix: ClassVar[str] = "TER"
    label: ClassVar[str] = "Terme"
    indefinite: ClassVar[str] = "un terme du glossaire"
    review: ClassVar[Literal["full", "one", "none"]] = "one"
    writers: ClassVar[frozenset[str]] = frozenset({"contributor", "reviewer", "administrator"})
    said: ClassVar[str] = "term|terme|termes|glossaire|definition"

    kind: Literal["term"] = "term"
    definition: str = field.text("Définition", required=True)
    senses: tuple[TermSense, ...] = field.parts("Sens par métier", singular="un sens")
    variants: tuple[str, ...] = field.lines("Variantes", place="text", singular="une variante")
    acronyms: tuple[str, ...] = field.lines("Sigles", place="text", said="sigle|sigles|acronymes")
    slang: tuple[str, ...] = field.lines("Argot", place="text", said="argot|mots de la rue")
    broader: tuple[str, ...] = field.lines("Termes génériques", said="generique|generiques|terme generique")
    narrower: tuple[str, ...] = field.lines("Termes spécifiques", said="specifique|specifiques|terme specifique")
    related: tuple[str, ...] = field.lines("Termes associés", said="associe|associes|voir aussi|terme associe")
    source: str = field.line("Source")
    uri: str = field.line("Adresse dans son thésaurus", asked=False, protected=False)

    @field_validator("senses", mode="before")
    @classmethod
    def _a_line_is_a_sense(cls, value: Any) -> Any:
        """A sense may be one line, « police : … », as earlier versions kept it and as people type it."""
        if isinstance(value, str):
            value = [value]
        if isinstance(value, list | tuple):
            return tuple(_sense(one) if isinstance(one, str) else one for one in value)
        return value


def _sense(line: str) -> dict[str, str]:
    trade, colon, meaning = line.partition(":")
    if not colon or not meaning.strip():
        trade, meaning = "", line
    return {"trade": trade.strip(), "meaning": meaning.strip()}
