"""Source files of records that were erased on one machine, and that stand on another: for a register on a server."""

from kb.store.files.statements import put
from kb.store.records.register import Register
from kb.store.records.sources import RegisteredSource


def note_erased_source(register: Register, source: RegisteredSource) -> None:
    """Have the machine that holds a source file remove it. Call it in the transaction of the erasure."""
    register.database.execute(put("erased_sources", "path, sha256", key="path"), [source.path, source.sha256])


def erased_sources(register: Register) -> tuple[tuple[str, str], ...]:
    """(path in the home, SHA-256) of the source files that are to be removed."""
    rows = register.database.execute("SELECT path, sha256 FROM erased_sources ORDER BY path")
    return tuple((row[0], row[1]) for row in rows.fetchall())


def forget_erased_source(register: Register, path: str) -> None:
    """Forget the name of a source file that is gone: it may name somebody."""
    register.database.execute("DELETE FROM erased_sources WHERE path = ?", [path])
