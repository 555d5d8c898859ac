"""Requests and socket messages that no page of ours sends, by each role, against a server that really runs.

`python -m bench.fuzz [--requests N] [--seed S]` serves a small base on a free port of this machine, sends N of them
(10,000 unless told), and prints how many answers of each kind came and how long the slowest took. Status 1 when an
answer was 5xx, took over SLOWEST seconds, or when the server is no longer there.
"""

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import httpx2
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from bench.open_page import until_answered
from kb.base import KnowledgeBase
from kb.readers import ROLES as KNOWN_ROLES
from kb.readers import Person
from kb.store.accounts import accounts
from kb.store.accounts.sessions import sign_in
from kb.visit import COOKIE
from kb.wiki.packs import packs
from kb.wiki.write import writing
from tests.small_corpus import write_small_corpus

SLOWEST = 3.0  # seconds
AT_ONCE = 4
SOCKETS = 0.15  # share of what is sent that goes through a socket, each a page that is drawn
ROLES = {"visitor": None, **{one: [one] for one in KNOWN_ROLES}}
PAGES = [
    "\n",
    "lire",
    "explorer",
    "glossaire",
    "base",
    "contribuer",
    "relire",
    "nouvelles",
    "historique",
    "administration",
    "dossiers",
    "dossier",
    "choisir",
    "comparer\n",
    "associer",
    "reconnaitre",
    "nulle-part\n",
]
NAMES = [
    "q",
    "id",
    "rev",
    "de",
    "a",
    "n",
    "num",
    "page",
    "piece",
    "dossier",
    "lien",
    "t",
    "titre",
    "intention",
    "theme",
    "territory",
    "year",
    "kind",
    "sort",
    "trier",
    "vue",
    "etape",
    "p",
    "cle",
    "token",
    "vers",
    "vignette",
    "ids",
    "un",
    "deux",
    "graine",
    "pas",
    "chemin",
    "avec",
]
GET = (
    *(
        "/healthz",
        "/pages/{}/{}.jpg",
        "/fichiers/{}",
        "/pieces/{}/{}",
        "/exporter/fiche/{}.{}",
        "/exporter/recherche.{}",
    ),
    *("/exporter/dossier/{}.{}", "/exporter/dossier.{}", "/fil/{}.atom", "/nouveautes.atom", "/connexion", "/compte"),
    *("/invitation/{}", "/premier-compte/{}", "/mot-de-passe/{}", "/adresse/{}", "/oubli", "/app/static/{}", "/{}/{}"),
    *("/_stcore/{}", "/media/{}", "/component/{}/{}", "/static/{}", "/"),
)
POST = (
    *("/api/brouillon", "/api/dossier", "/api/dossier/retirer", "/connexion", "/deconnexion", "/compte", "/oubli"),
    *("/mot-de-passe/{}", "/invitation/{}", "/adresse/{}", "/_stcore/upload_file/{}/{}", "/healthz", "/"),
)
FORMS = ("md", "json", "docx", "pdf", "csv", "bib", "ris", "exe", "")
KEYS = [
    "number",
    "place",
    "text",
    "version",
    "window",
    "record",
    "revision",
    "start",
    "end",
    "page",
    "words",
    "pack",
    "title",
    "instead_of",
    "piece",
    "csrf",
    "login",
    "password",
    "name",
    "new_password",
    "email",
]


def odd_text(rng: random.Random) -> str:
    """A value of the wrong kind, deep, long, or of signs that mean something to somebody."""
    return rng.choice(
        (
            *(
                "",
                "0",
                "-1",
                "1",
                "2",
                str(10**30),
                "1e400",
                "nan",
                "null",
                "None",
                "true",
                "EXP-2020-001",
                "DOC-2006-001",
            ),
            *("../../register.sqlite3", "..%2f..%2fcorpus", "%00", "a\x00b", "\u202egnp.exe", "é" * 400, "😀" * 90),
            *("'", '"><script>alert(1)</script>', "'; DROP TABLE records; --", "{{7*7}}", "${x}", "%s%n", "\r\nX: y"),
            *(
                "[" * 3_000,
                "(" * 3_000,
                "M. " * 900,
                "a" * 6_000,
                "NEAR(" * 200,
                '"' * 501,
                "* OR 1",
                'c++ "(',
                "\u0301" * 900,
            ),
            *("2008..2012", "9999999999..", "75119", "themes:", "\\", "\ud7ff", "\ufffe", "\x1b[31m", " " * 3_000),
        )
    )


