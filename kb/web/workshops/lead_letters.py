"""Letters about leads that are due or overdue, to who carries them: one a week and person at most."""

import datetime
from collections.abc import Sequence
from typing import Final

from kb.base import KnowledgeBase
from kb.french import count, day
from kb.store.workshops.leads import Lead
from kb.web.accounts.mail import mailbox, post
from kb.web.environment import Environment, Smtp
from kb.workshops.restitution.reminding import LeadsToTell

FIRST: Final = "Bonjour,\n\nVous suivez des pistes de travail issues d’ateliers dans Récits partagés.\n"
LAST: Final = """
Dites où elles en sont sur leur page : en cours, réalisée, abandonnée, ou une autre date. Une piste réalisée ou
abandonnée ne vous est plus rappelée.

Vous recevez cette lettre parce que vous portez ces pistes, ou que vous avez animé l’atelier dont elles sont issues.
Il n’y en a pas plus d’une par semaine.
"""


def send_lead_letters(base: KnowledgeBase, environment: Environment, smtp: Smtp, today: datetime.date) -> int:
    """How many letters were sent.

    When the mail server cannot be reached, all that is left is tried again later; who is refused by it is not.
    """
    sent = 0
    for one in base.workshops.reminding.leads_to_tell(today):
        owner = base.accounts.account(one.account)
        address = mailbox(owner) if owner is not None and not owner.disabled else ""
        if not address:
            continue
        text = _text(one, environment.site)
        posted = post(smtp, environment, address, _subject(one), text, "a letter about leads")
        if posted == "unreachable":
            break
        sent += posted == "sent"
        base.workshops.reminding.note_told(one, today)
    return sent


def _subject(one: LeadsToTell) -> str:
    number = len(one.soon) + len(one.past)
    return f"{count(number, 'piste de travail attend', 'pistes de travail attendent')} votre réponse"


def _text(one: LeadsToTell, site: str) -> str:
    parts = [("Leur date est passée :", one.past), ("Elles sont pour bientôt :", one.soon)]
    return FIRST + "".join(f"\n{said}\n{_lines(held, site)}" for said, held in parts if held) + LAST


def _lines(leads: Sequence[Lead], site: str) -> str:
    return "".join(
        f"- {' '.join(lead.text.split())}, pour le {day(lead.due)} : {site}/suivi?piste={lead.number}\n"
        for lead in leads
    )
