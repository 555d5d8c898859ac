"""Sessions: where an account is signed in, and how fast one may try to."""

import datetime
import hashlib
import hmac
import secrets
from typing import Final

from kb.readers import Person
from kb.store.accounts import account, digest
from kb.store.database import transaction
from kb.store.register import Register

IDLE: Final = datetime.timedelta(hours=12)
ABSOLUTE: Final = datetime.timedelta(days=14)
# « seen » is written at most this often: reading pages must not write at each of them.
SEEN_EVERY: Final = datetime.timedelta(minutes=1)
# Failures that cost nothing; each further one doubles the wait, up to the longest. Never a lock.
FREE_FAILURES: Final = 3
LONGEST_WAIT: Final = 60.0
FORGOTTEN: Final = datetime.timedelta(minutes=30)


def _time(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def sign_in(register: Register, account_id: str) -> str:
    """The token of a new session; the register keeps its digest alone."""
    token = secrets.token_urlsafe(32)
    with transaction(register.database):
        now = register.now()
        oldest = (_time(now) - ABSOLUTE).isoformat(timespec="seconds")
        register.database.execute("DELETE FROM sessions WHERE created <= ?", [oldest])
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
        with transaction(register.database):
            register.database.execute("UPDATE sessions SET seen = ? WHERE token = ?", [register.now(), digest(token)])
    return found.person


def csrf_of(token: str) -> str:
    """What a form of this session carries: known to whoever holds the token, which scripts cannot read."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def wait_before_trying(register: Register, *who: str) -> float:
    """Seconds that whoever tries again has to wait, for the account and the address alike."""
    waits = [0.0]
    now = _time(register.now())
    for one in who:
        row = register.database.execute("SELECT failures, last FROM attempts WHERE who = ?", [_who(one)]).fetchone()
        if row is None or row[0] < FREE_FAILURES or now - _time(row[1]) > FORGOTTEN:
            continue
        wait = min(2.0 ** (row[0] - FREE_FAILURES), LONGEST_WAIT)
        waits.append(wait - (now - _time(row[1])).total_seconds())
    return max(waits)


def note_attempt(register: Register, *who: str, failed: bool) -> None:
    """Count a failure, or forget those before a success."""
    with transaction(register.database):
        oldest = (_time(register.now()) - FORGOTTEN).isoformat(timespec="seconds")
        register.database.execute("DELETE FROM attempts WHERE last < ?", [oldest])
        for one in who:
            if failed:
                register.database.execute(
                    "INSERT INTO attempts VALUES (?, 1, ?) "
                    "ON CONFLICT (who) DO UPDATE SET failures = failures + 1, last = excluded.last",
                    [_who(one), register.now()],
                )
            else:
                register.database.execute("DELETE FROM attempts WHERE who = ?", [_who(one)])


def _who(one: str) -> str:
    """Neither logins nor addresses stand in the table of attempts."""
    return digest(one.casefold())
