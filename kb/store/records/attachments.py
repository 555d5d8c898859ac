"""Files attached to records: facts in the register, bytes among the files that the base keeps (`kept_files`)."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from kb.errors import BaseBusy, BaseUnavailable
from kb.store.engines.port import ServerDatabase
from kb.store.files.database import transaction
from kb.store.files.kept_files import KeptFiles
from kb.store.records.register import Register

IN_HAND = (
    "Ce même fichier est joint, ou retiré, par quelqu’un d’autre en ce moment. Rien n’a été perdu : attendez un "
    "instant, puis recommencez."
)


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
    gone = 0
    for name in sorted(files.attachments() - attached_digests(register)):
        digest = name.partition(".")[0]
        with _in_hand(register, digest) as mine:  # else somebody attaches it
            if mine and (name != digest or not _is_attached(register, digest)):
                files.remove(name)
                gone += 1
    return gone


@contextlib.contextmanager
def attaching(register: Register, files: KeptFiles, digest: str) -> Iterator[None]:
    """Bytes put within it, and a row that refers to them: no `sweep` of another process comes in between.

    Where it fails, they go. Raises BaseBusy: another attaches the same bytes, or removes them.
    """
    with _in_hand(register, digest) as mine:
        if not mine:
            raise BaseBusy(IN_HAND)
        try:
            yield
        except BaseException:
            with contextlib.suppress(BaseUnavailable):  # the next `sweep` tries again
                if not _is_attached(register, digest):
                    files.remove(digest)
            raise


@contextlib.contextmanager
def _in_hand(register: Register, digest: str) -> Iterator[bool]:
    """Whether this process alone, of all machines, has the bytes of a digest in hand as long as the context lasts."""
    database = register.database
    if isinstance(database, ServerDatabase):
        # Not by a transaction: a bucket may take long to answer, and a register has one writer.
        with database.claim(f"file {digest}") as mine:
            yield mine
    else:
        with transaction(database):
            yield True


def _is_attached(register: Register, digest: str) -> bool:
    row = register.database.execute("SELECT 1 FROM attachments WHERE sha256 = ? LIMIT 1", [digest]).fetchone()
    return row is not None


def attached_digests(register: Register) -> frozenset[str]:
    """The files that records refer to, published or not."""
    rows = register.database.execute("SELECT DISTINCT sha256 FROM attachments")
    return frozenset(row[0] for row in rows.fetchall())
