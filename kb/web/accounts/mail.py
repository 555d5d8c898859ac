"""Letters with a link that serves once: for a forgotten password, and to confirm an address.

They are written after the page was answered, in a thread of their own. Threats answered: finding out who has an account
(the page and its delay are the same whoever asks), filling somebody's mailbox (letters are counted), a link that leads
elsewhere (it never follows the Host header, which whoever asks chooses), and addresses in the log (they are not).
"""

import logging
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from functools import partial
from typing import Final, Literal

from kb import visit
from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.store.accounts.accounts import Account, is_email
from kb.web.environment import Environment, Smtp

LOG = logging.getLogger(__name__)
# What a mail server did: took a letter, refused it (another may be tried), or could not be reached.
Posted = Literal["sent", "refused", "unreachable"]
SECONDS: Final = 20  # for which the mail server is waited for
HOURS: Final = 1  # for which the link of a letter serves
RESET: Final = """Bonjour,

Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte de Récits partagés.
Ce lien sert une seule fois, pendant une heure :

{link}

Si ce n’était pas vous, ne faites rien : votre mot de passe reste le même.
"""
CONFIRM: Final = """Bonjour,

Quelqu’un, sans doute vous, demande que cette adresse soit celle de son compte de Récits partagés.
Si c’est bien vous, ouvrez ce lien et confirmez. Il sert une seule fois, pendant une heure :

{link}

Si ce n’était pas vous, ne faites rien : votre adresse ne sera rattachée à aucun compte.
"""


REQUEST: Final = """Bonjour,

Quelqu’un demande un compte de Récits partagés, ou vous écrit. Le message se lit ici :

{link}
"""


def write_reset(environment: Environment, login: str, address: str) -> None:
    """Send a reset link to the mailbox of the account of `login`, if there is one; `address` is where it was asked."""

    def written(base: KnowledgeBase) -> EmailMessage | None:
        found = base.accounts.account_of(login)
        if not base.accounts.attempts.may_send_letter(found.id if found else login, address) or found is None:
            return None
        to = mailbox(found)
        if found.disabled or not to or not base.accounts.has_password(found.id):
            return None
        token = base.accounts.links.add_link("reset", actor="letter", account_id=found.id, hours=HOURS)
        text = RESET.format(link=f"{environment.site}/mot-de-passe/{token}")
        return letter(environment, to, "Choisir un nouveau mot de passe", text)

    _write(environment, written)


def write_confirmation(environment: Environment, account_id: str, email: str, address: str) -> None:
    """Send to `email` the link that makes it the address of an account."""

    def written(base: KnowledgeBase) -> EmailMessage | None:
        found = base.accounts.account(account_id)
        # Counted for the account that asks: it may write to few mailboxes, whosever they are.
        if found is None or not base.accounts.attempts.may_send_letter(found.id, address):
            return None
        token = base.accounts.links.add_link("email", actor=found.id, account_id=found.id, email=email, hours=HOURS)
        text = CONFIRM.format(link=f"{environment.site}/adresse/{token}")
        return letter(environment, email, "Confirmer votre adresse", text)

    _write(environment, written)


def write_request(environment: Environment) -> None:
    """Tell each administrator that somebody wrote; the words stay in the base."""
    try:
        with visit.open_base() as base:
            known = (base.accounts.account(one) for one in base.accounts.with_role("administrator"))
            # Whoever writes many times fills no mailbox: letters are counted for each administrator.
            told = [
                mailbox(one)
                for one in known
                if one is not None and mailbox(one) and base.accounts.attempts.may_send_letter(f"request {one.id}", "")
            ]
    except KbError as error:
        LOG.error("nobody could be told of a request: %s", type(error).__name__)
        return
    for to in told:
        _write(environment, partial(_told_of_request, environment, to))


def _told_of_request(environment: Environment, to: str, base: KnowledgeBase) -> EmailMessage:
    text = REQUEST.format(link=f"{environment.site}/administration?partie=demandes")
    return letter(environment, to, "Quelqu’un vous écrit", text)


def mailbox(one: Account) -> str:
    """Where letters to an account go: its confirmed address, or a login that is one; "" without."""
    return one.email or (one.login if is_email(one.login) else "")


def letter(environment: Environment, to: str, subject: str, text: str) -> EmailMessage:
    """A letter of this site, from the address that the operator gave."""
    assert environment.smtp is not None
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = environment.smtp.sender, to, subject
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=environment.smtp.sender.split("@")[1])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def _write(environment: Environment, letter: Callable[[KnowledgeBase], EmailMessage | None]) -> None:
    """Write and send a letter; when it cannot be, the log says why, without saying to whom."""
    if environment.smtp is None:
        return
    try:
        with visit.open_base() as base:
            written = letter(base)
        if written is not None:
            send(environment.smtp, written)
    except (OSError, smtplib.SMTPException, KbError, ValueError) as error:
        # The error may quote the address it is about: its kind alone goes to the log.
        LOG.error("a letter could not be sent: %s", type(error).__name__)


def post(smtp: Smtp, environment: Environment, to: str, subject: str, text: str, what: str) -> Posted:
    """What became of one of many letters; the log names it as `what`, and not to whom it went."""
    try:
        send(smtp, letter(environment, to, subject, text))
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, ValueError) as error:
        # The error may quote the address it is about: its kind alone goes to the log.
        LOG.error("%s was refused: %s", what, type(error).__name__)
        return "refused"
    except (OSError, smtplib.SMTPException) as error:
        LOG.error("%s could not be sent: %s", what, type(error).__name__)
        return "unreachable"
    return "sent"


def send(smtp: Smtp, message: EmailMessage) -> None:
    """Give a letter to the server. Raises OSError or SMTPException when it is not taken."""
    checked = ssl.create_default_context()
    if smtp.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=SECONDS, context=checked)
    else:
        server = smtplib.SMTP(smtp.host, smtp.port, timeout=SECONDS)
    with server:
        if smtp.security == "starttls":
            server.starttls(context=checked)
        if smtp.user:
            server.login(smtp.user, smtp.password)
        server.send_message(message)