def odd_value(rng: random.Random, depth: int = 0) -> object:
    """As `odd_text`, or of another type of JSON."""
    if depth > 3 or rng.random() < 0.5:
        return odd_text(rng)
    return rng.choice(
        (
            *(None, True, False, 0, -1, 1, 2, 10**30, -(10**30), 1.5, 1e308, 2**63, 2**31),
            [odd_value(rng, depth + 1) for _ in range(3)],
            {rng.choice(KEYS): odd_value(rng, depth + 1) for _ in range(3)},
            {"number": 1, "piece": odd_text(rng)},
        )
    )


def odd_body(rng: random.Random) -> bytes:
    """What may be posted to a route of JSON."""
    raw = (
        *(b"", b"{", b"null", b"3", b"[]", b"\xff\xfe\x00", b"[" * 50_000, b'{"a":' * 20_000, b"[" * 900 + b"]" * 900),
        *(b'{"number": NaN}', b'{"number": 1e999, "place": "context", "text": "x"}', b'"' + b"x" * 2_000_000 + b'"'),
        *(b'{"number": 1, "place": "context", "text": "\\ud800", "version": 0, "window": "\\udfff"}', b"9" * 10_000),
    )
    if rng.random() < 0.3:
        return rng.choice(raw)
    return json.dumps({key: odd_value(rng) for key in rng.sample(KEYS, rng.randrange(1, len(KEYS)))}).encode()


@dataclass
class Found:
    """What a run met: answers by kind, the slowest, and what should not have been."""

    answers: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def add(self, what: str, answer: str, seconds: float, limit: float) -> None:
        """Count one answer."""
        self.answers[answer] += 1
        self.slowest = max(self.slowest, seconds)
        if answer.startswith("5") or answer.startswith("!") or seconds > limit:
            self.wrong.append(f"{answer} {seconds:.2f} s {what[:300]!r}")


def one_request(client: httpx2.Client, role: str, rng: random.Random) -> tuple[str, str]:
    """Send one odd request; what it was, and the status of its answer."""
    post = rng.random() < 0.45
    shape = rng.choice(POST if post else GET)
    fill = [rng.choice(FORMS) if rng.random() < 0.3 else odd_text(rng)[:300] for _ in range(shape.count("{}"))]
    path = shape.format(*(quote(one, safe="", errors="replace") for one in fill))
    query = urlencode([(rng.choice(NAMES), odd_text(rng)) for _ in range(rng.randrange(4))], errors="replace")
    target = f"{path}?{query}" if query and len(query) < 20_000 else path
    method = rng.choice(("POST", "POST", "PUT", "DELETE")) if post else rng.choice(("GET", "GET", "HEAD", "OPTIONS"))
    headers = {"x-rp-brouillon": "1", "x-rp-dossier": "1"} if rng.random() < 0.8 else {}
    headers |= {"accept": rng.choice(("text/html", "*/*", "application/json"))}
    content: bytes | None = None
    if post:
        form = rng.random() < 0.3
        content = urlencode({one: odd_text(rng) for one in rng.sample(KEYS, 4)}, errors="replace").encode()
        content = content if form else odd_body(rng)
        headers["content-type"] = "application/x-www-form-urlencoded" if form else "application/json"
    answer = client.request(method, target, headers=headers, content=content)
    return f"{role} {method} {target} {(content or b'')[:120]!r}", str(answer.status_code)


def one_message(site: str, cookie: str, role: str, rng: random.Random) -> tuple[str, str]:
    """Ask for a page through the socket with an odd address and odd widgets, or send what is no message."""
    page, query = rng.choice(PAGES), urlencode([(rng.choice(NAMES), odd_text(rng)) for _ in range(3)], errors="replace")
    headers = {"Cookie": cookie} if cookie else {}
    address = site.replace("http", "ws") + "/_stcore/stream"
    with connect(
        address, subprotocols=[Subprotocol("streamlit")], max_size=None, origin=Origin(site), additional_headers=headers
    ) as one:
        if rng.random() < 0.2:
            noise = rng.choice((rng.randbytes(3_000), b"\x0a" * 3_000, b"\x5a\xff\xff\xff\xff\x0f", "texte", b""))
            one.send(noise)
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        for _ in range(rng.randrange(3)):
            widget = message.rerun_script.widget_states.widgets.add()
            widget.id = odd_text(rng).encode(errors="replace").decode()
            widget.string_value = odd_text(rng).encode(errors="replace").decode()
        one.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(bytes(one.recv(timeout=30)))  # type: ignore[arg-type]
            if answer.WhichOneof("type") == "script_finished":
                return f"{role} {page}?{query}", "drawn"


