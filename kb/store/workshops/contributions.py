"""What people say in a sitting: contributions, cells of the grid, votes. In the private database, without a date."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.store.drafts.private import PrivateStore
from kb.store.files.database import transaction
from kb.store.files.kept_values import kept_json
from kb.store.files.statements import put


@dataclass(frozen=True, slots=True)
class Contribution:
    """Something written: whose place wrote it ("" once the sitting ended), whether the room may see it.

    `state` is "waiting", "shown" or "hidden"; `marks` are places of its text that could name somebody, None while
    nobody looked; `late`: it came when the sitting was over.
    """

    key: str
    sort: str
    team: int
    owner: str
    state: str
    version: int
    body: Mapping[str, Any]
    marks: Sequence[Sequence[Any]] | None
    late: bool


@dataclass(frozen=True, slots=True)
class CellRow:
    """A cell of the grid as it is kept."""

    line: int
    question: int
    team: int
    text: str
    stance: str
    version: int


FIELDS = "key, sort, team, owner, state, version, body, marks, late"


def first_time(store: PrivateStore, sitting: int, key: str) -> bool:
    """Whether what has this key comes for the first time; it is noted. Call it in the transaction of the change."""
    cursor = store.database.execute("INSERT INTO sent_keys VALUES (?, ?) ON CONFLICT DO NOTHING", [sitting, key])
    return cursor.rowcount > 0


def put_contribution(store: PrivateStore, sitting: int, one: Contribution) -> bool:
    """Write, or replace, a contribution; False when a version as new is there, or it is somebody else's."""
    with transaction(store.database):
        row = store.database.execute(
            "SELECT owner, version FROM contributions WHERE sitting = ? AND key = ?", [sitting, one.key]
        ).fetchone()
        if row is not None and (row[0] != one.owner or row[1] >= one.version):
            return False
        marks = None if one.marks is None else json.dumps(one.marks, ensure_ascii=False)
        store.database.execute(
            put("contributions", f"sitting, {FIELDS}", key="sitting, key"),
            [sitting, one.key, one.sort, one.team, one.owner, one.state, one.version,
             json.dumps(one.body, ensure_ascii=False), marks, int(one.late)],
        )  # fmt: skip
        return True


def contributions(store: PrivateStore, sitting: int, sort: str = "") -> tuple[Contribution, ...]:
    """What was written in a sitting, in the order of keys that chance made."""
    sorts, values = ("AND sort = ?", [sort]) if sort else ("", [])
    rows = store.database.execute(
        f"SELECT {FIELDS} FROM contributions WHERE sitting = ? {sorts} ORDER BY key", [sitting, *values]
    )
    return tuple(_contribution(row) for row in rows.fetchall())


def _contribution(row: tuple[str, str, int, str, str, int, str, str | None, int]) -> Contribution:
    marks = None if row[7] is None else kept_json(row[7])
    return Contribution(*row[:6], kept_json(row[6]), marks, bool(row[8]))


def put_state(store: PrivateStore, sitting: int, keys: Collection[str], state: str) -> None:
    """Show contributions to the room, or keep them from it."""
    with transaction(store.database):
        for key in keys:
            store.database.execute(
                "UPDATE contributions SET state = ? WHERE sitting = ? AND key = ?", [state, sitting, key]
            )


def put_marks(store: PrivateStore, sitting: int, key: str, version: int, marks: Sequence[Sequence[Any]]) -> None:
    """Note what of a contribution could name somebody, unless it was written anew meanwhile."""
    with transaction(store.database):
        store.database.execute(
            "UPDATE contributions SET marks = ? WHERE sitting = ? AND key = ? AND version = ?",
            [json.dumps(marks, ensure_ascii=False), sitting, key, version],
        )


def put_text(store: PrivateStore, sitting: int, key: str, body: Mapping[str, Any]) -> None:
    """Replace the words of a contribution, by whoever facilitates: without the name that stood in it."""
    with transaction(store.database):
        store.database.execute(
            "UPDATE contributions SET body = ?, marks = NULL, version = version + 1 WHERE sitting = ? AND key = ?",
            [json.dumps(body, ensure_ascii=False), sitting, key],
        )


def drop_contribution(store: PrivateStore, sitting: int, key: str, owner: str) -> bool:
    """Forget what this place wrote; whether there was such a thing."""
    with transaction(store.database):
        return (
            store.database.execute(
                "DELETE FROM contributions WHERE sitting = ? AND key = ? AND owner = ? AND owner <> ''",
                [sitting, key, owner],
            ).rowcount
            > 0
        )


def cells(store: PrivateStore, sitting: int) -> tuple[CellRow, ...]:
    """The cells of the grid, by narrative, question and group."""
    rows = store.database.execute(
        "SELECT line, question, team, text, stance, version FROM grid_cells WHERE sitting = ? "
        "ORDER BY line, question, team",
        [sitting],
    )
    return tuple(CellRow(*row) for row in rows.fetchall())


