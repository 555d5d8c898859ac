"""Signals of the shared watch, in the private database: received, moved on, corroborated. Callers check the rights."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from kb.errors import RecordNotFound
from kb.store.drafts.private import PrivateStore
from kb.store.files.database import LARGEST, transaction
from kb.store.files.kept_values import kept_json
from kb.store.files.statements import added, marks_for
from kb.store.records.register import Register

Float32 = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SignalReport:
    """A signal as the cell has it. `fields` are those of the record that it may become; `sender` goes to no page.

    `grouped` is the signal that stands for its phenomenon: the cell's choice if it made one, else the program's.
    `structures` are those that say the same, its own among them.
    """

    number: int
    sender: str
    structure: str
    at: str
    state: str
    day: str
    territory: str
    fields: Mapping[str, Any]
    grouped: int
    grid: Mapping[str, str]
    audience: str
    record_id: str
    deadline: str
    expires: str
    structures: frozenset[str]


@dataclass(frozen=True, slots=True)
class SignalMark:
    """A signal as counts and pictures need it; its words are left where they are."""

    number: int
    state: str
    day: str
    territory: str
    substances: tuple[str, ...]
    themes: tuple[str, ...]
    grouped: int
    record_id: str
    structures: frozenset[str]


@dataclass(frozen=True, slots=True)
class SignalStep:
    """Something that was done of a signal: when, by which account, what it became, and why."""

    at: str
    actor: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class News:
    """What somebody who is concerned by a signal is told of it."""

    number: int
    signal: int
    at: str
    state: str
    reason: str
    seen: bool


GROUP: Final = "CASE WHEN chosen <> 0 THEN chosen WHEN grouped <> 0 THEN grouped ELSE number END AS phenomenon"
FIELDS: Final = (
    f"number, sender, structure, at, state, day, territory, fields, {GROUP}, grid, audience, record_id, deadline, "
    "expires"
)


def add_report(
    store: PrivateStore,
    *,
    sender: str,
    key: str,
    structure: str,
    day: str,
    territory: str,
    fields: Mapping[str, Any],
    vector: Float32,
    deadline: str = "",
    at: str = "",
) -> tuple[int, bool]:
    """Number of the signal, and whether it is new: the same key of the same sender is the same signal, sent again."""
    with transaction(store.database):
        known = store.database.execute(
            "SELECT number FROM watch_signals WHERE sender = ? AND key = ?", [sender, key]
        ).fetchone()
        if known:
            return int(known[0]), False
        at = at or store.now()
        body = json.dumps(fields, ensure_ascii=False)
        number = added(
            store.database,
            "INSERT INTO watch_signals (sender, key, structure, at, day, territory, fields, vector, deadline) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [sender, key, structure, at, day, territory, body, vector.astype(np.float32).tobytes(), deadline],
        )
        add_step(store, number, actor="", state="received", reason="", at=at)
    return number, True


def add_step(store: PrivateStore, number: int, *, actor: str, state: str, reason: str, at: str = "") -> None:
    """Note what a signal became. `actor` is "" for whoever sent it: the history names no sender."""
    store.database.execute(
        "INSERT INTO watch_steps (signal, at, actor, state, reason) VALUES (?, ?, ?, ?, ?)",
        [number, at or store.now(), actor, state, reason],
    )


def change_report(store: PrivateStore, number: int, **values: Any) -> None:
    """Put other values in columns of a signal; mappings are kept as JSON."""
    known = {"state", "day", "territory", "fields", "chosen", "grid", "audience", "record_id", "deadline", "expires"}
    assert set(values) <= known
    kept = [json.dumps(one, ensure_ascii=False) if isinstance(one, Mapping) else one for one in values.values()]
    with transaction(store.database):
        store.database.execute(
            f"UPDATE watch_signals SET {', '.join(f'{name} = ?' for name in values)} WHERE number = ?", [*kept, number]
        )


def put_groups(store: PrivateStore, groups: Mapping[int, int]) -> None:
    """Note which signal the program puts each with."""
    with transaction(store.database):
        for number, grouped in groups.items():
            store.database.execute("UPDATE watch_signals SET grouped = ? WHERE number = ?", [grouped, number])


def report(store: PrivateStore, number: int) -> SignalReport:
    """One signal. Raises RecordNotFound."""
    found = reports(store, "number = ?", [number]) if 0 < number <= LARGEST else ()
    if not found:
        raise RecordNotFound("Ce signal n’existe pas.")
    return found[0]


def report_of_record(store: PrivateStore, record_id: str) -> SignalReport | None:
    """The signal that a published record was diffused from, or None."""
    found = reports(store, "record_id = ? AND record_id <> ''", [record_id])
    return found[0] if found else None


def reports(store: PrivateStore, where: str = "1 = 1", values: Sequence[Any] = ()) -> tuple[SignalReport, ...]:
    """The signals of a condition, oldest first."""
    rows = store.database.execute(f"SELECT {FIELDS} FROM watch_signals WHERE {where} ORDER BY number", [*values])
    same = _same(store)
    return tuple(_report(row, same.get(row[0])) for row in rows.fetchall())


def _report(row: tuple[Any, ...], same: set[str] | None) -> SignalReport:
    values = [*row[:7], kept_json(row[7]), row[8], kept_json(row[9]), *row[10:], _said(row[2], same)]
    return SignalReport(*values)


def marks(store: PrivateStore) -> tuple[SignalMark, ...]:
    """All signals that were not retracted, without their words, oldest first."""
    rows = store.database.execute(
        f"SELECT number, state, day, territory, json_extract(fields, '$.substances'), "
        f"json_extract(fields, '$.themes'), {GROUP}, record_id, structure "
        "FROM watch_signals WHERE state <> 'retracted' ORDER BY number"
    )
    same = _same(store)
    return tuple(_mark(row, same.get(row[0])) for row in rows.fetchall())


def _mark(row: tuple[Any, ...], same: set[str] | None) -> SignalMark:
    named = [tuple(kept_json(one or "[]")) for one in row[4:6]]
    values = [*row[:4], *named, *row[6:8], _said(row[8], same)]
    return SignalMark(*values)


def _same(store: PrivateStore) -> dict[int, set[str]]:
    out: dict[int, set[str]] = {}
    for number, structure in store.database.execute("SELECT signal, structure FROM watch_same").fetchall():
        out.setdefault(number, set()).add(structure)
    return out


def _said(own: str, others: set[str] | None) -> frozenset[str]:
    return frozenset({own, *(others or ())})


def vectors(store: PrivateStore) -> tuple[tuple[int, ...], Float32]:
    """Numbers of the signals that were not retracted, and one row of length 1 for each, oldest first."""
    rows = store.database.execute(
        "SELECT number, vector FROM watch_signals WHERE state <> 'retracted' ORDER BY number"
    ).fetchall()
    if not rows:
        return (), np.zeros((0, 0), np.float32)
    return tuple(row[0] for row in rows), np.frombuffer(b"".join(row[1] for row in rows), np.float32).reshape(
        len(rows), -1
    )


def steps(store: PrivateStore, number: int) -> tuple[SignalStep, ...]:
    """What was done of a signal, oldest first."""
    rows = store.database.execute(
        "SELECT at, actor, state, reason FROM watch_steps WHERE signal = ? ORDER BY number", [number]
    )
    return tuple(SignalStep(*row) for row in rows.fetchall())


def add_same(store: PrivateStore, number: int, account: str, structure: str) -> None:
    """Note that an account says the same."""
    with transaction(store.database):
        store.database.execute(
            "INSERT INTO watch_same VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [number, account, structure, store.now()],
        )


def who_says_the_same(store: PrivateStore, number: int) -> frozenset[str]:
    """Accounts that said the same as a signal."""
    rows = store.database.execute("SELECT account FROM watch_same WHERE signal = ?", [number])
    return frozenset(row[0] for row in rows.fetchall())


def sent_since(store: PrivateStore, sender: str, moment: str) -> int:
    """How many signals an account sent since a moment."""
    row = store.database.execute(
        "SELECT COUNT(*) FROM watch_signals WHERE sender = ? AND at >= ?", [sender, moment]
    ).fetchone()
    return int(row[0])


def count_reports(store: PrivateStore, state: str) -> int:
    """How many signals stand in a state."""
    return int(store.database.execute("SELECT COUNT(*) FROM watch_signals WHERE state = ?", [state]).fetchone()[0])


def put_vector(store: PrivateStore, number: int, vector: Float32) -> None:
    """Put another meaning in place of that of a signal whose words were mended."""
    with transaction(store.database):
        store.database.execute(
            "UPDATE watch_signals SET vector = ? WHERE number = ?", [vector.astype(np.float32).tobytes(), number]
        )


def bulletins(register: Register) -> tuple[str, ...]:
    """Identifiers of the published bulletins, oldest first."""
    rows = register.database.execute(
        "SELECT id FROM records WHERE kind = 'bulletin' AND published_revision IS NOT NULL ORDER BY id"
    )
    return tuple(row[0] for row in rows.fetchall())


def last_step(store: PrivateStore) -> int:
    """Number of the last step taken of any signal: what was worked out before it is out of date."""
    return int(store.database.execute("SELECT COALESCE(MAX(number), 0) FROM watch_steps").fetchone()[0])


def chosen_groups(store: PrivateStore) -> dict[int, int]:
    """The signals that people put with another's phenomenon, or by themselves."""
    return dict(store.database.execute("SELECT number, chosen FROM watch_signals WHERE chosen <> 0").fetchall())


def titles(store: PrivateStore, numbers: Sequence[int]) -> dict[int, str]:
    """The titles of some signals, by number."""
    return _texts(store, "title", numbers)


def descriptions(store: PrivateStore, numbers: Sequence[int]) -> dict[int, str]:
    """The words of some signals, by number."""
    return _texts(store, "description", numbers)


def _texts(store: PrivateStore, field: str, numbers: Sequence[int]) -> dict[int, str]:
    rows = store.database.execute(
        f"SELECT number, json_extract(fields, '$.{field}') FROM watch_signals WHERE number IN ({marks_for(numbers)})",
        list(numbers),
    )
    return dict(rows.fetchall())


def signal_audiences(register: Register) -> dict[str, str]:
    """Who may read each published signal, by identifier."""
    rows = register.database.execute(
        "SELECT id, diffusion FROM records WHERE kind = 'signal' AND published_revision IS NOT NULL"
    )
    return dict(rows.fetchall())
