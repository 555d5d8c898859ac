"""A backup beside a server, and beside whoever saves files: what it holds comes back."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kb import backup as module
from kb.backup import BackupRefused, BackupUnsound, backup, restore
from kb.base import KnowledgeBase
from kb.store.files.database import transaction
from kb.store.files.lock_file import alone_now
from kb.store.files.working_folders import remove_left
from kb.wiki.review import review
from tests.conftest import Opener
from tests.wiki.people import REVIEWER, send, told


@pytest.mark.parametrize("goes", [False, True], ids=["edited", "erased"])
def test_a_file_that_changes_while_it_is_saved_gives_a_backup_that_is_restored(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, goes: bool
) -> None:
    file = sorted(base.home.corpus.glob("*.md"))[0]
    before, from_file, begun = file.read_bytes(), zipfile.ZipInfo.from_file, zipfile.ZipFile.open

    def found(path: Path, name: str) -> zipfile.ZipInfo:
        if path == file and goes:
            file.unlink()
        return from_file(path, name)

    def opened(self: zipfile.ZipFile, entry: zipfile.ZipInfo | str, mode: str = "r") -> object:
        written = begun(self, entry, mode)  # type: ignore[arg-type]
        if isinstance(entry, zipfile.ZipInfo) and entry.filename == f"corpus/{file.name}" and mode == "w":
            close = written.close

            def then_saved() -> None:
                file.write_bytes(before + b"\nUne phrase de plus.\n")
                close()

            written.close = then_saved  # type: ignore[method-assign]
        return written

    with monkeypatch.context() as patch:
        patch.setattr(zipfile.ZipInfo, "from_file", staticmethod(found))
        patch.setattr(zipfile.ZipFile, "open", opened)
        backup(base.home.root, tmp_path / "a.zip")
    assert file.exists() != goes
    restore(tmp_path / "a.zip", tmp_path / "other")
    back = tmp_path / "other" / "corpus" / file.name
    assert not back.exists() if goes else back.read_bytes() == before != file.read_bytes()


def test_a_text_that_is_published_between_the_two_copies_comes_back(
    base: KnowledgeBase, open_base: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, copied = told(base), list[Path]()
    send(base, one)
    copy = module.copy_database

    def then_published(source: Path, target: Path) -> None:
        copy(source, target)
        if not copied:
            review.publish(base.wiki, REVIEWER, one.number)
        copied.append(source)

    monkeypatch.setattr(module, "copy_database", then_published)
    backup(base.home.root, tmp_path / "a.zip", private=True)
    assert len(copied) == 2
    restore(tmp_path / "a.zip", tmp_path / "other")
    assert open_base(tmp_path / "other").register.published(one.record_id) is not None


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_of_two_backups_of_one_name_the_second_is_refused(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    put, whole = module.put_new, list[bytes]()

    def no_link(*_: object) -> None:
        raise PermissionError

    if not links:
        monkeypatch.setattr(os, "link", no_link)

    def meanwhile(part: Path, path: Path) -> None:
        if not whole:
            whole.append(b"")
            backup(base.home.root, path)  # another process, which began later and is done sooner
            whole[0] = path.read_bytes()
        put(part, path)

    monkeypatch.setattr(module, "put_new", meanwhile)
    with pytest.raises(BackupRefused, match="existe déjà"):
        backup(base.home.root, tmp_path / "a.zip")
    assert (tmp_path / "a.zip").read_bytes() == whole[0]
    assert sorted(os.listdir(tmp_path)) == ["a.zip", "home"]
    assert (tmp_path / "a.zip").stat().st_mode & 0o777 == 0o600


def test_the_archive_of_a_damaged_base_leaves_a_server_its_locks(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "base_faults", lambda home: ("Une pièce jointe manque.",))
    write = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
    register = base.home.corpus / "register.sqlite3"
    with transaction(base.register.database):
        with pytest.raises(BackupUnsound):
            backup(base.home.root, tmp_path / "a.zip", private=True)
        other = subprocess.run([sys.executable, "-c", write, register], capture_output=True, text=True, check=False)
    assert "database is locked" in other.stderr
    with zipfile.ZipFile(tmp_path / "a-BASE-ABIMEE.zip") as archive:
        assert {"corpus/register.sqlite3", "corpus/register.sqlite3-wal"} < set(archive.namelist())
        assert archive.testzip() is None


def test_a_backup_removes_what_one_that_was_killed_left_of_its_archive(base: KnowledgeBase, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    left, held, young, others = (
        folder / name
        for name in (
            *(".0a1b2c3d-lundi.zip.part", ".1a1b2c3d-mardi.zip.part", ".2a1b2c3d-jeudi.zip.part"),
            ".notre-part.zip.part",
        )
    )
    for one in (left, held, young, others):
        one.write_bytes(b"half an archive")
        if one is not young:
            os.utime(one, (0, 0))
    with alone_now(held):
        backup(base.home.root, folder / "vendredi.zip")
    assert sorted(folder.iterdir()) == sorted([held, young, others, folder / "vendredi.zip"])


def test_a_backup_that_is_at_work_for_long_keeps_what_it_wrote(
    base: KnowledgeBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    manifest = module._manifest

    def late(*given: Any) -> dict[str, Any]:
        (part,) = tmp_path.glob("*.part")
        os.utime(part, (0, 0))
        tried.append(remove_left([part]))
        return manifest(*given)

    monkeypatch.setattr(module, "_manifest", late)
    backup(base.home.root, tmp_path / "lundi.zip")
    assert tried == [0]
    assert zipfile.ZipFile(tmp_path / "lundi.zip").testzip() is None
