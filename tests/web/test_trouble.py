"""What people are told when the machine refuses: in French, what to do, and no folder of the server."""

import contextlib
import errno
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from kb import visit
from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.store.files import database
from kb.web.writing.autosave import ROUTES as AUTOSAVE
from tests.web.gated import SECRET, SITE, aline_of, connect, hidden, opened


def broken(request: Request) -> Response:
    """A route that fails as the query says."""
    match request.query_params["by"]:
        case "disk":
            raise OSError(errno.ENOSPC, "No space left on device", "/srv/recits/corpus/x")
        case "base":
            raise KbError("/srv/recits/corpus/register.sqlite3 est occupé. Réessayez.")
    raise RuntimeError("/srv/recits/secret")


@pytest.fixture
def client(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    with opened(base, monkeypatch, more=(*AUTOSAVE, Route("/casse", broken), Route("/api/casse", broken))) as one:
        one._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
        yield one


@contextlib.contextmanager
def locked(home: Path) -> Iterator[None]:
    """The register, while another program writes to it."""
    with contextlib.closing(sqlite3.connect(home / "corpus" / "register.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_signing_in_while_the_register_is_locked_says_what_to_do(client: TestClient, base: KnowledgeBase) -> None:
    aline_of(base)
    form = hidden(client.get("/connexion").text)
    with locked(base.home.root):
        answer = client.post("/connexion", data={"csrf": form, "login": "aline@exemple.fr", "password": SECRET})
    assert answer.status_code == 503
    assert "occupée par un autre programme" in answer.text
    assert 'value="aline@exemple.fr"' in answer.text
    assert str(base.home.root) not in answer.text
    assert connect(client).status_code == 303


def test_a_draft_that_cannot_be_kept_is_told_in_json(
    client: TestClient, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    aline_of(base)
    connect(client)

    def full(*given: Any, **named: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(base.home.corpus / "private.sqlite3"))

    monkeypatch.setattr("kb.nouns.writing.WritingNoun.autosave_text", full)
    answer = client.post(
        "/api/brouillon", json={"number": 1, "place": "context", "text": "x"},
        headers={"x-rp-brouillon": "1", "origin": SITE},
    )  # fmt: skip
    assert answer.status_code == 507
    assert answer.json()["error"].startswith("Le disque du serveur est plein")


@pytest.mark.parametrize(
    ("by", "status", "word"), [("disk", 503, "plein"), ("base", 503, "occupé"), ("", 500, "journal")]
)
def test_a_route_that_fails_says_it_in_the_form_that_was_asked_for(
    client: TestClient, by: str, status: int, word: str
) -> None:
    page = client.get("/casse", params={"by": by}, headers={"accept": "text/html"})
    assert (page.status_code, "<h1>" in page.text, word in page.text) == (status, True, True)
    line = client.get("/api/casse", params={"by": by})
    assert (line.status_code, word in line.json()["error"]) == (status, True)
    plain = client.get("/casse", params={"by": by})
    assert (plain.status_code, word in plain.text, "<" in plain.text) == (status, True, False)
    assert "/srv" not in page.text + line.text + plain.text


def test_what_was_left_out_goes_to_the_log(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    place = base.home
    monkeypatch.setattr(visit, "opener", lambda: KnowledgeBase.open(place))
    monkeypatch.setenv("KB_HOME", str(place.root))
    with pytest.raises(KbError) as told, visit.open_base():
        raise KbError(f"{place.corpus}/a.pdf n’est pas lisible dans {place.root}.")
    assert str(told.value) == "corpus/a.pdf n’est pas lisible dans …."
    assert str(place.root) in caplog.text
