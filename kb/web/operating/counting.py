"""Counts what is asked of the server, by the template of its route: never an address, an identifier or a word.

Also tells who asks from the machine itself: what is measured is shown to nobody else without the operator's token.
"""

import ipaddress
import re
import time
from collections.abc import Iterable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.loopback import LOOPBACK
from kb.web.proxy import FORWARDED

# Addresses that are none of our routes; all others are pages, or nothing.
BELOW: Final = ("/app/static/", "/static/", "/_stcore/upload_file/", "/_stcore/bidi-components/", "/media/")
WHOLE: Final = ("/_stcore/stream", "/_stcore/health", "/_stcore/host-config")
METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
NEAR: Final = "kb_near"
FAILED: Final = 500
PORT: Final = re.compile(r":\d+$")


class Templates:
    """Which route an address is one of."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        known = [one for one in routes if isinstance(one, Route | WebSocketRoute)]
        self._whole = {one.path: one.path for one in known if not one.param_convertors} | {one: one for one in WHOLE}
        self._patterns = [(one.path_regex, one.path) for one in known if one.param_convertors]

    def of(self, scope: Scope) -> str:
        """The template of an address, « page » or « other » where no route of ours answers it."""
        path: str = scope["path"]
        if path in self._whole:
            return path
        for below in BELOW:
            if path.startswith(below):
                return f"{below}…"
        for pattern, template in self._patterns:
            if pattern.match(path):
                return template
        return "page" if _wants_page(scope) else "other"


class RequestCounts:
    """How many requests each route answered, with which status, in how many seconds."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "kb_requests", "Requests answered, by route.", ("method", "template", "status"), registry=registry
        )
        self._seconds = Histogram(
            "kb_request_seconds", "Seconds to answer a request.", ("template",), registry=registry
        )

    def answered(self, method: str, route: str, status: int, seconds: float | None) -> None:
        """Note a request; a WebSocket, whose `seconds` are None, lasts as long as its page."""
        self._requests.labels(method if method in METHODS else "other", route, str(status)).inc()
        if seconds is not None:
            self._seconds.labels(route).observe(seconds)


class Counting:
    """ASGI middleware, outside of all others: what they refuse is counted too."""

    def __init__(self, app: ASGIApp, templates: Templates, counts: RequestCounts) -> None:
        self._app = app
        self._templates = templates
        self._counts = counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        is_socket = scope["type"] == "websocket"
        route, begun, status = self._templates.of(scope), time.monotonic(), 0

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "websocket.accept":
                status = 101
            elif message["type"] == "websocket.close":
                status = status or 403
            await send(message)

        try:
            await self._app({**scope, NEAR: is_near(scope)}, receive, told)
        finally:
            seconds = None if is_socket else time.monotonic() - begun
            self._counts.answered("GET" if is_socket else scope["method"], route, status or FAILED, seconds)


def is_near(scope: Scope) -> bool:
    """Whether a request comes from this machine, by its local name, and through no proxy that says so."""
    headers = scope["headers"]
    if any(key.lower() in (*FORWARDED, b"via") for key, _ in headers):
        return False
    host = next((value.decode("latin-1") for key, value in headers if key.lower() == b"host"), "")
    peer = (scope.get("client") or ("",))[0]
    return _is_loopback(peer) and PORT.sub("", host).strip("[]") in LOOPBACK


def _is_loopback(peer: str) -> bool:
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _wants_page(scope: Scope) -> bool:
    return any(key.lower() == b"accept" and b"text/html" in value for key, value in scope["headers"])
