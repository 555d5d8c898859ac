"""Links between records, read from the end they point to."""

from collections.abc import Sequence

from kb.store.records.register import Register


def sources_of(register: Register, kind: str, targets: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    """(target, source, diffusion of the source) of the links of a type from published records."""
    marks = ",".join("?" * len(targets))
    rows = register.database.execute(
        "SELECT l.target, l.source, r.diffusion FROM links l JOIN records r ON r.id = l.source "
        f"WHERE l.type = ? AND l.target IN ({marks}) AND r.published_revision IS NOT NULL ORDER BY l.source",
        [kind, *targets],
    )
    return tuple((row[0], row[1], row[2]) for row in rows.fetchall())
