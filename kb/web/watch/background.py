"""What the server does for the watch beside its pages: dates that come, bulletins to tell of, what emerges, letters."""

import logging
import os
import smtplib
from email.message import EmailMessage
from typing import Final

from kb import visit
from kb.base import KnowledgeBase
from kb.records.kinds.signal import STATES
from kb.store.watch import news as watch_news
from kb.store.watch import signals as store
from kb.web.accounts.mail import letter, mailbox, send
from kb.web.environment import Environment, Smtp, read_environment

LOG = logging.getLogger(__name__)
EVERY: Final = 60.0  # seconds
FIRST: Final = "Bonjour,\n\nDu nouveau dans la veille de Récits partagés :\n\n"
LAST: Final = """
Vous recevez cette lettre parce que vous avez envoyé ou confirmé un signal, ou que vous êtes abonné.
Pour ne plus la recevoir : {site}/veille#rp-abonnements
"""


def work() -> None:
    """Do what is due; nothing for a base where nobody ever wrote."""
    with visit.open_base() as base:
        if not base.wiki.private_file.begun:
            return
        base.watch.handling.expire()
        base.watch.bulletins.tell_new()
        if base.watch.overview.is_stale():
            base.watch.overview.work_out()
        environment = read_environment(os.environ)
        if environment.smtp is not None:
            send_letters(base, environment, environment.smtp)


def send_letters(base: KnowledgeBase, environment: Environment, smtp: Smtp) -> int:
    """Write to those who were told something since: one letter each. How many were sent.

    A letter holds links, and no word of a signal. News are written of once, taken by the mail server or not: they are
    on the page all the same.
    """
    private, sent = base.watch.context.private, 0
    for account_id, told in watch_news.take_unwritten(private).items():
        known = base.accounts.account(account_id)
        to = mailbox(known) if known and not known.disabled else ""
        if not to:
            continue
        lines = "".join(f"- {_line(base, one, environment.site)}\n" for one in told)
        text = FIRST + lines + LAST.format(site=environment.site)
        try:
            send(smtp, _written(environment, to, text))
            sent += 1
        except (OSError, smtplib.SMTPException, ValueError) as error:
            LOG.error("a letter of the watch could not be sent: %s", type(error).__name__)
    return sent


def _written(environment: Environment, to: str, text: str) -> EmailMessage:
    return letter(environment, to, "Du nouveau dans la veille", text)


def _line(base: KnowledgeBase, one: store.News, site: str) -> str:
    if one.state.startswith("bulletin"):
        said = "Un bulletin a paru" if one.state == "bulletin" else "Un bulletin que vous avez reçu a été marqué"
        return f"{said} : {site}/lire?id={one.reason}"
    said = f"Un signal a été {STATES.entries[one.state].lower()}"
    found = store.reports(base.watch.context.private, "number = ?", [one.signal])
    if found and found[0].record_id:
        return f"{said} : {site}/lire?id={found[0].record_id}"
    return f"{said} : {site}/signaler#mes-signaux"
