"""The kinds of record: one Pydantic model each. A field's `title` is the French label that pages show."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic.config import JsonDict

from kb.records.pieces import Piece
from kb.records.plain import many_lines, one_line

Outcome = Literal["success", "mixed", "failure", "ongoing"]
Diffusion = Literal["public", "professionals", "group"]

# Where a field stands on the page of a record: a heading of its text, a line of its identity card, or nowhere.
TEXT: JsonDict = {"place": "text"}
CARD: JsonDict = {"place": "card"}


Line = Annotated[str, AfterValidator(one_line)]
Lines = Annotated[str, AfterValidator(many_lines)]


class Step(BaseModel):
    """One step of a narrative: when (a date or a period, in words), and what happened."""

    model_config = ConfigDict(frozen=True)
    when: Line = ""
    text: Lines


class Voice(BaseModel):
    """Words that somebody said: the role of the speaker, never a name."""

    model_config = ConfigDict(frozen=True)
    words: Lines
    role: Line = ""
    agreement: bool = False


class Record(BaseModel):
    """What all kinds have in common. Lists hold codes of `kb/data/lists.yaml`; territories are INSEE codes."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    prefix: ClassVar[str] = ""
    label: ClassVar[str] = ""
    review: ClassVar[Literal["full", "one", "none"]] = "full"

    id: str = ""
    kind: str
    title: str = Field(min_length=1, max_length=300, title="Titre")
    summary: str = Field("", title="Résumé")
    authors: tuple[str, ...] = Field((), title="Auteur(s)", json_schema_extra=CARD)
    organisation: str = Field("", title="Structure porteuse", json_schema_extra=CARD)
    territories: tuple[str, ...] = Field((), title="Territoire", json_schema_extra=CARD)
    date: str = Field("", title="Date", json_schema_extra=CARD)
    period: str = Field("", title="Période", json_schema_extra=CARD)
    themes: tuple[str, ...] = Field((), title="Thèmes", json_schema_extra=CARD)
    publics: tuple[str, ...] = Field((), title="Public", json_schema_extra=CARD)
    substances: tuple[str, ...] = Field((), title="Substances", json_schema_extra=CARD)
    trades: tuple[str, ...] = Field((), title="Point de vue", json_schema_extra=CARD)
    keywords: tuple[str, ...] = Field((), title="Mots-clés", json_schema_extra=CARD)
    diffusion: Diffusion = Field("public", title="Diffusion")
    groups: tuple[str, ...] = Field((), title="Groupes")
    fictional: bool = Field(False, title="Exemple fictif")
    links: tuple[Mapping[str, str], ...] = Field((), title="Liens")
    notes: str = Field("", title="Autres éléments", json_schema_extra=TEXT)

    @property
    def audience(self) -> str:
        """Who may read it, in one word: « public », « professionals », or « group:a|b », the groups it is open to."""
        return f"{self.diffusion}:{'|'.join(sorted(self.groups))}" if self.diffusion == "group" else self.diffusion

    @field_validator("*", mode="before")
    @classmethod
    def _characters_are_seen(cls, value: Any, info: ValidationInfo) -> Any:
        """A field of one line stays one; none holds what hides or turns its words."""
        extra = cls.model_fields[info.field_name or ""].json_schema_extra
        plain = many_lines if extra == TEXT or info.field_name == "summary" else one_line
        if isinstance(value, str):
            return plain(value)
        if isinstance(value, list | tuple):
            return [plain(one) if isinstance(one, str) else one for one in value]
        return value

    @field_validator(
        *("authors", "groups", "territories", "themes", "publics", "substances", "trades", "keywords"), mode="before"
    )
    @classmethod
    def _one_is_a_list_of_one(cls, value: Any) -> Any:
        if value is None:
            return ()
        return tuple(str(one) for one in (value if isinstance(value, list | tuple) else [value]))


