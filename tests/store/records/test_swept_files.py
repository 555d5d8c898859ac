"""Bytes of attachments: whoever attaches or sweeps leaves those alone that another refers to a moment later."""

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.errors import BaseBusy, Refused
from kb.store.files.database import patient, transaction
from kb.store.files.kept_files import FolderFiles, bytes_at
from kb.store.records import attachments
from kb.store.records.attachments import add_attachment, attached_digests, attaching, sweep
from kb.store.records.register import Register

PICTURE = b"Une image fictive."
DIGEST = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture(autouse=True)
def a_draft(register: Register) -> None:
    register.database.execute(
        "INSERT INTO records (id, kind, diffusion, created) VALUES ('EXP-1', 'experience', 'public', '2026-01-01')"
    )
    register.database.execute(
        "INSERT INTO proposals (record_id, author, created, changed) VALUES ('EXP-1', 'a', '2026-01-01', '2026-01-01')"
    )


class Bucket(FolderFiles):
    """Files that take their time: `meanwhile` is what others do until they answer."""

    def __init__(self, home: Path, meanwhile: Callable[[], None]) -> None:
        super().__init__(home)
        self.meanwhile = meanwhile

    def put(self, content: bytes) -> str:
        self.meanwhile()
        return super().put(content)

    def attachments(self) -> frozenset[str]:
        found = super().attachments()
        self.meanwhile()
        return found

    def remove(self, name: str) -> None:
        self.meanwhile()
        super().remove(name)


def attach(register: Register, files: FolderFiles, after: Callable[[], None] = lambda: None) -> None:
    with attaching(register, files, DIGEST):
        files.put(PICTURE)
        after()
        with transaction(register.database):
            add_attachment(register, "EXP-1", name="a.png", kind="png", size=1, digest=DIGEST, proposal=1)


def test_a_bucket_that_takes_long_keeps_nobody_from_writing(register: Register, tmp_path: Path) -> None:
    if not register.served:
        pytest.skip("files of a folder are put within the transaction")
    with Register.open(tmp_path) as other:
        other.database.wait = 0
        written = []

        def writes() -> None:
            with transaction(other.database):
                other.audit("bob", "save", None)
            written.append(1)

        files = Bucket(tmp_path, writes)
        attach(register, files)
        register.database.execute("DELETE FROM attachments")
        assert sweep(register, files) == 1
        assert len(written) == 3


def test_bytes_that_somebody_attaches_are_not_swept(register: Register, tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)
    with Register.open(tmp_path) as other:

        def sweeps() -> None:
            with patient(other.database, seconds=0), contextlib.suppress(BaseBusy):
                assert sweep(other, files) == 0

        attach(register, files, sweeps)
        assert bytes_at(tmp_path, DIGEST).read_bytes() == PICTURE
        assert sweep(other, files) == 0


def test_bytes_attached_since_a_sweep_looked_stay(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = FolderFiles(tmp_path)
    files.put(PICTURE)
    with Register.open(tmp_path) as other:

        def read_before(one: Register) -> frozenset[str]:
            found = attached_digests(one)
            attach(other, files)
            return found

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(attachments, "attached_digests", read_before)
            assert sweep(register, files) == 0
    assert bytes_at(tmp_path, DIGEST).read_bytes() == PICTURE


def test_bytes_of_what_was_not_attached_in_the_end_go(register: Register, tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)

    def refuses() -> None:
        raise Refused("the draft was erased meanwhile")

    with pytest.raises(Refused):
        attach(register, files, refuses)
    assert files.attachments() == frozenset()
    attach(register, files)
    with pytest.raises(Refused):
        attach(register, files, refuses)
    assert files.attachments() == {DIGEST}


def test_what_was_left_half_written_goes(register: Register, tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)
    attach(register, files)
    left = bytes_at(tmp_path, DIGEST).with_name(f"{DIGEST}.ab.part")
    left.write_bytes(b"Une im")
    assert sweep(register, files) == 1
    assert not left.exists()
    assert files.attachments() == {DIGEST}


def test_the_same_bytes_attached_by_two_at_once_are_told_as_busy(register: Register, tmp_path: Path) -> None:
    files = FolderFiles(tmp_path)
    with Register.open(tmp_path) as other:

        def attaches_too() -> None:
            with patient(other.database, seconds=0), pytest.raises(BaseBusy):
                attach(other, files)

        attach(register, files, attaches_too)
    assert files.attachments() == {DIGEST}
