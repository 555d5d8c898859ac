"""Links that serve once: the first account, an invitation, a new password, an e-mail address to confirm.

The register keeps the digest of a link's token alone.
"""

import datetime
import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kb.store.accounts.accounts import (
    Account,
    account,
    add_account,
    check_roles,
    listed,
    plain_login,
    set_email,
    set_password,
    with_role,
)
from kb.store.accounts.passwords import AccountRefused
from kb.store.files.database import transaction
from kb.store.files.kept_values import kept_json
from kb.store.records.register import Register

HOURS: Final = {"first": 24, "invite": 14 * 24, "reset": 24, "email": 24}
MOST_DAYS: Final = 90
SPENT: Final = "Ce lien a déjà servi ou a expiré. Demandez-en un autre à l’administrateur."
# Whoever makes the first account of a base.
FIRST_ROLES: Final = ("reader", "contributor", "administrator")


@dataclass(frozen=True, slots=True)
class Link:
    """A link that serves once: what for, and what it gives."""

    purpose: str
    account: str | None
    roles: frozenset[str]
    groups: frozenset[str]
    email: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that nobody took. `reference` names it and opens nothing; `expires` is an ISO date and time."""

    reference: str
    email: str
    roles: frozenset[str]
    groups: frozenset[str]
    expires: str


def digest(token: str) -> str:
    """What the register keeps of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def add_link(
    register: Register,
    purpose: str,
    *,
    actor: str,
    account_id: str | None = None,
    roles: Collection[str] = (),
    groups: Collection[str] = (),
    email: str = "",
    hours: int | None = None,
) -> str:
    """The token of a new link. Links of the same purpose and account go; of invitations, those to the same e-mail."""
    check_roles(roles)
    hours = HOURS[purpose] if hours is None else hours
    if not 1 <= hours <= MOST_DAYS * 24:
        raise AccountRefused(f"Un lien sert de 1 à {MOST_DAYS} jours.")
    token, email = secrets.token_urlsafe(32), plain_login(email)
    expires = datetime.datetime.fromisoformat(register.now()) + datetime.timedelta(hours=hours)
    with transaction(register.database):
        register.database.execute("DELETE FROM one_time_links WHERE expires <= ?", [register.now()])
        if purpose != "invite" or email:
            register.database.execute(
                "DELETE FROM one_time_links WHERE purpose = ? AND account IS NOT DISTINCT FROM ? "
                "AND (purpose <> 'invite' OR email = ?)",
                [purpose, account_id, email],
            )
        register.database.execute(
            "INSERT INTO one_time_links (token, purpose, account, roles, groups, email, expires) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                digest(token),
                purpose,
                account_id,
                listed(roles),
                listed(groups),
                email,
                expires.isoformat(timespec="seconds"),
            ],
        )
        register.audit(actor, f"link {purpose}", None, account_id or "")
    return token


def link(register: Register, purpose: str, token: str) -> Link | None:
    """A link that still serves, or None. The first administrator's serves nobody once there is an administrator."""
    if purpose == "first" and with_role(register, "administrator"):
        return None
    return _link(register, "token", purpose, digest(token))


def _link(register: Register, key: str, purpose: str, value: str) -> Link | None:
    row = register.database.execute(
        f"SELECT purpose, account, roles, groups, email FROM one_time_links "
        f"WHERE {key} = ? AND purpose = ? AND expires > ?",
        [value, purpose, register.now()],
    ).fetchone()
    return Link(row[0], row[1], frozenset(kept_json(row[2])), frozenset(kept_json(row[3])), row[4]) if row else None


def invitations(register: Register) -> tuple[Invitation, ...]:
    """The invitations that still serve, soonest to expire first."""
    rows = register.database.execute(
        "SELECT token, email, roles, groups, expires FROM one_time_links WHERE purpose = 'invite' AND expires > ? "
        "ORDER BY expires, token",
        [register.now()],
    )
    return tuple(
        Invitation(row[0], row[1], frozenset(kept_json(row[2])), frozenset(kept_json(row[3])), row[4])
        for row in rows.fetchall()
    )


def withdraw_invitation(register: Register, reference: str, *, actor: str) -> bool:
    """Have an invitation serve no more; whether there was one."""
    with transaction(register.database):
        gone = register.database.execute(
            "DELETE FROM one_time_links WHERE purpose = 'invite' AND token = ?", [reference]
        ).rowcount
        if gone:
            register.audit(actor, "link invite withdrawn", None)
    return gone > 0


def use_link(register: Register, purpose: str, token: str) -> Link:
    """The link, which serves no more. Raises AccountRefused when it does not serve."""
    with transaction(register.database):
        found = link(register, purpose, token)
        if found is None:
            raise AccountRefused(SPENT)
        register.database.execute("DELETE FROM one_time_links WHERE token = ?", [digest(token)])
    return found


def use_invitation(register: Register, email: str) -> Link | None:
    """The invitation to an e-mail address, which serves no more, or None: whoever calls knows whose address it is."""
    with transaction(register.database):
        found = _link(register, "email", "invite", plain_login(email)) if email else None
        if found is not None:
            register.database.execute(
                "DELETE FROM one_time_links WHERE purpose = 'invite' AND email = ?", [found.email]
            )
    return found


def join(register: Register, purpose: str, token: str, *, login: str, name: str, password: str) -> Account:
    """The account that an invitation, or the first link, makes; the link serves no more, unless nothing was made."""
    with transaction(register.database):
        found = use_link(register, purpose, token)
        return add_account(
            register,
            login,
            name,
            roles=FIRST_ROLES if purpose == "first" else found.roles | {"reader"},
            groups=found.groups,
            email=found.email,
            password=password,
            actor=f"link {purpose}",
        )


def reset_password(register: Register, token: str, password: str) -> str:
    """The account whose password a reset link changed; the link serves no more, unless the password was refused."""
    with transaction(register.database):
        account_id = use_link(register, "reset", token).account or ""
        set_password(register, account_id, password, actor=account_id)
    return account_id


def confirm_email(register: Register, token: str) -> Account:
    """The account whose e-mail address is now the one that the link went to. Raises AccountRefused."""
    with transaction(register.database):
        found = use_link(register, "email", token)
        set_email(register, found.account or "", found.email, actor=found.account or "")
    mine = account(register, found.account or "")
    assert mine is not None
    return mine
