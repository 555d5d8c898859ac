"""A server that dies in the middle of a sitting loses nothing and keeps nothing twice; a closed laptop stops nobody."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from kb.base import KnowledgeBase
from kb.store.workshops import contributions as words
from tests.browser.conftest import ROOT, free_port
from tests.workshops.room import Room, key

HEADERS = {"x-rp-atelier": "1"}


class Server:
    """A server over a home, that can be killed and started again at the same address."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "tests/browser/real_server.py", str(self.port), str(self.home)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        for _ in range(240):
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(f"{self.address}/healthz", timeout=2).status_code == 200:
                    return
            time.sleep(0.5)
        raise RuntimeError("the server did not start")

    def kill(self) -> None:
        """End it as a power cut does."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def send(self, token: str, things: list[dict[str, object]]) -> dict[str, dict[str, object]] | None:
        """What came of what a telephone sent, None when nobody answered."""
        try:
            answer = httpx.post(
                f"{self.address}/atelier/envoi", json={"things": things}, headers=HEADERS, cookies={"rp_place": token},
                timeout=20,
            )  # fmt: skip
            answer.raise_for_status()
        except httpx.HTTPError:
            return None
        return dict(answer.json()["done"])


@pytest.fixture
def room(base: KnowledgeBase) -> Room:
    return Room(base, "EXP-2019-001")


@pytest.fixture
def server(home: Path) -> Iterator[Server]:
    one = Server(home)
    yield one
    one.kill()


@pytest.mark.browser
@pytest.mark.files  # it starts a process of its own, over the files
def test_a_server_killed_in_the_middle_loses_and_doubles_nothing(room: Room, home: Path, server: Server) -> None:
    server.start()
    tokens = [room.join(at % 2) for at in range(4)]
    sent: list[str] = []
    outboxes: dict[str, list[dict[str, object]]] = {token: [] for token in tokens}
    for turn in range(6):
        for token in tokens:
            one = key()
            sent.append(one)
            outboxes[token].append({"key": one, "what": "card", "body": {"text": f"Carte {one}"}})
            if turn == 3 and token == tokens[0]:
                server.send(token, outboxes[token])  # it was kept, and nobody heard that it was
                server.kill()
            if server.process is None and turn == 5:
                server.start()
            done = server.send(token, outboxes[token])
            if done is not None:
                outboxes[token] = [thing for thing in outboxes[token] if thing["key"] not in done]
    assert not any(outboxes.values())
    found = [one.key for one in words.contributions(room.wiki.private, room.number, "card")]
    assert sorted(found) == sorted(sent)
