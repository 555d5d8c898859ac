"""The kind of record that the base is for: an experience told."""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from kb.records import fields as field
from kb.records.kinds.record import Line, Lines, Record
from kb.records.lists import COLLECTION_MODES, EXPERIENCE_TYPES, OUTCOMES, STRATEGIES, SUPPORT_LEVELS

Outcome = Literal["success", "mixed", "failure", "ongoing"]


class Step(BaseModel):
    """One step of a narrative: when (a date or a period, in words), and what happened."""

    model_config = ConfigDict(frozen=True)
    when: Line = field.line("Quand ?", place="")
    text: Lines = field.text("Ce qui s’est passé", ..., place="", required=True, height=240)


class Voice(BaseModel):
    """Words that somebody said: the role of the speaker, never a name."""

    model_config = ConfigDict(frozen=True)
    words: Lines = field.text("La parole", ..., place="", required=True, height=240)
    role: Line = field.line("Rôle de la personne", place="")
    agreement: bool = field.flag("Accord donné pour citer")


class Experience(Record):
    """An experience told: intervention, experimentation, narrative of practice or of life."""

    prefix: ClassVar[str] = "EXP"
    label: ClassVar[str] = "Expérience"
    indefinite: ClassVar[str] = "un récit d’expérience"
    writers: ClassVar[frozenset[str]] = frozenset({"contributor", "reviewer", "trainer", "watcher"})
    subtype: ClassVar[str] = "experience_type"
    said: ClassVar[str] = (
        "experience|experiences|recit|recits|recit de vie|recit de pratique|temoignage|story|narrative"
    )

    kind: Literal["experience"] = "experience"
    experience_type: Literal["intervention", "experimentation", "practice", "life-story"] = field.choice(
        "Type", EXPERIENCE_TYPES, "practice", place="", said="type|type d experience"
    )
    contact_role: str = field.line("Fonction du contact")
    partners: tuple[str, ...] = field.lines("Partenaires")
    ages: str = field.line("Âges")
    setting: str = field.line("Milieu")
    strategies: tuple[str, ...] = field.codes("Stratégies et fonctions clés", STRATEGIES, singular="Stratégie")
    services_used: tuple[str, ...] = field.records(
        "Dispositifs utilisés", "service", "uses", said="dispositif utilise|services utilises|orientations"
    )
    needs_met: tuple[str, ...] = field.records(
        "Besoins auxquels ce récit répond", "need", "meets", said="besoins satisfaits|repond aux besoins"
    )
    outcome: Outcome = field.choice(
        "Issue", OUTCOMES, "ongoing", place="", filter="outcome", facet=10, compared=True, said="issue|resultat"
    )
    support_level: Literal["", "narrative", "corroborated", "evaluated"] = field.choice(
        "Niveau d’appui", SUPPORT_LEVELS
    )
    collection_mode: Literal["", "self", "interview", "workshop"] = field.choice("Recueil", COLLECTION_MODES)
    anonymity_checked_by: str = field.line(
        "Anonymat contrôlé par", place="", asked=False, protected=False,
        said="anonymat controle par|anonymat verifie par|anonymat|anonymise par|verifie par|controle par",
    )  # fmt: skip
    context: str = field.text("Contexte", height=240)
    objectives: str = field.text("Objectifs")
    steps: tuple[Step, ...] = field.parts("Déroulement", singular="une étape", shape="sections", said="etapes|deroule")
    skills_tools: str = field.text("Compétences et outils mobilisés")
    participation: str = field.text("Implication des personnes concernées")
    levers: str = field.text("Leviers")
    obstacles: str = field.text("Freins")
    results: str = field.text("Résultats observés")
    what_failed: str = field.text("Ce qui n’a pas marché, et pourquoi")
    lessons: str = field.text("Enseignements")
    redo: str = field.text("Si c’était à refaire")
    advice: str = field.text("Conseils à qui voudrait reprendre")
    transfer_conditions: tuple[str, ...] = field.lines(
        "Conditions de transfert", place="text", singular="une condition"
    )
    voices: tuple[Voice, ...] = field.parts("Paroles", singular="une parole", shape="quotes")
    open_questions: tuple[str, ...] = field.lines("Questions ouvertes", place="text", singular="une question")
