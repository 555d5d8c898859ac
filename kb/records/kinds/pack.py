"""A reading pack."""

from typing import ClassVar, Literal

from kb.readers import ROLES
from kb.records import fields as field
from kb.records.kinds.record import Record
from kb.records.pieces import Piece


class Pack(Record):
    """A reading pack that somebody composed: private, shared by link, or published after the full review."""

    prefix: ClassVar[str] = "DOS"
    label: ClassVar[str] = "Dossier de lecture"
    indefinite: ClassVar[str] = "un dossier de lecture"
    # Anybody may collect for themselves; others read it by link, or after the review.
    writers: ClassVar[frozenset[str]] = frozenset(ROLES)
    said: ClassVar[str] = "pack|dossier|dossier de lecture"

    kind: Literal["pack"] = "pack"
    training: str = field.line("Formation")
    learners: str = field.line("Pour qui")
    duration: int = field.number("Durée, en minutes", 0, least=0, place="")
    closed_on: str = field.date("Date d’arrêt")
    brief: str = field.text("Objectif")
    presentation: str = field.text("Note de présentation")
    rubrics: tuple[str, ...] = field.lines("Rubriques", place="", singular="une rubrique")
    pieces: tuple[Piece, ...] = field.parts("Pièces", place="")
    glossary: tuple[str, ...] = field.lines("Glossaire", place="", protected=False)
