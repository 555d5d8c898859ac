"""Sixty telephones in one sitting over HTTP and WebSocket: delay to the room, memory, what a dead server loses.

`python -m bench.workshop [PHONES] [KILLS]`
"""

import asyncio
import contextlib
import json
import os
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from bench.server import resident
from kb.base import KnowledgeBase
from kb.readers import Person
from kb.resources import Resources
from kb.store.workshops import contributions as words
from kb.store.workshops import workshops as store
from kb.workshops import preparing, receiving
from kb.workshops.plan import SittingPlan, WorkshopPlan, usual_steps
from tests.fake_encoder import FakeEncoder
from tests.small_corpus import write_small_corpus

PORT = 8596
ADDRESS = f"http://127.0.0.1:{PORT}"
EACH = 5  # cards of each telephone
THINK = 4.0  # seconds between two cards of one person, on average
DEAD = 40.0  # seconds that the server is away
RETRIES = (1.0, 3.0, 7.0, 15.0, 31.0)
HEADERS = {"x-rp-atelier": "1"}
PERSON = Person("bench", "Banc", frozenset({"trainer"}))


def opened(home: Path) -> KnowledgeBase:
    """The base of the bench."""
    encoder = FakeEncoder()
    return KnowledgeBase.open(home, create=True, resources=Resources(open_encoder=lambda folder: encoder))


def stage(home: Path, phones: int) -> tuple[int, str, list[str]]:
    """An open sitting at the step of the cards: its number, the token of its screen, one token for each telephone."""
    with opened(home) as base:
        plan = SittingPlan(theme="Banc", groups=("A", "B", "C", "D"), steps=usual_steps()[3:])
        workshop = preparing.start(base.wiki, PERSON, WorkshopPlan(title="Banc", fictional=True))
        number = preparing.add_sitting(base.wiki, PERSON, workshop, plan)
        preparing.open_sitting(base.wiki, PERSON, number)
        made = store.sitting(base.wiki.private, number)
        tokens = [secrets.token_urlsafe(32) for _ in range(phones)]
        for at, token in enumerate(tokens):
            receiving.join(base.wiki, made, at % 4, token)
        return number, made.screen, tokens


