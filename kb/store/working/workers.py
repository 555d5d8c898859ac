"""Workers that live: each says so every few seconds, and what one of them does no server does beside its pages.

Two signs, so that no work is left to a dead one. A worker that was killed, or whose connection broke, has lost its
claim on the server at once; one that hangs, or whose machine went without a word, is dead when it said nothing for
SILENT seconds. Files of a home know the second sign alone.
"""

import datetime
from dataclasses import dataclass
from typing import Final

from kb.store.engines.port import ServerDatabase
from kb.store.files.statements import put
from kb.store.records.register import Register

# How often a worker says that it lives, and how long after the last time it is dead, in seconds.
EVERY: Final = 4.0
SILENT: Final = 16.0
# Rows of workers that died are of use to whoever looks for what happened, for so long.
FORGOTTEN: Final = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkersSeen:
    """How many workers live, and how many seconds ago one last said so; None when none did for a day."""

    living: int
    last: float | None


def beat(register: Register, name: str, encoder: str) -> None:
    """Note that a worker lives. Raises BaseUnavailable."""
    now = _clock(register)
    statement = put("workers", "name, encoder, beat", key="name")
    register.database.execute(statement, [name, encoder, now.isoformat()])
    register.database.execute("DELETE FROM workers WHERE beat < ?", [(now - FORGOTTEN).isoformat()])


def leave(register: Register, name: str) -> None:
    """Note that a worker ends: servers take its work back at once. Raises BaseUnavailable."""
    register.database.execute("DELETE FROM workers WHERE name = ?", [name])


def claim_of(name: str) -> str:
    """What a worker claims on the server as long as it lives."""
    return f"worker {name}"


def living(register: Register, encoder: str = "") -> tuple[str, ...]:
    """The names of the workers that live, in their order: those with this encoder, or all for ""."""
    now = _clock(register)
    rows = register.database.execute("SELECT name, encoder, beat FROM workers ORDER BY name").fetchall()
    heard = [row[0] for row in rows if encoder in ("", row[1]) and _age(now, row[2]) < SILENT]
    database = register.database
    return tuple(one for one in heard if not isinstance(database, ServerDatabase) or database.is_claimed(claim_of(one)))


def workers_seen(register: Register) -> WorkersSeen:
    """What is counted of workers."""
    now = _clock(register)
    beats = [row[0] for row in register.database.execute("SELECT beat FROM workers").fetchall()]
    return WorkersSeen(len(living(register)), min((_age(now, one) for one in beats), default=None))


def _age(now: datetime.datetime, beat: str) -> float:
    # A clock that was ahead when it was written: as far from now as it says.
    return abs((now - datetime.datetime.fromisoformat(beat)).total_seconds())


def _clock(register: Register) -> datetime.datetime:
    """The moment of the database's own clock: those of machines differ."""
    found = register.database.execute("SELECT CURRENT_TIMESTAMP").fetchone()[0]
    if isinstance(found, str):  # a file: « 2026-04-15 08:30:00 », in universal time
        return datetime.datetime.fromisoformat(found).replace(tzinfo=datetime.UTC)
    moment: datetime.datetime = found
    return moment.astimezone(datetime.UTC)
