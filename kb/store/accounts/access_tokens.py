"""Tokens that other programs show in somebody's name: what for, until when. The register keeps digests alone."""

import datetime
import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kb.errors import RecordNotFound
from kb.readers import Person
from kb.records.plain import one_line
from kb.store.accounts.accounts import account, listed
from kb.store.accounts.one_time_links import digest
from kb.store.accounts.passwords import AccountRefused
from kb.store.files.database import LARGEST, transaction, write_if_free
from kb.store.records.register import Register

# What a token may be for, as documents and programs write it, and what its owner is told of it.
SCOPES: Final = {
    "lire": "chercher et lire ce que je peux lire",
    "exporter": "prendre des fiches et des résultats en fichiers",
    "contribuer": "déposer des brouillons, que moi seul verrai",
}
# How every token begins: programs that look for secrets in files know it by this.
PREFIX: Final = "rpj_"
MOST: Final = 20  # of one account
MOST_DAYS: Final = 366
LONGEST_NAME: Final = 80
# An expired token is told from an unknown one for so long, then forgotten.
REMEMBERED: Final = datetime.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token without its secret: `expires` is an ISO date and time, `used` the day of its last use or ""."""

    number: int
    account: str
    name: str
    scopes: frozenset[str]
    created: str
    expires: str
    used: str


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever a token speaks for, and what it may be used for; `expired` when its time is over."""

    person: Person
    scopes: frozenset[str]
    expires: str
    expired: bool


FIELDS: Final = "number, account, name, scopes, created, expires, used"


def make_token(register: Register, account_id: str, name: str, scopes: Collection[str], days: int) -> str:
    """A new token, which nothing shows again. Raises AccountRefused: no name, no scope or an unknown one, too many."""
    name = " ".join(one_line(name).split())
    if not name or len(name) > LONGEST_NAME:
        raise AccountRefused(f"Donnez un nom à ce jeton, de {LONGEST_NAME} caractères au plus.", "name")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise AccountRefused("Dites à quoi sert ce jeton : cochez au moins une case.", "scopes")
    if not 1 <= days <= MOST_DAYS:
        raise AccountRefused(f"Un jeton sert de 1 à {MOST_DAYS} jours.", "days")
    token, now = PREFIX + secrets.token_urlsafe(32), datetime.datetime.fromisoformat(register.now())
    expires = now + datetime.timedelta(days=days)
    with transaction(register.database):
        forgotten = (now - REMEMBERED).isoformat(timespec="seconds")
        register.database.execute("DELETE FROM access_tokens WHERE expires <= ?", [forgotten])
        if len(tokens_of(register, account_id)) >= MOST:
            raise AccountRefused(f"Vous avez déjà {MOST} jetons. Révoquez-en un, puis recommencez.", "name")
        register.database.execute(
            "INSERT INTO access_tokens (digest, account, name, scopes, created, expires) VALUES (?, ?, ?, ?, ?, ?)",
            [digest(token), account_id, name, listed(scopes), register.now(), expires.isoformat(timespec="seconds")],
        )
        register.audit(account_id, "token add", None, ", ".join(sorted(scopes)))
    return token


def tokens_of(register: Register, account_id: str) -> tuple[AccessToken, ...]:
    """The tokens of an account, newest first; those whose time is over too, while they are remembered."""
    rows = register.database.execute(
        f"SELECT {FIELDS} FROM access_tokens WHERE account = ? ORDER BY number DESC", [account_id]
    )
    return tuple(_token(row) for row in rows.fetchall())


def all_tokens(register: Register) -> tuple[AccessToken, ...]:
    """The tokens of all accounts, newest first."""
    rows = register.database.execute(f"SELECT {FIELDS} FROM access_tokens ORDER BY number DESC")
    return tuple(_token(row) for row in rows.fetchall())


def revoke_token(register: Register, number: int, *, account_id: str | None = None, actor: str) -> None:
    """Have a token serve no more. With `account_id`, only one of that account. Raises RecordNotFound."""
    mine = "" if account_id is None else "AND account = ?"
    with transaction(register.database):
        gone = register.database.execute(
            f"DELETE FROM access_tokens WHERE number = ? {mine}",
            [min(number, LARGEST), *([] if account_id is None else [account_id])],
        ).rowcount
        if not gone:
            raise RecordNotFound("Ce jeton ne sert déjà plus.")
        register.audit(actor, "token revoke", None)


def bearer(register: Register, token: str) -> Bearer | None:
    """Whoever shows this token: None for one that is unknown, revoked, or of an account that is closed."""
    row = register.database.execute(f"SELECT {FIELDS} FROM access_tokens WHERE digest = ?", [digest(token)]).fetchone()
    known = _token(row) if row else None
    owner = account(register, known.account) if known else None
    if known is None or owner is None or owner.disabled:
        return None
    today = register.now()[:10]
    expired = known.expires <= register.now()
    if not expired and known.used != today:
        number = known.number
        write_if_free(register.database, "when a token was last used", lambda: _used(register, number, today))
    return Bearer(owner.person, known.scopes, known.expires, expired)


def _used(register: Register, number: int, today: str) -> None:
    register.database.execute("UPDATE access_tokens SET used = ? WHERE number = ?", [today, number])


def _token(row: tuple[int, str, str, str, str, str, str]) -> AccessToken:
    return AccessToken(row[0], row[1], row[2], frozenset(json.loads(row[3])), row[4], row[5], row[6])
