"""Trails of the register: kept, changed, opened by a link, forgotten."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from kb.errors import RecordNotFound
from kb.records.positions import Position
from kb.store.accounts.one_time_links import digest
from kb.store.files.database import LARGEST, transaction
from kb.store.files.statements import added
from kb.store.records.register import Register


@dataclass(frozen=True, slots=True)
class Trail:
    """Passages that somebody went through, first to last, under the name they gave; `shared`: a link opens it."""

    number: int
    account: str
    name: str
    shared: bool
    changed: str
    steps: tuple[Position, ...]


def add_trail(register: Register, account: str, name: str, steps: Sequence[Position]) -> int:
    """Number of the trail added."""
    with transaction(register.database):
        now = register.now()
        number = added(
            register.database,
            "INSERT INTO trails (account, name, created, changed) VALUES (?, ?, ?, ?)",
            [account, name, now, now],
        )
        _put_steps(register, number, steps)
    return number


def change_trail(register: Register, number: int, name: str, steps: Sequence[Position]) -> None:
    """Give a trail another name and other steps."""
    with transaction(register.database):
        register.database.execute(
            "UPDATE trails SET name = ?, changed = ? WHERE number = ?", [name, register.now(), number]
        )
        register.database.execute("DELETE FROM trail_steps WHERE trail = ?", [number])
        _put_steps(register, number, steps)


def _put_steps(register: Register, number: int, steps: Sequence[Position]) -> None:
    for place, one in enumerate(steps):
        register.database.execute(
            "INSERT INTO trail_steps VALUES (?, ?, ?, ?, ?, ?)",
            [number, place, one.record, one.revision, one.start, one.end],
        )


def drop_trail(register: Register, number: int) -> None:
    """Forget a trail."""
    with transaction(register.database):
        register.database.execute("DELETE FROM trails WHERE number = ?", [number])


def trail(register: Register, number: int) -> Trail:
    """One trail. Raises RecordNotFound."""
    if number > LARGEST:
        raise RecordNotFound("Ce chemin n’existe plus.")
    row = register.database.execute(f"SELECT {FIELDS} FROM trails WHERE number = ?", [number]).fetchone()
    if row is None:
        raise RecordNotFound("Ce chemin n’existe plus.")
    return _trail(register, row)


def trails_of(register: Register, account: str) -> tuple[Trail, ...]:
    """The trails of an account, last changed first."""
    rows = register.database.execute(
        f"SELECT {FIELDS} FROM trails WHERE account = ? ORDER BY changed DESC, number DESC", [account]
    )
    return tuple(_trail(register, row) for row in rows.fetchall())


def link_trail(register: Register, number: int) -> str:
    """The token of a new link to a trail, in place of any other: shown once, the register keeps its digest."""
    token = secrets.token_urlsafe(24)
    with transaction(register.database):
        register.database.execute("UPDATE trails SET link = ? WHERE number = ?", [digest(token), number])
    return token


def unlink_trail(register: Register, number: int) -> None:
    """Close the link of a trail: its address opens nothing any more."""
    with transaction(register.database):
        register.database.execute("UPDATE trails SET link = '' WHERE number = ?", [number])


def trail_of_link(register: Register, token: str) -> Trail | None:
    """The trail that a token opens, or None."""
    if not token:
        return None
    row = register.database.execute(f"SELECT {FIELDS} FROM trails WHERE link = ?", [digest(token)]).fetchone()
    return _trail(register, row) if row else None


FIELDS = "number, account, name, link, changed"


def _trail(register: Register, row: tuple[int, str, str, str, str]) -> Trail:
    steps = register.database.execute(
        'SELECT record_id, revision, start, "end" FROM trail_steps WHERE trail = ? ORDER BY place', [row[0]]
    )
    return Trail(row[0], row[1], row[2], bool(row[3]), row[4], tuple(Position(*one) for one in steps.fetchall()))