class Experience(Record):
    """An experience told: intervention, experimentation, narrative of practice or of life."""

    prefix: ClassVar[str] = "EXP"
    label: ClassVar[str] = "Expérience"
    kind: Literal["experience"] = "experience"
    experience_type: Literal["intervention", "experimentation", "practice", "life-story"] = Field(
        "practice", title="Type"
    )
    contact_role: str = Field("", title="Fonction du contact", json_schema_extra=CARD)
    partners: tuple[str, ...] = Field((), title="Partenaires", json_schema_extra=CARD)
    ages: str = Field("", title="Âges", json_schema_extra=CARD)
    setting: str = Field("", title="Milieu", json_schema_extra=CARD)
    strategies: tuple[str, ...] = Field((), title="Stratégies et fonctions clés", json_schema_extra=CARD)
    outcome: Outcome = Field("ongoing", title="Issue")
    support_level: Literal["", "narrative", "corroborated", "evaluated"] = Field(
        "", title="Niveau d’appui", json_schema_extra=CARD
    )
    collection_mode: Literal["", "self", "interview", "workshop"] = Field("", title="Recueil", json_schema_extra=CARD)
    anonymity_checked_by: str = Field("", title="Anonymat contrôlé par")
    context: str = Field("", title="Contexte", json_schema_extra=TEXT)
    objectives: str = Field("", title="Objectifs", json_schema_extra=TEXT)
    steps: tuple[Step, ...] = Field((), title="Déroulement", json_schema_extra=TEXT)
    skills_tools: str = Field("", title="Compétences et outils mobilisés", json_schema_extra=TEXT)
    participation: str = Field("", title="Implication des personnes concernées", json_schema_extra=TEXT)
    levers: str = Field("", title="Leviers", json_schema_extra=TEXT)
    obstacles: str = Field("", title="Freins", json_schema_extra=TEXT)
    results: str = Field("", title="Résultats observés", json_schema_extra=TEXT)
    what_failed: str = Field("", title="Ce qui n’a pas marché, et pourquoi", json_schema_extra=TEXT)
    lessons: str = Field("", title="Enseignements", json_schema_extra=TEXT)
    redo: str = Field("", title="Si c’était à refaire", json_schema_extra=TEXT)
    advice: str = Field("", title="Conseils à qui voudrait reprendre", json_schema_extra=TEXT)
    transfer_conditions: tuple[str, ...] = Field((), title="Conditions de transfert", json_schema_extra=TEXT)
    voices: tuple[Voice, ...] = Field((), title="Paroles", json_schema_extra=TEXT)
    open_questions: tuple[str, ...] = Field((), title="Questions ouvertes", json_schema_extra=TEXT)


class DocumentRecord(Record):
    """An article, report, guide, method or restitution: its text is its source's."""

    prefix: ClassVar[str] = "DOC"
    label: ClassVar[str] = "Document"
    review: ClassVar[Literal["full", "one", "none"]] = "one"
    kind: Literal["document"] = "document"
    document_type: Literal["article", "report", "guide", "method", "restitution", "follow-up"] = Field(
        "report", title="Type"
    )
    language: str = Field("fr", title="Langue")
    licence: str = Field("", title="Licence et droit de diffusion", json_schema_extra=CARD)
    pages: int | None = Field(None, title="Pages")
    # Of a « reprise » alone: what a team changed when it took a practice up, and what came of it.
    adaptation: str = Field("", title="Ce qui a été changé", json_schema_extra=TEXT)
    effects: str = Field("", title="Ce que cela a donné", json_schema_extra=TEXT)


class Service(Record):
    """A service to which a person can be sent; names after the public schema data·inclusion."""

    prefix: ClassVar[str] = "SRV"
    label: ClassVar[str] = "Dispositif"
    review: ClassVar[Literal["full", "one", "none"]] = "none"
    kind: Literal["service"] = "service"
    service_type: str = Field("autre", title="Type de dispositif", json_schema_extra=CARD)
    address: str = Field("", title="Adresse", json_schema_extra=CARD)
    phone: str = Field("", title="Téléphone", json_schema_extra=CARD)
    opening_hours: str = Field("", title="Horaires", json_schema_extra=CARD)
    description: str = Field("", title="Description", json_schema_extra=TEXT)
    access: str = Field("", title="Conditions d’accès", json_schema_extra=TEXT)
    referral: str = Field("", title="Comment orienter", json_schema_extra=TEXT)


