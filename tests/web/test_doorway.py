"""The doorway keeps descriptors for whoever watches the server, and closes on whoever holds them for nothing."""

import contextlib
import resource
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from kb.web import doorway
from kb.web.doorway import SPARE, Doorway, room_for_connections
from kb.web.environment import Environment

Opener = Callable[..., int]


def inside(request: Request) -> PlainTextResponse:
    """The application, which opens files: whoever has no room does not reach it."""
    return PlainTextResponse("inside")


@pytest.fixture
def serve() -> Iterator[Opener]:
    """Starts a server with room for a few connections; gives its port."""
    with contextlib.ExitStack() as stack:

        def start(room: int, environment: Environment = Environment()) -> int:  # noqa: B008 frozen
            listening = stack.enter_context(Doorway(socket.AF_INET, room, environment))
            listening.bind(("127.0.0.1", 0))
            listening.listen(64)
            app = listening.watching(Starlette(routes=[Route("/{path:path}", inside)]))
            server = uvicorn.Server(uvicorn.Config(app, log_config=None, loop="asyncio"))
            thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
            thread.start()
            stack.callback(thread.join, 20)
            stack.callback(setattr, server, "should_exit", True)
            return int(listening.getsockname()[1])

        yield start


def silent(port: int, number: int) -> list[socket.socket]:
    """Connections that ask for nothing."""
    return [socket.create_connection(("127.0.0.1", port), 10) for _ in range(number)]


def ask(port: int, path: str = "/") -> httpx2.Response:
    with httpx2.Client() as client:
        return client.get(f"http://127.0.0.1:{port}{path}", headers={"connection": "close"})


def is_closed(one: socket.socket) -> bool:
    one.settimeout(20)
    try:
        return one.recv(1) == b""
    except ConnectionError:
        return True


def test_whoever_watches_the_server_is_answered_when_there_is_no_room(serve: Opener) -> None:
    port = serve(3)
    assert ask(port).text == "inside"
    held = silent(port, 3)
    assert ask(port, "/healthz").text == "ok"
    crowded = ask(port, "/lire")
    assert (crowded.status_code, crowded.headers["retry-after"]) == (503, "60")
    assert "Trop de monde" in crowded.text
    for one in held:
        one.close()


def test_beyond_the_spare_ones_a_connection_is_closed_at_once(serve: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorway, "SPARE_SECONDS", 60.0)
    port = serve(2)
    held = silent(port, 2 + SPARE)
    assert is_closed(silent(port, 1)[0])
    for one in held:
        one.close()


def test_a_spare_connection_that_asks_for_nothing_makes_room(serve: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorway, "SPARE_SECONDS", 0.2)
    port = serve(2)
    held = silent(port, 2 + SPARE)
    assert is_closed(held[-1])
    assert ask(port, "/healthz").text == "ok"
    for one in held:
        one.close()


def test_a_connection_that_asks_for_nothing_is_closed(serve: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorway, "SILENT_SECONDS", 0.2)
    monkeypatch.setattr(doorway, "SWEPT_EVERY", 0.05)
    port = serve(20)
    assert all(is_closed(one) for one in silent(port, 3))
    assert ask(port).text == "inside"


def test_one_address_does_not_take_the_room_of_all(serve: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doorway, "BESIDE", 2)
    port = serve(50, Environment(sockets=3))
    held = silent(port, 5)
    assert is_closed(silent(port, 1)[0])
    held.pop().close()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx2.TransportError):
            assert ask(port).text == "inside"
            break
    else:
        pytest.fail("the place of a connection that was closed is not given back")
    for one in held:
        one.close()


def test_the_limit_of_open_files_is_raised_to_what_the_system_lets() -> None:
    command = "from kb.web.doorway import raise_limit; print(raise_limit())"
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    done = subprocess.run(
        ["sh", "-c", f'ulimit -S -n 256; exec "{sys.executable}" -c "{command}"'],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert int(done.stdout) == hard


@pytest.mark.parametrize("limit", [64, 256, 1_024, 4_096, 524_288])
def test_files_keep_their_share_of_the_descriptors(limit: int) -> None:
    room = room_for_connections(limit)
    assert 0 < room + SPARE <= limit - min(400, limit // 5)
    if limit >= 1_024:
        assert room >= 300 + 2 * SPARE
