"""What an account keeps of the base beside its searches: records to read again, and the digest of its feed."""

import secrets

from kb.readers import Person
from kb.store.accounts.accounts import account
from kb.store.accounts.one_time_links import digest
from kb.store.files.database import transaction
from kb.store.files.statements import put
from kb.store.records.register import Register


def keep(register: Register, account_id: str, record_id: str, *, on: bool = True) -> None:
    """Put a record among those that an account keeps, or take it out."""
    with transaction(register.database):
        if on:
            register.database.execute(
                "INSERT INTO kept_records VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [account_id, record_id, register.now()],
            )
        else:
            register.database.execute(
                "DELETE FROM kept_records WHERE account = ? AND record_id = ?", [account_id, record_id]
            )


def kept(register: Register, account_id: str) -> tuple[str, ...]:
    """The records that an account keeps, newest first."""
    rows = register.database.execute(
        "SELECT record_id FROM kept_records WHERE account = ? ORDER BY at DESC, record_id", [account_id]
    )
    return tuple(row[0] for row in rows.fetchall())


def new_feed(register: Register, account_id: str) -> str:
    """The secret of an account's feed, made anew: the one before opens nothing any more."""
    token = secrets.token_urlsafe(32)
    with transaction(register.database):
        register.database.execute(
            put("feeds", "account, token, created", key="account"), [account_id, digest(token), register.now()]
        )
        register.audit(account_id, "feed", None)
    return token


def drop_feed(register: Register, account_id: str) -> None:
    """Close the feed of an account."""
    with transaction(register.database):
        register.database.execute("DELETE FROM feeds WHERE account = ?", [account_id])
        register.audit(account_id, "feed closed", None)


def feed_since(register: Register, account_id: str) -> str:
    """When the feed of an account was opened, "" when it has none."""
    row = register.database.execute("SELECT created FROM feeds WHERE account = ?", [account_id]).fetchone()
    return str(row[0]) if row else ""


def person_of_feed(register: Register, token: str) -> Person | None:
    """Whose feed a secret opens, or None: unknown, closed, or of an account that is disabled."""
    row = register.database.execute("SELECT account FROM feeds WHERE token = ?", [digest(token)]).fetchone()
    found = account(register, row[0]) if row else None
    return found.person if found is not None and not found.disabled else None
