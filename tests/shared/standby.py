"""A PostgreSQL server and its synchronous standby, as an operator sets them up (docs/SCALING.md)."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.engines import Postgres, as_nobody, programs

# What is acknowledged has to survive: nothing is hurried.
PRIMARY = ("wal_level=replica", "max_wal_senders=4", "max_connections=100", "shared_buffers=32MB")
STARTING_SECONDS = 60


@dataclass
class Pair:
    """A primary, and a standby that has whatever the primary acknowledged."""

    primary: Postgres
    standby: Postgres

    def address(self, name: str) -> str:
        """A database of whichever of the two takes writes."""
        hosts = f"127.0.0.1:{self.primary.port},127.0.0.1:{self.standby.port}"
        return f"postgresql://postgres@{hosts}/{name}?target_session_attrs=read-write"

    def part(self) -> None:
        """Break the way between the two: from then on nothing that the primary keeps may be acknowledged."""
        self.standby.run("ALTER SYSTEM SET primary_conninfo = ''", "SELECT pg_reload_conf()")

    def kill_primary(self) -> None:
        """End every process of the primary with -9."""
        assert self.primary.process is not None
        of_primary = [self.primary.process.pid, *_children(self.primary.process.pid)]
        for process in of_primary:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.primary.process.wait(30)
        self.primary.process = None

    def promote(self) -> None:
        """Have the standby take the place of the primary, as whoever watches over the two does."""
        self.standby.run("SELECT pg_promote()")


def _children(process: int) -> list[int]:
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if place.read_text().rpartition(")")[2].split()[1] == str(process):
                found.append(int(place.parent.name))
    return found


@contextlib.contextmanager
def pair(name: str) -> Iterator[Pair]:
    """A pair that lasts as long as the context, with an empty database of this name."""
    root = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="recits-pair-", dir=root, ignore_cleanup_errors=True) as folder:
        one = Postgres(Path(folder) / "primary", settings=PRIMARY)
        one.make()
        one.start()
        other = Postgres(Path(folder) / "standby", settings=PRIMARY)
        both = Pair(one, other)
        try:
            one.run(f"CREATE DATABASE {name}")
            _copied(both)
            other.start()
            one.run("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
            _until_synchronous(one)
            yield both
        finally:
            for server in (one, other):
                server.stop()


def _copied(both: Pair) -> None:
    folder = both.standby.folder
    folder.mkdir()
    folder.chmod(0o755)
    if not os.getuid():
        shutil.chown(folder, "nobody")
    subprocess.run(
        [*as_nobody(), programs() / "pg_basebackup", "-h", "127.0.0.1", "-p", str(both.primary.port), "-U", "postgres",
         "-D", folder / "data", "-R", "-X", "stream", "-c", "fast", "--no-sync"],
        check=True, capture_output=True,
    )  # fmt: skip


def _until_synchronous(primary: Postgres) -> None:
    import psycopg

    until = time.monotonic() + STARTING_SECONDS
    with psycopg.connect(primary.address(), autocommit=True) as connection:
        while True:
            row = connection.execute("SELECT sync_state FROM pg_stat_replication").fetchone()
            if row is not None and row[0] == "sync":
                return
            assert time.monotonic() < until
            time.sleep(0.05)
