"""Workshops and their sittings in the private database: what is prepared, where a sitting stands, who has a place."""

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from kb.errors import RecordNotFound, StoreConflict
from kb.store.drafts.private import PrivateStore
from kb.store.files.database import LARGEST, transaction
from kb.store.files.kept_values import kept_json
from kb.store.files.statements import added, marks_for


@dataclass(frozen=True, slots=True)
class Workshop:
    """A cycle of workshops: its plan as JSON, who began it, and the restitution made of it ("" before)."""

    number: int
    owner: str
    body: Mapping[str, Any]
    record_id: str
    working_group: int
    created: str
    facilitators: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sitting:
    """One half-day: its code, the token of its room's screen, its plan, where it stands, its heaps.

    `version` grows with whatever changes in it; `purge_on` is when what was not kept goes.
    """

    number: int
    workshop: int
    code: str
    screen: str
    state: str
    body: Mapping[str, Any]
    live: Mapping[str, Any]
    heaps: Mapping[str, Any]
    version: int
    purge_on: str


@dataclass(frozen=True, slots=True)
class Place:
    """A pseudonymous place in a group of a sitting; `token` is the digest of what the telephone holds."""

    token: str
    sitting: int
    number: int
    team: int
    paper: bool
    accepted: bool
    revoked: bool


SITTING = "number, workshop, code, screen, state, body, live, heaps, version, purge_on"
PLACE = "token, sitting, number, team, paper, accepted, revoked"


def place_digest(token: str) -> str:
    """What the store keeps of a token: whoever reads the file cannot take a place."""
    return hashlib.sha256(token.encode()).hexdigest()


def add_workshop(store: PrivateStore, owner: str, body: Mapping[str, Any], working_group: int = 0) -> int:
    """Number of a new workshop, which its owner facilitates."""
    with transaction(store.database):
        number = added(
            store.database,
            "INSERT INTO workshops (owner, body, working_group, created) VALUES (?, ?, ?, ?)",
            [owner, _json(body), working_group, store.now()],
        )
        store.database.execute("INSERT INTO workshop_facilitators VALUES (?, ?)", [number, owner])
    return number


def workshop(store: PrivateStore, number: int) -> Workshop:
    """One workshop. Raises RecordNotFound."""
    row = None
    if 0 < number <= LARGEST:
        row = store.database.execute(
            "SELECT number, owner, body, record_id, working_group, created FROM workshops WHERE number = ?", [number]
        ).fetchone()
    if row is None:
        raise RecordNotFound("Cet atelier n’existe pas, ou a été effacé.")
    held = store.database.execute("SELECT account FROM workshop_facilitators WHERE workshop = ?", [number])
    accounts = frozenset(str(one[0]) for one in held.fetchall())
    return Workshop(row[0], row[1], kept_json(row[2]), row[3], row[4], row[5], accounts)


def workshops_of(store: PrivateStore, account: str, groups: Collection[int] = ()) -> tuple[Workshop, ...]:
    """The workshops that an account facilitates, and those of these working groups, newest first."""
    rows = store.database.execute(
        "SELECT number FROM workshops w WHERE EXISTS (SELECT 1 FROM workshop_facilitators f WHERE "
        f"f.workshop = w.number AND f.account = ?) OR working_group IN ({marks_for(groups)}) ORDER BY number DESC",
        [account, *groups],
    )
    return tuple(workshop(store, row[0]) for row in rows.fetchall())


def workshops_on(store: PrivateStore, need: str) -> tuple[Workshop, ...]:
    """The workshops that take up a need, newest first, whoever facilitates them."""
    rows = store.database.execute(
        "SELECT number FROM workshops WHERE json_extract(body, '$.need') = ? ORDER BY number DESC", [need]
    )
    return tuple(workshop(store, row[0]) for row in rows.fetchall())


def put_workshop(store: PrivateStore, number: int, body: Mapping[str, Any], working_group: int) -> None:
    """Replace the plan of a workshop."""
    with transaction(store.database):
        store.database.execute(
            "UPDATE workshops SET body = ?, working_group = ? WHERE number = ?", [_json(body), working_group, number]
        )


def put_facilitators(store: PrivateStore, number: int, accounts: Collection[str]) -> None:
    """Replace who facilitates a workshop; its owner stays."""
    with transaction(store.database):
        owner = workshop(store, number).owner
        store.database.execute("DELETE FROM workshop_facilitators WHERE workshop = ?", [number])
        for account in sorted({owner, *accounts}):
            store.database.execute("INSERT INTO workshop_facilitators VALUES (?, ?)", [number, account])


def put_restitution(store: PrivateStore, number: int, record_id: str, *, before: str) -> bool:
    """Note which record tells what came of a workshop; False when that is no longer what it was `before`."""
    with transaction(store.database):
        done = store.database.execute(
            "UPDATE workshops SET record_id = ? WHERE number = ? AND record_id = ?", [record_id, number, before]
        )
        return done.rowcount == 1


def drop_workshop(store: PrivateStore, number: int) -> None:
    """Forget a workshop with every word said in it."""
    with transaction(store.database):
        store.database.execute("DELETE FROM workshops WHERE number = ?", [number])


