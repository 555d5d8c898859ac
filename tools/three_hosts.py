"""`make hosts`: three hosts' worth of processes over a copy of this checkout's base, to try what happens when one dies.

PostgreSQL, an S3 server, three `kb serve` and two `kb worker` with folders of their own, haproxy before them. Whoever
dies is started again a few seconds later, as systemd would do it. All stands in a temporary folder, and goes at the
end.

    python -m tools.three_hosts [--port 8500] [--plugs MINUTES]

With `--plugs`, a process chosen by chance is killed with -9 every ten seconds or so for that long, haproxy excepted.
"""

import argparse
import contextlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kb.home import find_home
from tests.bucket_server import BUCKET, KEY, SECRET, bucket_server
from tests.engines import Postgres, free_port

ROOT: Final = Path(__file__).resolve().parents[1]
HOSTS: Final = 3
WORKERS: Final = 2
# How long a process is down before it is started again, in seconds; and how long between two plugs that are pulled.
DOWN: Final = 3.0
PULLED_EVERY: Final = 10.0
KB: Final = str(Path(sys.executable).with_name("kb"))


@dataclass
class Running:
    """A process that is started again whenever it ends."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    since: float = field(default_factory=time.monotonic)

    def start(self) -> None:
        """Start it; what it says is added to its log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)

    def look(self) -> None:
        """Start it again when it has been down for long enough."""
        if self.process is None or self.process.poll() is None:
            self.since = time.monotonic()
        elif time.monotonic() - self.since > DOWN:
            print(f"  {self.name} was down ({self.process.returncode}): started again", flush=True)
            self.start()

    def kill(self) -> None:
        """Pull its plug."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def end(self) -> None:
        """Ask it to stop."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()


def with_servers(text: str, ports: Sequence[int]) -> str:
    """The file of haproxy of deploy/, its two servers replaced by those of these ports of this machine."""
    for sticky in (" cookie p{0}", ""):
        line = "    server p{0} 127.0.0.1:{1}" + sticky + "\n"
        named = "".join(line.format(number, 8500 + number) for number in (1, 2))
        assert text.count(named) == 1
        text = text.replace(named, "".join(line.format(number, port) for number, port in enumerate(ports, 1)))
    return text


def proxy_file(folder: Path, port: int, ports: list[int]) -> Path:
    """The configuration of deploy/ for these ports, in clear, for this machine alone."""
    text = (ROOT / "deploy" / "haproxy.cfg").read_text("utf-8")
    text = re.sub(r"frontend plain\n.*?\n\n", "", text, flags=re.S)
    text = re.sub(r"bind :443.*", f"bind 127.0.0.1:{port}", text)
    text = text.replace("X-Forwarded-Proto https", "X-Forwarded-Proto http").replace(
        "nocache httponly secure", "nocache httponly"
    )
    text = re.sub(r"    http-response set-header Strict-Transport-Security.*\n", "", text)
    text = re.sub(r"    ssl-default-bind-options.*\n", "", text).replace("inter 5s", "inter 1s")
    text = with_servers(text, ports)
    path = folder / "haproxy.cfg"
    path.write_text(text, "utf-8")
    return path


def told(command: list[str], environment: Mapping[str, str]) -> None:
    """Run a command of `kb` to its end, and show its last line."""
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[:3])}: {done.stdout}{done.stderr}")
    print(f"  {' '.join(command[1:3])}: {(done.stdout.strip() or 'done').splitlines()[-1]}", flush=True)


@contextlib.contextmanager
def hosts(port: int, *, source: Path, model: Path) -> Iterator[dict[str, Running]]:
    """The processes by name, once each of them answers, over a copy of the base of `source`."""
    with contextlib.ExitStack() as held:
        folder = Path(
            held.enter_context(tempfile.TemporaryDirectory(prefix="recits-hotes-", ignore_cleanup_errors=True))
        )
        folder.chmod(0o755)
        s3 = held.enter_context(bucket_server())
        # Unlike the server of the tests, this one keeps what it acknowledged when its plug is pulled.
        settings = ("max_connections=300", "shared_buffers=64MB")
        server = held.enter_context(Postgres(folder / "postgres", settings=settings).running())
        server.run("CREATE DATABASE recits")
        address, files = server.address("recits"), f"s3://{BUCKET}/base"
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("KB_", "AWS_"))}
        keys = {"AWS_ENDPOINT_URL": s3.address, "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
        given = {**plain, **keys, "KB_MODEL": str(model)}
        told([KB, "move", "--to", address, "--files", files, "--home", str(source)], given)
        given |= {"KB_DATABASE": address, "KB_FILES": files, "KB_SITE": f"http://127.0.0.1:{port}"}
        given |= {"KB_PROXY_ADDRESS": "127.0.0.1", "KB_LOG": "json"}
        ports = [free_port() for _ in range(HOSTS)]
        commands = {f"serve{n}": ["serve", "--port", str(one)] for n, one in enumerate(ports, 1)}
        commands |= {f"worker{n}": ["worker"] for n in range(1, WORKERS + 1)}
        running: dict[str, Running] = {}
        for label, command in commands.items():
            home = folder / label
            home.mkdir()
            # The index needs not be computed again: it is that of the base which moved.
            shutil.copytree(source / "index", home / "index", ignore=shutil.ignore_patterns("model"))
            told([KB, "build", "--home", str(home)], given)
            running[label] = started(label, [KB, *command, "--home", str(home)], given, folder, held)
        told([KB, "account", "invite", "--role", "administrator", "--home", str(home)], given)
        proxy = [shutil.which("haproxy") or "/usr/sbin/haproxy", "-db", "-f", str(proxy_file(folder, port, ports))]
        running["haproxy"] = started("haproxy", proxy, given, folder, held)
        yield running


def started(
    name: str, command: list[str], environment: Mapping[str, str], folder: Path, held: contextlib.ExitStack
) -> Running:
    """A process that runs as long as what `held` holds."""
    one = Running(name, command, environment, folder / f"{name}.log")
    held.callback(one.end)
    one.start()
    return one


def main() -> None:
    """Run until interrupted."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--port", type=int, default=8500)
    asked.add_argument("--plugs", type=float, default=0.0, metavar="MINUTES")
    given = asked.parse_args()
    home = find_home()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with contextlib.suppress(KeyboardInterrupt), hosts(given.port, source=home.root, model=home.model) as running:
        print(f"The site: http://127.0.0.1:{given.port}   (Ctrl-C stops all; nothing of it stays)")
        for name, one in running.items():
            print(f"  {name:8}  pid {one.process.pid if one.process else 0}  log {one.log}", flush=True)
        until, pull = time.monotonic() + 60 * given.plugs, time.monotonic() + PULLED_EVERY
        while not given.plugs or time.monotonic() < until:
            time.sleep(0.5)
            for one in running.values():
                one.look()
            if given.plugs and time.monotonic() > pull:
                victim = random.choice([one for name, one in running.items() if name != "haproxy"])
                print(f"  {victim.name}: plug pulled", flush=True)
                victim.kill()
                pull = time.monotonic() + PULLED_EVERY * random.uniform(0.5, 1.5)


if __name__ == "__main__":
    main()
