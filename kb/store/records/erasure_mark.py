"""What tells an index that something was erased since it was last rid of erased words."""

from kb.store.records.register import Register


def erasure_mark(register: Register) -> str:
    """What changes with each erasure, "" before the first."""
    row = register.database.execute("SELECT COUNT(*), MAX(at) FROM erasures").fetchone()
    return f"{row[0]} {row[1]}" if row[0] else ""