def attack(site: str, cookies: Mapping[str, str], count: int, seed: int, limit: float = SLOWEST) -> Found:
    """Send `count` odd requests and messages by all roles; what was met."""
    found = Found()

    def send(number: int) -> None:
        rng = random.Random(f"{seed} {number}")
        role = rng.choice(list(cookies))
        start, what = time.monotonic(), f"{role} {number}"
        headers = {"cookie": cookies[role], "origin": site} if cookies[role] else {"origin": site}
        try:
            if rng.random() < SOCKETS:
                what, answer = one_message(site, cookies[role], role, rng)
            else:
                with httpx2.Client(base_url=site, headers=headers, timeout=60) as client:
                    what, answer = one_request(client, role, rng)
        except WebSocketException as error:
            answer = f"closed ({type(error).__name__})"
        except (httpx2.InvalidURL, UnicodeError):
            answer = "not sent"
        except (OSError, httpx2.HTTPError, TimeoutError) as error:
            answer = f"! {type(error).__name__} (seed {seed}, number {number})"
        found.add(what, answer, time.monotonic() - start, limit)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(send, range(count)))
    return found


def peopled(base: KnowledgeBase) -> dict[str, str]:
    """The cookie of each role in a base, whose contributor has a draft and whose trainer has a pack."""
    cookies = {}
    for role, roles in ROLES.items():
        if roles is None:
            cookies[role] = ""
            continue
        login = f"{role}@exemple.fr"
        made = accounts.add_account(base.register, login, role.capitalize(), roles=roles, actor="fuzz")
        cookies[role] = f"{COOKIE}={sign_in(base.register, made.id)}"
        person = Person(made.id, made.name, frozenset(roles), frozenset())
        if role == "contributor":
            writing.start(base.wiki, person, "experience")
        if role == "trainer":
            packs.start(base.wiki, person, "Dossier d’essai")
    return cookies


@contextmanager
def served(home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """`kb serve` over a home, once it answers."""
    # The log is kept whole: what errors quote tells which are Streamlit's own.
    process = subprocess.Popen(
        [sys.executable, "-m", "kb", "serve", "--home", str(home), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=(home / "serveur.log").open("wb"),
        env={**os.environ, "KB_LOG": "whole"},
    )
    try:
        until_answered(f"http://127.0.0.1:{port}", process)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    """A port that nothing listens on, in the range that KB_PORTS names (« 9100-9149 ») or anywhere."""
    first, _, last = os.environ.get("KB_PORTS", "").partition("-")
    for port in range(int(first), int(last) + 1) if first and last else (0,):
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(one.getsockname()[1])
    raise RuntimeError("no free port")


def run(count: int, seed: int, limit: float = SLOWEST) -> tuple[Found, bool, str]:
    """What `count` odd requests met, whether the server still answers, and the errors that its log tells."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_small_corpus(home)
        with KnowledgeBase.open(home, create=True) as base:
            base.build()
            cookies = peopled(base)
        port = free_port()
        with served(home, port) as process:
            found = attack(f"http://127.0.0.1:{port}", cookies, count, seed, limit)
            alive = process.poll() is None
            if alive:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=20)
        log = (home / "serveur.log").read_text("utf-8", "replace")
    return found, alive, log


def main() -> int:
    """Print what was met; 1 when something should not have been."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", type=Path, help="where to keep the log of the server")
    given = parser.parse_args()
    found, alive, log = run(given.requests, given.seed)
    if given.log:
        given.log.write_text(log, "utf-8")
    for answer, times in found.answers.most_common():
        print(f"{times:6} {answer}")
    print(f"slowest {found.slowest:.2f} s; page failures in the log: {log.count('page failed')}; alive: {alive}")
    for one in found.wrong[:60]:
        print("WRONG", one)
    return int(bool(found.wrong) or not alive)


if __name__ == "__main__":
    sys.exit(main())
