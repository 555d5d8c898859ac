"""The routes of signing in behind the gate, over a real base, and what a browser does with their forms."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from kb import visit
from kb.base import KnowledgeBase
from kb.store.accounts import accounts
from kb.web.accounts.forgotten import routes as forgotten
from kb.web.accounts.routes import routes
from kb.web.environment import Environment
from kb.web.files.files import ROUTES as FILES
from kb.web.gate import Gate
from kb.web.html_shell import FrenchShell
from kb.web.trouble import HANDLERS

SECRET = "une phrase à moi"
SITE = "http://testserver"
OUTSIDE = ("203.0.113.9", 40_000)
Opener = Callable[..., TestClient]


async def echo(request: Request) -> JSONResponse:
    """Whom the gate found, and what of the headers is left."""
    known = request.scope["kb"]
    gate = request.headers.get(visit.GATE) == visit.secret()
    return JSONResponse({"account": known["person"].account if known["person"] else None, "gate": gate})


async def seen(request: Request) -> JSONResponse:
    """What a page behind the gate sees of the request."""
    return JSONResponse(
        {
            "client": request.client.host if request.client else "",
            "scheme": request.url.scheme,
            "headers": {name: value for name, value in request.headers.items() if name != visit.GATE.lower()},
        }
    )


async def page(request: Request) -> Response:
    """A page as Streamlit sends it: the French shell replaces it."""
    return HTMLResponse("<html></html>")


async def socket(ws: WebSocket) -> None:
    """Whom the gate found, over a WebSocket."""
    await ws.accept()
    person = ws.scope["kb"]["person"]
    await ws.send_json({"account": person.account if person else None, "headers": dict(ws.headers)})
    await ws.close()


THEIRS = [
    Route("/", page),
    Route("/echo", echo, methods=["GET", "POST"]),
    Route("/seen", seen),
    WebSocketRoute("/stream", socket),
]


@contextmanager
def opened(
    base: KnowledgeBase,
    monkeypatch: pytest.MonkeyPatch,
    environment: Environment = Environment(),  # noqa: B008 frozen
    *,
    client: tuple[str, int] = OUTSIDE,
    more: tuple[Route, ...] = (),
) -> Iterator[TestClient]:
    """A browser at `client` in front of the site."""
    place, resources = base.home, base._resources
    monkeypatch.setattr(visit, "opener", lambda: KnowledgeBase.open(place, resources=resources))
    app = Starlette(
        routes=[*FILES, *routes(environment), *forgotten(environment), *more, *THEIRS],
        middleware=[Middleware(Gate, environment=environment), Middleware(FrenchShell)],
        exception_handlers=HANDLERS,
    )
    with TestClient(app, base_url=environment.site or SITE, follow_redirects=False, client=client) as one:
        yield one


def aline_of(base: KnowledgeBase, login: str = "aline@exemple.fr", **given: Any) -> accounts.Account:
    """An account whose password is SECRET."""
    options = {"roles": ["contributor"], "password": SECRET, "actor": "test", **given}
    return accounts.add_account(base.register, login, "Aline", **options)


def hidden(html: str) -> str:
    """The token that a form brings back."""
    return re.search(r'name="csrf" value="([^"]+)"', html).group(1)  # type: ignore[union-attr]


def connect(client: TestClient, password: str = SECRET, path: str = "/connexion", **headers: str) -> Any:
    """The answer to a form of signing in."""
    form = hidden(client.get(path).text)
    data = {"csrf": form, "login": "aline@exemple.fr", "password": password}
    return client.post(path, data=data, headers=headers)
