"""What tells an index that something was erased since it was last rid of erased words."""

from dataclasses import dataclass

from kb.store.records.register import Register


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased up to a moment: the mark of it, and how far an index has to follow the outbox to be rid of it."""

    mark: str
    sequence: int


def erasure_mark(register: Register) -> str:
    """What changes with each erasure, "" before the first."""
    row = register.database.execute("SELECT COUNT(*), MAX(at) FROM erasures").fetchone()
    return f"{row[0]} {row[1]}" if row[0] else ""


def erased_so_far(register: Register) -> Erased:
    """What was erased before now. Ask before anything is rid of it: what is erased meanwhile is owed still."""
    mark = erasure_mark(register)  # before the sequence, which is then past all that the mark tells of
    return Erased(mark, register.last_sequence())
