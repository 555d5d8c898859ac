"""What all kinds of record have in common."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from kb.records import fields as field
from kb.records.lists import DIFFUSIONS, PUBLICS, SUBSTANCES, TERRITORIES, THEMES, TRADES
from kb.records.plain import many_lines, one_line

Diffusion = Literal["public", "professionals", "group"]
# Fields that others must name: when a record happened, as a date and in words.
DATE, PERIOD = "date", "period"
Line = Annotated[str, AfterValidator(one_line)]
Lines = Annotated[str, AfterValidator(many_lines)]


class Record(BaseModel):
    """What all kinds have in common. Lists hold codes of controlled lists; territories are INSEE codes.

    A kind says its `prefix` (of identifiers), its `label`, its name with an article (`indefinite`), how much `review`
    it asks for, which roles are its `writers`, which field is its `subtype`, and what else a card may call it (`said`,
    between bars).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    prefix: ClassVar[str] = ""
    label: ClassVar[str] = ""
    indefinite: ClassVar[str] = ""
    review: ClassVar[Literal["full", "one", "none"]] = "full"
    writers: ClassVar[frozenset[str]] = frozenset()
    subtype: ClassVar[str] = ""
    said: ClassVar[str] = ""

    id: str = ""
    kind: str
    title: str = field.line(
        "Titre", default=..., min_length=1, max_length=300, place="", required=True, filter="title",
        said="titre|intitule|name|nom",
    )  # fmt: skip
    summary: str = field.text(
        "Résumé", place="", asked=False, filter="summary",
        said="resume|abstract|description courte|chapo|chapeau|synopsis",
    )  # fmt: skip
    authors: tuple[str, ...] = field.lines(
        "Auteur(s)", asked=False, filter="authors", protected=False,
        said="author|auteur|auteurs|auteure|auteures|autrice|autrices|redacteur|redactrice|redige par|ecrit par|par",
    )  # fmt: skip
    organisation: str = field.line(
        "Structure porteuse", asked=False, filter="organisation",
        said="organization|organisme|structure|institution|association|service porteur|employeur",
    )  # fmt: skip
    territories: tuple[str, ...] = field.codes(
        "Territoire", TERRITORIES, asked=False, filter="territory", facet=30, singular="Territoire",
        said="territory|territoire|territoires|commune|communes|lieu|lieux|ville|villes|departement|departements",
    )  # fmt: skip
    date: str = field.date(
        "Date", asked=False, filter="date",
        said="date du texte|jour|date de publication|date de redaction|date de reunion|date de la rencontre",
    )  # fmt: skip
    period: str = field.line("Période", asked=False, filter="period", said="periode|dates")
    themes: tuple[str, ...] = field.codes(
        "Thèmes", THEMES, asked=False, filter="theme", facet=50, singular="Thème", tag=True,
        said="theme|thematique|thematiques|sujet|sujets",
    )  # fmt: skip
    publics: tuple[str, ...] = field.codes(
        "Public", PUBLICS, asked=False, filter="public", facet=40, singular="Public", tag=True,
        said="public|public vise|publics vises|public concerne|publics concernes|population",
    )  # fmt: skip
    substances: tuple[str, ...] = field.codes(
        "Produits", SUBSTANCES, asked=False, filter="substance", facet=70, singular="Produit", tag=True,
        said="substance|substances|produit|produits|drogue|drogues",
    )  # fmt: skip
    trades: tuple[str, ...] = field.codes(
        "Point de vue", TRADES, asked=False, filter="trade", facet=60, singular="Point de vue", tag=True,
        said="trade|metier|metiers|point de vue|points de vue|profession|professions",
    )  # fmt: skip
    keywords: tuple[str, ...] = field.lines(
        "Mots-clés", asked=False,
        said="keyword|tags|tag|mots cles|mot cle|mots clefs|mot clef|etiquettes|etiquette",
    )  # fmt: skip
    diffusion: Diffusion = field.choice("Diffusion", DIFFUSIONS, "public", place="", asked=False, filter="diffusion")
    groups: tuple[str, ...] = field.groups("Groupes", asked=False, said="groupe|group|groupes")
    fictional: bool = field.flag(
        "Exemple fictif",
        asked=False,
        singular="C’est un exemple fictif",
        filter="fictional",
        said="fictif|fictive|exemple fictif|fiction|exemple",
    )
    links: tuple[Mapping[str, str], ...] = Field((), title="Liens")
    notes: str = field.text("Autres éléments", asked=False, height=240, said="note|remarques|remarque|autres elements")

    @property
    def type_code(self) -> str:
        """The code of its type, of the list that its kind says; "" for a kind without types."""
        return str(getattr(self, self.subtype)) if self.subtype else ""

    @property
    def language_code(self) -> str:
        """The language of its text, as ISO 639-1 writes it."""
        return "fr"

    @property
    def audience(self) -> str:
        """Who may read it, in one word: « public », « professionals », or « group:a|b », the groups it is open to."""
        return f"{self.diffusion}:{'|'.join(sorted(self.groups))}" if self.diffusion == "group" else self.diffusion

    @field_validator("*", mode="before")
    @classmethod
    def _characters_are_seen(cls, value: Any, info: ValidationInfo) -> Any:
        """A field of one line stays one; none holds what hides or turns its words. One value of a list is a list."""
        one = field.describe(cls).get(info.field_name or "")
        if one is not None and one.sort in ("lines", "codes", "groups", "records"):
            listed = () if value is None else value if isinstance(value, list | tuple) else [value]
            value = [each if isinstance(each, list | tuple | Mapping) else str(each) for each in listed]
        plain = many_lines if one is not None and (one.place == "text" or one.sort == "text") else one_line
        if isinstance(value, str):
            return plain(value)
        if isinstance(value, list | tuple):
            return [plain(one) if isinstance(one, str) else one for one in value]
        return value
