"""Files attached to records: facts in the register, bytes under corpus/attachments/, named by their SHA-256."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from kb.store.files.database import transaction
from kb.store.files.durable import on_disk, put_in_place
from kb.store.records.register import Register

FOLDER = "attachments"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a record. `proposal` is the one that brought it, None once it was published with its record."""

    number: int
    record_id: str
    name: str
    kind: str
    size: int
    sha256: str
    proposal: int | None


def put_bytes(home: Path, content: bytes) -> str:
    """SHA-256 of bytes kept, readable by their owner alone; the same bytes are kept once."""
    digest = hashlib.sha256(content).hexdigest()
    path = bytes_at(home, digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        try:
            part.touch(mode=0o600)
            part.write_bytes(content)
            put_in_place(part, path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        for folder in (path.parent.parent, path.parent.parent.parent):
            on_disk(folder)  # they may be new themselves
    return digest


def bytes_at(home: Path, digest: str) -> Path:
    """Where the bytes of this SHA-256 stand."""
    return home / "corpus" / FOLDER / digest[:2] / digest


def add_attachment(
    register: Register, record_id: str, *, name: str, kind: str, size: int, digest: str, proposal: int
) -> None:
    """Note a file of a record that waits for its proposal to be published."""
    with transaction(register.database):
        register.database.execute(
            "INSERT INTO attachments (record_id, name, kind, size, sha256, proposal, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [record_id, name, kind, size, digest, proposal, register.now()],
        )


def attachments_of(register: Register, record_id: str) -> tuple[Attachment, ...]:
    """The files of a record, published or not, by name."""
    rows = register.database.execute(
        "SELECT number, record_id, name, kind, size, sha256, proposal FROM attachments WHERE record_id = ? "
        "ORDER BY name",
        [record_id],
    )
    return tuple(Attachment(*row) for row in rows.fetchall())


def published_attachments(register: Register, record_id: str) -> tuple[Attachment, ...]:
    """The files of a record that its readers may have, by name."""
    return tuple(one for one in attachments_of(register, record_id) if one.proposal is None)


def publish_attachments(register: Register, proposal: int) -> None:
    """Open the files that came with a proposal to the readers of its record."""
    register.database.execute("UPDATE attachments SET proposal = NULL WHERE proposal = ?", [proposal])


def drop_attachments(register: Register, *, proposal: int | None = None, number: int | None = None) -> None:
    """Forget one file, or those that came with a proposal; `sweep` then removes the bytes."""
    with transaction(register.database):
        register.database.execute("DELETE FROM attachments WHERE number = ? OR proposal = ?", [number, proposal])


def published_digests(register: Register) -> frozenset[str]:
    """The files that readers may have."""
    rows = register.database.execute(
        "SELECT DISTINCT sha256 FROM attachments JOIN records ON records.id = record_id "
        "WHERE proposal IS NULL AND published_revision IS NOT NULL"
    )
    return frozenset(row[0] for row in rows.fetchall())


def sweep(register: Register, home: Path) -> int:
    """Remove the bytes that no record refers to any more; how many files went."""
    with transaction(register.database):  # nobody attaches meanwhile
        kept = {row[0] for row in register.database.execute("SELECT DISTINCT sha256 FROM attachments").fetchall()}
        gone = [path for path in (home / "corpus" / FOLDER).glob("*/*") if path.is_file() and path.name not in kept]
        for path in gone:
            path.unlink(missing_ok=True)
    return len(gone)