def add_sitting(store: PrivateStore, number: int, code: str, body: Mapping[str, Any], purge_on: str) -> int:
    """Number of a new sitting. Raises StoreConflict for a code that another one has."""
    with transaction(store.database):
        if sitting_of_code(store, code) is not None:
            raise StoreConflict("Ce code est pris.")
        number = added(
            store.database,
            "INSERT INTO sittings (workshop, code, screen, body, purge_on) VALUES (?, ?, ?, ?, ?)",
            [number, code, secrets.token_urlsafe(18), _json(body), purge_on],
        )
        return number


def sitting(store: PrivateStore, number: int) -> Sitting:
    """One sitting. Raises RecordNotFound."""
    row = None
    if 0 < number <= LARGEST:
        row = store.database.execute(f"SELECT {SITTING} FROM sittings WHERE number = ?", [number]).fetchone()
    if row is None:
        raise RecordNotFound("Cette séance n’existe pas, ou a été effacée.")
    return _sitting(row)


def sittings_of(store: PrivateStore, number: int) -> tuple[Sitting, ...]:
    """The sittings of a workshop, in the order they were made."""
    rows = store.database.execute(f"SELECT {SITTING} FROM sittings WHERE workshop = ? ORDER BY number", [number])
    return tuple(_sitting(row) for row in rows.fetchall())


def sitting_of_code(store: PrivateStore, code: str) -> Sitting | None:
    """The sitting that a code opens, or None."""
    row = store.database.execute(f"SELECT {SITTING} FROM sittings WHERE code = ?", [code]).fetchone()
    return _sitting(row) if row else None


def sitting_of_screen(store: PrivateStore, token: str) -> Sitting | None:
    """The sitting whose room's screen has this token, or None."""
    row = store.database.execute(f"SELECT {SITTING} FROM sittings WHERE screen = ?", [token]).fetchone()
    return _sitting(row) if row else None


def sitting_version(store: PrivateStore, number: int) -> int:
    """How often a sitting changed; -1 when it is gone."""
    row = store.database.execute("SELECT version FROM sittings WHERE number = ?", [number]).fetchone()
    return int(row[0]) if row else -1


def change_sitting(
    store: PrivateStore,
    number: int,
    *,
    body: Mapping[str, Any] | None = None,
    live: Mapping[str, Any] | None = None,
    heaps: Mapping[str, Any] | None = None,
    state: str | None = None,
    purge_on: str | None = None,
) -> None:
    """Replace parts of a sitting, and count one more change; with none, count the change alone."""
    given = {"body": body, "live": live, "heaps": heaps}
    values: dict[str, str | None] = {name: _json(one) for name, one in given.items() if one is not None}
    values |= {name: one for name, one in (("state", state), ("purge_on", purge_on)) if one is not None}
    parts = ", ".join([*(f"{name} = ?" for name in values), "version = version + 1"])
    with transaction(store.database):
        store.database.execute(f"UPDATE sittings SET {parts} WHERE number = ?", [*values.values(), number])


def drop_sitting(store: PrivateStore, number: int) -> None:
    """Forget a sitting with every word said in it."""
    with transaction(store.database):
        store.database.execute("DELETE FROM sittings WHERE number = ?", [number])


def add_place(store: PrivateStore, number: int, token: str, team: int, *, paper: bool, most: int) -> Place | None:
    """A new place of a sitting for the holder of `token`, or None when all are taken."""
    with transaction(store.database):
        taken, last = store.database.execute(
            "SELECT COUNT(*) FILTER (WHERE revoked = 0), COALESCE(MAX(number), 0) FROM places WHERE sitting = ?",
            [number],
        ).fetchone()
        if taken >= most:
            return None
        made = Place(place_digest(token), number, last + 1, team, paper, paper, False)
        store.database.execute(
            "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, 0)",
            [made.token, number, made.number, team, int(paper), int(paper)],
        )
        change_sitting(store, number)
    return made


def place(store: PrivateStore, token: str) -> Place | None:
    """The place whose digest this is, or None."""
    row = store.database.execute(f"SELECT {PLACE} FROM places WHERE token = ?", [token]).fetchone()
    return _place(row) if row else None


def places_of(store: PrivateStore, number: int) -> tuple[Place, ...]:
    """The places of a sitting, by number."""
    rows = store.database.execute(f"SELECT {PLACE} FROM places WHERE sitting = ? ORDER BY number", [number])
    return tuple(_place(row) for row in rows.fetchall())


def change_place(store: PrivateStore, token: str, *, team: int | None = None, accepted: bool | None = None,
                 revoked: bool | None = None) -> None:  # fmt: skip
    """Change what is noted of a place."""
    values = {"team": team, "accepted": accepted, "revoked": revoked}
    given = {name: int(one) for name, one in values.items() if one is not None}
    with transaction(store.database):
        parts = ", ".join(f"{name} = ?" for name in given)
        store.database.execute(f"UPDATE places SET {parts} WHERE token = ?", [*given.values(), token])


def _sitting(row: tuple[Any, ...]) -> Sitting:
    return Sitting(*row[:5], *(kept_json(one) for one in row[5:8]), *row[8:])


def _place(row: tuple[Any, ...]) -> Place:
    return Place(*row[:4], *(bool(one) for one in row[4:]))


def _json(given: Mapping[str, Any]) -> str:
    return json.dumps(given, ensure_ascii=False)
