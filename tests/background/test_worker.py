"""`kb worker`, as a process: it takes over what servers would encode, says when it ends, and may be killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kb.readers import OPERATOR
from kb.store.working.workers import living
from tests.engines import Postgres, new_database, server
from tests.small_corpus import write_small_corpus
from tests.test_shared import Machine
from tests.wiki.people import published

__all__ = ["server"]

CHECKOUT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds


@pytest.fixture(params=["folder", pytest.param("server", marks=pytest.mark.postgres)])
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Machine]:
    """A machine that serves a base, of its folder or on a server."""
    with stored(request) as address:
        one = Machine(tmp_path / "one", address)
        write_small_corpus(one.root)
        one.base.build()
        one.encoder.encoded.clear()
        one.resources.tells_later = True  # as a server
        yield one
        one.base.close()


@contextmanager
def stored(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "folder":
        yield ""
        return
    kept: Postgres = request.getfixturevalue("server")
    with new_database(kept, "empty_base") as address:
        yield address


@contextmanager
def worker(machine: Machine, folder: Path | None = None, looks: float = 60.0) -> Iterator[subprocess.Popen[str]]:
    """A worker that lives; over a folder of its own where the base stands on a server."""
    home = (folder if folder and machine.home.database else None) or machine.root
    (home / "corpus").mkdir(parents=True, exist_ok=True)
    environment = os.environ | {
        "KB_HOME": str(home),
        "KB_DATABASE": machine.home.database,
        "KB_KEYS": machine.home.keys,
    }
    command = [sys.executable, "-m", "tests.background.worker_process", str(looks)]
    with subprocess.Popen(command, cwd=CHECKOUT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        try:
            until(lambda: living(machine.base.register) != (), process)
            yield process
        finally:
            process.kill()


def until(found: Callable[[], bool], process: subprocess.Popen[str] | None = None) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + PATIENCE
    while not found():
        assert process is None or process.poll() is None, process.communicate()[1]
        assert time.monotonic() < ends
        time.sleep(0.05)


def finds(machine: Machine) -> bool:
    machine.base.index.take_in()
    return "Le vélo prêté" in [hit.record.title for hit in machine.base.search("un vélo prêté", reader=OPERATOR)]


def test_a_worker_encodes_what_others_publish_and_ends_when_told(machine: Machine, tmp_path: Path) -> None:
    # On a server it is woken; of files it has to look.
    looks = 600.0 if machine.home.database else 0.2
    with worker(machine, tmp_path / "worker", looks) as process:
        published(machine.base)
        until(lambda: finds(machine), process)
        assert machine.encoder.encoded == []
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        assert living(machine.base.register) == ()
        told = process.communicate()[1]
    assert '"the worker waits for work"' in told
    assert not {'"ERROR"', '"WARNING"'} & set(told.replace(",", " ").split())
    assert str(machine.root) not in told


def test_what_a_killed_worker_leaves_a_server_does(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with worker(machine, tmp_path / "worker", 600.0 if not machine.home.database else 60.0) as process:
        os.kill(process.pid, signal.SIGSTOP)  # it hangs, and says nothing
        published(machine.base)
        assert machine.encoder.encoded == []
        assert not finds(machine)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)
        if not machine.home.database:  # nothing says that it died but its silence
            monkeypatch.setattr("kb.store.working.workers.SILENT", -1.0)
        until(lambda: living(machine.base.register) == ())
        assert finds(machine)
        assert machine.encoder.encoded != []
