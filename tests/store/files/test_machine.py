"""A base that is locked, full, protected, emptied or of another version: what is read, and what is said."""

import json
import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.errors import BaseBusy, BaseDamaged, BaseTooNew, BaseUnavailable, BaseVanished, DiskFull
from kb.readers import PUBLIC
from kb.resources import Resources
from kb.store.accounts.accounts import add_account
from kb.store.accounts.sessions import person_of, sign_in
from kb.store.drafts.private import PrivateStore
from kb.store.files import database as module
from kb.store.files.database import open_database, patient, write_if_free
from kb.store.files.machine import connect, told
from kb.store.records.register import Register
from kb.store.records.sources import get_setting, put_settings
from tests.conftest import Opener
from tests.fake_encoder import FakeEncoder
from tests.faults.aftermath import ENGLISH

pytestmark = pytest.mark.files

CHECKOUT = Path(__file__).resolve().parents[3]
QUESTION = "une laverie la nuit"


@pytest.fixture
def held(base: KnowledgeBase) -> Iterator[sqlite3.Connection]:
    """Another program, in the middle of writing to the register."""
    other = sqlite3.connect(base.home.corpus / "register.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


def test_a_search_neither_waits_nor_fails_while_another_program_writes(
    base: KnowledgeBase,
    open_base: Opener,
    held: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(module, "BUSY_SECONDS", 300.0)
    other, started = open_base(base.home.root), time.monotonic()
    with caplog.at_level(logging.WARNING):
        assert other.page(QUESTION, reader=PUBLIC, log=True).hits == base.page(QUESTION, reader=PUBLIC).hits
        other.feedback(QUESTION, True)
    assert time.monotonic() - started < 150
    assert [one.message.partition(" (")[0] for one in caplog.records if one.name == "kb.store.files.database"] == [
        "not kept: a question asked",
        "not kept: whether an answer helped",
    ]
    held.execute("ROLLBACK")
    other.page(QUESTION, reader=PUBLIC, log=True)
    assert other.register.database.execute("SELECT COUNT(*) FROM query_log").fetchone()[0] == 1
    assert other.register.database.execute("PRAGMA busy_timeout").fetchone()[0] == 300_000


def test_whoever_is_signed_in_stays_so_while_another_program_writes(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = add_account(base.register, "aline", "Aline", roles=["reader"], password="une phrase à moi", actor="test")
    token = sign_in(base.register, one.id)
    base.register.database.execute("UPDATE sessions SET seen = datetime('now', '-1 hour') || '+00:00'")
    monkeypatch.setattr(module, "BUSY_SECONDS", 300.0)
    other = sqlite3.connect(base.home.corpus / "register.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    with Register.open(base.home.root) as register:
        assert person_of(register, token) == one.person
    assert time.monotonic() - started < 150
    other.close()


def test_what_is_essential_says_what_to_do_within_three_seconds(base: KnowledgeBase, held: sqlite3.Connection) -> None:
    assert module.BUSY_SECONDS < 3
    started = time.monotonic()
    with pytest.raises(BaseBusy, match=r"occupée par un autre programme.*recommencez"):
        put_settings(base.register, {"name": "x"})
    assert time.monotonic() - started < 20  # the old wait was of thirty
    held.execute("ROLLBACK")
    put_settings(base.register, {"name": "x"})
    assert get_setting(base.register, "name") == "x"


def test_a_build_waits_longer_than_a_page(base: KnowledgeBase) -> None:
    with patient(base.register.database):
        assert base.register.database.execute("PRAGMA busy_timeout").fetchone()[0] == module.PATIENT_SECONDS * 1000
    assert base.register.database.execute("PRAGMA busy_timeout").fetchone()[0] == module.BUSY_SECONDS * 1000


def test_what_nobody_waits_for_leaves_nothing_half_written(base: KnowledgeBase) -> None:
    database = base.register.database

    def half() -> None:
        database.execute("INSERT INTO settings VALUES ('half', 'x')")
        raise DiskFull

    assert write_if_free(database, "a trial", half) is None
    assert get_setting(base.register, "half") == ""
    assert not database.conn.in_transaction


@pytest.mark.parametrize("mode", ["full", "protected"])
def test_a_full_or_protected_disk_is_read_and_says_so_when_written(tmp_path: Path, mode: str) -> None:
    unshare = shutil.which("unshare")
    script = 'mount -t tmpfs -o size=24m none "$1" && exec "$2" -m tests.store.files.hindered "$3" "$1"'
    if unshare is None:
        pytest.skip("no mount namespace here: unshare is not installed")
    alone = [unshare, "-rm"]
    if subprocess.run([*alone, "mount", "-t", "tmpfs", "none", str(tmp_path)], capture_output=True).returncode:
        pytest.skip("no mount namespace here: the system refuses one")
    done = subprocess.run(
        [*alone, "sh", "-c", script, "sh", str(tmp_path), sys.executable, mode],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        env={**os.environ, "KB_MODEL": str(tmp_path / "model")},
    )
    assert done.returncode == 0, done.stderr
    found, record, written, private, checked, (ended, built) = json.loads(done.stdout)
    assert found[0] == "EXP-2023-001"
    assert record
    kind, words = ("DiskFull", "Le disque est plein") if mode == "full" else ("BaseReadOnly", "lecture seule")
    for name, said in (written, private):
        assert name == kind
        assert words in said
        assert "recommencez" in said
    # What is not there is told with what makes it; nothing is damaged, and nothing says so.
    assert "L’encodeur n’est pas préparé" in checked
    assert "Gardez tous les fichiers" not in checked
    assert ended == 1
    assert words.removeprefix("Le ") in built
    assert not [word for word in ENGLISH if word in checked + built]


def test_the_cause_is_the_true_one(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    path.write_bytes(b"SQLite format 3\x00" + bytes(range(256)) * 40)
    with pytest.raises(BaseDamaged, match="abîmé"):
        open_database(path, ())
    assert told(sqlite3.OperationalError("no such table: a"), path) is None


def read_all(home: Path) -> None:
    with Register.open(home) as register:
        register.published_revisions()
        register.history("EXP-2023-001")
        register.last_sequence()


def test_a_page_overwritten_is_told_where_it_is_read(base: KnowledgeBase) -> None:
    path = base.home.corpus / "register.sqlite3"
    base.close()
    with connect(path, wait=1) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page, size = (int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size"))
    connection.close()
    content = bytearray(path.read_bytes())
    for number in range(2, page):
        content[number * size : number * size + 200] = b"\xa5" * 200
    path.write_bytes(content)
    with pytest.raises(BaseDamaged, match="Gardez tous les fichiers"):
        read_all(base.home.root)


@pytest.mark.parametrize("left", [b"", b"SQLite format 3\x00", None])
def test_a_register_that_vanished_or_was_emptied_is_never_made_anew(
    base: KnowledgeBase, open_base: Opener, left: bytes | None
) -> None:
    base.close()
    path = base.home.corpus / "register.sqlite3"
    for one in path.parent.glob("register.sqlite3*"):
        one.unlink()
    if left is not None:
        path.write_bytes(left)
    for _ in range(2):
        with pytest.raises(BaseUnavailable, match=r"Gardez|reste fermée"):
            open_base(base.home.root)
        with pytest.raises(BaseUnavailable, match=r"Gardez|reste fermée"):
            KnowledgeBase.open(base.home.root)
    assert path.exists() == (left is not None)
    assert left is None or path.read_bytes() == left


def test_a_file_without_any_table_is_not_taken_for_a_base(base: KnowledgeBase) -> None:
    base.close()
    path = base.home.corpus / "register.sqlite3"
    for one in path.parent.glob("register.sqlite3*"):
        one.unlink()
    empty = sqlite3.connect(path)
    empty.execute("PRAGMA user_version = 1")
    empty.execute("CREATE TABLE a (b)")
    empty.execute("DROP TABLE a")
    empty.commit()
    empty.close()
    with pytest.raises(BaseVanished):
        Register.open(base.home.root, create=True)


def test_private_words_that_were_emptied_are_not_begun_anew(base: KnowledgeBase) -> None:
    base.wiki.private.put_raw("EXP-2023-001", "a", "Un mot.", purge_on="9999")
    base.close()
    path = base.home.corpus / "private.sqlite3"
    for one in path.parent.glob("private.sqlite3*"):
        one.unlink()
    path.touch()
    with pytest.raises(BaseVanished, match="private"):
        PrivateStore.open(base.home.root, base.register.now)


def test_a_base_of_a_newer_version_is_left_alone(base: KnowledgeBase) -> None:
    base.register.database.execute("INSERT INTO migrations VALUES ('step_of_tomorrow', '')")
    with pytest.raises(BaseTooNew, match=r"plus récente.*step_of_tomorrow"):
        Register.open(base.home.root)


def test_a_base_is_held_open_once_and_anew_when_another_takes_its_place(base: KnowledgeBase, tmp_path: Path) -> None:
    resources = Resources(open_encoder=lambda _: FakeEncoder())
    path = base.home.corpus / "register.sqlite3"

    def files() -> list[str]:
        shown = [os.readlink(one) for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
        return [one for one in shown if one.startswith(str(path))]

    if not Path("/proc/self/fd").exists():
        pytest.skip("no list of open files here")
    base.close()
    base._resources.keep_open(tmp_path)  # the fixture's own hold
    assert files() == []
    for _ in range(3):
        KnowledgeBase.open(path.parents[1], resources=resources).close()
    once = len(files())
    assert once
    KnowledgeBase.open(path.parents[1], resources=resources).close()
    assert len(files()) == once
    shutil.copytree(path.parent, tmp_path / "fresh")  # as a restoration does: the whole folder, nobody writing
    shutil.rmtree(path.parent)
    (tmp_path / "fresh").rename(path.parent)
    KnowledgeBase.open(path.parents[1], resources=resources).close()
    assert not [one for one in files() if one.endswith("(deleted)")]
