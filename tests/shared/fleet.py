"""Three `kb serve` of three folders and two `kb worker`, over one base on a server, behind haproxy with our file."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.base import KnowledgeBase
from kb.store.working.workers import living
from tests.engines import free_port
from tests.test_shared import Machine
from tests.web.fake_smtp import certificate
from tools.three_hosts import with_servers

ROOT = Path(__file__).resolve().parents[2]
HAPROXY = Path("/usr/sbin/haproxy")
SERVERS, WORKERS = 3, 2
STARTING_SECONDS = 120.0
Process = subprocess.Popen[bytes]


@dataclass
class Fleet:
    """The processes, in their order; `site` is where haproxy answers, with TLS."""

    folder: Path
    database: str
    ports: list[int]
    servers: list[Process]
    workers: list[Process]
    site: str = ""

    def start_server(self, number: int) -> None:
        """Start one `kb serve` again."""
        self.servers[number] = self._started(f"server-{number}", "tests.shared.serving", str(self.ports[number]))

    def start_worker(self, number: int) -> None:
        """Start one `kb worker` again."""
        self.workers[number] = self._started(f"worker-{number}", "tests.background.worker_process")

    def until_ready(self, number: int) -> None:
        """Wait until a `kb serve` says that it can serve."""

        def ready() -> bool:
            assert self.servers[number].poll() is None
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.ports[number]}/readyz?pour=lecture", timeout=5)
                return True
            return False

        until(ready)

    def _started(self, name: str, module: str, *words: str) -> Process:
        home = self.folder / name
        (home / "corpus").mkdir(parents=True, exist_ok=True)
        environment = {
            **{
                "KB_HOME": str(home),
                "KB_DATABASE": self.database,
                "KB_KEYS": f"file://{self.folder}/keys",
                "KB_LOG": "json",
                "PATH": "/usr/bin:/bin",
            },
            **{"KB_PROXY_ADDRESS": "127.0.0.1", "FORWARDED_ALLOW_IPS": "", "KB_SITE": self.site},
        }
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", module, *words], cwd=ROOT, env=environment, stdout=log, stderr=log
            )


@contextlib.contextmanager
def fleet(folder: Path, database: str, base: KnowledgeBase) -> Iterator[Fleet]:
    """A fleet that lasts as long as the context; each folder is made level first, as `kb build` does."""
    secure = free_port()
    one = Fleet(folder, database, [free_port() for _ in range(SERVERS)], [], [], f"https://localhost:{secure}")
    proxy: Process | None = None
    try:
        for number in range(SERVERS):
            with contextlib.closing(Machine(folder / f"server-{number}", database).base) as made:
                made.build()
            one.servers.append(None)  # type: ignore[arg-type]
            one.start_server(number)
        for number in range(WORKERS):
            one.workers.append(None)  # type: ignore[arg-type]
            one.start_worker(number)
        proxy = subprocess.Popen([HAPROXY, "-db", "-f", _configured(one, secure)], stderr=subprocess.DEVNULL)
        for number in range(SERVERS):
            one.until_ready(number)
        until(lambda: len(living(base.register)) == WORKERS)
        until(lambda: _answers(secure))
        yield one
    finally:
        processes = [each for each in (proxy, *one.servers, *one.workers) if each is not None]
        for each in processes:
            each.kill()
        for each in processes:
            each.wait(30)


def _configured(one: Fleet, secure: int) -> Path:
    """Our file of haproxy, but for addresses and the certificate."""
    text = with_servers((ROOT / "deploy" / "haproxy.cfg").read_text("utf-8"), one.ports)
    text = re.sub(r"frontend plain\n(    .*\n)+", "", text)
    text = text.replace("bind :443", f"bind 127.0.0.1:{secure}")
    text = text.replace("/etc/haproxy/recits.pem", str(certificate(one.folder)))
    place = one.folder / "haproxy.cfg"
    place.write_text(text, "utf-8")
    return place


def _answers(port: int) -> bool:
    with socket.socket() as trying:
        return trying.connect_ex(("127.0.0.1", port)) == 0


def until(found: Callable[[], bool], seconds: float = STARTING_SECONDS) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < ends
        time.sleep(0.05)


def tail(one: Fleet) -> str:
    """The last lines of each log, for whoever reads why a test failed."""
    return "\n".join(
        f"{log.name}: {log.read_text(errors='replace')[-2000:]}" for log in sorted(one.folder.glob("*.log"))
    )


def environment_number(name: str, default: int) -> int:
    """A number that the operator of the tests may set."""
    return int(os.environ.get(name, str(default)))
