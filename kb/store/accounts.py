"""Accounts: names, roles, groups, passwords (argon2id), and links that serve once. Whoever calls checks the rights."""

import datetime
import functools
import hashlib
import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from kb.errors import KbError, RecordNotFound
from kb.readers import ROLES, Person
from kb.store.database import transaction
from kb.store.register import Register

# NIST SP 800-63B: length counts, rules of composition do not.
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
# Passwords that everybody tries, of twelve characters and more.
COMMON: Final = frozenset(
    {
        *("motdepasse123", "motdepasse1234", "azertyuiop123", "azertyuiopqs", "123456789012", "1234567890123"),
        *("password1234", "password12345", "qwertyuiop12", "qwertyuiopas", "bonjourbonjour", "aaaaaaaaaaaa"),
        *("iloveyou1234", "administrateur", "administrator", "jetaimejetaime", "000000000000", "abcdefghijkl"),
    }
)
LINK_HOURS: Final = {"first": 24, "invite": 14 * 24, "reset": 24}


class AccountRefused(KbError):
    """An account that is not made or changed, and why."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in: `login` is an address or a name, kept in small letters."""

    id: str
    login: str
    name: str
    trade: str
    organisation: str
    roles: frozenset[str]
    groups: frozenset[str]
    disabled: bool

    @property
    def person(self) -> Person:
        """Who acts when this account is signed in."""
        return Person(self.id, self.name, self.roles | {"reader"}, self.groups)


@dataclass(frozen=True, slots=True)
class Link:
    """A link that serves once: what for, and what it gives."""

    purpose: str
    account: str | None
    roles: frozenset[str]
    groups: frozenset[str]


@functools.lru_cache(maxsize=1)
def hasher() -> PasswordHasher:
    """argon2id with the library's parameters (RFC 9106, low memory)."""
    return PasswordHasher()


@functools.lru_cache(maxsize=1)
def _nobodys_hash() -> str:
    """The hash that is verified for an unknown account: the answer takes as long as for a known one."""
    return hasher().hash(secrets.token_urlsafe(16))


FIELDS = "id, login, name, trade, organisation, roles, groups, disabled"


def _account(row: tuple[str, str, str, str, str, str, str, int]) -> Account:
    return Account(*row[:5], frozenset(json.loads(row[5])), frozenset(json.loads(row[6])), bool(row[7]))


def account(register: Register, account_id: str) -> Account | None:
    """The account of an identifier, or None."""
    row = register.database.execute(f"SELECT {FIELDS} FROM accounts WHERE id = ?", [account_id]).fetchone()
    return _account(row) if row else None


def account_of(register: Register, login: str) -> Account | None:
    """The account of a login, whatever its case, or None."""
    row = register.database.execute(f"SELECT {FIELDS} FROM accounts WHERE login = ?", [_login(login)]).fetchone()
    return _account(row) if row else None


def accounts(register: Register) -> tuple[Account, ...]:
    """All accounts, by name."""
    rows = register.database.execute(f"SELECT {FIELDS} FROM accounts ORDER BY name, id")
    return tuple(_account(row) for row in rows.fetchall())


def with_role(register: Register, *roles: str) -> frozenset[str]:
    """Identifiers of the accounts that hold one of these roles and may sign in."""
    return frozenset(one.id for one in accounts(register) if not one.disabled and one.roles & set(roles))


