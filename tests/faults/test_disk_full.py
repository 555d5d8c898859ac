"""A disk that fills up at any write: it is said in French, nothing acknowledged is lost, no half of a file counts."""

import os
import random
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from kb.exporting import record_file
from kb.readers import OPERATOR
from tests.faults.aftermath import ENGLISH, assert_mended, assert_nothing_lost
from tests.faults.conftest import Place
from tests.faults.lives import LIVES, opened
from tests.faults.victims import CHECKOUT, FULL_FROM, FULL_ONCE, Died, Victims

# Writes of each life that find the disk full; `make soak` asks for all of them.
WRITES = int(os.environ.get("KB_FULL", "4"))
SEED = 28
# What is said where SQLite tells that it could not write, not why: the disk itself is asked, and this one has room.
FAILS = "Le disque refuse d’écrire"


def assert_told(died: Died) -> None:
    """A life that could not go on said so in French, with what to do; it never crashed."""
    assert died.status in (0, 1), died.words
    if died.status:
        last = died.words.strip().splitlines()[-1]
        assert "disque" in last, died.words
        assert "plein" in last or FAILS in last, died.words
        assert any(word in last for word in ("recommencez", "relancez")), died.words
        assert not [word for word in ENGLISH if word in died.words], died.words
        assert "ABIMEE" not in died.words  # a disk without room is no damage


def assert_whole_files(home: Path) -> None:
    """What stands under the name that was asked for is whole: exports, archives."""
    with opened(home) as base:
        for folder in home.parent.glob("export-*"):
            for path in folder.iterdir():
                assert not path.name.startswith("."), path
                if path.suffix == ".docx":
                    assert zipfile.ZipFile(path).testzip() is None
                else:
                    assert path.read_bytes() == record_file(base, path.stem, path.suffix[1:], reader=OPERATOR)
    assert not list(home.parent.glob("*ABIMEE*"))


@pytest.mark.parametrize("what", [FULL_FROM, FULL_ONCE], ids=["from then on", "once"])
@pytest.mark.parametrize("life", sorted(LIVES))
def test_a_disk_full_at_any_write_is_said_and_loses_nothing(
    life: str, what: int, victims: Victims, place: Place
) -> None:
    whole = victims.live(life, place(), what=what, at=10**9)
    assert whole.status == 0, whole.words
    assert whole.calls
    number = min(WRITES, whole.calls)
    drawn, part, refused = random.Random(f"{SEED} {life} {what}"), whole.calls / number, 0
    for one in range(number):
        home = place()
        died = victims.live(life, home, what=what, at=1 + int(part * (one + drawn.random())))
        refused += died.status
        assert_told(died)
        assert_whole_files(home)
        assert_nothing_lost(home, died.acknowledged)
        assert_mended(home)
        shutil.rmtree(home.parent)
    assert refused


def test_a_real_disk_that_is_full_says_so(begun: Path, tmp_path: Path) -> None:
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("no mount namespace here: unshare is not installed")
    alone = [unshare, "-rm"]
    if subprocess.run([*alone, "mount", "-t", "tmpfs", "none", str(tmp_path)], capture_output=True).returncode:
        pytest.skip("no mount namespace here: the system refuses one")
    script = 'mount -t tmpfs -o size=24m none "$1" && cp -r "$2/." "$1" && exec "$3" -m tests.faults.real_disk "$1"'
    done = subprocess.run(
        [*alone, "sh", "-c", script, "sh", str(tmp_path), str(begun), sys.executable],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.split() == sorted(LIVES)
