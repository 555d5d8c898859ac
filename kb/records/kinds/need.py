"""A need that somebody expresses."""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from kb.records import fields as field
from kb.records.kinds.record import Line, Lines, Record
from kb.records.lists import CodeList

ORIGINS = CodeList(
    "need_origins",
    "Origines d’un besoin",
    entries={
        "workshop": "Atelier",
        "experience": "Récit",
        "signal": "Signal de veille",
        "question": "Question restée sans réponse",
    },
)

JUDGEMENTS = CodeList(
    "coverage_judgements",
    "Avis sur la couverture d’un besoin",
    entries={
        "covered": "Couvert",
        "partial": "Partiel",
        "saturated": "Saturé",
        "inaccessible": "Inaccessible",
        "gap": "Manque",
    },
)


class ToldCoverage(BaseModel):
    """How a service meets a need, as the file of the need tells it; without service, that nothing meets it.

    `service` and `stories` are identifiers, or names of files without their extension.
    """

    model_config = ConfigDict(frozen=True)
    status: Literal["covered", "partial", "saturated", "inaccessible", "gap"] = field.choice(
        "Avis", JUDGEMENTS, ..., place="", required=True, protected=False
    )
    service: Line = field.line("Dispositif", place="", protected=False)
    reason: Line = field.line("Motif", place="")
    comment: Lines = field.text("Commentaire", place="")
    stories: tuple[str, ...] = field.lines("Récits qui l’illustrent", place="", protected=False)


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
    origin: Literal["", "workshop", "experience", "signal", "question"] = field.choice("Origine", ORIGINS)
    description: str = field.text("Description")
    coverage: tuple[ToldCoverage, ...] = field.parts("Couverture", place="", asked=False)
