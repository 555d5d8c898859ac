"""A move between a folder and a server, killed with -9 at any moment: all or nothing, and one begins again."""

import contextlib
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.moving import to_folder, to_server
from tests.faults.test_killed import MOMENTS, SEED
from tests.test_moving import CHECKOUT, address, files_address, lived, on_server, s3, server, sums

__all__ = ["address", "files_address", "lived", "s3", "server"]

pytestmark = pytest.mark.postgres

# Moves a base, and says how long it took; or has itself killed a while after it began.
VICTIM = """
import os, signal, sys, threading, time
from pathlib import Path
from kb.home import Home
from kb.moving import to_folder, to_server

home, address, folder, seconds = sys.argv[1:]
place = Home(Path(home), Path(home) / "model", database=folder and address, private_database=folder and address)
if seconds:
    timer = threading.Timer(float(seconds), os.kill, (os.getpid(), signal.SIGKILL))
    timer.daemon = True
    timer.start()
began = time.perf_counter()
to_folder(place, Path(folder)) if folder else to_server(place, address)
print(time.perf_counter() - began)
"""


def moved(home: Path, address: str, folder: Path | None, seconds: float | None) -> subprocess.CompletedProcess[str]:
    """A process that moves a base to `address`, or from there to `folder`, and dies after so many seconds."""
    words = (str(home), address, str(folder or ""), "" if seconds is None else str(seconds))
    return subprocess.run(
        [sys.executable, "-c", VICTIM, *words],
        cwd=CHECKOUT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )


def moments(whole: subprocess.CompletedProcess[str], what: str) -> list[float]:
    """When to kill moves like one that ended, spread over the seconds that it took.

    Where the machine was busier before, a move outlives its moment: it is tried again at half of it, until it dies.
    """
    drawn = random.Random(f"{SEED} {what}")
    return [float(whole.stdout) * (number + drawn.random()) / MOMENTS for number in range(MOMENTS)]


def emptied(address: str) -> None:
    """Take away what a whole move left on the server."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for (schema,) in connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'recits%'").fetchall():
            connection.execute(f'DROP SCHEMA "{schema}" CASCADE')


def test_killed_on_its_way_to_a_server(lived: KnowledgeBase, address: str) -> None:
    before, home = sums(lived.home.root), lived.home.root
    whole = moved(home, address, None, None)
    assert whole.returncode == 0, whole.stderr
    assert sums(home, address) == before
    for seconds in moments(whole, "move"):
        died = False
        while not died:
            emptied(address)
            died = moved(home, address, None, seconds).returncode == -9
            seconds /= 2
            assert sums(home) == before
            with contextlib.suppress(KbError):  # refused when it was killed after the last of it: the whole is there
                to_server(lived.home, address)
            assert sums(home, address) == before


def test_killed_on_its_way_back(lived: KnowledgeBase, address: str, tmp_path: Path) -> None:
    before = sums(lived.home.root)
    to_server(lived.home, address)
    whole = moved(lived.home.root, address, tmp_path / "whole", None)
    assert whole.returncode == 0, whole.stderr
    for seconds in moments(whole, "move back"):
        died = False
        while not died:
            folder = tmp_path / f"back-{seconds}"
            died = moved(lived.home.root, address, folder, seconds).returncode == -9
            seconds /= 2
            if not (folder / "corpus").exists():
                to_folder(on_server(lived, address), folder)
            assert sums(folder) == before
            assert [path.name for path in folder.iterdir()] == ["corpus"]
            assert sums(lived.home.root, address) == before
