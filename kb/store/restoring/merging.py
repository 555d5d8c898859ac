"""What a restored register and the private database that stands beside it need, to be one base again."""

import secrets
import sqlite3
from pathlib import Path

from kb.errors import BaseBusy, DiskFull, DiskRefusing, KbError
from kb.store.drafts.private import PrivateStore
from kb.store.drafts.proposals import WRITABLE, proposals
from kb.store.files.database import transaction
from kb.store.records.erasures import erase_record, forget_unknown
from kb.store.records.register import Register
from kb.store.records.sources import RESTORED, put_settings
from kb.store.restoring.staying_closed import ACTOR, keep_closed
from kb.store.restoring.without_private import take_private_over

__all__ = ["ACTOR", "StandingUnread", "end_access", "fit_private", "keep_from"]


def fit_private(register: Register, private: PrivateStore) -> int:
    """Number of open texts given up, for want of a draft. Words of what the register does not know are forgotten.

    A number may be given again to another text: nobody may find somebody else's words under it.
    """
    forget_unknown(register, private)
    given_up = 0
    with transaction(register.database):
        for one in proposals(register):
            newest = max((draft.number for draft in private.drafts(one.number)), default=0)
            if newest:
                # A text that went on after the backup was not read by whoever had it in review then.
                status = one.status if newest == one.head or one.status in WRITABLE else "draft"
                register.database.execute(
                    "UPDATE proposals SET head = ?, status = ? WHERE number = ?", [newest, status, one.number]
                )
            elif one.head or not private.working_copy(one.number, one.author):
                given_up += 1
                register.database.execute("UPDATE proposals SET status = 'dropped' WHERE number = ?", [one.number])
                register.audit(ACTOR, "proposal dropped", one.record_id, f"proposition {one.number}")
    _without_text(register)
    return given_up


def _without_text(register: Register) -> None:
    """Forget the records that have neither a revision nor a proposal any more."""
    for record_id in register.ids(published=False):
        entry = register.entry(record_id)
        if entry is not None and not entry.head and not proposals(register, record_id=record_id):
            erase_record(register, record_id, actor=ACTOR)


def carry_erasures(standing: Register, fresh: Register) -> None:
    """Have a restored register know what was erased in the one that it replaces, and which identifiers were given.

    What was erased stays erased, in this backup and in those restored later.
    """
    read = standing.database.execute
    with transaction(fresh.database):
        for row in read("SELECT record_id, at FROM erasures").fetchall():
            fresh.database.execute(
                "INSERT INTO erasures VALUES (?, ?) ON CONFLICT (record_id) DO UPDATE SET at = excluded.at "
                "WHERE excluded.at > erasures.at",
                [*row],
            )
        for row in read("SELECT prefix, year, last FROM counters").fetchall():
            fresh.database.execute(
                "INSERT INTO counters VALUES (?, ?, ?) "
                "ON CONFLICT (prefix, year) DO UPDATE SET last = excluded.last WHERE excluded.last > counters.last",
                [*row],
            )


class StandingUnread(KbError):
    """The base that a restoration replaces cannot be read: what was closed in it is not known."""


def keep_from(home: Path, fresh: Register, private: PrivateStore, *, reopen: bool, own: bool) -> tuple[str, ...]:
    """What stays closed in a restored register as it is in the base of `home`: French lines, () with `reopen`.

    What was erased stays so whatever is asked. With `own`, trails, searches and notices of today are taken over: the
    archive was made without them. Raises StandingUnread.
    """
    try:
        with Register.open(home) as standing:
            carry_erasures(standing, fresh)
            closed = () if reopen else carry_over(standing, fresh, private)
            if own:
                take_private_over(standing, fresh)
            return closed
    except (DiskFull, DiskRefusing, BaseBusy):
        raise  # the base in place may be read later
    except (sqlite3.DatabaseError, KbError) as error:
        why = f" : {error}" if isinstance(error, KbError) else "."
        raise StandingUnread(f"La base qui est en place ne se lit pas{why}") from error


def carry_over(standing: Register, fresh: Register, private: PrivateStore) -> tuple[str, ...]:
    """What stays closed in a restored register, as in the one that it replaces: French lines.

    That is what `keep_closed` says, and the addresses that open something without a password.
    """
    read = standing.database.execute
    with transaction(fresh.database):
        for table in ("feeds", "pack_links"):
            open_now = {row[0] for row in read(f"SELECT token FROM {table}").fetchall()}
            for (token,) in fresh.database.execute(f"SELECT token FROM {table}").fetchall():
                if token not in open_now:
                    fresh.database.execute(f"DELETE FROM {table} WHERE token = ?", [token])
        links = {row[0] for row in read("SELECT link FROM trails").fetchall()}
        for number, link in fresh.database.execute("SELECT number, link FROM trails").fetchall():
            if link not in links:
                fresh.database.execute("UPDATE trails SET link = '' WHERE number = ?", [number])
    return keep_closed(standing, fresh, private)


def end_access(register: Register) -> None:
    """End all sessions, tokens and links that serve once: some were ended or used since the backup was made.

    The register is another one from now on: no index that followed the one before takes itself for level with it.
    """
    with transaction(register.database):
        put_settings(register, {RESTORED: secrets.token_hex(8)})
        for table in ("sessions", "one_time_links", "access_tokens"):
            register.database.execute(f"DELETE FROM {table}")
        register.audit(ACTOR, "end sessions", None)
