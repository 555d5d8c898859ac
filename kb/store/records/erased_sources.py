"""Source files of records that were erased on one machine, and that stand on another: for a register on a server.

The name of a file may name somebody: the server keeps its digest alone until the machine that holds it removed it.
"""

import hashlib

from kb.store.files.statements import put
from kb.store.records.register import Register
from kb.store.records.sources import RegisteredSource


def note_erased_source(register: Register, source: RegisteredSource) -> None:
    """Have the machine that holds a source file remove it. Call it in the transaction of the erasure."""
    values = [name_digest(source.path), source.sha256]
    register.database.execute(put("erased_sources", "path, sha256", key="path"), values)


def name_digest(name: str) -> str:
    """What the server keeps of the name of a source file that is to be removed."""
    return hashlib.sha256(name.encode()).hexdigest()


def erased_sources(register: Register) -> tuple[tuple[str, str], ...]:
    """(digest of the name, SHA-256) of the source files that are to be removed."""
    rows = register.database.execute("SELECT path, sha256 FROM erased_sources ORDER BY path")
    return tuple((row[0], row[1]) for row in rows.fetchall())


def forget_erased_source(register: Register, digest: str) -> None:
    """Forget a source file that is gone, by the digest of its name."""
    register.database.execute("DELETE FROM erased_sources WHERE path = ?", [digest])
