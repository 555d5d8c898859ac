"""The kind of record that comes from a file: an article, a report, a restitution, or how a practice was taken up."""

from typing import ClassVar, Literal

from kb.records import fields as field
from kb.records.kinds.record import Record
from kb.records.lists import DOCUMENT_TYPES

# The type of a document that tells how a practice was taken up elsewhere; its link says which one.
FOLLOW_UP = "follow-up"
RESTITUTION = "restitution"
TAKES_UP = "takes_up"
# The link from a restitution to each narrative that its workshops read.
WORKS_ON = "works_on"


class DocumentRecord(Record):
    """An article, report, guide, method or restitution: its text is its source's."""

    prefix: ClassVar[str] = "DOC"
    label: ClassVar[str] = "Document"
    indefinite: ClassVar[str] = "un document"
    review: ClassVar[Literal["full", "one", "none"]] = "one"
    writers: ClassVar[frozenset[str]] = frozenset({"contributor", "reviewer", "trainer"})
    subtype: ClassVar[str] = "document_type"
    said: ClassVar[str] = "document|documents|article|rapport|guide|compte rendu|note"

    kind: Literal["document"] = "document"
    document_type: Literal["article", "report", "guide", "method", "restitution", "follow-up"] = field.choice(
        "Type", DOCUMENT_TYPES, "report", place="", said="type de document"
    )
    language: str = field.line("Langue", "fr", place="", asked=False, protected=False, said="langue|lang")
    licence: str = field.line(
        "Licence et droit de diffusion", said="license|droits|droit de diffusion|rights|copyright"
    )
    pages: int | None = field.number("Pages", place="", asked=False)
    # Of a « reprise » alone: what a team changed when it took a practice up, and what came of it.
    adaptation: str = field.text("Ce qui a été changé", asked=False)
    effects: str = field.text("Ce que cela a donné", asked=False)
    # Of a restitution of workshops alone, in the order of the work: each is assembled from what was said.
    method: str = field.text("Méthode", asked=False)
    attendance: str = field.text("Participation", asked=False)
    worked_on: str = field.text("Récits travaillés", asked=False)
    associations: str = field.text("Associations", asked=False, height=300)
    grid: str = field.text("Grille comparative", asked=False, height=300)
    synthesis: str = field.text("Synthèse par thème", asked=False, height=300)
    axes: str = field.text("Axes prioritaires et votes", asked=False)
    leads: str = field.text("Pistes de travail", asked=False, height=300)

    @property
    def language_code(self) -> str:
        """The language of its text; French where its file does not say."""
        return self.language or "fr"
