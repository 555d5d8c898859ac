"""What is prepared: a cycle of workshops, its sittings, their steps. A field's `title` is its French label."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from kb.records.plain import many_lines, one_line

Sort = Literal["welcome", "associations", "grid", "cards", "heaps", "vote", "leads", "closing"]

STEP_LABELS: Final[Mapping[str, str]] = {
    "welcome": "Accueil et règles",
    "associations": "Associations libres",
    "grid": "Grille comparative",
    "cards": "Constats et besoins",
    "heaps": "Regroupements",
    "vote": "Vote",
    "leads": "Pistes de travail",
    "closing": "Clôture",
}
# What the facilitator reads aloud at each step, until they write their own words.
INSTRUCTIONS: Final[Mapping[str, str]] = {
    "welcome": "Lire les règles à voix haute. Chacun les accepte sur son téléphone ; les autres lèvent la main.",
    "associations": "Choisissez des mots du récit, et dites ce qu’ils rappellent. Rien n’est montré pour le moment.",
    "grid": "Chaque groupe répond à chaque question pour chaque récit. Les désaccords restent visibles.",
    "cards": "Un constat ou un besoin par carte, en une phrase.",
    "heaps": "Rapprochez les cartes qui disent la même chose, puis donnez un nom à chaque tas.",
    "vote": "Répartissez vos points entre les tas. Vous pouvez changer d’avis jusqu’à la fin du vote.",
    "leads": "Pour chaque axe : que faire, qui le porte, pour quand ?",
    "closing": "Dire ce qui devient de ce travail : la restitution, sa relecture, la date d’effacement.",
}
MINUTES: Final[Mapping[str, int]] = {
    "welcome": 15, "associations": 40, "grid": 45, "cards": 20, "heaps": 20, "vote": 10, "leads": 25, "closing": 5,
}  # fmt: skip
RULES: Final = (
    "Ce qui se dit ici reste ici.\n"
    "On parle de situations, jamais de personnes que l’on pourrait reconnaître : ni nom, ni adresse, ni date exacte.\n"
    "On peut se taire. On n’interrompt pas, on ne juge pas.\n"
    "Rien n’est montré à la salle sans que l’animateur l’ait relu. Rien n’est publié sans relecture."
)
QUESTIONS: Final = (
    "De quoi est faite la situation de départ ?",
    "Qui a agi, et comment ?",
    "Qu’est-ce qui a tenu, qu’est-ce qui a lâché ?",
    "Que ferait-on autrement ?",
)
MOST_GROUPS: Final = 4
MOST_PLACES: Final = 80  # sixty people, those whose telephone lost its place, and those without one
MOST_NARRATIVES: Final = 6
POINTS: Final = 5
# Days after a sitting when what was not kept is effaced, unless the facilitator says another date.
PURGE_DAYS: Final = 60

Line = Annotated[str, AfterValidator(one_line)]
Lines = Annotated[str, AfterValidator(many_lines)]


class Plain(BaseModel):
    """Values that are prepared and kept as JSON."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class SittingStep(Plain):
    """One step of a sitting: what is done, for how long, and what the facilitator says."""

    sort: Sort
    minutes: int = Field(0, ge=0, le=240)
    instruction: Lines = Field("", max_length=1_000)


class Headcount(Plain):
    """How many people of a structure and a trade are expected or came: never who."""

    structure: Line = Field("", max_length=120)
    trade: Line = Field("", max_length=120)
    count: int = Field(1, ge=0, le=200)


class SittingPlan(Plain):
    """One half-day on one theme: where and when, which narratives, which steps."""

    theme: Line = Field("", max_length=200, title="Thème")
    date: str = Field("", title="Date")
    start: str = Field("09:30", title="Heure de début")
    place: Line = Field("", max_length=200, title="Lieu")
    facilitators: Line = Field("", max_length=200, title="Animation (fonctions)")
    groups: tuple[Line, ...] = Field(("Groupe A", "Groupe B"), max_length=MOST_GROUPS, title="Groupes")
    headcounts: tuple[Headcount, ...] = Field((), max_length=60, title="Effectifs")
    narratives: tuple[str, ...] = Field((), max_length=MOST_NARRATIVES, title="Récits")
    questions: tuple[Line, ...] = Field(QUESTIONS, max_length=8, title="Questions de la grille")
    steps: tuple[SittingStep, ...] = Field((), title="Étapes")
    points: int = Field(POINTS, ge=1, le=20, title="Points par personne")
    hidden: bool = Field(True, title="Résultats cachés jusqu’à la fin du vote")

    @property
    def minutes(self) -> int:
        """How long the sitting lasts."""
        return sum(step.minutes for step in self.steps)

    def begins(self) -> datetime.datetime | None:
        """When it begins, on the clocks of Paris without saying so; None while the date is not known."""
        try:
            return datetime.datetime.fromisoformat(f"{self.date}T{self.start}")
        except ValueError:
            return None


class WorkshopPlan(Plain):
    """A cycle of workshops: what it is about, its rules, who reads them."""

    title: Line = Field("", max_length=200, title="Titre")
    aim: Lines = Field("", max_length=2_000, title="Ce que l’on cherche")
    rules: Lines = Field(RULES, max_length=3_000, title="Règles de confidentialité")
    organisation: Line = Field("", max_length=200, title="Structure porteuse")
    territories: tuple[str, ...] = Field((), title="Territoires")
    themes: tuple[str, ...] = Field((), title="Thèmes")
    need: str = Field("", max_length=40, title="Manque que l’atelier reprend")
    fictional: bool = Field(False, title="Exemple fictif")


def usual_steps() -> tuple[SittingStep, ...]:
    """The steps of a half-day as the method has them: three hours."""
    return tuple(SittingStep(sort=sort, minutes=MINUTES[sort], instruction=INSTRUCTIONS[sort]) for sort in STEP_LABELS)


def purge_date(date: str, today: datetime.date) -> str:
    """The day when what was not kept of a sitting of that date goes."""
    try:
        day = datetime.date.fromisoformat(date)
    except ValueError:
        day = today
    return (max(day, today) + datetime.timedelta(days=PURGE_DAYS)).isoformat()
