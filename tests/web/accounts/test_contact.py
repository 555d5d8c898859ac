"""Whoever has no account asks for one, or writes: who reads it, how many may, and what a letter says of it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from kb.base import KnowledgeBase
from kb.errors import RecordNotFound, Refused
from kb.readers import Person
from kb.store.records.sources import put_settings
from kb.web.accounts import contact
from kb.web.environment import Environment, read_environment
from kb.wiki.admin import requests
from kb.wiki.news import inbox
from tests.web.fake_smtp import certificate, receiving
from tests.web.gated import aline_of, hidden, opened

GIVEN = {
    "sort": "account",
    "name": "Nadia",
    "address": "nadia@exemple.fr",
    "organisation": "Club de prévention",
    "text": "Je voudrais lire les récits.",
}
ADMIN = Person("admin", "Admin", frozenset({"reader", "administrator"}))
READER = Person("lecteur", "Lecteur", frozenset({"reader"}))


@pytest.fixture
def client(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with opened(base, monkeypatch, more=tuple(contact.routes(Environment()))) as one:
        yield one


def ask(client: TestClient, **more: str) -> Any:
    form = hidden(client.get("/ecrire").text)
    return client.post("/ecrire", data={"csrf": form, **GIVEN, **more})


def test_what_is_asked_is_kept_for_the_administrators_alone(client: TestClient, base: KnowledgeBase) -> None:
    assert "C’est reçu" in ask(client).text
    (one,) = requests.waiting(base.wiki, ADMIN)
    assert (one.sort, one.name, one.address, one.text) == tuple(GIVEN[n] for n in ("sort", "name", "address", "text"))
    assert inbox.waiting(base.wiki, ADMIN)["/administration"] == 1
    assert "/administration" not in inbox.waiting(base.wiki, READER)
    with pytest.raises(Refused):
        requests.waiting(base.wiki, READER)
    with pytest.raises(Refused):
        requests.settle(base.wiki, READER, one.number)


def test_what_was_dealt_with_is_forgotten(client: TestClient, base: KnowledgeBase) -> None:
    ask(client)
    number = requests.waiting(base.wiki, ADMIN)[0].number
    requests.settle(base.wiki, ADMIN, number)
    assert requests.waiting(base.wiki, ADMIN) == ()
    with pytest.raises(RecordNotFound):
        requests.settle(base.wiki, ADMIN, number)


def test_a_base_closed_to_visitors_is_still_written_to(client: TestClient, base: KnowledgeBase) -> None:
    put_settings(base.register, {"visitors": "no"})
    assert ask(client).status_code == 200
    assert len(requests.waiting(base.wiki, ADMIN)) == 1


@pytest.mark.parametrize(
    "lacking", [{"name": " "}, {"address": "nadia"}, {"sort": "contact", "text": ""}, {"sort": "autre"}]
)
def test_what_cannot_be_answered_is_refused_beside_its_field(client: TestClient, lacking: dict[str, str]) -> None:
    answer = ask(client, **lacking)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="Club de prévention"' in answer.text


def test_a_form_of_another_site_is_not_taken(client: TestClient, base: KnowledgeBase) -> None:
    client.get("/ecrire")
    assert client.post("/ecrire", data=GIVEN).status_code == 403
    assert requests.waiting(base.wiki, ADMIN) == ()


def test_one_line_writes_a_few_times_a_day(client: TestClient, base: KnowledgeBase) -> None:
    for _ in range(requests.PER_ORIGIN):
        assert ask(client).status_code == 200
    refused = ask(client)
    assert refused.status_code == 422
    assert "Réessayez demain" in refused.text
    assert len(requests.waiting(base.wiki, ADMIN)) == requests.PER_ORIGIN


def test_administrators_get_a_letter_without_a_word_of_what_was_written(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    aline_of(base, "chef@exemple.fr", roles=["administrator"])
    aline_of(base, "b@exemple.fr")
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with receiving(pem) as box:
        settings = read_environment(
            {
                "KB_SITE": "https://recits.exemple.fr",
                "KB_SMTP": f"smtp://moi:secret@127.0.0.1:{box.port}",
                "KB_MAIL_FROM": "recits@exemple.fr",
            }
        )
        with opened(base, monkeypatch, settings, more=tuple(contact.routes(settings))) as client:
            ask(client)
        assert [one["To"] for one in box.letters] == ["chef@exemple.fr"]
        said = box.letters[0].get_content()  # type: ignore[attr-defined]
    assert "https://recits.exemple.fr/administration?partie=demandes" in said
    assert not re.search("Nadia|récits\\.$|lire les récits", said)