def cell_text(store: PrivateStore, sitting: int, at: tuple[int, int, int], version: int) -> str:
    """The text of a cell in one of its versions, "" before its first."""
    row = store.database.execute(
        "SELECT text FROM cell_versions WHERE sitting = ? AND line = ? AND question = ? AND team = ? AND version = ?",
        [sitting, *at, version],
    ).fetchone()
    return str(row[0]) if row else ""


def put_cell(store: PrivateStore, sitting: int, one: CellRow) -> None:
    """Write, or replace, a cell; what stood before stays among its versions."""
    with transaction(store.database):
        store.database.execute(
            put(
                "grid_cells",
                "sitting, line, question, team, text, stance, version",
                key="sitting, line, question, team",
            ),
            [sitting, one.line, one.question, one.team, one.text, one.stance, one.version],
        )
        store.database.execute(
            put(
                "cell_versions",
                "sitting, line, question, team, version, text",
                key="sitting, line, question, team, version",
            ),
            [sitting, one.line, one.question, one.team, one.version, one.text],
        )


def put_vote(store: PrivateStore, sitting: int, voter: str, target: str, points: int, turn: int) -> None:
    """Give so many points in all to a target, unless a later turn of this voter already said."""
    with transaction(store.database):
        store.database.execute(
            "INSERT INTO votes VALUES (?, ?, ?, ?, ?) ON CONFLICT (sitting, voter, target) DO UPDATE SET "
            "points = excluded.points, turn = excluded.turn WHERE excluded.turn > votes.turn",
            [sitting, voter, target, points, turn],
        )


def votes_by(store: PrivateStore, sitting: int, voter: str) -> dict[str, int]:
    """The points that one place gave, by target."""
    rows = store.database.execute(
        "SELECT target, points FROM votes WHERE sitting = ? AND voter = ? AND points > 0", [sitting, voter]
    )
    return {row[0]: int(row[1]) for row in rows.fetchall()}


def points(store: PrivateStore, sitting: int) -> dict[str, int]:
    """The points of each target: those of the votes while it lasts, then those that were counted."""
    rows = store.database.execute(
        "SELECT target, SUM(points) FROM (SELECT target, points FROM tallies WHERE sitting = ? "
        "UNION ALL SELECT target, points FROM votes WHERE sitting = ?) GROUP BY target",
        [sitting, sitting],
    )
    return {row[0]: int(row[1]) for row in rows.fetchall() if row[1]}


def voters(store: PrivateStore, sitting: int) -> int:
    """How many places gave a point."""
    row = store.database.execute(
        "SELECT COUNT(DISTINCT voter) FROM votes WHERE sitting = ? AND points > 0", [sitting]
    ).fetchone()
    return int(row[0])


def count_votes(store: PrivateStore, sitting: int) -> None:
    """Keep the sums, and forget who gave what."""
    with transaction(store.database):
        sums = points(store, sitting)
        store.database.execute("DELETE FROM tallies WHERE sitting = ?", [sitting])
        for target, sum_of in sums.items():
            store.database.execute("INSERT INTO tallies VALUES (?, ?, ?)", [sitting, target, sum_of])
        store.database.execute("DELETE FROM votes WHERE sitting = ?", [sitting])


def unlink(store: PrivateStore, sitting: int) -> None:
    """Forget which place wrote what: from now on nobody can tell."""
    with transaction(store.database):
        count_votes(store, sitting)
        store.database.execute("UPDATE contributions SET owner = '' WHERE sitting = ?", [sitting])


def purge_sittings(store: PrivateStore, today: str) -> int:
    """Forget what was not kept of sittings whose date has come, and their places; number of texts that went."""
    with transaction(store.database):
        # Nobody ended it: its date was announced all the same.
        forgotten = "SELECT number FROM sittings WHERE state = 'open' AND purge_on <> '' AND purge_on <= ?"
        for (number,) in store.database.execute(forgotten, [today]).fetchall():
            unlink(store, number)
            store.database.execute("UPDATE sittings SET state = 'ended' WHERE number = ?", [number])
        due = "SELECT number FROM sittings WHERE state = 'ended' AND purge_on <> '' AND purge_on <= ?"
        gone = store.database.execute(
            f"DELETE FROM contributions WHERE state <> 'shown' AND sitting IN ({due})", [today]
        ).rowcount
        for table in ("places", "votes", "sent_keys", "cell_versions"):
            gone += store.database.execute(f"DELETE FROM {table} WHERE sitting IN ({due})", [today]).rowcount
        held = store.database.execute(f"SELECT number, heaps FROM sittings WHERE number IN ({due})", [today])
        for number, heaps in held.fetchall():
            if kept_json(heaps).get("before") is not None:
                text = json.dumps({**kept_json(heaps), "before": None}, ensure_ascii=False)
                store.database.execute("UPDATE sittings SET heaps = ? WHERE number = ?", [text, number])
    return gone
