"""A server and a worker die with -9 while twenty people write: nothing acknowledged is lost, nobody is signed out.

`KB_FLEET` is for how many seconds they write after the first death; in `make soak` for minutes, with others that die
every few seconds.
"""

import asyncio
import contextlib
import itertools
import json
import random
import ssl
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.typing import Origin, Subprotocol

from kb.errors import BaseBusy
from kb.readers import Person
from kb.store.accounts import accounts
from kb.store.accounts.sessions import sign_in
from kb.visit import COOKIE
from kb.wiki.write import writing
from tests.engines import server
from tests.event_loop import run_apart
from tests.shared.fleet import HAPROXY, Fleet, environment_number, fleet, tail
from tests.small_corpus import write_small_corpus
from tests.test_shared import Machine, address
from tests.wiki.people import published

__all__ = ["address", "server"]

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not HAPROXY.exists(), reason="haproxy is not installed"),
]

PEOPLE, PAGES = 20, 6  # who writes, and how many of them hold a page open too
SECONDS = environment_number("KB_FLEET", 8)
KEYS = 1.5  # seconds between two sendings of a writer
EACH = 12.0  # seconds between two deaths of the long form
PATIENCE = 60.0


@dataclass
class Somebody:
    """Who writes: a session, a draft, and what the server said that it kept of it."""

    person: Person
    token: str
    draft: int
    acknowledged: int = -1
    sent: int = -1
    answers: list[int] = field(default_factory=list)
    broken: int = 0
    unserved: int = 0  # answers of haproxy, which found no process
    opened: int = 0  # pages drawn
    process: str = ""  # the cookie by which haproxy leads to the process of the page

    def text(self, number: int) -> str:
        return " ".join(f"mot{one}" for one in range(number + 1))


@dataclass
class Siege:
    """When it ends: that is known once somebody died."""

    ends: float = float("inf")

    @property
    def left(self) -> float:
        return max(0.0, self.ends - time.monotonic())