def add_account(
    register: Register,
    login: str,
    name: str,
    *,
    roles: Collection[str],
    groups: Collection[str] = (),
    password: str | None = None,
    actor: str,
) -> Account:
    """A new account. Raises AccountRefused: login taken or empty, unknown role, weak password."""
    login, name = _login(login), name.strip()
    if not login or not name:
        raise AccountRefused("Il faut une adresse (ou un identifiant) et un nom à montrer aux autres.")
    if len(login) > 200 or len(name) > 100:
        raise AccountRefused("L’adresse ou le nom est trop long.")
    _check_roles(roles)
    if password is not None:
        check_password(password, login)
    with transaction(register.database):
        if account_of(register, login) is not None:
            raise AccountRefused(f"« {login} » a déjà un compte.")
        account_id = f"c-{secrets.token_hex(4)}"
        register.database.execute(
            "INSERT INTO accounts (id, login, name, roles, groups, password, created) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [account_id, login, name, _listed(roles), _listed(groups), _hashed(password), register.now()],
        )
        register.audit(actor, "account add", None, account_id)
    found = account(register, account_id)
    assert found is not None
    return found


def _login(login: str) -> str:
    return "".join(login.split()).casefold()


def _listed(values: Collection[str]) -> str:
    return json.dumps(sorted(set(values)), ensure_ascii=False)


def _hashed(password: str | None) -> str:
    return hasher().hash(password) if password is not None else ""


def _check_roles(roles: Collection[str]) -> None:
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise AccountRefused(f"Rôle inconnu : {', '.join(sorted(unknown))}. Rôles : {', '.join(ROLES)}.")


def check_password(password: str, login: str) -> None:
    """Returns for a password that may serve; raises AccountRefused, with the reason, otherwise."""
    if len(password) < SHORTEST_PASSWORD:
        raise AccountRefused(f"Au moins {SHORTEST_PASSWORD} caractères : une petite phrase convient très bien.")
    if len(password) > LONGEST_PASSWORD:
        raise AccountRefused(f"Au plus {LONGEST_PASSWORD} caractères.")
    plain = password.casefold()
    if plain in COMMON or len(set(plain)) < 5:
        raise AccountRefused("Ce mot de passe est de ceux que l’on essaie d’abord. Choisissez une phrase à vous.")
    if login and login.split("@")[0].casefold() in plain and len(login.split("@")[0]) > 3:
        raise AccountRefused("Le mot de passe ne doit pas contenir votre identifiant.")


def verify(register: Register, login: str, password: str) -> Account | None:
    """The account that this password opens, or None: same work and same answer for an unknown one."""
    row = register.database.execute(
        "SELECT id, password, disabled FROM accounts WHERE login = ?", [_login(login)]
    ).fetchone()
    kept = row[1] if row and row[1] else _nobodys_hash()
    try:
        hasher().verify(kept, password[:LONGEST_PASSWORD])
    except (Argon2Error, InvalidHashError):
        return None
    if row is None or not row[1] or row[2]:
        return None
    if hasher().check_needs_rehash(kept):
        register.database.execute("UPDATE accounts SET password = ? WHERE id = ?", [_hashed(password), row[0]])
    return account(register, row[0])


def set_password(register: Register, account_id: str, password: str, *, actor: str) -> None:
    """Change a password; every session of the account ends. Raises AccountRefused for a weak one."""
    one = _need(register, account_id)
    check_password(password, one.login)
    _change(register, account_id, "password = ?", _hashed(password), actor=actor, action="account password")


def set_roles(
    register: Register, account_id: str, roles: Collection[str], groups: Collection[str], *, actor: str
) -> None:
    """Change roles and groups; every session ends. Raises AccountRefused when no administrator would be left."""
    _check_roles(roles)
    with transaction(register.database):
        _keep_one_administrator(register, account_id, "administrator" in roles)
        register.database.execute("UPDATE accounts SET groups = ? WHERE id = ?", [_listed(groups), account_id])
        _change(register, account_id, "roles = ?", _listed(roles), actor=actor, action="account roles")


def set_disabled(register: Register, account_id: str, disabled: bool, *, actor: str) -> None:
    """Disable or enable an account; every session ends."""
    with transaction(register.database):
        _keep_one_administrator(register, account_id, not disabled)
        action = "account disable" if disabled else "account enable"
        _change(register, account_id, "disabled = ?", int(disabled), actor=actor, action=action)


