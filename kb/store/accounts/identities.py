"""People whom somebody else vouches for: the organisation's directory (OpenID Connect), or a proxy in front.

Threat answered: an account made beforehand under somebody's address, to be there when that person first comes. What
ties an identity to an account is an address that the account confirmed, or an invitation to it: never a login, which
whoever was invited may have invented.
"""

from dataclasses import dataclass
from typing import Final

from kb.store.accounts.accounts import Account, account, account_of, account_with_email, add_account
from kb.store.accounts.one_time_links import use_invitation
from kb.store.accounts.passwords import AccountRefused
from kb.store.files.database import transaction
from kb.store.records.register import Register

PROXY: Final = "proxy"  # the issuer of those whom the proxy in front lets in
CLOSED: Final = "Ce compte a été fermé. Adressez-vous à l’administrateur."
UNKNOWN: Final = "Aucun compte ne vous attend ici. Demandez une invitation à l’administrateur."
ANOTHERS: Final = "Cette adresse est celle d’un autre compte. Demandez à l’administrateur d’y rattacher le vôtre."


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody as `issuer` knows them; `email` is "" unless the issuer vouches for it."""

    issuer: str
    subject: str
    email: str
    name: str


def account_of_identity(register: Register, issuer: str, subject: str) -> Account | None:
    """The account that an identity is tied to, or None; a closed account is None too."""
    row = register.database.execute(
        "SELECT account FROM identities WHERE issuer = ? AND subject = ?", [issuer, subject]
    ).fetchone()
    found = account(register, row[0]) if row else None
    return found if found is not None and not found.disabled else None


def admit(register: Register, who: Identity, *, joins: bool) -> Account:
    """The account of somebody who is vouched for, tied to it at the first time.

    That is the account of their address, or a new one: with the roles of an invitation to that address, or as a reader
    when `joins`. Later visits go by the issuer's own identifier: whoever is given an address that another had before
    gets nothing of the other's. Raises AccountRefused.
    """
    with transaction(register.database):
        row = register.database.execute(
            "SELECT account FROM identities WHERE issuer = ? AND subject = ?", [who.issuer, who.subject]
        ).fetchone()
        found = account(register, row[0]) if row else account_with_email(register, who.email)
        if found is None:
            found = _new(register, who, joins)
        if found.disabled:
            raise AccountRefused(CLOSED)
        if row is None:
            tie(register, found.id, who.issuer, who.subject, actor=found.id)
    return found


def tie(register: Register, account_id: str, issuer: str, subject: str, *, actor: str) -> None:
    """Tie an account to an identity. Raises AccountRefused when either is tied to another."""
    with transaction(register.database):
        tied = register.database.execute(
            "SELECT account, subject FROM identities WHERE issuer = ? AND (subject = ? OR account = ?)",
            [issuer, subject, account_id],
        ).fetchall()
        if any((one[0], one[1]) != (account_id, subject) for one in tied):
            raise AccountRefused(ANOTHERS)
        if not tied:
            register.database.execute("INSERT INTO identities VALUES (?, ?, ?)", [issuer, subject, account_id])
            register.audit(actor, "account identity", None, account_id)


def untie(register: Register, account_id: str, *, actor: str) -> int:
    """How many identities of an account were forgotten: their next visit starts as a first one."""
    with transaction(register.database):
        done = register.database.execute("DELETE FROM identities WHERE account = ?", [account_id])
        register.audit(actor, "account identity gone", None, account_id)
    return int(done.rowcount)


def _new(register: Register, who: Identity, joins: bool) -> Account:
    login = who.email or who.subject
    if account_of(register, login) is not None:
        raise AccountRefused(ANOTHERS)
    invited = use_invitation(register, who.email)
    if invited is None and not joins:
        raise AccountRefused(UNKNOWN)
    roles, groups = (invited.roles, invited.groups) if invited else (frozenset[str](), frozenset[str]())
    return add_account(
        register,
        login,
        who.name or login,
        roles=roles | {"reader"},
        groups=groups,
        email=who.email,
        actor=f"identity {who.issuer}"[:200],
    )
