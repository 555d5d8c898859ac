"""Judgements of coverage: need × service, kept one after the other, none lost when several people judge at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from kb.errors import StoreConflict
from kb.store.files.database import transaction
from kb.store.files.kept_values import kept_json
from kb.store.files.statements import added
from kb.store.records.register import Register

STATUSES: Final = ("covered", "partial", "saturated", "inaccessible", "gap")
FIELDS: Final = "number, need_id, COALESCE(service_id, ''), status, reason, comment, stories, author, at, standing"
STANDING, FOLLOWED, BESIDE = 1, 0, 2


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far a service meets a need, by whom and when; `service` is "" for a need that nothing meets.

    `standing`: 1 counts, 0 was followed by another, 2 was made beside the one that counts and waits for a choice.
    """

    number: int
    need: str
    service: str
    status: str
    reason: str
    comment: str
    stories: tuple[str, ...]
    author: str
    at: str
    standing: int


class CoverageConflict(StoreConflict):
    """Somebody judged the same pair meanwhile. Both judgements are kept; `theirs` is the one that counts."""

    def __init__(self, theirs: Judgement) -> None:
        super().__init__(
            "Quelqu’un d’autre a jugé cette case entre-temps. Les deux avis sont gardés : choisissez celui qui compte."
        )
        self.theirs = theirs


def judge(
    register: Register,
    need: str,
    service: str,
    status: str,
    *,
    author: str,
    read: int,
    reason: str = "",
    comment: str = "",
    stories: Sequence[str] = (),
) -> Judgement:
    """The judgement added. `read` is the number of the one that its author had before them, 0 for none.

    Raises CoverageConflict when another counts by now: the new one is kept beside it.
    """
    with transaction(register.database):
        theirs = standing(register, need, service)
        meanwhile = theirs is not None and theirs.number != read
        if theirs is not None and not meanwhile:
            register.database.execute("UPDATE coverage SET standing = ? WHERE number = ?", [FOLLOWED, theirs.number])
        number = added(
            register.database,
            "INSERT INTO coverage (need_id, service_id, status, reason, comment, stories, author, at, standing) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(need, service or None, status, reason, comment, json.dumps(list(stories))),
                *(author, register.now(), BESIDE if meanwhile else STANDING),
            ],
        )
        register.audit(author, "judge coverage", need, service)
    if theirs is not None and meanwhile:
        raise CoverageConflict(theirs)
    return judgement(register, number)


def settle(register: Register, number: int, *, author: str) -> None:
    """Have a judgement count that was made beside another; the one that counted stays in the history."""
    with transaction(register.database):
        chosen = judgement(register, number)
        register.database.execute(
            "UPDATE coverage SET standing = ? WHERE need_id = ? AND COALESCE(service_id, '') = ? AND standing != ?",
            [FOLLOWED, chosen.need, chosen.service, FOLLOWED],
        )
        register.database.execute("UPDATE coverage SET standing = ? WHERE number = ?", [STANDING, number])
        register.audit(author, "settle coverage", chosen.need, chosen.service)


def judgement(register: Register, number: int) -> Judgement:
    """One judgement. KeyError when there is none."""
    row = register.database.execute(f"SELECT {FIELDS} FROM coverage WHERE number = ?", [number]).fetchone()
    if row is None:
        raise KeyError(number)
    return _judgement(row)


def standing(register: Register, need: str, service: str) -> Judgement | None:
    """The judgement that counts for a pair, or None."""
    row = register.database.execute(
        f"SELECT {FIELDS} FROM coverage WHERE need_id = ? AND COALESCE(service_id, '') = ? AND standing = 1",
        [need, service],
    ).fetchone()
    return _judgement(row) if row else None


def standing_judgements(register: Register) -> tuple[Judgement, ...]:
    """All that count, and those made beside one of them."""
    rows = register.database.execute(f"SELECT {FIELDS} FROM coverage WHERE standing != 0 ORDER BY number")
    return tuple(map(_judgement, rows.fetchall()))


def history(register: Register, need: str, service: str) -> tuple[Judgement, ...]:
    """All judgements on a pair, newest first."""
    rows = register.database.execute(
        f"SELECT {FIELDS} FROM coverage WHERE need_id = ? AND COALESCE(service_id, '') = ? ORDER BY number DESC",
        [need, service],
    )
    return tuple(map(_judgement, rows.fetchall()))


def judged_since(register: Register, day: str) -> tuple[Judgement, ...]:
    """The judgements made on a day or after it, newest first."""
    rows = register.database.execute(f"SELECT {FIELDS} FROM coverage WHERE at >= ? ORDER BY number DESC", [day])
    return tuple(map(_judgement, rows.fetchall()))


def _judgement(row: Sequence[Any]) -> Judgement:
    number, need, service, status, reason, comment, stories, author, at, state = row
    return Judgement(number, need, service, status, reason, comment, tuple(kept_json(stories)), author, at, state)