def trusting() -> ssl.SSLContext:
    """The certificate of the test vouches for nobody."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@pytest.fixture
def publisher(address: str, tmp_path: Path) -> Iterator[Machine]:
    one = Machine(tmp_path / "publisher", address)
    write_small_corpus(one.root)
    one.base.build()
    one.encoder.encoded.clear()
    one.resources.tells_later = True
    yield one
    one.base.close()


def somebody(machine: Machine, number: int) -> Somebody:
    register = machine.base.register
    account = accounts.add_account(register, f"ecrit{number}", f"Écrit {number}", roles=["contributor"], actor="test")
    draft = writing.start(machine.base.wiki, account.person, "experience").number
    return Somebody(account.person, sign_in(register, account.id), draft)


async def writes(one: Somebody, site: str, siege: Siege) -> None:
    """Type into a draft; what is not answered is sent again, as static/writing.js does."""
    version = 0
    async with httpx2.AsyncClient(base_url=site, verify=False, timeout=PATIENCE, cookies={COOKIE: one.token}) as client:
        while siege.left or one.acknowledged < one.sent:
            if one.acknowledged == one.sent:
                one.sent += 1
            body = {"number": one.draft, "place": "context", "text": one.text(one.sent), "version": version}
            try:
                answer = await client.post(
                    "/api/brouillon",
                    content=json.dumps({**body, "window": one.token[:8]}),
                    headers={"x-rp-brouillon": "1", "origin": site},
                )
            except httpx2.TransportError:
                one.broken += 1
            else:
                one.answers.append(answer.status_code)
                one.unserved += answer.status_code == 503 and "json" not in answer.headers["content-type"]
                if answer.status_code == 200:
                    version, one.acknowledged = answer.json()["version"], one.sent
            await asyncio.sleep(KEYS * random.uniform(0.5, 1.5))
        answer = await client.get("/compte", headers={"accept": "text/html"})
        one.answers.append(answer.status_code)


async def holds_a_page(one: Somebody, site: str, siege: Siege) -> None:
    """Hold the page of the draft open by its WebSocket; when that breaks, open it again as the browser does."""
    cut = False
    while siege.left or cut:
        try:
            async with websockets.connect(
                f"{site.replace('https', 'wss')}/_stcore/stream",
                subprotocols=[Subprotocol("streamlit")],
                max_size=None,
                origin=Origin(site),
                ssl=trusting(),
                open_timeout=PATIENCE,
                additional_headers={"Cookie": f"{COOKIE}={one.token}; rp_process={one.process}"},
            ) as socket:
                given = socket.response.headers.get_all("set-cookie") if socket.response else []
                one.process = next(
                    (each.partition("=")[2].partition(";")[0] for each in given if each.startswith("rp_process=")),
                    one.process,
                )
                ask = BackMsg()
                ask.rerun_script.page_name, ask.rerun_script.query_string = "contribuer", f"n={one.draft}"
                await socket.send(ask.SerializeToString())
                told = b""
                while True:
                    said = await asyncio.wait_for(socket.recv(decode=False), PATIENCE)
                    told += said
                    if ForwardMsg.FromString(said).WhichOneof("type") == "script_finished":
                        assert b"Connectez-vous" not in told
                        one.opened, cut = one.opened + 1, False
                        break
                while siege.left:  # nothing more is said, until the process dies
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(socket.recv(), 0.5)
        except (OSError, websockets.WebSocketException):
            one.broken, cut = one.broken + 1, True
            await asyncio.sleep(0.3)


async def dies(one: Fleet, people: list[Somebody], siege: Siege) -> list[tuple[str, int]]:
    """Kill a server and a worker; in the long form again and again, each started anew before the next dies."""
    died: list[tuple[str, int]] = []
    while not all(each.opened for each in people[:PAGES]) or any(each.acknowledged < 1 for each in people):
        await asyncio.sleep(0.1)
    siege.ends = time.monotonic() + SECONDS
    first = int(people[0].process.removeprefix("p")) - 1  # it holds a page: whose, the proxy decides
    for turn in itertools.count(first):
        number = turn % len(one.servers)
        for sort, processes in (("server", one.servers), ("worker", one.workers)):
            processes[number % len(processes)].kill()
            died.append((sort, number % len(processes)))
        if siege.left < EACH + PATIENCE:
            return died
        await asyncio.sleep(EACH)
        one.start_server(number)
        one.start_worker(number % len(one.workers))
        await asyncio.to_thread(one.until_ready, number)
    return died


async def publishes(machine: Machine, one: Fleet, siege: Siege) -> list[float]:
    """Publish now and then; seconds until each was found by every server that served already, and lives."""
    took = []
    for number in itertools.count():
        serving = [each for each in zip(one.servers, one.ports, strict=True) if await _found(each[1], "cure", "EXP-")]
        title = f"Le vélo prêté une {number}e fois"
        record_id = await asyncio.to_thread(_published, machine, title)
        started = time.monotonic()
        for process, port in serving:
            while process.poll() is None and not await _found(port, title, record_id):
                assert time.monotonic() - started < PATIENCE, f"{record_id} is not found by the server at {port}"
                await asyncio.sleep(0.1)
        took.append(time.monotonic() - started)
        if not siege.left:
            return took
        await asyncio.sleep(2.0)
    return took


def _published(machine: Machine, title: str) -> str:
    """A narrative that went the whole way; begun again when the base is busy."""
    while True:
        try:
            with machine.again() as base:
                return published(base, title=title)
        except BaseBusy:
            time.sleep(0.5)


async def _found(port: int, title: str, record_id: str) -> bool:
    try:
        async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client:
            answer = await client.get("/api/v1/recherche", params={"q": title})
    except httpx2.TransportError:  # it died meanwhile, or is not there yet
        return False
    return record_id in answer.text


async def besieged(one: Fleet, machine: Machine, people: list[Somebody]) -> tuple[list[tuple[str, int]], list[float]]:
    siege = Siege()
    died, took, *_ = await asyncio.gather(
        dies(one, people, siege),
        publishes(machine, one, siege),
        *(writes(each, one.site, siege) for each in people),
        *(holds_a_page(each, one.site, siege) for each in people[:PAGES]),
    )
    return died, took


def told(died: list[tuple[str, int]], took: list[float], people: list[Somebody]) -> str:
    """What happened, in a few lines."""
    sendings = sum(each.acknowledged + 1 for each in people)
    busy = sum(each.answers.count(503) - each.unserved for each in people)
    return (
        f"\nkilled: {died}\n{sendings} sendings acknowledged, {sum(each.broken for each in people)} connections "
        f"broken, {sum(each.opened - 1 for each in people[:PAGES])} pages opened again, {busy} answers « busy », "
        f"{sum(each.unserved for each in people)} of haproxy\n{len(took)} publications found by every server after "
        f"{statistics.median(took):.1f} s (at most {max(took):.1f})"
    )


def test_nothing_acknowledged_is_lost_when_a_server_and_a_worker_die(
    publisher: Machine, address: str, tmp_path: Path
) -> None:
    people = [somebody(publisher, number) for number in range(PEOPLE)]
    with fleet(tmp_path, address, publisher.base) as one:
        died, took = run_apart(besieged(one, publisher, people))
        print(told(died, took, people))
        logs = tail(one)
    for each in people:
        kept = writing.open_writing(publisher.base.wiki, each.person, each.draft)
        # What was sent last may be kept though its answer did not arrive.
        assert len(str(kept.fields["context"]).split()) - 1 >= each.acknowledged, logs
        assert kept.others == {}
        # Busy, or on its way to a server that died: sent again.
        assert set(each.answers) <= {200, 502, 503}, logs
        assert each.answers[-1] == 200
        assert each.unserved == 0
    assert {sort for sort, _ in died} == {"server", "worker"}
    # Whoever held a page of the dead server has it from another, signed in as before.
    assert sum(each.opened for each in people[:PAGES]) > PAGES, logs
    assert all(each.opened for each in people[:PAGES]), logs
    assert publisher.encoder.encoded == []
