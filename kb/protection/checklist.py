"""What an author checks alone before submitting: the things that no program sees for sure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One thing to check: its code, its French label, and a line that helps to judge."""

    code: str
    label: str
    help: str


CHECKLIST: tuple[CheckItem, ...] = (
    CheckItem(
        "names",
        "Noms et surnoms",
        "Prénoms, noms, initiales, surnoms, pseudos\u00a0: ceux des personnes, de leur famille, des voisins et des collègues.",
    ),
    CheckItem(
        "dates",
        "Dates exactes",
        "Une saison ou une année suffit presque toujours\u202f; une date de naissance devient une tranche d’âge.",
    ),
    CheckItem(
        "places",
        "Adresses et lieux précis",
        "Numéro, rue, hall, étage, arrêt de bus, commerce\u00a0: dites le quartier, ou le genre de lieu.",
    ),
    CheckItem(
        "establishment",
        "Établissement",
        "Collège, foyer, hôpital, association\u00a0: écrivez «\u00a0un collège\u00a0» sauf si son nom est nécessaire au récit.",
    ),
    CheckItem(
        "origin",
        "Origine ou nationalité inutile",
        "Gardez-la seulement si elle explique ce qui s’est passé\u202f; sinon, elle désigne sans rien apprendre.",
    ),
    CheckItem(
        "family",
        "Composition familiale rare",
        "Jumeaux, neuf enfants, famille d’accueil connue\u00a0: changez un détail qui ne compte pas pour le récit.",
    ),
    CheckItem(
        "news",
        "Fait divers retrouvable",
        "Si la presse en a parlé, quelques mots suffisent à retrouver la personne\u00a0: changez le lieu, la date ou la scène.",
    ),
    CheckItem(
        "photos",
        "Photos",
        "Visages, plaques, façades, tatouages, écrans à l’arrière-plan\u00a0: recadrez, floutez, ou retirez l’image.",
    ),
    CheckItem(
        "metadata",
        "Métadonnées du fichier",
        "Auteur, dates, suivi des modifications, lieu de prise de vue\u00a0: joignez la copie nettoyée plutôt que l’original.",
    ),
)
