"""What was acknowledged is on the disk: a power cut right after it loses none of it."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.store.drafts.private import PrivateStore
from kb.store.files.soundness import base_faults
from kb.store.records.register import Register
from kb.store.records.sources import get_setting

pytestmark = pytest.mark.files

CHECKOUT = Path(__file__).resolve().parents[3]
SOURCE = Path(__file__).with_name("synced.c")


def note_all(root: Path, to: Path) -> None:
    """Take all that stands under a folder for being on the disk."""
    for folder in (root, *(one for one in root.rglob("*") if one.is_dir())):
        names = "".join(f"{one.lstat().st_ino} {one.name}\n" for one in folder.iterdir())
        (to / f"names-{folder.stat().st_ino}").write_text(f"{folder}\n{names}")
    for one in root.rglob("*"):
        if one.is_file():
            shutil.copy(one, to / f"bytes-{one.stat().st_ino}")


def after_the_cut(root: Path, inode: str, synced: Path, target: Path) -> None:
    """Write to `target` what the disk holds of a folder: names that it was synced with, bytes that were synced."""
    target.mkdir()
    for line in (synced / f"names-{inode}").read_text().splitlines()[1:]:
        number, _, name = line.partition(" ")
        if name in (".", ".."):
            continue
        if (synced / f"names-{number}").exists():
            after_the_cut(root / name, number, synced, target / name)
        elif (synced / f"bytes-{number}").exists():
            shutil.copy(synced / f"bytes-{number}", target / name)
        elif (root / name).is_dir():
            (target / name).mkdir()
        else:
            (target / name).touch()  # its name was synced, none of its bytes


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that notes what is synced."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("no C compiler here, or not Linux: nothing notes what is synced")
    library = tmp_path_factory.mktemp("shim") / "synced.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True)
    return library


def test_a_power_cut_loses_nothing_that_was_acknowledged(base: KnowledgeBase, shim: Path, tmp_path: Path) -> None:
    root, synced = tmp_path / "home", tmp_path / "synced"
    base.close()
    base._resources.keep_open(tmp_path)
    backups = root / "sauvegardes"
    backups.mkdir()
    synced.mkdir()
    note_all(root, synced)
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.files.cut_off", str(root), str(backups / "a.zip")],
        cwd=CHECKOUT,
        env={**os.environ, "LD_PRELOAD": str(shim), "SYNCED_ROOT": str(root), "SYNCED_TO": str(synced)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == -9, done.stderr
    said = [line.split("\t") for line in done.stdout.splitlines()]
    assert [one[0] for one in said] == ["text"] * 4 + ["draft", "file", "setting", "built", "archive"]
    after_the_cut(root, str(root.stat().st_ino), synced, tmp_path / "after")
    after = tmp_path / "after"
    assert base_faults(after) == ()
    with Register.open(after) as register, PrivateStore.open(after, register.now) as private:
        number = int(said[3][1])
        assert [draft.fields["context"] for draft in private.drafts(number)] == ["Une phrase fictive 3."]
        assert get_setting(register, "name") == "Une base fictive"
        assert register.entry("EXP-2024-900") is not None
    digest = said[5][1]
    kept = after / "corpus" / "attachments" / digest[:2] / digest
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == digest
    with zipfile.ZipFile(after / "sauvegardes" / "a.zip") as archive:
        assert archive.testzip() is None


def test_each_database_is_as_durable_as_what_it_holds(base: KnowledgeBase) -> None:
    full, normal = 2, 1

    def level(database: object) -> int:
        return int(database.execute("PRAGMA synchronous").fetchone()[0])  # type: ignore[attr-defined]

    assert (level(base.register.database), level(base.wiki.private.database)) == (full, full)
    assert level(base.index.database()) == normal
