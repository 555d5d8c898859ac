"""The units of deploy/systemd under a systemd of their own, in a process namespace: they run with all they forbid.

The paths that the units name are tmpfs and bind mounts of that namespace alone; nothing of this machine changes.
"""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.browser.conftest import free_port

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy" / "systemd"
MODEL = ROOT / "index" / "model"
SYSTEMD = Path("/lib/systemd/systemd")
# Targets that units are ordered by; those of the machine would start all that it has.
TARGETS = ("sysinit", "basic", "shutdown", "network", "multi-user", "timers", "sockets", "paths", "slices")
SECONDS = 120

# What is mounted where, then systemd in place of the shell. $PLACE is the folder of the test.
BOOT = """
set -e
mount --make-rprivate /
mount -t proc proc /proc
mount -t tmpfs tmpfs /run
for one in /opt /var/lib /var/backups; do mkdir -p $one; mount -t tmpfs -o mode=755 tmpfs $one; done
mkdir -p /run/lock /opt/python /opt/packages /opt/model /opt/log /opt/recits-partages/current/app
chmod 777 /opt/log
mount --bind "$PYTHON" /opt/python
mount --bind "$PACKAGES" /opt/packages
mount --bind "$CHECKOUT" /opt/recits-partages/current/app
mount --bind "$MODEL" /opt/model
for one in passwd group; do mount --bind "$PLACE/$one" /etc/$one; done
/opt/python/bin/python3 -m venv --without-pip /opt/recits-partages/current/venv
site=$(echo /opt/recits-partages/current/venv/lib/python3*/site-packages)
printf '/opt/packages\\n/opt/recits-partages/current/app\\n' > "$site/packages.pth"
printf '#!/opt/recits-partages/current/venv/bin/python\\nfrom kb.cli.main import main\\nmain()\\n' \
  > /opt/recits-partages/current/venv/bin/kb
chmod 755 /opt/recits-partages/current/venv/bin/kb
mkdir -p /var/lib/recits-partages/corpus /var/backups/recits-partages
cp "$PLACE/mot.md" /var/lib/recits-partages/corpus/
chown -R 990:990 /var/lib/recits-partages /var/backups/recits-partages
chmod 700 /var/lib/recits-partages /var/backups/recits-partages
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
export KB_MODEL=/opt/model LD_LIBRARY_PATH=/opt/python/lib HOME=/var/lib/recits-partages
setpriv --reuid=990 --regid=990 --clear-groups /opt/recits-partages/current/venv/bin/kb build --home "$HOME"
export SYSTEMD_UNIT_PATH="$PLACE/units" container=lxc
exec env -u LD_LIBRARY_PATH /lib/systemd/systemd --system --log-target=console
"""


@dataclass
class Booted:
    """A systemd that runs the units, and the port of the pages."""

    pid: int
    port: int

    def inside(self, *command: str) -> str:
        """What a command says within the namespace."""
        enter = ["nsenter", "-t", str(self.pid), "-m", "-p", "-u", "-i"]
        done = subprocess.run([*enter, *command], capture_output=True, text=True, check=False)
        return done.stdout + done.stderr

    def shown(self, unit: str, what: str) -> str:
        return self.inside("systemctl", "show", unit, "-p", what, "--value").strip()

    def said(self) -> str:
        return self.inside("sh", "-c", "tail -n 20 /opt/log/*")

    def ready(self) -> bool:
        with contextlib.suppress(OSError), self.asked("/readyz") as answer:
            return bool(answer.status == 200)
        return False

    def asked(self, path: str) -> contextlib.AbstractContextManager[urllib.request.addinfourl]:
        found: urllib.request.addinfourl = urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60)
        return contextlib.closing(found)


def until(true: Callable[[], bool], seconds: float = SECONDS) -> bool:
    ends = time.monotonic() + seconds
    while not true():
        if time.monotonic() > ends:
            return False
        time.sleep(0.3)
    return True


