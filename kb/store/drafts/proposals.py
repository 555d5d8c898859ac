"""Proposals: a record that is being written, or a change to one, with its status. Status never belongs to the record.

The register holds who, when and where it stands; the words are in `kb.store.drafts.private`.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from kb.errors import RecordNotFound, StoreConflict
from kb.store.files.database import LARGEST, transaction
from kb.store.files.kept_values import kept_json
from kb.store.files.statements import added, marks_for
from kb.store.records.register import Register

# From each status, those that may follow (docs/design/records.md).
FOLLOWING: Final = {
    "draft": frozenset({"submitted", "published", "dropped"}),
    "submitted": frozenset({"in_review", "draft", "dropped"}),
    "in_review": frozenset({"to_revise", "validated", "submitted", "dropped"}),
    "to_revise": frozenset({"submitted", "dropped"}),
    "validated": frozenset({"published", "to_revise", "dropped"}),
    "published": frozenset[str](),
    "dropped": frozenset[str](),
}
OPEN: Final = ("draft", "submitted", "in_review", "to_revise", "validated")
WRITABLE: Final = ("draft", "to_revise")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal: `base_revision` is the published revision it starts from, None for a record that has none."""

    number: int
    record_id: str
    kind: str
    base_revision: int | None
    author: str
    status: str
    head: int
    themes: tuple[str, ...]
    reviewer: str
    validated_by: str
    created: str
    changed: str


SELECT = (
    "SELECT p.number, p.record_id, r.kind, p.base_revision, p.author, p.status, p.head, p.themes, p.reviewer, "
    "p.validated_by, p.created, p.changed FROM proposals p JOIN records r ON r.id = p.record_id"
)


def _proposal(row: tuple[int, str, str, int | None, str, str, int, str, str, str, str, str]) -> Proposal:
    return Proposal(*row[:7], tuple(kept_json(row[7])), *row[8:])


def start_record(register: Register, kind: str, author: str) -> str:
    """Identifier of a record that exists from now on, with no revision: nobody but its author knows of it."""
    with transaction(register.database):
        record_id = register.new_id(kind)
        register.database.execute(
            "INSERT INTO records (id, kind, diffusion, created, author) VALUES (?, ?, 'draft', ?, ?)",
            [record_id, kind, register.now(), author],
        )
        register.audit(author, "start", record_id)
    return record_id


def start_proposal(register: Register, record_id: str, author: str) -> Proposal:
    """A new proposal to a record, from its published revision."""
    with transaction(register.database):
        entry = register.entry(record_id)
        if entry is None:
            raise RecordNotFound(f"Aucune fiche {record_id}.")
        now = register.now()
        number = added(
            register.database,
            "INSERT INTO proposals (record_id, base_revision, author, created, changed) VALUES (?, ?, ?, ?, ?)",
            [record_id, entry.published_revision, author, now, now],
        )
        register.audit(author, "propose", record_id)
        return proposal(register, number)


def proposal(register: Register, number: int) -> Proposal:
    """One proposal. Raises RecordNotFound."""
    if number > LARGEST:
        raise RecordNotFound(f"Il n’y a pas de proposition n° {number}.")
    row = register.database.execute(f"{SELECT} WHERE p.number = ?", [number]).fetchone()
    if row is None:
        raise RecordNotFound(f"Il n’y a pas de proposition n° {number}.")
    return _proposal(row)


def proposals(
    register: Register,
    *,
    record_id: str | None = None,
    author: str | None = None,
    statuses: Collection[str] = OPEN,
) -> tuple[Proposal, ...]:
    """Proposals of these statuses, oldest change first; those of co-authors count as theirs."""
    where = [f"p.status IN ({marks_for(statuses)})"]
    values: list[str] = list(statuses)
    if record_id is not None:
        where.append("p.record_id = ?")
        values.append(record_id)
    if author is not None:
        where.append(
            "(p.author = ? OR p.base_revision IS NULL AND EXISTS "
            "(SELECT 1 FROM coauthors c WHERE c.record_id = p.record_id AND c.account = ?))"
        )
        values += [author, author]
    rows = register.database.execute(f"{SELECT} WHERE {' AND '.join(where)} ORDER BY p.changed, p.number", values)
    return tuple(_proposal(row) for row in rows.fetchall())


