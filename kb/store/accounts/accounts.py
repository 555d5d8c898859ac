"""Accounts: names, roles, groups, e-mail addresses, passwords. Whoever calls checks the rights."""

import json
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kb.errors import RecordNotFound
from kb.readers import ROLES, Person
from kb.records.plain import one_line
from kb.store.accounts.passwords import AccountRefused, check_password, hashed, is_old, nobodys_hash, opens
from kb.store.files.database import transaction, write_if_free
from kb.store.files.kept_values import kept_json
from kb.store.records.register import Register

LONGEST_LOGIN: Final = 200  # characters, as the two below
LONGEST_NAME: Final = 100
LONGEST_TRADE: Final = 200
# Not all that RFC 5322 allows: what mail servers take, and what cannot break out of a header.
EMAIL: Final = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class Account:
    """Who may sign in: `login` is an address or a name, kept in small letters; `email` is a confirmed address or ""."""

    id: str
    login: str
    name: str
    trade: str
    organisation: str
    email: str
    roles: frozenset[str]
    groups: frozenset[str]
    disabled: bool

    @property
    def person(self) -> Person:
        """Who acts when this account is signed in."""
        return Person(self.id, self.name, self.roles | {"reader"}, self.groups)


FIELDS = "id, login, name, trade, organisation, email, roles, groups, disabled"


def _account(row: tuple[str, str, str, str, str, str, str, str, int]) -> Account:
    return Account(*row[:6], frozenset(kept_json(row[6])), frozenset(kept_json(row[7])), bool(row[8]))


def account(register: Register, account_id: str) -> Account | None:
    """The account of an identifier, or None."""
    row = register.database.execute(f"SELECT {FIELDS} FROM accounts WHERE id = ?", [account_id]).fetchone()
    return _account(row) if row else None


def account_of(register: Register, login: str) -> Account | None:
    """The account of a login or of a confirmed e-mail address, whatever its case, or None."""
    typed = plain_login(login)
    if not typed:
        return None
    row = register.database.execute(
        f"SELECT {FIELDS} FROM accounts WHERE login = ? OR email = ?", [typed, typed]
    ).fetchone()
    return _account(row) if row else None


def account_with_email(register: Register, email: str) -> Account | None:
    """The account whose confirmed address this is, or None: a login may be anybody's invention."""
    typed = plain_login(email)
    row = register.database.execute(
        f"SELECT {FIELDS} FROM accounts WHERE email = ? AND email <> ''", [typed]
    ).fetchone()
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
    email: str = "",
    password: str | None = None,
    actor: str,
) -> Account:
    """A new account; without a password, somebody else vouches for who signs in.

    Raises AccountRefused: login or address taken, empty or too long, unknown role, weak password.
    """
    login, name = plain_login(login), _shown_name(name)
    if not login or len(login) > LONGEST_LOGIN:
        raise AccountRefused(f"Il faut une adresse, ou un identifiant, de {LONGEST_LOGIN} caractères au plus.", "login")
    check_roles(roles)
    kept = ""
    if password is not None:
        check_password(password, login, (name, email))
        kept = hashed(password)
    with transaction(register.database):
        if account_of(register, login) is not None:
            raise AccountRefused(f"« {login} » a déjà un compte.", "login")
        account_id = f"c-{secrets.token_hex(4)}"
        row = [account_id, login, name, listed(roles), listed(groups), kept, register.now()]
        register.database.execute(
            "INSERT INTO accounts (id, login, name, roles, groups, password, created) VALUES (?, ?, ?, ?, ?, ?, ?)", row
        )
        register.audit(actor, "account add", None, account_id)
        if email:
            set_email(register, account_id, email, actor=actor)
    found = account(register, account_id)
    assert found is not None
    return found


def plain_login(login: str) -> str:
    """A login, or an e-mail address, as the register keeps it: small letters that are seen, no spaces."""
    return "".join(one_line(login).split()).casefold()


def is_email(text: str) -> bool:
    """Whether a letter may be sent to this address."""
    return len(text) <= LONGEST_LOGIN and EMAIL.fullmatch(plain_login(text)) is not None


def _shown_name(name: str) -> str:
    name = " ".join(one_line(name).split())
    if not name or len(name) > LONGEST_NAME:
        raise AccountRefused(f"Il faut un nom à montrer aux autres, de {LONGEST_NAME} caractères au plus.", "name")
    return name


