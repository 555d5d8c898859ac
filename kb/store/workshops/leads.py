"""Leads: what a workshop decided to try, who carries it, what became of it; and the groups that meet to follow them."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.errors import RecordNotFound
from kb.store.files.database import LARGEST, transaction
from kb.store.files.kept_values import kept_json
from kb.store.files.statements import added, marks_for
from kb.store.records.register import Register


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead: `owner` is a role or a structure, `account` who is reminded ("" for nobody), `due` a day or "".

    `source` is the key of the contribution it came from, `record_id` the restitution it stands in, `experience` the
    record that tells what came of it.
    """

    number: int
    workshop: int
    source: str
    record_id: str
    working_group: int
    axis: str
    text: str
    owner: str
    account: str
    due: str
    state: str
    result: str
    experience: str
    created: str


@dataclass(frozen=True, slots=True)
class LeadLine:
    """A line of the history of a lead."""

    at: str
    actor: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class WorkingGroup:
    """A permanent group: its theme, rhythm and charter as JSON, and its members."""

    number: int
    body: Mapping[str, Any]
    created: str
    members: frozenset[str]


FIELDS = (
    "number, workshop, source, record_id, working_group, axis, text, owner, account, due, state, result, experience, "
    "created"
)
CHANGEABLE = frozenset({"text", "axis", "owner", "account", "due", "state", "result", "experience", "record_id"})


def add_lead(register: Register, workshop: int, *, source: str = "", axis: str, text: str, owner: str = "",
             due: str = "", record_id: str = "", working_group: int = 0, actor: str) -> int:  # fmt: skip
    """Number of a lead; the one that is there, for a contribution that became one already."""
    with transaction(register.database):
        if source:
            row = register.database.execute(
                "SELECT number FROM leads WHERE workshop = ? AND source = ?", [workshop, source]
            ).fetchone()
            if row is not None:
                return int(row[0])
        number = added(
            register.database,
            "INSERT INTO leads (workshop, source, record_id, working_group, axis, text, owner, due, created) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [workshop, source, record_id, working_group, axis, text, owner, due, register.now()],
        )
        _note(register, number, actor, "open", "")
    return number


def lead(register: Register, number: int) -> Lead:
    """One lead. Raises RecordNotFound."""
    row = None
    if 0 < number <= LARGEST:
        row = register.database.execute(f"SELECT {FIELDS} FROM leads WHERE number = ?", [number]).fetchone()
    if row is None:
        raise RecordNotFound("Cette piste n’existe pas, ou a été effacée.")
    return Lead(*row)


def leads(register: Register, *, workshops: Collection[int] = (), groups: Collection[int] = (), account: str = "",
          record_id: str = "") -> tuple[Lead, ...]:  # fmt: skip
    """The leads of these workshops, working groups, of an account or of a restitution: the soonest due first."""
    rows = register.database.execute(
        f"SELECT {FIELDS} FROM leads WHERE workshop IN ({marks_for(workshops)}) OR "
        f"(working_group IN ({marks_for(groups)}) AND working_group <> 0) OR (account = ? AND account <> '') "
        "OR (record_id = ? AND record_id <> '') "
        "ORDER BY due = '', due, number",
        [*workshops, *groups, account, record_id],
    )
    return tuple(Lead(*row) for row in rows.fetchall())


def leads_past(register: Register, today: str) -> int:
    """How many leads under way had to be done before a day."""
    row = register.database.execute(
        "SELECT COUNT(*) FROM leads WHERE due <> '' AND due < ? AND state IN ('open', 'going')", [today]
    ).fetchone()
    return int(row[0])


def leads_due(register: Register, until: str) -> tuple[Lead, ...]:
    """The leads under way that are to be done by a day, the soonest first."""
    rows = register.database.execute(
        f"SELECT {FIELDS} FROM leads WHERE due <> '' AND due <= ? AND state IN ('open', 'going') ORDER BY due, number",
        [until],
    )
    return tuple(Lead(*row) for row in rows.fetchall())


def change_lead(register: Register, number: int, changes: Mapping[str, str], *, actor: str, said: str = "") -> None:
    """Change what is noted of a lead, and keep what was said of it in its history."""
    given = {name: value for name, value in changes.items() if name in CHANGEABLE}
    with transaction(register.database):
        before = lead(register, number)
        if given:
            parts = ", ".join(f"{name} = ?" for name in given)
            register.database.execute(f"UPDATE leads SET {parts} WHERE number = ?", [*given.values(), number])
        after = lead(register, number)
        if said or after.state != before.state:
            _note(register, number, actor, after.state, said)


def lead_history(register: Register, number: int) -> tuple[LeadLine, ...]:
    """What was noted of a lead, oldest first."""
    rows = register.database.execute(
        "SELECT at, actor, state, text FROM lead_history WHERE lead = ? ORDER BY number", [number]
    )
    return tuple(LeadLine(*row) for row in rows.fetchall())


def forget_leads_of(register: Register, record_id: str) -> None:
    """Forget the leads of a restitution that is erased; of an experience that is, the link alone."""
    with transaction(register.database):
        register.database.execute("DELETE FROM leads WHERE record_id = ?", [record_id])
        register.database.execute("UPDATE leads SET experience = '' WHERE experience = ?", [record_id])


def _note(register: Register, number: int, actor: str, state: str, text: str) -> None:
    register.database.execute(
        "INSERT INTO lead_history (lead, at, actor, state, text) VALUES (?, ?, ?, ?, ?)",
        [number, register.now(), actor, state, text],
    )


def put_working_group(register: Register, body: Mapping[str, Any], members: Sequence[str], number: int = 0) -> int:
    """Number of a working group, new or changed."""
    with transaction(register.database):
        text = json.dumps(body, ensure_ascii=False)
        if number:
            register.database.execute("UPDATE working_groups SET body = ? WHERE number = ?", [text, number])
            register.database.execute("DELETE FROM working_group_members WHERE working_group = ?", [number])
        else:
            number = added(
                register.database, "INSERT INTO working_groups (body, created) VALUES (?, ?)", [text, register.now()]
            )
        for account in sorted(set(members)):
            register.database.execute("INSERT INTO working_group_members VALUES (?, ?)", [number, account])
    return number


def working_group(register: Register, number: int) -> WorkingGroup:
    """One working group. Raises RecordNotFound."""
    row = None
    if 0 < number <= LARGEST:
        row = register.database.execute(
            "SELECT number, body, created FROM working_groups WHERE number = ?", [number]
        ).fetchone()
    if row is None:
        raise RecordNotFound("Ce groupe de travail n’existe pas.")
    members = register.database.execute(
        "SELECT account FROM working_group_members WHERE working_group = ?", [number]
    ).fetchall()
    return WorkingGroup(row[0], kept_json(row[1]), row[2], frozenset(str(one[0]) for one in members))


def working_groups_of(register: Register, account: str) -> tuple[WorkingGroup, ...]:
    """The working groups that an account is in, oldest first."""
    rows = register.database.execute(
        "SELECT working_group FROM working_group_members WHERE account = ? ORDER BY working_group", [account]
    )
    return tuple(working_group(register, int(row[0])) for row in rows.fetchall())
