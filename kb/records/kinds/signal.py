"""A fact of the shared watch."""

from typing import ClassVar, Literal

from kb.records import fields as field
from kb.records.kinds.record import Record
from kb.records.lists import SIGNAL_LEVELS, CodeList

SUBJECTS = CodeList(
    "signal_subjects", "Objets de signal",
    entries={"product": "Produit", "use": "Usage", "public": "Public", "place": "Lieu, espace", "supply": "Offre, deal",
             "harm": "Dommage", "neighbourhood": "Climat de voisinage"},
)  # fmt: skip
TRIGGERS = CodeList(
    "signal_triggers", "Déclencheurs",
    entries={"novelty": "Nouveauté", "adverse": "Effet indésirable", "extension": "Extension",
             "intensification": "Intensification"},
)  # fmt: skip
KNOWLEDGE = CodeList(
    "signal_knowledge", "Modes de connaissance",
    entries={"seen": "Vu", "professional": "Rapporté par un professionnel", "concerned": "Par une personne concernée",
             "media": "Média"},
)  # fmt: skip
STANDINGS = CodeList(
    "signal_standings", "Anciennetés",
    entries={"new": "Nouveau", "persistent": "Connu, persistant", "cyclical": "Cyclique"},
)  # fmt: skip
STATES = CodeList(
    "signal_states", "États d’un signal", ordered=True,
    entries={"received": "Reçu", "verified": "Vérifié", "evaluated": "Évalué", "diffused": "Diffusé", "closed": "Clos",
             "retracted": "Rétracté"},
)  # fmt: skip
State = Literal["received", "verified", "evaluated", "diffused", "closed", "retracted"]


class Signal(Record):
    """A fact of the shared watch: product, use, place or harm. A published one was diffused by the cell.

    `period` is the day that it was observed on; `state` what became of it since it was diffused.
    """

    prefix: ClassVar[str] = "SIG"
    label: ClassVar[str] = "Signal"
    indefinite: ClassVar[str] = "un signal de veille"
    writers: ClassVar[frozenset[str]] = frozenset({"contributor", "watcher"})
    subtype: ClassVar[str] = "level"
    said: ClassVar[str] = "signal|signaux|alerte|veille"

    kind: Literal["signal"] = "signal"
    subject: str = field.choice("Objet", SUBJECTS)
    trigger: str = field.choice("Déclencheur", TRIGGERS)
    knowledge: str = field.choice("Mode de connaissance", KNOWLEDGE)
    function: str = field.line("Fonction du déclarant")
    form: str = field.line("Forme du produit")
    route: str = field.line("Voie d’usage")
    access: str = field.line("Accessibilité")
    price: str = field.line("Prix")
    standing: str = field.choice("Ancienneté", STANDINGS)
    structures: int | None = field.number("Structures qui disent la même chose", least=1, asked=False)
    level: Literal["information", "watch", "alert"] = field.choice("Niveau", SIGNAL_LEVELS, "information", place="")
    state: str = field.choice("État", STATES, asked=False)
    expires: str = field.date("Valable jusqu’au", asked=False)
    retraction: str = field.text("Rétractation", asked=False)
    description: str = field.text("Description factuelle")
    evaluation: str = field.text("Appréciation de la cellule", asked=False)
