"""Files attached to records: facts in the register, bytes among the files that the base keeps (`kept_files`)."""

from dataclasses import dataclass

from kb.store.files.database import transaction
from kb.store.files.kept_files import KeptFiles
from kb.store.records.register import Register


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


def sweep(register: Register, files: KeptFiles) -> int:
    """Remove the bytes that no record refers to any more; how many files went."""
    with transaction(register.database):  # nobody attaches meanwhile
        return files.keep_only(attached_digests(register))


def attached_digests(register: Register) -> frozenset[str]:
    """The files that records refer to, published or not."""
    rows = register.database.execute("SELECT DISTINCT sha256 FROM attachments")
    return frozenset(row[0] for row in rows.fetchall())
