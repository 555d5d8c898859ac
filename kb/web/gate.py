"""The gate: who comes with each HTTP request and each WebSocket, and whether they may come at all.

Threats it answers: a page of another site that posts or opens a socket in a reader's name (Origin, CSRF token), a
cookie that scripts read (HttpOnly), somebody who asks the pages directly without the gate (the marker below), and a
base that is closed to visitors.
"""

from collections.abc import Awaitable, Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import quote, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.errors import KbError
from kb.readers import Person
from kb.views import session

# Open to whoever comes: signing in, the static files, and the state of the server.
STATIC: Final = ("/app/static/", "/static/", "/favicon")
# Feeds say themselves who may read them: a feed reader has no cookie.
OPEN: Final = ("/fil/", "/connexion", "/premier-compte/", "/invitation/", "/mot-de-passe/", "/oubli", "/healthz")
MARKER: Final = session.GATE.lower().encode()


class Gate:
    """ASGI middleware. `scope["kb"]` holds the person, the token and whether the base is open to visitors."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {key.lower(): value for key, value in scope["headers"]}
        writes = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD", "OPTIONS")
        if writes and not same_origin(headers):
            await _refuse(scope, send, 403, "Cette demande vient d’un autre site : elle a été refusée.")
            return
        if not writes and scope["path"].startswith(STATIC):
            await self._app(scope, receive, send)
            return
        token = cookie(headers, session.COOKIE)
        try:
            person, visitors = _look_up(token)
        except KbError:
            person, visitors = None, True  # no base yet: the page says so
        if person is None and not visitors and not _is_open(scope["path"]):
            await _to_sign_in(scope, send)
            return
        kept = [(key, value) for key, value in scope["headers"] if key.lower() != MARKER]
        marked = {**scope, "headers": [*kept, (MARKER, session.secret().encode())]}
        marked["kb"] = {"person": person, "token": token, "visitors": visitors}
        await self._app(marked, receive, send)


def _look_up(token: str) -> tuple[Person | None, bool]:
    with session.open_base() as base:
        return (base.person(token) if token else None), base.visitors


def _is_open(path: str) -> bool:
    return path.startswith((*OPEN, *STATIC))


def same_origin(headers: Mapping[bytes, bytes]) -> bool:
    """Whether a request that writes comes from a page of this site, as the browser says it."""
    origin = headers.get(b"origin", b"").decode("latin-1")
    if origin:
        return urlsplit(origin).netloc == headers.get(b"host", b"").decode("latin-1")
    # No Origin: no browser of ours, or an old one. Sec-Fetch-Site is set by the browser alone.
    return headers.get(b"sec-fetch-site", b"same-origin") in (b"same-origin", b"none")


def cookie(headers: Mapping[bytes, bytes], name: str) -> str:
    """The value of a cookie, "" when there is none."""
    try:
        found = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1")).get(name)
    except CookieError:
        return ""
    return found.value if found else ""


async def _to_sign_in(scope: Scope, send: Send) -> None:
    wants_page = any(key == b"accept" and b"text/html" in value for key, value in scope["headers"])
    if scope["type"] == "http" and scope["method"] == "GET" and wants_page:
        target = scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
        location = f"/connexion?vers={quote(target, safe='')}".encode("latin-1")
        await send({"type": "http.response.start", "status": 303, "headers": [(b"location", location)]})
        await send({"type": "http.response.body", "body": b""})
        return
    await _refuse(scope, send, 401, "Connectez-vous pour lire cette base.")


async def _refuse(scope: Scope, send: Callable[[Message], Awaitable[None]], status: int, said: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": "refused"})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": said.encode()})
