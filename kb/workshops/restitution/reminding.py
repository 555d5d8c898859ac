"""Who is to be written to about leads that are due or overdue: once a week at most, and not of the same thing anew."""

import datetime
from dataclasses import dataclass
from typing import Final

from kb.errors import RecordNotFound
from kb.store.workshops import leads as store
from kb.store.workshops import workshops
from kb.store.workshops.lead_letters import LeadToldOf, put_told_of_leads, told_of_leads
from kb.store.workshops.leads import Lead
from kb.wiki.context import Wiki
from kb.workshops.restitution.following import is_overdue

# Days before the day of a lead that its letter comes, between two letters to one person, and before one that is
# overdue is told again.
SOON: Final = datetime.timedelta(days=7)
WEEK: Final = datetime.timedelta(days=7)
AGAIN: Final = datetime.timedelta(days=28)


@dataclass(frozen=True, slots=True)
class LeadsToTell:
    """A letter to an account: its leads that are due soon, those whose day is past."""

    account: str
    soon: tuple[Lead, ...]
    past: tuple[Lead, ...]


def leads_to_tell(wiki: Wiki, today: datetime.date) -> tuple[LeadsToTell, ...]:
    """The letters of a day, by account. Who carries a lead is told; of one that nobody carries, who facilitates."""
    due = store.leads_due(wiki.register, (today + SOON).isoformat())
    if not due:
        return ()
    told = told_of_leads(wiki.register)
    resting = {one.account for one in told if one.day > (today - WEEK).isoformat()}
    known = {(one.account, one.lead, one.due, one.sort): one.day for one in told}
    letters: dict[str, tuple[list[Lead], list[Lead]]] = {}
    for lead in due:
        late = is_overdue(lead, today)
        for account in sorted(_told_of(wiki, lead) - resting):
            before = known.get((account, lead.number, lead.due, "past" if late else "soon"))
            if before is None or (late and before <= (today - AGAIN).isoformat()):
                letters.setdefault(account, ([], []))[late].append(lead)
    return tuple(LeadsToTell(one, tuple(soon), tuple(past)) for one, (soon, past) in sorted(letters.items()))


def note_told(wiki: Wiki, letter: LeadsToTell, today: datetime.date) -> None:
    """Note that a letter went out, or that there was nowhere to send it."""
    sorts = (("soon", letter.soon), ("past", letter.past))
    put_told_of_leads(
        wiki.register,
        [
            LeadToldOf(letter.account, one.number, one.due, sort, today.isoformat())
            for sort, held in sorts
            for one in held
        ],
    )


def _told_of(wiki: Wiki, lead: Lead) -> frozenset[str]:
    if lead.account:
        return frozenset({lead.account})
    try:
        return workshops.workshop(wiki.private, lead.workshop).facilitators
    except RecordNotFound:
        return frozenset()
