"""The socket that the server listens on: it keeps a few descriptors for whoever watches the server.

Threats it answers: somebody who opens connections until the process has no descriptor left (`accept` then fails for
everybody, and no page, no database and no `/healthz` can be opened), and somebody who opens them and says nothing.
"""

import asyncio
import contextlib
import logging
import resource
import socket
import time
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.types import ASGIApp, Receive, Scope, Send

from kb.store.accounts.attempts import line_of
from kb.web.environment import Environment
from kb.web.proxy import is_from

LOG: Final = logging.getLogger(__name__)
# Of all descriptors, those that connections leave to files: three for each database open, and what libraries hold.
FILES: Final = 400
FILES_SHARE: Final = 0.4  # when there are few
# Connections beyond those let in: each is answered one thing, then closed.
SPARE: Final = 16
SPARE_SECONDS: Final = 3.0
# A connection that asks for nothing is closed after so many seconds; one that is served, or a WebSocket, never is.
SILENT_SECONDS: Final = 30.0
SWEPT_EVERY: Final = 5.0
# Beside its WebSockets, a browser holds up to six connections for a moment.
BESIDE: Final = 100
HEALTH: Final = "/healthz"
CROWDED: Final = "Trop de monde est connecté en ce moment. Réessayez dans une minute.".encode()

Peer = tuple[str, int]


def raise_limit() -> int:
    """How many descriptors this process may hold, raised to the most that the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        except (ValueError, OSError):  # some systems say « unlimited » and take less
            LOG.warning("the limit of %s open files could not be raised to %s", soft, hard)
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def room_for_connections(limit: int) -> int:
    """How many connections are let in, of a process that may hold `limit` descriptors."""
    return max(SPARE, limit - SPARE - min(FILES, int(FILES_SHARE * limit)))


@dataclass(slots=True)
class OpenConnection:
    """One that is open: since when nothing is asked of it, and how many requests are being answered on it."""

    line: str
    spare: bool
    socket: socket.socket
    quiet_since: float = field(default_factory=time.monotonic)
    answering: int = 0

    def is_over(self, now: float) -> bool:
        """Whether it holds a descriptor for nothing."""
        return self.answering == 0 and now - self.quiet_since > (SPARE_SECONDS if self.spare else SILENT_SECONDS)


class Doorway(socket.socket):
    """A listening socket that counts who came in, and closes the door on whoever is one too many."""

    def __init__(self, family: int, room: int, environment: Environment) -> None:
        super().__init__(family)
        self._room = room
        self._environment = environment
        self._here: dict[Peer, OpenConnection] = {}

    def accept(self) -> tuple[socket.socket, Any]:
        """The next connection that is let in. Raises ConnectionAbortedError when it was closed at once."""
        taken, address = super().accept()
        peer: Peer = (str(address[0]), int(address[1]))
        line = "" if is_from(self._environment.proxy, peer[0]) else line_of(peer[0])
        self._here = {one: held for one, held in self._here.items() if held.socket.fileno() != -1}
        spare = len(self._here) >= self._room
        mine = sum(one.line == line for one in self._here.values()) if line else 0
        if len(self._here) >= self._room + SPARE or mine >= self._environment.sockets + BESIDE:
            taken.close()
            raise ConnectionAbortedError  # asyncio goes on with the others
        self._here[peer] = OpenConnection(line, spare, taken)
        return taken, address

    def watching(self, app: ASGIApp) -> ASGIApp:
        """`app`, for those who were let in; whoever came on a spare connection is told that there is no room."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "lifespan":
                sweeping = asyncio.create_task(self._sweep())
                try:
                    await app(scope, receive, send)
                finally:
                    sweeping.cancel()
                return
            found = self._here.get(tuple(scope["client"] or ("", 0)))
            if found is None:
                await app(scope, receive, send)
                return
            found.answering += 1
            try:
                await (_one_word if found.spare else app)(scope, receive, send)
            finally:
                found.answering -= 1
                found.quiet_since = time.monotonic()

        return answer

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(min(SWEPT_EVERY, SPARE_SECONDS))
            now = time.monotonic()
            for one in [one for one in self._here.values() if one.is_over(now)]:
                with contextlib.suppress(OSError):  # it is closed already
                    one.socket.shutdown(socket.SHUT_RDWR)  # the server then closes it as if the other side had


async def _one_word(scope: Scope, receive: Receive, send: Send) -> None:
    """The state of the server, or that there is no room: nothing that opens a file."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1013, "reason": "no room"})
        return
    healthy = scope["path"] == HEALTH
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    if not healthy:
        headers.append((b"retry-after", b"60"))
    await send({"type": "http.response.start", "status": 200 if healthy else 503, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok" if healthy else CROWDED})
