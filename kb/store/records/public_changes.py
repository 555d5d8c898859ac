"""What whoever has no account could read of each record, and since when they can or cannot."""

from dataclasses import dataclass

from kb.store.records.register import Register


@dataclass(frozen=True, slots=True)
class PublicChange:
    """A record that was public once: the last change of that (`at`, ISO date and time), and whether it still is.

    A record that was erased leaves nothing here: neither its name nor that it was public.
    """

    record_id: str
    kind: str
    at: str
    open: bool


def public_changes(register: Register) -> tuple[PublicChange, ...]:
    """The last change of each record that is public or was, oldest first; those of one second by their identifier."""
    rows = register.database.execute(
        "SELECT p.record_id, r.kind, MAX(CASE WHEN p.until = '' THEN p.since ELSE p.until END) AS at, "
        "MAX(CASE WHEN p.until = '' AND r.published_revision = p.revision THEN 1 ELSE 0 END) AS open "
        "FROM publications p JOIN records r ON r.id = p.record_id WHERE p.audience = 'public' "
        "GROUP BY p.record_id, r.kind ORDER BY at, p.record_id"
    )
    return tuple(PublicChange(row[0], row[1], row[2], bool(row[3])) for row in rows.fetchall())
