"""The route of what is being typed: who may, what it takes, and what it refuses to read."""

import errno
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kb import visit
from kb.base import KnowledgeBase
from kb.discretion import of_the_system
from kb.errors import BaseBusy, BaseReadOnly, BaseUnreachable, DiskFull, DiskRefusing, Refused
from kb.readers import Person
from kb.store.accounts import accounts
from kb.web.writing.autosave import HEADER, LONGEST_BODY, ROUTES
from kb.wiki.write import writing
from tests.web.gated import aline_of, connect, hidden, opened

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
    for body in (
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b'{"number": "x"}',
        b'{"number": 1e999, "place": "a", "text": ""}',
        b"[" * 20_000,
    ):
        assert client.post(PATH, content=body, headers=OURS).status_code == 422


def test_a_place_of_half_a_character_is_refused(client: TestClient) -> None:
    connect(client)
    body = b'{"number": 1, "place": "\\ud800", "text": "x"}'
    assert client.post(PATH, content=body, headers=OURS).status_code == 403


def test_a_draft_is_not_written_with_somebody_elses_cookie(client: TestClient, base: KnowledgeBase) -> None:
    basile = Person(aline_of(base, "b@exemple.fr").id, "Basile", frozenset({"contributor"}))
    one = writing.start(base.wiki, basile, "experience")
    body = {"number": one.number, "place": "context", "text": "Pris.", "version": 0, "window": "w"}
    connect(client)  # as Aline
    refused = client.post(PATH, json=body, headers=OURS)
    assert refused.status_code == 403
    assert writing.open_writing(base.wiki, basile, one.number).fields == {}


def test_a_form_replayed_after_signing_out_does_nothing(client: TestClient, base: KnowledgeBase) -> None:
    connect(client)
    token, form = client.cookies[visit.COOKIE], hidden(client.get("/compte").text)
    assert client.post("/deconnexion", data={"csrf": form}).status_code == 303
    replayed = {"csrf": form, "do": "name", "name": "Prise"}
    assert client.post("/compte", data=replayed).status_code in (303, 401, 403)
    client.cookies.set(visit.COOKIE, token)
    assert client.post("/compte", data=replayed).status_code in (303, 401, 403)
    # The token of one session serves no other one: the form is shown again.
    client.cookies.clear()
    connect(client)
    assert client.post("/compte", data=replayed).status_code == 422
    found = accounts.account_of(base.register, "aline@exemple.fr")
    assert found is not None
    assert found.name == "Aline"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BaseBusy("La base est occupée."), 503),
        (BaseUnreachable("Le serveur ne répond pas."), 503),
        (OSError(errno.EMFILE, "Too many open files"), 503),
        (DiskFull("Plus de place."), 507),
        (DiskRefusing("Rien ne s’écrit."), 507),
        (BaseReadOnly("La base est protégée."), 507),
        (OSError(errno.EDQUOT, "Quota exceeded"), 507),
        (Refused("Ce texte parle d’un disque, et n’est pas le vôtre."), 403),
    ],
)
def test_a_base_that_takes_nothing_just_now_has_the_page_send_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr("kb.nouns.writing.WritingNoun.autosave_text", fails)
    connect(client)
    body = {"number": 1, "place": "context", "text": "Une phrase.", "version": 0, "window": "w"}
    answer = client.post(PATH, json=body, headers=OURS)
    said = of_the_system(error) if isinstance(error, OSError) else error
    assert (answer.status_code, answer.json()["error"]) == (status, str(said))