class Need(Record):
    """A need that professionals or the people concerned express."""

    prefix: ClassVar[str] = "BES"
    label: ClassVar[str] = "Besoin"
    review: ClassVar[Literal["full", "one", "none"]] = "one"
    kind: Literal["need"] = "need"
    expressed_by: str = Field("", title="Exprimé par", json_schema_extra=CARD)
    description: str = Field("", title="Description", json_schema_extra=TEXT)


class Signal(Record):
    """A fact of the shared watch: product, use, place or harm."""

    prefix: ClassVar[str] = "SIG"
    label: ClassVar[str] = "Signal"
    kind: Literal["signal"] = "signal"
    subject: str = Field("", title="Objet", json_schema_extra=CARD)
    trigger: str = Field("", title="Déclencheur", json_schema_extra=CARD)
    level: Literal["information", "watch", "alert"] = Field("information", title="Niveau")
    description: str = Field("", title="Description factuelle", json_schema_extra=TEXT)


class Workshop(Record):
    """A cycle of workshops: theme, sessions, what came of them."""

    prefix: ClassVar[str] = "ATE"
    label: ClassVar[str] = "Atelier"
    kind: Literal["workshop"] = "workshop"
    method: str = Field("", title="Méthode", json_schema_extra=TEXT)
    findings: str = Field("", title="Constats", json_schema_extra=TEXT)
    priorities: tuple[str, ...] = Field((), title="Axes prioritaires", json_schema_extra=TEXT)


class Pack(Record):
    """A reading pack that somebody composed: private, shared by link, or published after the full review."""

    prefix: ClassVar[str] = "DOS"
    label: ClassVar[str] = "Dossier de lecture"
    kind: Literal["pack"] = "pack"
    training: str = Field("", title="Formation", json_schema_extra=CARD)
    learners: str = Field("", title="Pour qui", json_schema_extra=CARD)
    duration: int = Field(0, ge=0, title="Durée, en minutes")
    closed_on: str = Field("", title="Date d’arrêt", json_schema_extra=CARD)
    brief: str = Field("", title="Objectif", json_schema_extra=TEXT)
    presentation: str = Field("", title="Note de présentation", json_schema_extra=TEXT)
    rubrics: tuple[str, ...] = Field((), title="Rubriques")
    pieces: tuple[Piece, ...] = Field((), title="Pièces")
    glossary: tuple[str, ...] = Field((), title="Glossaire")


class Term(Record):
    """A term of the common language."""

    prefix: ClassVar[str] = "TER"
    label: ClassVar[str] = "Terme"
    review: ClassVar[Literal["full", "one", "none"]] = "one"
    kind: Literal["term"] = "term"
    definition: str = Field("", title="Définition", json_schema_extra=TEXT)
    variants: tuple[str, ...] = Field((), title="Variantes", json_schema_extra=TEXT)
    senses: tuple[str, ...] = Field((), title="Sens par métier", json_schema_extra=TEXT)
    source: str = Field("", title="Source", json_schema_extra=CARD)


# The type of a document that tells how a practice was taken up elsewhere; its link says which one.
FOLLOW_UP = "follow-up"
TAKES_UP = "takes_up"

KINDS: Mapping[str, type[Record]] = {
    "experience": Experience,
    "document": DocumentRecord,
    "service": Service,
    "need": Need,
    "signal": Signal,
    "workshop": Workshop,
    "pack": Pack,
    "term": Term,
}


def text_fields(model: type[Record]) -> tuple[tuple[str, str], ...]:
    """Name and French label of each field that is a heading of the record's text, in the order of the page."""
    own = [(name, field) for name, field in model.model_fields.items() if name != "notes"]
    own.append(("notes", model.model_fields["notes"]))
    return tuple((name, field.title or name) for name, field in own if field.json_schema_extra == TEXT)


def card_fields(model: type[Record]) -> tuple[tuple[str, str], ...]:
    """Name and French label of each field of the identity card, in the order of the page."""
    return tuple(
        (name, field.title or name) for name, field in model.model_fields.items() if field.json_schema_extra == CARD
    )
