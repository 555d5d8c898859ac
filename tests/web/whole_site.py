"""Every route of the site behind all that stands around it, over a real base: what a browser or a program reaches."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from kb import visit
from kb.base import KnowledgeBase
from kb.web.app import parts

OUTSIDE = ("203.0.113.9", 40_000)
NEAR = ("127.0.0.1", 40_000)
SITE = "http://localhost:8501"


async def page(request: Request) -> Response:
    """A page as Streamlit sends it."""
    return HTMLResponse("<html></html>")


@contextmanager
def whole_site(
    base: KnowledgeBase,
    monkeypatch: pytest.MonkeyPatch,
    *,
    client: tuple[str, int] = OUTSIDE,
    site: str = SITE,
    more: tuple[Route, ...] = (),
    **variables: str,
) -> Iterator[TestClient]:
    """A browser at `client` in front of the site that the operator's `variables` describe."""
    place, resources = base.home, base._resources
    monkeypatch.setattr(visit, "opener", lambda: KnowledgeBase.open(place, resources=resources))
    monkeypatch.setattr(visit, "shared", lambda: resources)
    for name, value in {"KB_HOME": str(place.root), "FORWARDED_ALLOW_IPS": "", **variables}.items():
        monkeypatch.setenv(name, value)
    given = parts()
    app = Starlette(
        routes=[*more, *given["routes"], Route("/{any:path}", page)],
        middleware=given["middleware"],
        exception_handlers=given["exception_handlers"],
    )
    with TestClient(app, base_url=site, follow_redirects=False, client=client, raise_server_exceptions=False) as one:
        yield one