def set_profile(register: Register, account_id: str, *, name: str, trade: str, organisation: str) -> None:
    """Change what others see of an account."""
    if not name.strip() or len(name) > 100:
        raise AccountRefused("Il faut un nom à montrer aux autres, de cent caractères au plus.")
    with transaction(register.database):
        register.database.execute(
            "UPDATE accounts SET name = ?, trade = ?, organisation = ? WHERE id = ?",
            [name.strip(), trade.strip()[:100], organisation.strip()[:200], account_id],
        )


def _change(register: Register, account_id: str, what: str, value: str | int, *, actor: str, action: str) -> None:
    with transaction(register.database):
        _need(register, account_id)
        register.database.execute(f"UPDATE accounts SET {what} WHERE id = ?", [value, account_id])
        register.database.execute("DELETE FROM sessions WHERE account = ?", [account_id])
        register.audit(actor, action, None, account_id)


def _need(register: Register, account_id: str) -> Account:
    one = account(register, account_id)
    if one is None:
        raise RecordNotFound(f"Aucun compte {account_id}.")
    return one


def _keep_one_administrator(register: Register, account_id: str, stays: bool) -> None:
    if not stays and with_role(register, "administrator") == {account_id}:
        raise AccountRefused("Ce compte est le dernier administrateur. Nommez-en un autre d’abord.")


# Links that serve once.


def add_link(
    register: Register,
    purpose: str,
    *,
    actor: str,
    account_id: str | None = None,
    roles: Collection[str] = (),
    groups: Collection[str] = (),
) -> str:
    """The token of a new link; the register keeps its digest alone. Links of the same purpose and account go."""
    _check_roles(roles)
    token = secrets.token_urlsafe(32)
    hours = datetime.timedelta(hours=LINK_HOURS[purpose])
    expires = (datetime.datetime.fromisoformat(register.now()) + hours).isoformat(timespec="seconds")
    with transaction(register.database):
        register.database.execute("DELETE FROM one_time_links WHERE expires <= ?", [register.now()])
        if purpose != "invite":
            register.database.execute(
                "DELETE FROM one_time_links WHERE purpose = ? AND account IS ?", [purpose, account_id]
            )
        register.database.execute(
            "INSERT INTO one_time_links VALUES (?, ?, ?, ?, ?, ?)",
            [digest(token), purpose, account_id, _listed(roles), _listed(groups), expires],
        )
        register.audit(actor, f"link {purpose}", None, account_id or "")
    return token


def digest(token: str) -> str:
    """What the register keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def link(register: Register, purpose: str, token: str) -> Link | None:
    """A link that still serves, or None."""
    row = register.database.execute(
        "SELECT purpose, account, roles, groups FROM one_time_links WHERE token = ? AND purpose = ? AND expires > ?",
        [digest(token), purpose, register.now()],
    ).fetchone()
    return Link(row[0], row[1], frozenset(json.loads(row[2])), frozenset(json.loads(row[3]))) if row else None


def use_link(register: Register, purpose: str, token: str) -> Link:
    """The link, which serves no more. Raises AccountRefused when it does not serve."""
    with transaction(register.database):
        found = link(register, purpose, token)
        if found is None:
            raise AccountRefused("Ce lien a déjà servi ou a expiré. Demandez-en un autre à l’administrateur.")
        register.database.execute("DELETE FROM one_time_links WHERE token = ?", [digest(token)])
    return found


def join(register: Register, purpose: str, token: str, *, login: str, name: str, password: str) -> Account:
    """The account that an invitation, or the first link, makes; the link serves no more, unless nothing was made."""
    with transaction(register.database):
        found = use_link(register, purpose, token)
        roles = {"reader", "contributor", "administrator"} if purpose == "first" else found.roles | {"reader"}
        return add_account(
            register, login, name, roles=roles, groups=found.groups, password=password, actor=f"link {purpose}"
        )
