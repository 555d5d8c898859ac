"""The log of what was done: who, when, on which record; never a word of what was written."""

from dataclasses import dataclass

from kb.store.files.database import LARGEST
from kb.store.records.register import Register


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log. `actor` is an account, or « operator » for the command line and source files."""

    number: int
    at: str
    actor: str
    action: str
    record_id: str
    detail: str


def log_lines(register: Register, *, record_id: str = "", before: int = 0, limit: int = 100) -> tuple[LogLine, ...]:
    """Lines of the log, newest first: all, those of one record, those before a number."""
    where, values = ["1 = 1"], list[str | int]()
    if record_id:
        where.append("record_id = ?")
        values.append(record_id)
    if before:
        where.append("number < ?")
        values.append(min(before, LARGEST))
    rows = register.database.execute(
        "SELECT number, at, actor, action, COALESCE(record_id, ''), detail FROM audit "
        f"WHERE {' AND '.join(where)} ORDER BY number DESC LIMIT ?",
        [*values, limit],
    )
    return tuple(LogLine(*row) for row in rows.fetchall())
