"""Links between records, read from the end they point to."""

from collections.abc import Sequence

from kb.readers import Reader
from kb.records.catalogue import with_ties
from kb.records.kinds import Record
from kb.store.files.statements import marks_for
from kb.store.records.register import Register


def named_by_nothing(register: Register) -> tuple[str, ...]:
    """Records that name, by a link, something that is the identifier of no record."""
    rows = register.database.execute(
        "SELECT DISTINCT source FROM links WHERE target NOT IN (SELECT id FROM records) ORDER BY source"
    )
    return tuple(row[0] for row in rows.fetchall())


def readable_ties(register: Register, record: Record, reader: Reader) -> Record:
    """The record, whose fields name only the published records that this reader may read."""

    def known(target: str) -> str:
        entry = register.entry(target)
        return target if entry and entry.published_revision is not None and reader.reads(entry.diffusion) else ""

    return with_ties(record, known)


def sources_of(register: Register, kind: str, targets: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    """(target, source, diffusion of the source) of the links of a type from published records."""
    rows = register.database.execute(
        "SELECT l.target, l.source, r.diffusion FROM links l JOIN records r ON r.id = l.source "
        f"WHERE l.type = ? AND l.target IN ({marks_for(targets)}) AND r.published_revision IS NOT NULL "
        "ORDER BY l.source",
        [kind, *targets],
    )
    return tuple((row[0], row[1], row[2]) for row in rows.fetchall())