def serve(home: Path) -> subprocess.Popen[bytes]:
    """The server, once it answers."""
    command = [sys.executable, "tests/browser/real_server.py", str(PORT), str(home)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    for _ in range(240):
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{ADDRESS}/healthz", timeout=1).status_code == 200:
                return process
        time.sleep(0.25)
    raise RuntimeError("the server did not start")


def kill(process: subprocess.Popen[bytes]) -> None:
    """End a server as a power cut does."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class Phone:
    """A telephone as static/workshop.js is one: an outbox, retries, a WebSocket that it opens again."""

    def __init__(self, token: str, sent: dict[str, float]) -> None:
        self.token, self.sent = token, sent
        self.outbox: list[dict[str, object]] = []
        self.twice = 0

    async def write(self, client: httpx.AsyncClient, cards: int, think: float) -> None:
        """Send so many cards, each kept until the server has said that it has it."""
        for at in range(cards):
            await asyncio.sleep(think * (0.5 + secrets.randbelow(1000) / 1000))
            key = secrets.token_hex(12)
            self.sent[key] = time.monotonic()
            self.outbox.append({"key": key, "what": "card", "body": {"text": f"{key} numéro {at}"}})
            await self._flush(client)
        while self.outbox:
            await self._flush(client)

    async def _flush(self, client: httpx.AsyncClient) -> None:
        for wait in (*RETRIES, RETRIES[-1], RETRIES[-1]):
            try:
                answer = await client.post(
                    "/atelier/envoi", json={"things": self.outbox}, cookies={"rp_place": self.token}, timeout=20
                )
                answer.raise_for_status()
            except httpx.HTTPError:
                await asyncio.sleep(wait)
                continue
            done = answer.json()["done"]
            self.twice += sum("again" in one for one in done.values())
            self.outbox = [one for one in self.outbox if one["key"] not in done]
            return

    async def hear(self) -> None:
        """Hold a WebSocket, as each telephone does."""
        while True:
            with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                headers = {"cookie": f"rp_place={self.token}", "origin": ADDRESS}
                async with connect(f"ws://127.0.0.1:{PORT}/atelier/fil", additional_headers=headers) as socket:
                    async for _ in socket:
                        pass
            await asyncio.sleep(1)


async def watch(screen: str, arrived: list[tuple[float, int]]) -> None:
    """Note when the room's screen showed how many cards."""
    while True:
        with contextlib.suppress(OSError, WebSocketException, TimeoutError):
            address = f"ws://127.0.0.1:{PORT}/atelier/salle/{screen}/fil"
            async with connect(address, origin=ADDRESS, max_size=None) as socket:  # type: ignore[arg-type]
                async for message in socket:
                    arrived.append((time.monotonic(), json.loads(message)["view"]["arrived"].get("card", 0)))
        await asyncio.sleep(0.2)


Arrived = list[tuple[float, int]]


async def play(screen: str, tokens: list[str], cards: int, think: float) -> tuple[dict[str, float], Arrived, int]:
    """When each card was sent, what the room showed when, and how many cards were sent twice."""
    sent: dict[str, float] = {}
    arrived: Arrived = []
    phones = [Phone(token, sent) for token in tokens]
    beside = [asyncio.create_task(one) for one in (watch(screen, arrived), *(phone.hear() for phone in phones))]
    await asyncio.sleep(2)
    limits = httpx.Limits(max_connections=len(tokens))
    async with httpx.AsyncClient(base_url=ADDRESS, headers=HEADERS, limits=limits) as client:
        await asyncio.gather(*(phone.write(client, cards, think) for phone in phones))
        await asyncio.sleep(2)
    for task in beside:
        task.cancel()
    return sent, arrived, sum(phone.twice for phone in phones)


def delays(sent: dict[str, float], arrived: list[tuple[float, int]]) -> list[float]:
    """Seconds from sending to the room's screen: the nth card sent is there when the screen counts n of them."""
    out, at = [], 0
    for number, when in enumerate(sorted(sent.values()), 1):
        while at < len(arrived) and (arrived[at][1] < number or arrived[at][0] < when):
            at += 1
        out.append(arrived[at][0] - when if at < len(arrived) else float("inf"))
    return out


def kept(home: Path, number: int) -> list[str]:
    """The keys of the cards that stand in the base."""
    with opened(home) as base:
        return [one.key for one in words.contributions(base.wiki.private, number, "card")]


def main(phones: int = 60, kills: int = 1, dead: float = DEAD) -> None:
    """Print delay and memory, then what is lost or doubled when the server dies in the middle."""
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary) / "home"
        (home / "corpus").mkdir(parents=True)
        write_small_corpus(home)
        with opened(home) as base:
            base.build()
        server = serve(home)
        number, screen, tokens = stage(home, phones)
        sent, arrived, _ = asyncio.run(play(screen, tokens, EACH, THINK))
        waits = sorted(delays(sent, arrived))
        p95 = waits[int(0.95 * len(waits))]
        median = statistics.median(waits)
        print(f"{phones} telephones, {len(sent)} cards: median {median:.2f} s, p95 {p95:.2f} s (bar 1)")
        print(f"{resident(server.pid):.0f} MiB resident (bar 600); {len(kept(home, number))} of {len(sent)} kept")
        lost = doubled = again = 0
        for _ in range(kills):
            number, screen, tokens = stage(home, 20)

            async def cut(screen: str = screen, tokens: list[str] = tokens) -> tuple[dict[str, float], int]:
                nonlocal server
                playing = asyncio.create_task(play(screen, tokens, EACH, 2.0))
                await asyncio.sleep(6)
                kill(server)
                await asyncio.sleep(dead)
                server = await asyncio.to_thread(serve, home)
                done, _, twice = await playing
                return done, twice

            done, twice = asyncio.run(cut())
            found = kept(home, number)
            lost += len(set(done) - set(found))
            doubled += len(found) - len(set(found))
            again += twice
        print(f"{kills} servers killed for {dead:.0f} s: {lost} lost, {doubled} doubled, {again} sent again and known")
        kill(server)


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    main(*given)