def move(
    register: Register,
    number: int,
    status: str,
    *,
    actor: str,
    expected: str,
    reviewer: str | None = None,
    validated_by: str | None = None,
    head: int | None = None,
) -> Proposal:
    """The proposal in its new status. Raises StoreConflict when it is not in `expected` any more, may not move so, or
    its last draft is not the one of number `head`.

    The store itself refuses that an author reviews, validates or publishes what the full path asks two people for.
    """
    with transaction(register.database):
        one = proposal(register, number)
        if one.status != expected:
            raise StoreConflict(f"{one.record_id} : l’état a changé entre-temps ({one.status}). Rechargez la page.")
        if head not in (None, one.head):
            raise StoreConflict("Ce texte a changé pendant l’envoi. Relisez-le, puis envoyez-le : tout est gardé.")
        if status not in FOLLOWING[one.status]:
            raise StoreConflict(f"{one.record_id} : de « {one.status} », on ne passe pas à « {status} ».")
        for person in (reviewer, validated_by):
            if person and person in authors_of(register, one):
                raise StoreConflict(f"{one.record_id} : l’auteur et le relecteur doivent être deux personnes.")
        register.database.execute(
            "UPDATE proposals SET status = ?, reviewer = COALESCE(?, reviewer), "
            "validated_by = COALESCE(?, validated_by), changed = ? WHERE number = ?",
            [status, reviewer, validated_by, register.now(), number],
        )
        register.audit(actor, f"proposal {status}", one.record_id, f"proposition {number}")
    return proposal(register, number)


def advance(register: Register, number: int, *, head: int, themes: Collection[str]) -> None:
    """Note that the private database holds one more revision of a proposal, and its themes, for the queue.

    Raises StoreConflict when it holds one already, or the proposal is not written any more.
    """
    with transaction(register.database):
        one = proposal(register, number)
        if one.status not in WRITABLE:
            raise StoreConflict(f"{one.record_id} : l’état a changé entre-temps ({one.status}). Rechargez la page.")
        if one.head + 1 != head:
            raise StoreConflict(f"{one.record_id} a été enregistré entre-temps. Comparez avant d’écrire.")
        register.database.execute(
            "UPDATE proposals SET head = ?, themes = ?, changed = ? WHERE number = ?",
            [head, json.dumps(sorted(themes)), register.now(), number],
        )


def rebase(register: Register, number: int, base_revision: int | None) -> None:
    """Note that a proposal was merged with a newer published revision."""
    with transaction(register.database):
        register.database.execute("UPDATE proposals SET base_revision = ? WHERE number = ?", [base_revision, number])


def authors_of(register: Register, one: Proposal) -> frozenset[str]:
    """The author of a proposal, and the co-authors of its record: none of them may review it."""
    rows = register.database.execute("SELECT account FROM coauthors WHERE record_id = ?", [one.record_id])
    return frozenset({one.author, *(row[0] for row in rows.fetchall())})


def set_coauthors(register: Register, record_id: str, accounts: Collection[str], *, actor: str) -> None:
    """Replace the co-authors of a record."""
    with transaction(register.database):
        register.database.execute("DELETE FROM coauthors WHERE record_id = ?", [record_id])
        for account in sorted(set(accounts)):
            register.database.execute("INSERT INTO coauthors VALUES (?, ?)", [record_id, account])
        register.audit(actor, "coauthors", record_id, str(len(set(accounts))))


def record_author(register: Register, record_id: str) -> str:
    """The account that began a record in the wiki, "" for a record that a source file gave."""
    row = register.database.execute("SELECT author FROM records WHERE id = ?", [record_id]).fetchone()
    return str(row[0]) if row else ""


def record_authors(register: Register, record_id: str) -> frozenset[str]:
    """The author of a record and its co-authors; empty for a record that a source file gave."""
    rows = register.database.execute("SELECT account FROM coauthors WHERE record_id = ?", [record_id]).fetchall()
    return frozenset({record_author(register, record_id), *(row[0] for row in rows)} - {""})
