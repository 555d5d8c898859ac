"""What passes on the WebSocket of the pages, how many of them there are, and what is left when one closes."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession

from kb.web import sockets
from kb.web.environment import Environment
from kb.web.sockets import OpenPages, Sockets, is_heard, share_loop

HOME = "/srv/recits/streamlit_app.py"
STREAM = "/_stcore/stream"


def first_message() -> bytes:
    """What Streamlit sends first."""
    told = ForwardMsg()
    told.new_session.name = "streamlit_app"
    told.new_session.main_script_path = HOME
    told.new_session.page_script_hash = "abc"
    about = told.new_session.initialize
    about.session_id = "s1"
    about.environment_info.streamlit_version = "1.67.0"
    about.environment_info.python_version = "3.11.7"
    about.environment_info.server_os = "linux"
    about.user_info.installation_id = "49209834"
    about.user_info.installation_id_v3 = "49209834"
    about.user_info.installation_id_v4 = "machine"
    return told.SerializeToString()


async def stream(socket: WebSocket) -> None:
    """Sends the first message and the state of the code, then says back what it hears."""
    await socket.accept()
    await socket.send_bytes(first_message())
    code = ForwardMsg()
    code.git_info_changed.repository = HOME
    await socket.send_bytes(code.SerializeToString())
    try:
        while True:
            await socket.send_bytes(await socket.receive_bytes())
    except WebSocketDisconnect:
        pass


async def page(request: Request) -> PlainTextResponse:
    return PlainTextResponse("page")


class Ended(OpenPages):
    """Notes which sessions end."""

    def __init__(self) -> None:
        super().__init__()
        self.gone: list[str] = []

    def ended(self, session_id: str) -> None:
        self.gone.append(session_id)


@contextmanager
def opened(pages: OpenPages, most: int = 400) -> Iterator[TestClient]:
    environment = Environment(sockets=most)
    app = Starlette(
        routes=[Route("/", page), WebSocketRoute(STREAM, stream)],
        middleware=[Middleware(Sockets, environment=environment, pages=pages)],
    )
    with TestClient(app) as client:
        yield client


def said(**given: Any) -> bytes:
    """A message of a browser."""
    return BackMsg(**given).SerializeToString()


def test_the_first_message_tells_neither_where_the_program_stands_nor_its_versions() -> None:
    with opened(Ended()) as client, client.websocket_connect(STREAM) as socket:
        sent = socket.receive_bytes()
        for told in (HOME, "streamlit_app", "1.67.0", "3.11.7", "linux", "49209834", "machine"):
            assert told.encode() not in sent
        message = ForwardMsg.FromString(sent)
        assert message.new_session.initialize.session_id == "s1"
        assert message.new_session.initialize.HasField("environment_info")
        assert message.new_session.page_script_hash == "abc"


def test_the_state_of_the_code_is_told_to_nobody() -> None:
    with opened(Ended()) as client, client.websocket_connect(STREAM) as socket:
        socket.receive_bytes()
        socket.send_bytes(said(app_heartbeat=True))
        assert socket.receive_bytes() == said(app_heartbeat=True)  # nothing came between


@pytest.mark.parametrize(
    "unheard",
    [
        said(load_git_info=True),
        said(clear_cache=True),
        said(set_run_on_save=True),
        said(debug_shutdown_runtime=True),
        said(backend_operation_request={"request_id": "1", "install_skills": {}}),
        said(file_urls_request={"file_names": ["a"] * 1_000}),
        b"\xff\xff not a message",
        b"",
        "words, which no page sends",
    ],
)
def test_what_no_page_says_is_not_heard(unheard: bytes | str) -> None:
    with opened(Ended()) as client, client.websocket_connect(STREAM) as socket:
        socket.receive_bytes()
        if isinstance(unheard, str):
            socket.send_text(unheard)
        else:
            socket.send_bytes(unheard)
        socket.send_bytes(said(stop_script=True))
        assert socket.receive_bytes() == said(stop_script=True)


@pytest.mark.parametrize(
    "heard",
    [
        said(rerun_script={"query_string": "q=1"}),
        said(file_urls_request={"file_names": ["a"]}),
        said(backend_operation_request={"request_id": "1", "deferred_file": {}}),
    ],
)
def test_what_pages_say_is_heard(heard: bytes) -> None:
    assert is_heard(heard)


def test_one_address_opens_so_many_pages_and_is_told() -> None:
    with opened(Ended(), most=2) as client:
        with client.websocket_connect(STREAM), client.websocket_connect(STREAM):
            with pytest.raises(WebSocketDisconnect), client.websocket_connect(STREAM):
                pass
            crowded = client.get("/", headers={"accept": "text/html"})
            assert (crowded.status_code, "Fermez-en" in crowded.text) == (503, True)
            assert client.get("/", headers={"accept": "image/png"}).text == "page"
        assert client.get("/", headers={"accept": "text/html"}).text == "page"
        with client.websocket_connect(STREAM) as socket:
            socket.receive_bytes()


def test_a_page_that_its_browser_left_is_kept_for_a_moment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "LEFT_SECONDS", 0.0)
    pages = Ended()
    with opened(pages) as client:
        with client.websocket_connect(STREAM) as socket:
            socket.receive_bytes()
            socket.close(1006)  # cut off: its browser may come back for ten minutes
        client.get("/")
        assert pages.gone == []
        with client.websocket_connect(STREAM) as socket:
            socket.receive_bytes()
            assert pages.owner("s1") == ("", "testclient")
            socket.close(1001)
        client.get("/")
    assert pages.gone == ["s1"]


def test_sessions_share_one_event_loop_that_none_of_them_closes() -> None:
    """Each loop of its own would hold three descriptors, for as long as the session is kept."""
    assert "_script_event_loop" in AppSession.__init__.__code__.co_names  # what Streamlit 1.67 calls it
    sessions: dict[str, Any] = {}

    def connect(client: object) -> str:
        name = f"s{len(sessions)}"
        sessions[name] = SimpleNamespace(_script_event_loop=asyncio.new_event_loop(), _scriptrunner=None)
        return name

    runtime: Any = SimpleNamespace(connect_session=connect, get_app_session=lambda name: sessions[name])
    share_loop(runtime)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        runtime.connect_session(client=None)
    assert len(os.listdir("/proc/self/fd")) == before
    loops = {one._script_event_loop for one in sessions.values()}
    assert len(loops) == 1
    loop = loops.pop()
    loop.close()
    assert not loop.is_closed()