def laid_out(place: Path, port: int) -> None:
    """The units with their logs in files, the accounts and a text, where BOOT looks for them."""
    units = place / "units"
    shutil.copytree(UNITS, units)
    for one in TARGETS:
        (units / f"{one}.target").write_text(f"[Unit]\nDescription={one}\nDefaultDependencies=no\n")
    wanted = f"kb-serve@{port}.service kb-worker@1.service kb-backup.timer kb-rehearse.timer"
    (units / "default.target").write_text(f"[Unit]\nDescription=all\nWants={wanted}\n")
    for unit in UNITS.glob("*.service"):
        beside = units / f"{unit.name}.d"
        beside.mkdir()
        log = f"append:/opt/log/{unit.stem.rstrip('@')}"
        given = "KB_MODEL=/opt/model LD_LIBRARY_PATH=/opt/python/lib"
        (beside / "try.conf").write_text(f"[Service]\nStandardOutput={log}\nStandardError={log}\nEnvironment={given}\n")
    for name, line in (
        ("passwd", "recits:x:990:990::/var/lib/recits-partages:/bin/false\n"),
        ("group", "recits:x:990:\n"),
    ):
        kept = [
            one
            for one in Path(f"/etc/{name}").read_text().splitlines(True)
            if not re.match(r"recits:|[^:]*:x:990:", one)
        ]
        (place / name).write_text("".join(kept) + line)
    (place / "mot.md").write_text(
        "---\ntitle: Un mot\nkind: experience\nid: EXP-2024-001\nfictional: true\n---\n\nRien.\n", "utf-8"
    )


@pytest.fixture(scope="module")
def booted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Booted]:
    if os.getuid() or not SYSTEMD.exists() or not all(map(shutil.which, ("unshare", "nsenter", "setpriv"))):
        pytest.skip("needs root, systemd and util-linux")
    if not (MODEL / "model.onnx").exists():
        pytest.skip("the encoder is not prepared: kb build")
    place, port = tmp_path_factory.mktemp("units"), free_port()
    laid_out(place, port)
    environment = {
        **os.environ, "PLACE": str(place), "PYTHON": sys.base_prefix, "CHECKOUT": str(ROOT), "MODEL": str(MODEL),
        "PACKAGES": sysconfig.get_path("purelib"),
    }  # fmt: skip
    with (place / "log").open("wb") as log:
        process = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--fork", "--uts", "--ipc", "--kill-child", "sh", "-c", BOOT],
            env=environment, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        until(lambda: process.poll() is not None or bool(systemd_of(process.pid)))
        pid = systemd_of(process.pid)
        if not pid or not until(
            lambda: Booted(pid, port).inside("systemctl", "is-system-running").strip() != "offline", 20
        ):
            pytest.skip(f"no systemd of its own here: {(place / 'log').read_text(errors='replace')[-500:]}")
        yield Booted(pid, port)
    finally:
        process.kill()
        process.wait(20)


def systemd_of(parent: int) -> int:
    """The process that `unshare` started, once it is systemd; 0 before."""
    with contextlib.suppress(OSError, ValueError):
        (child,) = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        if Path(f"/proc/{child}/comm").read_text().strip() == "systemd":
            return int(child)
    return 0


def test_pages_and_worker_run_with_all_that_their_units_forbid(booted: Booted) -> None:
    serve = f"kb-serve@{booted.port}.service"
    assert until(booted.ready), booted.said()
    with booted.asked("/exporter/fiche/EXP-2024-001.pdf") as answer:
        assert answer.read(5) == b"%PDF-"
    with booted.asked("/metrics") as answer:
        assert "kb_workers 1.0" in answer.read().decode()
    assert [booted.shown(one, "NRestarts") for one in (serve, "kb-worker@1.service")] == ["0", "0"], booted.said()
    main = booted.shown(serve, "MainPID")
    assert re.search(r"^CapEff:\s0+$", booted.inside("cat", f"/proc/{main}/status"), re.M)
    # Killed, it is started again.
    booted.inside("kill", "-9", main)
    assert until(lambda: booted.shown(serve, "NRestarts") == "1" and booted.ready()), booted.said()


def test_a_backup_is_made_and_rehearsed_while_the_pages_are_open(booted: Booted) -> None:
    assert until(booted.ready), booted.said()
    for one in ("kb-backup.service", "kb-rehearse.service"):
        booted.inside("systemctl", "start", one)
        assert booted.shown(one, "Result") == "success", booted.said()
    assert "restaurée ailleurs, vérifiée" in booted.said()
    assert booted.inside("systemctl", "show", "kb-backup.timer", "-p", "ActiveState", "--value").strip() == "active"
    assert booted.ready()