def listed(values: Collection[str]) -> str:
    """Roles or groups as a column holds them."""
    return json.dumps(sorted({one_line(one) for one in values} - {""}), ensure_ascii=False)


def check_roles(roles: Collection[str]) -> None:
    """Returns for roles that exist; raises AccountRefused otherwise."""
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise AccountRefused(f"Rôle inconnu : {', '.join(sorted(unknown))}. Rôles : {', '.join(ROLES)}.")


def verify(register: Register, login: str, password: str) -> Account | None:
    """The account that this password opens, or None: same work and same answer for an unknown one."""
    one = account_of(register, login)
    kept = _kept_password(register, one.id) if one else ""
    if not opens(kept or nobodys_hash(), password) or one is None or not kept or one.disabled:
        return None
    if is_old(kept):
        row = [hashed(password), one.id]
        write_if_free(
            register.database,
            "a password hashed anew",
            lambda: register.database.execute("UPDATE accounts SET password = ? WHERE id = ?", row),
        )
    return one


def has_password(register: Register, account_id: str) -> bool:
    """Whether an account has a password; somebody whom a directory vouches for may have none."""
    return _kept_password(register, account_id) != ""


def _kept_password(register: Register, account_id: str) -> str:
    row = register.database.execute("SELECT password FROM accounts WHERE id = ?", [account_id]).fetchone()
    return str(row[0]) if row else ""


def set_password(register: Register, account_id: str, password: str, *, actor: str) -> None:
    """Change a password; every session, token and link to reset it end. Raises AccountRefused for a weak one."""
    one = _need(register, account_id)
    check_password(password, one.login, (one.name, one.email, one.organisation))
    kept = hashed(password)
    with transaction(register.database):
        _forget_links(register, account_id)
        _forget_tokens(register, account_id)
        _change(register, account_id, "password = ?", kept, actor=actor, action="account password")


def set_email(register: Register, account_id: str, email: str, *, actor: str) -> None:
    """Change a confirmed address, "" for none: whoever calls knows that it is this account's.

    Links that went to the old address serve no more. Raises AccountRefused for an address that is another's or none.
    """
    email = plain_login(email)
    if email and not is_email(email):
        raise AccountRefused(f"« {email} » n’est pas une adresse électronique.", "email")
    with transaction(register.database):
        _need(register, account_id)
        other = account_of(register, email)
        if other is not None and other.id != account_id:
            raise AccountRefused("Cette adresse est déjà celle d’un autre compte. Voyez l’administrateur.", "email")
        _forget_links(register, account_id)
        register.database.execute("UPDATE accounts SET email = ? WHERE id = ?", [email, account_id])
        register.audit(actor, "account email", None, account_id)


def _forget_links(register: Register, account_id: str) -> None:
    register.database.execute("DELETE FROM one_time_links WHERE account = ?", [account_id])


def _forget_tokens(register: Register, account_id: str) -> None:
    """Whoever knew the password may have made some."""
    register.database.execute("DELETE FROM access_tokens WHERE account = ?", [account_id])


def set_roles(
    register: Register, account_id: str, roles: Collection[str], groups: Collection[str], *, actor: str
) -> None:
    """Change roles and groups; every session ends. Raises AccountRefused when no administrator would be left."""
    check_roles(roles)
    with transaction(register.database):
        _keep_one_administrator(register, account_id, "administrator" in roles)
        register.database.execute("UPDATE accounts SET groups = ? WHERE id = ?", [listed(groups), account_id])
        _change(register, account_id, "roles = ?", listed(roles), actor=actor, action="account roles")


def set_disabled(register: Register, account_id: str, disabled: bool, *, actor: str) -> None:
    """Disable or enable an account; every session ends, and no link or token opens it any more."""
    with transaction(register.database):
        _keep_one_administrator(register, account_id, not disabled)
        _forget_links(register, account_id)
        _forget_tokens(register, account_id)
        action = "account disable" if disabled else "account enable"
        _change(register, account_id, "disabled = ?", int(disabled), actor=actor, action=action)


def set_profile(register: Register, account_id: str, *, name: str, trade: str, organisation: str) -> None:
    """Change what others see of an account."""
    name = _shown_name(name)
    with transaction(register.database):
        register.database.execute(
            "UPDATE accounts SET name = ?, trade = ?, organisation = ? WHERE id = ?",
            [name, one_line(trade)[:LONGEST_TRADE], one_line(organisation)[:LONGEST_TRADE], account_id],
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
