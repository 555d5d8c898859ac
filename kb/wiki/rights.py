"""Who may do what: one table, asked again at each action. Pages show what it allows; they decide nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kb.errors import Refused
from kb.readers import PUBLIC, Person
from kb.records.kinds import KINDS

# Roles that may begin a record of each kind, and propose a change to one.
WRITERS: Mapping[str, frozenset[str]] = {kind: model.writers for kind, model in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Case:
    """What an action is about: a record's kind, who may read it (None: not published), and where its proposal stands.

    `authors` wrote the text, `reviewer` took it; `visitors` says whether people without account read public records.
    """

    kind: str
    audience: str | None = None
    status: str | None = None
    authors: frozenset[str] = field(default_factory=frozenset)
    reviewer: str = ""
    visitors: bool = True

    @property
    def review(self) -> str:
        """How much review this kind asks for: "full", "one" or "none"."""
        return KINDS[self.kind].review


# What an action is about that concerns no record in particular: the queue, the moderation, the administration.
ANYTHING = Case("")

Rule = Callable[[Person | None, Case], bool]


def _reads(person: Person | None, case: Case) -> bool:
    if case.audience is None:
        return False
    return person.reader.reads(case.audience) if person else case.visitors and PUBLIC.reads(case.audience)


def _is_author(person: Person | None, case: Case) -> bool:
    return person is not None and person.account in case.authors


def _writes(person: Person | None, case: Case) -> bool:
    return person is not None and person.has(*WRITERS[case.kind])


def _proposes(person: Person | None, case: Case) -> bool:
    """Whoever may write this kind of record; a published pack is changed by its authors and by trainers."""
    own = case.kind != "pack" or _is_author(person, case) or (person is not None and person.has("trainer"))
    return own and _reads(person, case) and _writes(person, case)


def _may_review(person: Person | None, case: Case) -> bool:
    """A reviewer who wrote none of it."""
    return person is not None and person.has("reviewer") and not _is_author(person, case)


def _reviews(person: Person | None, case: Case) -> bool:
    """The reviewer who took it."""
    return person is not None and _may_review(person, case) and person.account == case.reviewer


def _publishes(person: Person | None, case: Case) -> bool:
    if case.review == "none":
        return case.status in ("draft", "to_revise") and _is_author(person, case) and _writes(person, case)
    return case.status == "validated" and _may_review(person, case)


RULES: Mapping[str, Rule] = {
    "read": _reads,
    "start": _writes,
    "propose": _proposes,
    "read_draft": lambda person, case: _is_author(person, case) or _reviews(person, case),
    # Revisions that were never published, or not to readers like this one (docs/design/records.md).
    "read_closed": lambda person, case: _is_author(person, case) or _reviews(person, case),
    "write_draft": lambda person, case: case.status in ("draft", "to_revise") and _is_author(person, case),
    "submit": lambda person, case: (
        case.review != "none" and case.status in ("draft", "to_revise") and _is_author(person, case)
    ),
    "attach": _is_author,
    "drop": lambda person, case: case.status in ("draft", "submitted", "to_revise") and _is_author(person, case),
    "queue": lambda person, case: person is not None and person.has("reviewer"),
    "take": lambda person, case: case.status == "submitted" and _may_review(person, case),
    "review": lambda person, case: case.status == "in_review" and _reviews(person, case),
    "publish": _publishes,
    "withdraw": lambda person, case: (
        case.audience is not None
        and person is not None
        and (_is_author(person, case) or person.has("reviewer", "administrator"))
    ),
    "erase": lambda person, case: _is_author(person, case) or (person is not None and person.has("administrator")),
    "collect": lambda person, case: person is not None,
    # By its link; each piece asks « read » again for whoever follows it.
    "read_shared": lambda person, case: person is not None or case.visitors,
    "share": lambda person, case: case.status in ("draft", "to_revise") and _is_author(person, case),
    "comment": lambda person, case: person is not None and _reads(person, case),
    "moderate": lambda person, case: person is not None and person.has("reviewer", "administrator"),
    "report": _reads,
    # Its file with its remarks and hidden words; others have a copy without them.
    "original": lambda person, case: _is_author(person, case) or (person is not None and person.has("administrator")),
    # Whoever facilitates a workshop: prepares it, reads what was said before the room does, ends it.
    "facilitate": _is_author,
    "administer": lambda person, case: person is not None and person.has("administrator"),
    # The watch: whoever writes signals reports them; its cell handles them; accounts see what it made known.
    "report_signal": lambda person, case: person is not None and person.has(*WRITERS["signal"]),
    "handle_signals": lambda person, case: person is not None and person.has("watcher"),
    "see_watch": lambda person, case: person is not None,
}

# What a person is told when an action is not theirs.
TOLD: Mapping[str, str] = {
    "start": "Votre compte ne permet pas d’écrire ce genre de fiche. Demandez-le à l’administrateur.",
    "propose": "Votre compte ne permet pas de proposer un changement ici. Demandez-le à l’administrateur.",
    "read_draft": "Ce texte n’est lisible que par ses auteurs et par la personne qui le relit.",
    "write_draft": "Ce texte ne peut pas être modifié maintenant : il est en relecture, ou il n’est pas à vous.",
    "submit": "Ce texte ne peut pas être envoyé en relecture dans cet état, ou il n’est pas à vous.",
    "take": "On ne relit pas son propre texte, ni un texte que quelqu’un d’autre relit déjà.",
    "review": "Seule la personne qui a pris ce texte en relecture peut faire cela.",
    "publish": "Seul un relecteur qui n’est pas l’auteur publie, et seulement un texte validé.",
    "withdraw": "Seuls l’auteur, un relecteur ou l’administrateur retirent une fiche.",
    "erase": "Seuls l’auteur ou l’administrateur effacent une fiche.",
    "comment": "Connectez-vous pour écrire ici.",
    "collect": "Connectez-vous pour garder des textes dans un dossier.",
    "read_shared": "Connectez-vous pour lire ce dossier : cette base ne s’ouvre pas aux visiteurs.",
    "share": "Seuls les auteurs d’un dossier le partagent, et tant qu’il n’est pas en relecture.",
    "queue": "La file de relecture est ouverte aux relecteurs.",
    "facilitate": "Cet atelier est ouvert à ceux qui l’animent. Demandez à l’un d’eux de vous y ajouter.",
    "moderate": "Cela revient aux relecteurs et à l’administrateur.",
    "report_signal": "Votre compte ne permet pas de signaler. Demandez le rôle de contributeur à l’administrateur.",
    "handle_signals": "La cellule de veille est ouverte aux veilleurs. Demandez ce rôle à l’administrateur.",
    "see_watch": "Connectez-vous pour voir la veille.",
}


def allows(action: str, person: Person | None, case: Case) -> bool:
    """Whether this person (None: a visitor) may do this. KeyError for an action that does not exist."""
    return RULES[action](person, case)


def require(action: str, person: Person | None, case: Case) -> None:
    """Returns when `allows`; raises Refused, which says what to do, otherwise."""
    if not allows(action, person, case):
        raise Refused(TOLD.get(action, "Votre compte ne permet pas cela. Demandez-le à l’administrateur."))
