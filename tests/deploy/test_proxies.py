"""haproxy and nginx, with the files of deploy/, over TLS before two real processes: a reader does all through both.

Somebody signs in by a form that one process drew and the other may take, opens pages by a WebSocket, sends a file; a
process stops and the site goes on; and what slows down tries at passwords sees the visitor, not the proxy.
"""

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.resources import Resources
from kb.store.accounts import accounts
from kb.store.accounts.attempts import _counted
from kb.store.records.register import Register
from kb.wiki.write import writing
from tests.browser.conftest import CHROMIUM, browser, free_port, playwright
from tests.browser.visit import LONG, SECRET, Visit
from tests.fake_encoder import FakeEncoder
from tests.web.fake_smtp import certificate
from tests.wiki.people import STORY
from tests.wiki.write.test_attaching import photograph

__all__ = ["browser", "playwright"]  # fixtures

ROOT = Path(__file__).resolve().parents[2]
PROXIES = {"haproxy": "/usr/sbin/haproxy", "nginx": "/usr/sbin/nginx"}
LOGIN = "aline@exemple.fr"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"{CHROMIUM} is not installed"),
]


@dataclass
class Fleet:
    """Two processes over one base."""

    home: Path
    ports: tuple[int, int]
    processes: list[subprocess.Popen[bytes]]
    draft: int


def started(home: Path, port: int) -> subprocess.Popen[bytes]:
    """A process of the pages behind a proxy of this machine."""
    environment = {
        "KB_PROXY_ADDRESS": "127.0.0.1",
        "FORWARDED_ALLOW_IPS": "",
        "KB_LOG": "json",
        "PATH": "/usr/bin:/bin",
    }
    command = [sys.executable, "tests/browser/real_server.py", str(port), str(home)]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


def until_ready(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        assert process.poll() is None
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2)
            return
        except OSError:
            time.sleep(0.5)
    raise AssertionError("never ready")


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    home = tmp_path_factory.mktemp("home")
    (home / "corpus").mkdir()
    ports = (free_port(), free_port())
    processes = []
    for port in ports:  # one after the other: the first one makes the base
        processes.append(started(home, port))
        until_ready(port, processes[-1])
    with Register.open(home) as register:
        one = accounts.add_account(register, LOGIN, "Aline", roles=["contributor"], password=SECRET, actor="test")
    with KnowledgeBase.open(home, resources=Resources(open_encoder=lambda at: FakeEncoder())) as base:
        aline = Person(one.id, "Aline", frozenset({"contributor"}))
        draft = writing.start(base.wiki, aline, "experience", STORY).number
    yield Fleet(home, ports, processes, draft)
    for one in processes:
        one.terminate()
    for one in processes:
        one.wait(20)


