"""A backup is worth what it gives back: it is restored elsewhere, checked and counted."""

import os
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kb import rehearsal
from kb.backup import backup, restore
from kb.base import KnowledgeBase
from kb.home import Home
from kb.rehearsal import RehearsalFailed, counts_in, newest
from kb.resources import Resources
from kb.store.restoring.archives import BackupRefused
from tests.fake_encoder import FakeEncoder
from tests.web.gated import aline_of
from tests.wiki.people import published

ROOT = Path(__file__).resolve().parents[1]


def rehearse(folder: Path, home: Home, **more: Any) -> tuple[str, ...]:
    """A rehearsal with an encoder that costs nothing."""
    return rehearsal.rehearse(folder, home, resources=Resources(open_encoder=lambda at: FakeEncoder()), **more)


@pytest.fixture
def backups(base: KnowledgeBase, tmp_path: Path) -> Path:
    """A folder with one backup of a base that people wrote in."""
    aline_of(base)
    published(base, title="Le vélo prêté")
    folder = tmp_path / "sauvegardes"
    backup(base.home.root, folder / "2026-11-30T023000Z.zip", private=True)
    return folder


def test_the_last_backup_gives_back_what_it_holds(
    base: KnowledgeBase, backups: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.stat().st_mtime_ns for path in base.home.corpus.glob("*.md")}
    (tmp_path / "passage").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "passage"))
    counts = counts_in(base.home.root)
    assert counts.records > 1
    assert counts.accounts == 1
    first, second, third = rehearse(backups, base.home)
    assert first.startswith("2026-11-30T023000Z.zip : restaurée ailleurs")
    assert second == f"Elle tient {counts.said()}."
    published(base, title="Venue depuis")
    third = rehearse(backups, base.home)[2]
    assert f"{counts.records + 1} fiches" in third
    assert {path: path.stat().st_mtime_ns for path in base.home.corpus.glob("*.md")} == before
    assert list((tmp_path / "passage").iterdir()) == []  # it holds whole texts


def test_a_backup_that_gives_back_less_than_it_holds_fails(
    base: KnowledgeBase, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def loses(archive: Path, home: Path) -> None:
        restore(archive, home)
        next((home / "corpus").glob("*.md")).unlink()

    monkeypatch.setattr(rehearsal, "restore", loses)
    with pytest.raises(RehearsalFailed, match="restaurée, la base tient"):
        rehearse(backups, base.home)


def test_a_damaged_backup_fails(base: KnowledgeBase, backups: Path) -> None:
    archive = newest(backups)
    content = bytearray(archive.read_bytes())
    with zipfile.ZipFile(archive) as opened:
        at = opened.getinfo("corpus/register.sqlite3").header_offset
    content[at + 2000 : at + 2100] = b"\0" * 100
    archive.write_bytes(content)
    with pytest.raises(BackupRefused):
        rehearse(backups, base.home)


def test_an_old_backup_and_none_at_all_fail(base: KnowledgeBase, backups: Path, tmp_path: Path) -> None:
    archive = newest(backups)
    day = archive.stat().st_mtime - 3 * 86_400
    os.utime(archive, (day, day))
    with pytest.raises(RehearsalFailed, match="a 3 jours"):
        rehearse(backups, base.home)
    assert rehearse(backups, base.home, hours=100)
    with pytest.raises(RehearsalFailed, match="aucune sauvegarde"):
        rehearse(tmp_path / "home", base.home)


def test_the_backup_of_a_damaged_base_is_not_the_last_one(backups: Path) -> None:
    sound = newest(backups)
    shutil.copy(sound, backups / "2026-12-01T023000Z-BASE-ABIMEE.zip")
    assert newest(backups) == sound


def test_the_nightly_script_makes_one_and_removes_those_that_are_past_their_day(
    base: KnowledgeBase, backups: Path
) -> None:
    day = 91 * 86_400
    for name in ("2026-01-01T023000Z.zip", "2026-01-01T023000Z-BASE-ABIMEE.zip", "a-la-main.zip"):
        shutil.copy(newest(backups), backups / name)
        os.utime(backups / name, (os.stat(backups).st_mtime - day,) * 2)
    kb = ROOT / ".venv" / "bin" / "kb"
    command = str(kb) if kb.exists() else shutil.which("kb") or "kb"
    environment = {**os.environ, "KB_HOME": str(base.home.root), "KB_BACKUPS": str(backups), "KB_COMMAND": command}
    subprocess.run([ROOT / "deploy" / "backup.sh"], env=environment, check=True, capture_output=True)
    names = {path.name for path in backups.iterdir()}
    assert "2026-01-01T023000Z.zip" not in names
    assert {"2026-01-01T023000Z-BASE-ABIMEE.zip", "a-la-main.zip", "2026-11-30T023000Z.zip"} <= names
    assert len(names) == 4
    made = max(backups.glob("20*Z.zip"), key=lambda path: path.stat().st_mtime)
    assert made.stat().st_mode & 0o077 == 0
    assert rehearse(backups, base.home)


def test_the_nightly_script_removes_nothing_when_the_backup_fails(base: KnowledgeBase, backups: Path) -> None:
    archive = newest(backups)
    os.utime(archive, (0, 0))
    environment = {**os.environ, "KB_HOME": "/nowhere", "KB_BACKUPS": str(backups), "KB_COMMAND": "/bin/false"}
    done = subprocess.run([ROOT / "deploy" / "backup.sh"], env=environment, capture_output=True)
    assert done.returncode != 0
    assert archive.exists()
