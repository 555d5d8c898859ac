"""Leads that are followed: by state, with an owner, a date and what became of it; and what readers are told of them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kb.errors import RecordNotFound, Refused
from kb.readers import Person
from kb.store.accounts.accounts import account
from kb.store.drafts.proposals import Proposal
from kb.store.workshops import leads as store
from kb.store.workshops import workshops
from kb.store.workshops.leads import Lead, LeadLine
from kb.wiki.context import Wiki, record_case
from kb.wiki.rights import allows
from kb.wiki.write import writing
from kb.workshops.words import LONGEST, TOO_LONG, ContributionRefused

STATES: Final = {
    "open": "À engager",
    "going": "En cours",
    "done": "Réalisée",
    "dropped": "Abandonnée",
}
UNDER_WAY: Final = ("open", "going")


@dataclass(frozen=True, slots=True)
class FollowedLead:
    """A lead as whoever follows it finds it: whether its day is past, and what was noted."""

    lead: Lead
    overdue: bool
    history: tuple[LeadLine, ...]


def board(wiki: Wiki, person: Person) -> tuple[FollowedLead, ...]:
    """The leads that concern this person: of their workshops, their working groups, and those they carry."""
    groups = [one.number for one in store.working_groups_of(wiki.register, person.account)]
    own = workshops.workshops_of(wiki.private, person.account, groups)
    found = store.leads(wiki.register, workshops=[one.number for one in own], groups=groups, account=person.account)
    return tuple(_followed(wiki, one) for one in found)


def _followed(wiki: Wiki, one: Lead) -> FollowedLead:
    return FollowedLead(one, is_overdue(one, _today(wiki)), store.lead_history(wiki.register, one.number))


def is_overdue(one: Lead, today: datetime.date) -> bool:
    """Whether the day of a lead under way is past."""
    return one.state in UNDER_WAY and bool(one.due) and one.due < today.isoformat()


def overdue(wiki: Wiki, person: Person) -> tuple[Lead, ...]:
    """The leads of this person whose day is past: for their home page. Opens the private database only if there are."""
    if not store.leads_past(wiki.register, _today(wiki).isoformat()):
        return ()
    return tuple(one.lead for one in board(wiki, person) if one.overdue)


def lead_for(wiki: Wiki, person: Person, number: int) -> Lead:
    """A lead that this person follows. Raises Refused, RecordNotFound."""
    one = store.lead(wiki.register, number)
    if all(other.lead.number != number for other in board(wiki, person)):
        raise Refused("Cette piste se suit par ceux qui ont animé l’atelier, son groupe de travail et qui la porte.")
    return one


def change(wiki: Wiki, person: Person, number: int, changes: dict[str, str], said: str = "") -> None:
    """Change a lead, and note what is said of it. Raises Refused, ContributionRefused."""
    lead_for(wiki, person, number)
    if changes.get("state", "open") not in STATES:
        raise ContributionRefused("Cet état n’existe pas.")
    for text in (*changes.values(), said):
        if len(text) > LONGEST:
            raise ContributionRefused(TOO_LONG.format(length=len(text), longest=LONGEST))
    carrier = changes.get("account", "")
    if carrier:
        account(wiki.register, carrier)
    due = changes.get("due", "")
    if due:
        try:
            datetime.date.fromisoformat(due)
        except ValueError:
            raise ContributionRefused(f"« {due} » n’est pas une date.") from None
    store.change_lead(wiki.register, number, changes, actor=person.account, said=said.strip())


def add(wiki: Wiki, person: Person, workshop: int, text: str, *, axis: str = "", owner: str = "", due: str = "") -> int:
    """Number of a lead written after the workshop."""
    found = workshops.workshop(wiki.private, workshop)
    if person.account not in found.facilitators:
        raise Refused("Seuls ceux qui animent cet atelier y ajoutent une piste.")
    if not text.strip() or len(text) > LONGEST:
        raise ContributionRefused("Une piste a besoin d’un texte, court.")
    return store.add_lead(
        wiki.register, workshop, axis=axis, text=text.strip(), owner=owner, due=due, record_id=found.record_id,
        working_group=found.working_group, actor=person.account,
    )  # fmt: skip


def become_experience(wiki: Wiki, person: Person, number: int) -> Proposal:
    """An experience begun from what became of a lead, linked to its restitution; the lead leads to it."""
    one = lead_for(wiki, person, number)
    if one.experience:
        raise Refused(f"Cette piste est déjà devenue une expérience : {one.experience}.")
    told = [f"{line.at[:10]} : {line.text}" for line in store.lead_history(wiki.register, number) if line.text]
    made = writing.start(
        wiki, person, "experience",
        {
            "title": one.text[:200],
            "experience_type": "experimentation",
            "context": f"Piste de travail issue d’ateliers{f', axe « {one.axis} »' if one.axis else ''} : {one.text}",
            "organisation": one.owner,
            "results": one.result,
            "steps": [{"when": text[:10], "text": text[13:]} for text in told],
            "links": [{"type": "from", "target": one.record_id}] if one.record_id else [],
        },
    )  # fmt: skip
    said = "Devient une expérience."
    store.change_lead(wiki.register, number, {"experience": made.record_id}, actor=person.account, said=said)
    return made


def of_restitution(wiki: Wiki, person: Person | None, record_id: str) -> tuple[FollowedLead, ...]:
    """What became of the leads of a published restitution, for whoever may read it. Raises RecordNotFound.

    What is noted along the way stays with those who follow them; readers are told the state and the outcome.
    """
    case = record_case(wiki, record_id)
    if case is None or not allows("read", person, case):
        raise RecordNotFound("Cette restitution n’est pas publiée, ou n’est pas ouverte à la lecture.")
    today = _today(wiki)
    return tuple(
        FollowedLead(one, is_overdue(one, today), ()) for one in store.leads(wiki.register, record_id=record_id)
    )


def by_state(found: Sequence[FollowedLead]) -> dict[str, list[FollowedLead]]:
    """Leads in the columns of the board."""
    return {state: [one for one in found if one.lead.state == state] for state in STATES}


def _today(wiki: Wiki) -> datetime.date:
    return datetime.datetime.fromisoformat(wiki.register.now()).date()
