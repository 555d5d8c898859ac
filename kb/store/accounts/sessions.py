"""Sessions: where an account is signed in, until when."""

import datetime
import hashlib
import hmac
import secrets
from typing import Final

from kb.readers import Person
from kb.store.accounts.accounts import account
from kb.store.accounts.one_time_links import digest
from kb.store.files.database import transaction, write_if_free
from kb.store.records.register import Register

IDLE: Final = datetime.timedelta(hours=12)
ABSOLUTE: Final = datetime.timedelta(days=14)
# « seen » is written at most this often: reading pages must not write at each of them.
SEEN_EVERY: Final = datetime.timedelta(minutes=1)


def _time(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def sign_in(register: Register, account_id: str) -> str:
    """The token of a new session; the register keeps its digest alone."""
    token = secrets.token_urlsafe(32)
    with transaction(register.database):
        now = register.now()
        oldest = (_time(now) - ABSOLUTE).isoformat(timespec="seconds")
        idle = (_time(now) - IDLE).isoformat(timespec="seconds")
        register.database.execute("DELETE FROM sessions WHERE created <= ? OR seen <= ?", [oldest, idle])
        register.database.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", [digest(token), account_id, now, now])
        register.audit(account_id, "sign in", None)
    return token


def sign_out(register: Register, token: str, *, everywhere: bool = False) -> None:
    """End a session, or all those of its account."""
    with transaction(register.database):
        row = register.database.execute("SELECT account FROM sessions WHERE token = ?", [digest(token)]).fetchone()
        if row is None:
            return
        if everywhere:
            register.database.execute("DELETE FROM sessions WHERE account = ?", [row[0]])
        register.database.execute("DELETE FROM sessions WHERE token = ?", [digest(token)])
        register.audit(row[0], "sign out", None)


def person_of(register: Register, token: str) -> Person | None:
    """Whoever is signed in with this token, or None: unknown, expired, or of an account that is disabled."""
    if not token:
        return None
    row = register.database.execute(
        "SELECT account, created, seen FROM sessions WHERE token = ?", [digest(token)]
    ).fetchone()
    if row is None:
        return None
    now = _time(register.now())
    if now - _time(row[1]) >= ABSOLUTE or now - _time(row[2]) >= IDLE:
        return None
    found = account(register, row[0])
    if found is None or found.disabled:
        return None
    if now - _time(row[2]) >= SEEN_EVERY:
        write_if_free(register.database, "when a session was last seen", lambda: _saw(register, token))
    return found.person


def _saw(register: Register, token: str) -> None:
    register.database.execute("UPDATE sessions SET seen = ? WHERE token = ?", [register.now(), digest(token)])


def csrf_of(token: str) -> str:
    """What a form of this session carries: known to whoever holds the token, which scripts cannot read."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()
