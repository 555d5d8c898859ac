"""The route of what is being typed: who may, what it takes, and what it refuses to read."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kb.base import KnowledgeBase
from kb.web.autosave import HEADER, LONGEST_BODY, ROUTES
from tests.web.gated import aline_of, connect, opened

OURS = {HEADER: "1"}
PATH = "/api/brouillon"


@pytest.fixture
def client(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    aline_of(base)
    with opened(base, monkeypatch, more=tuple(ROUTES)) as one:
        yield one


def test_whoever_is_signed_out_is_told_so(client: TestClient) -> None:
    assert client.post(PATH, json={}, headers=OURS).status_code == 401


def test_only_the_form_may_send(client: TestClient) -> None:
    connect(client)
    assert client.post(PATH, json={}).status_code == 403


def test_what_is_too_long_is_not_read_and_what_is_no_draft_not_understood(client: TestClient) -> None:
    connect(client)
    assert client.post(PATH, content=b"x" * (LONGEST_BODY + 1), headers=OURS).status_code == 413
    for body in (b"", b"{}", b"[]", b"\xff", b'{"number": "x"}'):
        assert client.post(PATH, content=body, headers=OURS).status_code == 422
