"""What an administrator does: accounts, invitations, settings. Every function asks again who acts."""

from collections.abc import Collection, Mapping
from typing import Final

from kb.errors import RecordNotFound
from kb.readers import Person
from kb.store.accounts import access_tokens, accounts, one_time_links
from kb.store.accounts.access_tokens import AccessToken
from kb.store.accounts.accounts import Account
from kb.store.accounts.one_time_links import Invitation, add_link
from kb.store.accounts.passwords import AccountRefused
from kb.store.files.database import transaction
from kb.store.records.sources import get_setting, put_settings
from kb.wiki.context import Wiki, require_anywhere

# name: (label, values with their labels). What is not here is no setting.
SETTINGS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "visitors": ("Lire sans compte", {"yes": "Les fiches publiques sont ouvertes à tous", "no": "Il faut un compte"}),
    "suspend_recognised": (
        "« Je me reconnais »",
        {"yes": "La fiche est retirée aussitôt, jusqu’à la décision", "no": "La fiche reste en ligne"},
    ),
    "watch_senders": (
        "Qui a envoyé un signal de veille",
        {"nobody": "N’est dit à personne", "administrators": "Les administrateurs peuvent le savoir"},
    ),
    "watch_smallest": (
        "Veille : effectifs masqués hors de la cellule",
        {"5": "Moins de 5", "3": "Moins de 3", "11": "Moins de 11"},
    ),
    "query_log": ("Journal des questions", {"on": "Gardé un an, sans nom", "off": "Rien n’est gardé"}),
}
# Pages that an administrator writes: name, title.
PAGES: Final = {"legal": "Mentions légales", "charter": "Charte", "retention": "Durées de conservation"}


def everybody(wiki: Wiki, person: Person) -> tuple[Account, ...]:
    """All accounts."""
    require_anywhere("administer", person)
    return accounts.accounts(wiki.register)


def invite(wiki: Wiki, person: Person, roles: Collection[str], groups: Collection[str], email: str = "") -> str:
    """The token of an invitation: shown once. With an address, whoever it is for may come through the directory too."""
    require_anywhere("administer", person)
    if email.strip() and not accounts.is_email(email.strip()):
        raise AccountRefused("Cette adresse électronique n’en est pas une. Corrigez-la, ou laissez-la vide.", "email")
    return add_link(wiki.register, "invite", actor=person.account, roles=roles, groups=groups, email=email.strip())


def invitations(wiki: Wiki, person: Person) -> tuple[Invitation, ...]:
    """The invitations that nobody took yet."""
    require_anywhere("administer", person)
    return one_time_links.invitations(wiki.register)


def withdraw_invitation(wiki: Wiki, person: Person, reference: str) -> None:
    """Have an invitation serve no more. Raises RecordNotFound when somebody took it meanwhile."""
    require_anywhere("administer", person)
    if not one_time_links.withdraw_invitation(wiki.register, reference, actor=person.account):
        raise RecordNotFound("Cette invitation ne sert déjà plus : elle a été acceptée, retirée, ou a expiré.")


def reset(wiki: Wiki, person: Person, account_id: str) -> str:
    """The token with which somebody chooses a new password: shown once."""
    require_anywhere("administer", person)
    if accounts.account(wiki.register, account_id) is None:
        raise RecordNotFound(f"Aucun compte {account_id}.")
    return add_link(wiki.register, "reset", actor=person.account, account_id=account_id)


def set_roles(wiki: Wiki, person: Person, account_id: str, roles: Collection[str], groups: Collection[str]) -> None:
    """Change what somebody may do; they sign in again."""
    require_anywhere("administer", person)
    accounts.set_roles(wiki.register, account_id, roles, groups, actor=person.account)


def set_disabled(wiki: Wiki, person: Person, account_id: str, disabled: bool) -> None:
    """Close or open somebody's account."""
    require_anywhere("administer", person)
    accounts.set_disabled(wiki.register, account_id, disabled, actor=person.account)


def tokens(wiki: Wiki, person: Person) -> tuple[AccessToken, ...]:
    """The tokens of everybody's programs, newest first."""
    require_anywhere("administer", person)
    return access_tokens.all_tokens(wiki.register)


def revoke_token(wiki: Wiki, person: Person, number: int) -> None:
    """Have anybody's token serve no more. Raises RecordNotFound."""
    require_anywhere("administer", person)
    access_tokens.revoke_token(wiki.register, number, actor=person.account)


def settings(wiki: Wiki, person: Person) -> dict[str, str]:
    """The settings of this base."""
    require_anywhere("administer", person)
    return {name: get_setting(wiki.register, name, next(iter(values))) for name, (_, values) in SETTINGS.items()}


def set_setting(wiki: Wiki, person: Person, name: str, value: str) -> None:
    """Change a setting. Raises RecordNotFound for one that does not exist."""
    require_anywhere("administer", person)
    if value not in SETTINGS.get(name, ("", {}))[1]:
        raise RecordNotFound(f"Aucun réglage « {name} » de valeur « {value} ».")
    with transaction(wiki.register.database):
        put_settings(wiki.register, {name: value})
        wiki.register.audit(person.account, f"setting {name}", None, value)


def page(wiki: Wiki, name: str) -> str:
    """The text of one of the pages that an administrator writes; anybody reads it."""
    return get_setting(wiki.register, f"page_{name}") if name in PAGES else ""


def pages(wiki: Wiki) -> tuple[tuple[str, str, str], ...]:
    """(name, title, text) of the pages that were written, for whoever reads."""
    found = ((name, title, page(wiki, name)) for name, title in PAGES.items())
    return tuple(one for one in found if one[2])


def set_page(wiki: Wiki, person: Person, name: str, text: str) -> None:
    """Write one of these pages."""
    require_anywhere("administer", person)
    if name not in PAGES:
        raise RecordNotFound(f"Aucune page « {name} ».")
    with transaction(wiki.register.database):
        put_settings(wiki.register, {f"page_{name}": text.strip()[:50_000]})
        wiki.register.audit(person.account, f"page {name}", None)
