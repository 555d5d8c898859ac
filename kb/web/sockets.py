"""The WebSocket of the pages: how many one address opens, what may be said on it, and what is left when it closes.

Threats it answers: an address that opens pages until nobody else can; messages of Streamlit's own that no page of ours
sends (empty the caches, ask for the state of the code, write files on the server); what Streamlit tells of the machine
(the path of the program, versions, an identifier); and pages that were closed and still hold memory.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime

from kb.store.accounts.attempts import line_of
from kb.web.environment import Environment

LOG: Final = logging.getLogger(__name__)
STREAM: Final = "/_stcore/stream"
# What our pages say; anything else that a browser could say to Streamlit is not heard.
HEARD: Final = frozenset(
    {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"}
)
OPERATIONS: Final = frozenset({"deferred_file", "dataframe_chunk"})
FILES_AT_ONCE: Final = 20  # addresses to send files to, asked for at once
GOING_AWAY: Final = 1001  # what a browser says when it leaves a page
# Seconds that a page which its browser left is kept: it may come back by the button « page précédente ».
LEFT_SECONDS: Final = 30.0
# Of a page that was cut off, Streamlit itself forgets the session then, but neither its files nor its loop.
CUT_OFF_MARGIN: Final = 5.0
TOO_MANY: Final = "Trop de pages sont ouvertes depuis votre adresse. Fermez-en, puis rechargez celle-ci."
NEW_SESSION: Final = "new_session"
# Telling versions apart is all that a page needs: it reloads when the server has another.
TELLS: Final = ("installation_id", "installation_id_v3", "installation_id_v4")


class Sockets:
    """ASGI middleware behind the gate: bounds, filters and outlives the WebSockets of the pages."""

    def __init__(self, app: ASGIApp, environment: Environment, pages: "OpenPages") -> None:
        self._app = app
        self._most = environment.sockets
        self._pages = pages
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._is_page(scope) and self._open[line(scope)] >= self._most:
            await _say(send, 503, TOO_MANY)
            return
        if scope["type"] != "websocket" or not scope["path"].endswith(STREAM):
            await self._app(scope, receive, send)
            return
        here = line(scope)
        if self._open[here] >= self._most:
            await send({"type": "websocket.close", "code": 1013, "reason": "too many pages"})
            return
        self._open[here] += 1
        page = PageSocket(scope, receive, send, self._pages)
        try:
            await self._app(scope, page.receive, page.send)
        finally:
            self._open[here] -= 1
            self._open += Counter()  # whoever has none left is not counted any more
            page.closed()

    @staticmethod
    def _is_page(scope: Scope) -> bool:
        return scope["method"] == "GET" and any(
            key.lower() == b"accept" and b"text/html" in value for key, value in scope["headers"]
        )


def line(scope: Scope) -> str:
    """The line that a request comes from, as the gate saw through the proxy, "" when nobody says."""
    client = scope.get("client")
    return line_of(client[0]) if client else ""


class OpenPages:
    """Whose page each session is: the account and line of its WebSocket."""

    def __init__(self) -> None:
        self._owners: dict[str, tuple[str, str]] = {}

    def count(self) -> int:
        """How many pages are open, or were a moment ago."""
        return len(self._owners)

    def opened(self, session_id: str, owner: tuple[str, str]) -> None:
        """Note whose page it is."""
        self._owners[session_id] = owner

    def owner(self, session_id: str) -> tuple[str, str] | None:
        """The account ("" for a visitor) and the line, or None for a session that is not known."""
        return self._owners.get(session_id)

    def ended(self, session_id: str) -> None:
        """Forget a session, and what Streamlit still keeps of it."""
        runtime = Runtime.instance()
        if runtime.is_active_session(session_id):
            return  # its browser came back
        runtime.close_session(session_id)
        runtime.uploaded_file_mgr.remove_session_files(session_id)
        self._owners.pop(session_id, None)


class PageSocket:
    """One WebSocket while it is open: what passes both ways."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, pages: OpenPages) -> None:
        person = scope.get("kb", {}).get("person")
        self._owner = (person.account if person else "", line(scope))
        self._receive = receive
        self._send = send
        self._pages = pages
        self._session = ""
        self._left = False

    async def receive(self) -> Message:
        """The next message that is heard."""
        while True:
            message = await self._receive()
            self._left = self._left or (message["type"] == "websocket.disconnect" and message.get("code") == GOING_AWAY)
            if message["type"] != "websocket.receive" or is_heard(message.get("bytes") or b""):
                return message

    async def send(self, message: Message) -> None:
        """Send a message without what it tells of the machine."""
        content = message.get("bytes") if message["type"] == "websocket.send" else None
        if content:
            told = ForwardMsg.FromString(content)
            if told.WhichOneof("type") == NEW_SESSION:
                self._session = told.new_session.initialize.session_id
                self._pages.opened(self._session, self._owner)
                message = {**message, "bytes": discreet(told).SerializeToString()}
            elif told.WhichOneof("type") == "git_info_changed":
                return
        await self._send(message)

    def closed(self) -> None:
        """See to it that nothing of the page is kept for longer than its browser may come back to it."""
        if self._session:
            kept = LEFT_SECONDS if self._left else config.get_option("server.disconnectedSessionTTL") - CUT_OFF_MARGIN
            asyncio.get_running_loop().call_later(max(0.0, kept), self._pages.ended, self._session)


def is_heard(content: bytes) -> bool:
    """Whether what a browser says is one of the things that pages say: no text, nothing empty, nothing unreadable."""
    said = BackMsg()
    try:
        said.ParseFromString(content)
    except DecodeError:
        return False
    sort = said.WhichOneof("type")
    if sort == "backend_operation_request":
        return said.backend_operation_request.WhichOneof("payload") in OPERATIONS
    if sort == "file_urls_request":
        return len(said.file_urls_request.file_names) <= FILES_AT_ONCE
    return sort in HEARD


def discreet(told: ForwardMsg) -> ForwardMsg:
    """The first message of a page without where the program stands, and on what it runs."""
    told.new_session.name = told.new_session.main_script_path = ""
    about = told.new_session.initialize
    about.environment_info.Clear()
    about.environment_info.SetInParent()  # the page expects one
    for name in TELLS:
        setattr(about.user_info, name, "")
    return told


def share_loop(runtime: Runtime) -> None:
    """Give all sessions of a runtime one event loop, which no page of ours uses: each loop holds three descriptors."""
    loop = _Shared()
    connect: Callable[..., str] = runtime.connect_session

    def connected(*given: Any, **named: Any) -> str:
        session_id = connect(*given, **named)
        session: Any = runtime.get_app_session(session_id)
        own = session._script_event_loop
        if own is not loop and session._scriptrunner is None:
            own.close()
            session._script_event_loop = loop
        return session_id

    runtime.connect_session = connected  # type: ignore[method-assign]


class _Shared(asyncio.SelectorEventLoop):
    """An event loop that one session cannot close for the others."""

    def close(self) -> None:
        """Nothing: it ends with the process."""


async def _say(send: Send, status: int, said: str) -> None:
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), (b"retry-after", b"60")
    ]  # fmt: skip
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": said.encode()})
