"""What `make hosts` brings up answers, and goes on when its processes are killed."""

import contextlib
import json
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from kb.home import find_home
from tests.bucket_server import low_port
from tests.engines import require_server
from tools.three_hosts import ROOT, Running, hosts, proxy_file

MODEL = ROOT / "index" / "model" / "model.onnx"


@pytest.mark.skipif(not shutil.which("haproxy", path="/usr/sbin:/usr/bin"), reason="haproxy is not installed")
def test_the_file_of_deploy_becomes_one_that_haproxy_takes(tmp_path: Path) -> None:
    path = proxy_file(tmp_path, 8500, [8601, 8602, 8603])
    subprocess.run(["/usr/sbin/haproxy", "-c", "-f", path], check=True, capture_output=True)
    text = path.read_text("utf-8")
    assert text.count("127.0.0.1:8602") == 2
    assert "ssl" not in text


def found(port: int) -> int:
    """How many records a question finds, by way of the proxy; 0 while nobody answers."""
    with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
        address = f"http://127.0.0.1:{port}/api/v1/recherche?q=laverie"
        with urllib.request.urlopen(address, timeout=30) as answer:
            return int(json.load(answer)["total"])
    return 0


def waited(port: int) -> int:
    until = time.monotonic() + 120
    while not (total := found(port)) and time.monotonic() < until:
        time.sleep(0.5)
    return total


@pytest.mark.postgres
@pytest.mark.bucket
@pytest.mark.skipif(not MODEL.exists(), reason="the encoder is not prepared: kb build")
@pytest.mark.skipif(not shutil.which("haproxy", path="/usr/sbin:/usr/bin"), reason="haproxy is not installed")
def test_the_site_answers_while_its_processes_die_and_are_started_again() -> None:
    require_server()
    home, port = find_home(ROOT), low_port()
    with hosts(port, source=home.root, model=home.model) as running:
        assert sorted(running) == ["haproxy", "serve1", "serve2", "serve3", "worker1", "worker2"]
        total = waited(port)
        assert total > 0
        for one in (running["serve1"], running["serve2"], running["worker1"]):
            one.kill()
            assert waited(port) == total
        again(running["serve1"])
        running["serve3"].kill()
        assert waited(port) == total


def again(one: Running) -> None:
    """Look until a dead process is started again."""
    first = one.process
    until = time.monotonic() + 30
    while one.process is first:
        assert time.monotonic() < until
        one.look()
        time.sleep(0.2)
