"""Letters to those who answer for services that nobody updated for six months: one each, with their services."""

import datetime
import os
from typing import Final

from kb import visit
from kb.base import KnowledgeBase
from kb.directory.reminding import Stale
from kb.french import day
from kb.web.accounts.mail import mailbox, post
from kb.web.environment import Environment, Smtp, read_environment
from kb.web.workshops.lead_letters import send_lead_letters

SUBJECT: Final = "Vos dispositifs sont-ils à jour ?"
FIRST: Final = """Bonjour,

Ces dispositifs n’ont pas été mis à jour depuis plus de six mois dans Récits partagés. Les horaires, le public et le
téléphone sont-ils toujours les bons ?

"""
LAST: Final = """
Si rien n’a changé, mettez la date du jour : la fiche ne sera plus marquée « à vérifier ».
{why}
Elle n’est envoyée qu’une fois : il n’y en aura pas d’autre avant que la fiche n’ait été mise à jour, puis oubliée.
"""
WROTE: Final = "Vous recevez cette lettre parce que vous avez écrit ces fiches, ou que vous en êtes coauteur."
NAMED: Final = "Vous recevez cette lettre parce que cette adresse est celle qu’indiquent ces fiches."


def remind() -> None:
    """Write what is due, if no other server does; nothing where the operator named none that takes letters."""
    environment = read_environment(os.environ)
    if environment.smtp is None:
        return
    with visit.open_base() as base:
        if base.services.reminders.take_letters_turn():
            send_reminders(base, environment, environment.smtp, datetime.date.today())
            send_lead_letters(base, environment, environment.smtp, datetime.date.today())


def send_reminders(base: KnowledgeBase, environment: Environment, smtp: Smtp, today: datetime.date) -> int:
    """How many letters were sent. A service is written about once for each date that it had.

    When the mail server cannot be reached, all that is left is tried again later; who is refused by it is not.
    """
    letters: dict[tuple[str, str], list[Stale]] = {}
    for one in base.services.reminding.due(today):
        to = _addresses(base, one)
        for address in to:
            letters.setdefault((address, WROTE if one.accounts else NAMED), []).append(one)
        if not to:
            base.services.reminders.put_reminders({one.record_id: one.date})
    sent = 0
    for (address, why), services in letters.items():
        text = _text(services, environment.site, why)
        posted = post(smtp, environment, address, SUBJECT, text, "a reminder about services")
        if posted == "unreachable":
            break
        sent += posted == "sent"
        base.services.reminders.put_reminders({one.record_id: one.date for one in services})
    return sent


def _addresses(base: KnowledgeBase, one: Stale) -> tuple[str, ...]:
    known = [base.accounts.account(account_id) for account_id in sorted(one.accounts)]
    boxes = [mailbox(owner) for owner in known if owner is not None and not owner.disabled]
    return tuple(dict.fromkeys(box for box in (*boxes, one.email) if box))


def _text(services: list[Stale], site: str, why: str) -> str:
    lines = "".join(f"- {one.title}, du {day(one.date)} : {site}/lire?id={one.record_id}\n" for one in services)
    return FIRST + lines + LAST.format(why=why)
