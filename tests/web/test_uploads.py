"""Files on their way into the memory of the server: who may send one, and how much is held at once."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from kb import visit
from kb.readers import Person
from kb.web import uploads
from kb.web.sockets import OpenPages
from kb.web.uploads import ROUTE, Uploads, largest_of

HELD = {"page": 3_000, "account": 4_000, "line": 6_000, "all": 8_000}
AUTHOR = Person("a1", "Aline", frozenset({"contributor"}))
OTHER = Person("a2", "Bruno", frozenset({"reviewer"}))
READER = Person("a3", "Chloé", frozenset({"reader"}))


class Streamlit:
    """Keeps files as Streamlit's own manager does."""

    def __init__(self) -> None:
        self.files: dict[tuple[str, str], bytes] = {}

    def get_files(self, session_id: str, file_ids: list[str]) -> list[Any]:
        found = [self.files.get((session_id, one)) for one in file_ids]
        return [SimpleNamespace(data=one) for one in found if one is not None]

    async def put(self, request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
        if request.headers.get("x-fails"):
            return Response(status_code=400)
        self.files[request.path_params["session_id"], request.path_params["file_id"]] = body
        return Response(status_code=204)


class As:
    """The gate: says who comes, from where."""

    person: Person | None = AUTHOR
    address = "192.0.2.1"

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = {**scope, "kb": {"person": As.person}, "client": (As.address, 1)}
        await self._app(scope, receive, send)


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Streamlit:
    one = Streamlit()
    monkeypatch.setattr(uploads, "Runtime", SimpleNamespace(instance=lambda: SimpleNamespace(uploaded_file_mgr=one)))
    monkeypatch.setattr(uploads, "HELD", HELD)
    monkeypatch.setattr(As, "person", AUTHOR)
    monkeypatch.setattr(As, "address", "192.0.2.1")
    return one


@pytest.fixture
def client(kept: Streamlit) -> Iterator[TestClient]:
    pages = OpenPages()
    for name, owner in (("p1", "a1"), ("p2", "a1"), ("p3", "a2"), ("p4", ""), ("p5", "a3")):
        pages.opened(name, (owner, "192.0.2.1"))
    app = Starlette(
        routes=[Route(ROUTE + "{session_id}/{file_id}", kept.put, methods=["PUT"])],
        middleware=[Middleware(As), Middleware(Uploads, pages=pages)],
    )
    with TestClient(app) as one:
        yield one


def put(client: TestClient, page: str, file: str, size: int, *, chunked: bool = False, **headers: str) -> int:
    """The status of sending a file; `chunked` does not say how long it is."""
    content: Any = (b"x" * 100 for _ in range(size // 100)) if chunked else b"x" * size
    return client.put(f"{ROUTE}{page}/{file}", content=content, headers=headers).status_code


def test_a_visitor_sends_no_file(client: TestClient, kept: Streamlit, monkeypatch: pytest.MonkeyPatch) -> None:
    As.person = None
    assert put(client, "p4", "f", 10) == 403
    monkeypatch.setenv(visit.DEPOSIT, "1")  # unless whoever started the server lets visitors
    assert put(client, "p4", "f", 10) == 204
    assert list(kept.files) == [("p4", "f")]


def test_nobody_sends_a_file_to_somebody_elses_page(client: TestClient, kept: Streamlit) -> None:
    for page in ("p3", "p4", "unknown", "p1/../p3"):
        assert put(client, page, "f", 10) in (403, 404)
    assert kept.files == {}


@pytest.mark.parametrize("chunked", [False, True])
def test_one_page_holds_so_much(client: TestClient, chunked: bool) -> None:
    assert put(client, "p1", "f1", 2_000, chunked=chunked) == 204
    assert put(client, "p1", "f2", 2_000, chunked=chunked) in (413, 429)
    assert put(client, "p1", "f3", 900, chunked=chunked) == 204


def test_one_account_and_one_address_hold_so_much(client: TestClient) -> None:
    assert put(client, "p1", "f1", 2_500) == 204
    assert put(client, "p2", "f2", 2_500) == 429  # the same account, in another page
    As.person = OTHER
    assert put(client, "p3", "f3", 2_900) == 204
    As.person = READER
    assert put(client, "p5", "f4", 900) == 429  # the same address
    As.address = "192.0.2.2"
    assert put(client, "p5", "f4", 900) == 204
    assert put(client, "p5", "f5", 2_000) == 429  # all together


def test_a_length_that_lies_is_counted_as_it_comes(client: TestClient, kept: Streamlit) -> None:
    assert put(client, "p1", "f1", 5_000, chunked=True, **{"x-content-length": "1"}) == 413
    assert kept.files == {}
    assert put(client, "p1", "f2", 2_900) == 204


def test_what_streamlit_let_go_of_is_not_counted_any_more(client: TestClient, kept: Streamlit) -> None:
    assert put(client, "p1", "f1", 2_900) == 204
    assert put(client, "p1", "f2", 2_900) == 429
    kept.files.clear()
    assert put(client, "p1", "f2", 2_900) == 204


def test_a_file_that_streamlit_refused_is_not_counted(client: TestClient) -> None:
    assert put(client, "p1", "f1", 2_900, **{"x-fails": "1"}) == 400
    assert put(client, "p1", "f2", 2_900) == 204


def test_tiny_files_are_counted_too(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "FILES_OF_A_PAGE", 3)
    assert [put(client, "p1", f"f{n}", 1) for n in range(6)] == [204, 204, 204, 429, 429, 429]


def test_who_may_send_what() -> None:
    assert largest_of(None) == 0
    assert largest_of(READER) == uploads.LARGEST_OF_A_READER
    for role in ("contributor", "reviewer", "trainer", "watcher", "administrator"):
        assert largest_of(Person("a", "A", frozenset({role}))) == uploads.LARGEST


def test_a_reader_sends_a_list_of_references_and_nothing_larger(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "LARGEST_OF_A_READER", 500)
    As.person = READER
    assert [put(client, "p5", "f", size) for size in (400, 600)] == [204, 413]
    assert put(client, "p5", "f", 600, chunked=True) == 413