def configured(proxy: str, fleet: Fleet, folder: Path) -> tuple[list[str], int, int]:
    """The command of a proxy over our file, but for addresses and paths; its ports with TLS and without."""
    secure, plain, pem = free_port(), free_port(), certificate(folder)
    first, second = fleet.ports
    text = (ROOT / "deploy" / ("haproxy.cfg" if proxy == "haproxy" else "nginx.conf")).read_text("utf-8")
    text = text.replace("127.0.0.1:8501", f"127.0.0.1:{first}").replace("127.0.0.1:8502", f"127.0.0.1:{second}")
    if proxy == "haproxy":
        text = text.replace("bind :443", f"bind 127.0.0.1:{secure}").replace("bind :80", f"bind 127.0.0.1:{plain}")
        text = text.replace("/etc/haproxy/recits.pem", str(pem)).replace("inter 5s", "inter 300ms")
        (folder / "haproxy.cfg").write_text(text)
        return [PROXIES[proxy], "-db", "-f", str(folder / "haproxy.cfg")], secure, plain
    text = text.replace("listen 443", f"listen 127.0.0.1:{secure}").replace("listen 80", f"listen 127.0.0.1:{plain}")
    text = re.sub(r"/etc/ssl/recits/\w+\.pem", str(pem), text)
    text = text.replace("server_name recits.exemple.fr", "server_name localhost")
    kept = "".join(f"{one}_temp_path {folder}/{one};" for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    before = f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; events {{}} http {{ {kept}"
    (folder / "nginx.conf").write_text(f"{before}\n{text}\n}}")
    return [PROXIES[proxy], "-p", str(folder), "-c", str(folder / "nginx.conf")], secure, plain


@pytest.fixture(scope="module", params=sorted(PROXIES))
def front(
    request: pytest.FixtureRequest, fleet: Fleet, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """The addresses of the site, with TLS and without, by way of a proxy."""
    if not Path(PROXIES[request.param]).exists() and not shutil.which(request.param):
        pytest.skip(f"{request.param} is not installed")
    command, secure, plain = configured(request.param, fleet, tmp_path_factory.mktemp(request.param))
    process = subprocess.Popen(command)
    for _ in range(100):
        with socket.socket() as trying:
            if trying.connect_ex(("127.0.0.1", secure)) == 0:
                break
        time.sleep(0.1)
    yield f"https://localhost:{secure}", f"http://localhost:{plain}"
    process.terminate()
    process.wait(20)


@pytest.fixture
def tab(browser: Browser, front: tuple[str, str]) -> Iterator[Visit]:
    context: BrowserContext = browser.new_context(ignore_https_errors=True, locale="fr-FR")
    yield Visit(context, front[0])
    context.close()


def asking(front: tuple[str, str]) -> httpx2.Client:
    return httpx2.Client(base_url=front[0], verify=False, timeout=60)


def test_somebody_signs_in_reads_and_sends_a_file(tab: Visit, fleet: Fleet, front: tuple[str, str]) -> None:
    page = tab.sign_in(LOGIN, f"/contribuer?n={fleet.draft}%26q=6")
    tab.open("/?q=cabane")
    tab.open(f"/contribuer?n={fleet.draft}&q=6")
    page.locator("summary", has_text="Pièces jointes").click()
    held = page.locator("[data-rp-alt]").count()
    name = f"{front[0].rpartition(':')[2]}.jpg"
    page.locator("input[type=file]").first.set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": photograph()}
    )
    page.locator("[class*=st-key-]", has_text=name).first.wait_for(timeout=LONG)
    tab.settled()
    page.locator("[data-rp-alt]").nth(held).wait_for(timeout=LONG)  # it was read, and is kept
    assert tab.errors == []
    assert not [one for one in tab.foreign if not one.startswith(front[0].replace("https", "wss"))]


def test_cookies_cross_no_network_in_clear_and_http_leads_to_https(tab: Visit, front: tuple[str, str]) -> None:
    tab.sign_in(LOGIN)
    held = [one for one in tab.context.cookies() if one["name"] == "rp_session"]
    assert [(one["secure"], one["httpOnly"]) for one in held] == [(True, True)]
    with httpx2.Client(verify=False) as client:
        answer = client.get(f"{front[1]}/lire?id=EXP-2020-001")
    assert answer.status_code == 308
    assert answer.headers["location"].startswith("https://localhost")
    assert answer.headers["location"].endswith("/lire?id=EXP-2020-001")


def test_a_form_drawn_by_one_process_is_taken_by_the_other(front: tuple[str, str]) -> None:
    for _ in range(6):
        with asking(front) as client:
            form = re.search(r'name="csrf" value="([^"]+)"', client.get("/connexion").text)
            assert form
            given = {"csrf": form[1], "login": LOGIN, "password": SECRET}
            answer = client.post("/connexion", data=given, headers={"origin": front[0]})
            assert answer.status_code == 303, answer.text
            assert client.get("/compte", headers={"accept": "text/html"}).status_code == 200


def test_measures_and_state_are_not_for_visitors_of_the_proxy(fleet: Fleet, front: tuple[str, str]) -> None:
    with asking(front) as client:
        assert client.get("/healthz").status_code == 200
        for path in ("/metrics", "/readyz", "/readyz?pour=lecture", "//metrics", "/metrics/"):
            answer = client.get(path)
            assert "kb_requests" not in answer.text, path
            assert "prêt" not in answer.text, path
        for path in ("/metrics", "/readyz"):
            assert client.get(path).status_code == 404


def test_the_visitor_is_seen_and_what_a_browser_says_of_its_address_is_not_believed(
    fleet: Fleet, front: tuple[str, str]
) -> None:
    with Register.open(fleet.home) as register:
        register.database.execute("DELETE FROM attempts")
    here = "127.0.0.9"  # a visitor of this machine, who is not where the proxy speaks from
    door = httpx2.HTTPTransport(verify=False, local_address=here)
    with httpx2.Client(base_url=front[0], transport=door, timeout=60) as client:
        form = re.search(r'name="csrf" value="([^"]+)"', client.get("/connexion").text)
        assert form
        forged = {"x-forwarded-for": "198.51.100.7", "forwarded": "for=198.51.100.7", "x-real-ip": "198.51.100.7"}
        given = {"csrf": form[1], "login": "personne@exemple.fr", "password": "faux"}
        answer = client.post("/connexion", data=given, headers={**forged, "origin": front[0]})
        assert answer.status_code == 401
    with Register.open(fleet.home) as register:
        counted = {row[0] for row in register.database.execute("SELECT who FROM attempts").fetchall()}
        register.database.execute("DELETE FROM attempts")
    seen = {
        one for one in (here, "127.0.0.1", "198.51.100.7") if _counted("personne@exemple.fr", one)["address"] in counted
    }
    assert seen == {here}


def test_the_site_goes_on_when_a_process_stops(fleet: Fleet, front: tuple[str, str]) -> None:
    fleet.processes[0].kill()
    fleet.processes[0].wait(20)
    try:
        with asking(front) as client:
            answers = []
            for _ in range(40):
                answers.append(client.get("/connexion", headers={"accept": "text/html"}).status_code)
                time.sleep(0.1)
        assert answers[-10:] == [200] * 10
    finally:
        fleet.processes[0] = started(fleet.home, fleet.ports[0])
        until_ready(fleet.ports[0], fleet.processes[0])
