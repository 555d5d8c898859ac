"""The Model Context Protocol, by the SDK's own client: over HTTP behind the gate, and on the streams of `kb mcp`."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from kb.programs import mcp_server
from kb.programs.callers import Caller
from kb.readers import OPERATOR
from kb.store.records.sources import put_settings
from kb.web.environment import Environment
from kb.web.programs.mcp import routes
from tests.event_loop import run_apart
from tests.web.programs.called import (
    ALL,
    GONE,
    GROUP,
    KEPT,
    MAY_READ,
    OPEN,
    SHARED,
    Called,
    build,
    calling,
    give_tokens,
)

URL = "http://testserver/mcp"


@pytest.fixture
def called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Called]:
    with calling(tmp_path / "home", monkeypatch, tuple(routes(Environment()))) as one:
        yield one


def over_http(called: Called, who: str, tool: str, given: dict[str, Any], mode: str = "auto") -> Any:
    """What a tool answers to a client with the token of somebody."""

    async def ask() -> Any:
        transport = httpx2.ASGITransport(app=called.client.app, client=("203.0.113.9", 4000))
        async with (
            httpx2.AsyncClient(transport=transport, headers=called.headers(who), base_url=URL) as http,
            Client(streamable_http_client(URL, http_client=http), mode=mode) as client,
        ):
            assert {one.name for one in (await client.list_tools()).tools} == {"chercher", "lire"}
            return await client.call_tool(tool, given)

    return run_apart(ask())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize("who", MAY_READ)
def test_each_finds_and_reads_what_they_may(called: Called, who: str, mode: str) -> None:
    may = MAY_READ[who]
    found = over_http(called, who, "chercher", {"question": SHARED, "limite": 20}, mode)
    assert {one["record_id"] for one in found.structured_content["hits"]} == may
    assert {one for one in ALL if one in found.content[0].text} == may
    for record_id in ALL:
        read = over_http(called, who, "lire", {"id": record_id}, mode)
        assert read.is_error == (record_id not in may), (who, record_id)
        assert (f"depuis la fiche {record_id}" in read.content[0].text) == (record_id in may)


def test_quotes_are_exact_and_say_where_they_stand(called: Called) -> None:
    found = over_http(called, "member", "chercher", {"question": SHARED})
    for one in found.structured_content["quotes"]:
        view = called.base.record(one["record_id"], reader=OPERATOR)
        assert view is not None
        assert view.document.text[one["start"] : one["end"]] == one["text"]
        for told in (f"« {one['text']} »", one["reference"], one["url"]):
            assert told in found.content[0].text
        assert one["url"].startswith("http://testserver/lire?id=")
    assert found.structured_content["quotes"]


def test_a_long_text_is_read_by_pages_without_a_gap(called: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mcp_server, "ON_A_PAGE", 40)
    text, start = "", 0
    while start is not None:
        page = over_http(called, "visitor", "lire", {"id": OPEN, "debut": start}).structured_content
        assert page["start"] == start
        text, start = text + page["text"], page["next"]
    view = called.base.record(OPEN, reader=OPERATOR)
    assert view is not None
    assert text == view.document.text
    assert len(text) > 40


@pytest.mark.parametrize(
    ("who", "code"), [("expired", "jeton_expire"), ("revoked", "jeton_invalide"), ("closed", "jeton_invalide")]
)
def test_a_token_that_serves_no_more_is_refused_at_the_door(called: Called, who: str, code: str) -> None:
    answer = called.client.post("/mcp", json={}, headers=called.headers(who))
    assert (answer.status_code, answer.json()["code"]) == (401, code)


@pytest.mark.parametrize("who", ["exports only", "contributes only"])
def test_a_token_that_is_not_for_reading_reads_nothing(called: Called, who: str) -> None:
    for tool, given in (("chercher", {"question": SHARED}), ("lire", {"id": OPEN})):
        answer = over_http(called, who, tool, given)
        assert answer.is_error
        assert "lire" in answer.content[0].text
        assert answer.structured_content is None


@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("chercher", {}),
        ("chercher", {"question": " "}),
        ("chercher", {"question": "a", "limite": 21}),
        ("chercher", {"question": "a", "limite": True}),
        ("chercher", {"question": "a", "filtres": {"themes": ["x"]}}),
        ("chercher", {"question": "a", "filtres": {"theme": "x"}}),
        ("chercher", {"question": "a", "reader": "operator"}),
        ("lire", {"id": ""}),
        ("lire", {"id": OPEN, "debut": -1}),
        ("effacer", {"id": OPEN}),
    ],
)
def test_what_a_tool_does_not_take_is_told(tool: str, given: dict[str, Any]) -> None:
    def door(ask: mcp_server.Ask) -> dict[str, Any]:
        raise AssertionError("the base was asked")

    assert mcp_server._called(door, tool, given, "").is_error


def test_a_closed_base_and_another_site_are_refused_and_nothing_is_streamed(called: Called) -> None:
    other = called.client.post("/mcp", json={}, headers={"Origin": "https://ailleurs.exemple"})
    assert other.status_code == 403
    assert called.client.get("/mcp", headers={"Accept": "text/event-stream"}).status_code == 405
    assert called.client.post("/mcp", content=b" " * 100_001).status_code == 413
    put_settings(called.base.register, {"visitors": "no"})
    assert called.client.post("/mcp", json={}).json()["code"] == "jeton_manquant"
    assert called.client.post("/mcp", json={}, headers=called.headers("reader")).status_code != 401


def on_streams(home: Path, token: str | None, tool: str, given: dict[str, Any]) -> Any:
    """What `kb mcp` answers, started as an assistant starts it. Its encoder is the one of tests."""
    start = (
        "import kb.resources as r, functools; from tests.fake_encoder import FakeEncoder; e = FakeEncoder(); "
        "import kb.cli.mcp_stdio as m; m.Resources = functools.partial(r.Resources, open_encoder=lambda f: e); m.mcp()"
    )
    env = {"KB_HOME": str(home), "PYTHONPATH": os.getcwd(), "PATH": os.environ["PATH"]}
    env |= {"KB_TOKEN": token} if token else {}
    parameters = StdioServerParameters(command=sys.executable, args=["-c", start], env=env)

    async def ask() -> Any:
        async with Client(parameters) as client:
            return await client.call_tool(tool, given)

    return run_apart(ask())


def test_the_command_serves_its_owner_on_the_streams_and_visitors_without(tmp_path: Path) -> None:
    with build(tmp_path / "home") as base:
        tokens = give_tokens(base)
    for token, may in ((None, {OPEN}), (tokens["member"], {OPEN, KEPT, GROUP})):
        found = on_streams(tmp_path / "home", token, "chercher", {"question": SHARED, "limite": 20})
        assert {one["record_id"] for one in found.structured_content["hits"]} == may
    assert on_streams(tmp_path / "home", None, "lire", {"id": GONE}).is_error


def test_a_caller_is_what_a_tool_asks_with() -> None:
    asked: list[Caller] = []

    def door(ask: mcp_server.Ask) -> dict[str, Any]:
        asked.append(Caller(None, frozenset()))
        return ask(None, asked[0])  # type: ignore[arg-type]

    assert mcp_server._called(door, "lire", {"id": OPEN}, "").is_error
    assert asked
