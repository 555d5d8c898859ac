"""What each source file gave at its last reading: the rows that make an unchanged file cost a stat."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.document import Cause, Note
from ingest.file_names import original
from kb.store.files.kept_values import kept_json
from kb.store.files.statements import put
from kb.store.records.register import Register

# Who acts, in the audit log, when a source file came, changed or went.
BUILD = "kb build"
# Size noted for a source file that is not there any more.
GONE = -1


@dataclass(frozen=True, slots=True)
class RegisteredSource:
    """One source file: its path in the home, its record (None when it gave none), its size, date and hash, its notes.

    `sidecar` is the stamp of the front matter beside it, "" without one; `reader` says which reader version read it.
    `attempts` counts the readings in a row that failed for a reason that may go (`Note.cause`); `held` is what the
    file asked of who may read it (`kb.building.kept_back`), "" when that is not known.
    """

    path: str
    record_id: str | None
    size: int
    mtime_ns: int
    sha256: str
    sidecar: str = ""
    notes: tuple[Note, ...] = ()
    reader: str = ""
    attempts: int = 0
    held: str = ""

    @property
    def causes(self) -> frozenset[Cause]:
        """Why the file, or a part of it, was not read, where the reason may be gone by now."""
        return frozenset(note.cause for note in self.notes if note.cause)


COLUMNS = "path, record_id, size, mtime_ns, sha256, sidecar, notes, reader, attempts, held"


def all_sources(register: Register) -> dict[str, RegisteredSource]:
    """Every source file known, by path."""
    rows = register.database.execute(f"SELECT {COLUMNS} FROM sources ORDER BY path")
    return {row[0]: _source(row) for row in rows}


def source_at(register: Register, path: str) -> RegisteredSource | None:
    """What is known of the source file at a path, or None."""
    row = register.database.execute(f"SELECT {COLUMNS} FROM sources WHERE path = ?", [path]).fetchone()
    return _source(row) if row else None


def other_paths(register: Register, record_id: str, path: str) -> tuple[str, ...]:
    """Paths beside `path` that are noted as giving a record."""
    rows = register.database.execute("SELECT path FROM sources WHERE record_id = ? AND path <> ?", [record_id, path])
    return tuple(row[0] for row in rows.fetchall())


def source_of(register: Register, record_id: str) -> RegisteredSource | None:
    """The source file of a record, or None for one written in the wiki."""
    row = register.database.execute(f"SELECT {COLUMNS} FROM sources WHERE record_id = ?", [record_id]).fetchone()
    return _source(row) if row else None


def source_digests(register: Register) -> frozenset[str]:
    """The SHA-256 of the source files that records came from, and that are still there."""
    rows = register.database.execute("SELECT DISTINCT sha256 FROM sources WHERE sha256 <> '' AND size <> ?", [GONE])
    return frozenset(row[0] for row in rows.fetchall())


def known_digests(register: Register) -> frozenset[str]:
    """The SHA-256 of all source files that are known, of those too that are gone and may return."""
    return frozenset(row[0] for row in register.database.execute("SELECT DISTINCT sha256 FROM sources").fetchall())


def put_source(register: Register, source: RegisteredSource) -> None:
    """Write, or replace, the row of a source file."""
    notes = json.dumps([[n.message, n.page, n.level, n.cause] for n in source.notes], ensure_ascii=False)
    register.database.execute(
        put("sources", COLUMNS, key="path"),
        [
            *(source.path, source.record_id, source.size, source.mtime_ns, source.sha256, source.sidecar),
            *(notes, source.reader, source.attempts, source.held),
        ],
    )


def path_of(home: Path, name: str) -> Path:
    """Where the file stands that the register calls so: names that cannot be shown are kept in letters that can."""
    path = home / name
    return path if "\\" not in name or path.exists() else home / original(name)


def drop_source(register: Register, path: str) -> None:
    """Forget a source file."""
    register.database.execute("DELETE FROM sources WHERE path = ?", [path])


def touch(source: RegisteredSource, size: int, mtime_ns: int) -> RegisteredSource:
    """The same source with the size and date it has now."""
    return replace(source, size=size, mtime_ns=mtime_ns)


# The setting that a restoration writes: which register this is, "" for one that never took the place of another.
RESTORED = "restored"


def get_setting(register: Register, name: str, default: str = "") -> str:
    """The value of a setting of this base, or `default`."""
    row = register.database.execute("SELECT value FROM settings WHERE name = ?", [name]).fetchone()
    return str(row[0]) if row else default


def put_settings(register: Register, values: Mapping[str, str]) -> None:
    """Write settings of this base."""
    for name, value in values.items():
        register.database.execute(put("settings", "name, value", key="name"), [name, value])


def line_mark(register: Register, sequence: int) -> str | None:
    """The mark of a line of the outbox, "" for one of the versions that drew none; None when there is no such line."""
    row = register.database.execute("SELECT mark FROM outbox WHERE sequence = ?", [sequence]).fetchone()
    return str(row[0]) if row else None


def _source(row: tuple[Any, ...]) -> RegisteredSource:
    # Notes of the first versions have no cause.
    notes = tuple(Note(*note) for note in kept_json(row[6]))
    path, record_id, size, mtime_ns, sha256, sidecar, _, reader, attempts, held = row
    return RegisteredSource(path, record_id, size, mtime_ns, sha256, sidecar, notes, reader, attempts, held)
