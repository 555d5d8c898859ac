"""Letters for forgotten passwords and new addresses: to whom they go, what they hold, and what nobody learns."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from kb.base import KnowledgeBase
from kb.store.accounts import accounts
from kb.store.accounts.attempts import MOST_LETTERS
from kb.web.environment import Environment, read_environment
from tests.web.fake_smtp import Mailbox, certificate, receiving
from tests.web.gated import SECRET, aline_of, connect, hidden, opened


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("mail"))


@pytest.fixture
def box(pem: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with receiving(pem) as one:
        yield one


def settings(port: int, scheme: str = "smtp") -> Environment:
    return read_environment(
        {
            "KB_SITE": "https://recits.exemple.fr",
            "KB_SMTP": f"{scheme}://moi:secret@127.0.0.1:{port}",
            "KB_MAIL_FROM": "recits@exemple.fr",
        }
    )


@pytest.fixture
def client(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, box: Mailbox) -> Iterator[TestClient]:
    with opened(base, monkeypatch, settings(box.port)) as one:
        yield one


def ask(client: TestClient, login: str) -> Any:
    form = hidden(client.get("/oubli").text)
    return client.post("/oubli", data={"csrf": form, "login": login}, headers={"host": "evil.example"})


def link_in(box: Mailbox, path: str) -> str:
    found = re.search(rf"https://recits\.exemple\.fr(/{path}/\S+)", box.letters[-1].get_content())  # type: ignore[attr-defined]
    assert found is not None
    return found.group(1)


def test_a_letter_brings_a_link_that_changes_the_password_once(
    client: TestClient, base: KnowledgeBase, box: Mailbox
) -> None:
    aline_of(base, "aline", email="aline@exemple.fr")
    assert "vient de partir" in ask(client, "Aline@exemple.fr").text
    letter = box.letters[0]
    assert (letter["to"], letter["from"]) == ("aline@exemple.fr", "recits@exemple.fr")
    assert box.over_tls == [True]
    assert box.logins == ["\0moi\0secret"]
    assert "evil.example" not in letter.as_string()
    path = link_in(box, "mot-de-passe")
    form = {"csrf": hidden(client.get(path).text), "password": "une toute autre phrase"}
    assert client.post(path, data=form).status_code == 303
    assert accounts.verify(base.register, "aline", "une toute autre phrase")
    client.cookies.clear()
    assert client.get(path).status_code == 410


def test_the_page_says_the_same_whoever_asks(client: TestClient, base: KnowledgeBase, box: Mailbox) -> None:
    aline_of(base)
    aline_of(base, "sans-adresse")
    aline_of(base, "annuaire@exemple.fr", password=None)
    closed = aline_of(base, "ferme@exemple.fr")
    accounts.set_disabled(base.register, closed.id, True, actor="test")
    logins = ("aline@exemple.fr", "sans-adresse", "annuaire@exemple.fr", "ferme@exemple.fr", "inconnue@exemple.fr", "")
    answers = {(one.status_code, one.text) for one in (ask(client, login) for login in logins)}
    assert len(answers) == 1
    assert [letter["to"] for letter in box.letters] == ["aline@exemple.fr"]


def test_a_mailbox_is_not_filled_and_the_page_does_not_say_so(
    client: TestClient, base: KnowledgeBase, box: Mailbox
) -> None:
    aline_of(base)
    answers = {ask(client, "aline@exemple.fr").text for _ in range(MOST_LETTERS["account"] + 2)}
    assert len(answers) == 1
    assert len(box.letters) == MOST_LETTERS["account"]
    assert connect(client).status_code == 303


def test_a_letter_that_cannot_leave_is_logged_without_its_address(
    client: TestClient, base: KnowledgeBase, box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    aline_of(base)
    box.refuses = True
    with caplog.at_level(logging.INFO):
        assert ask(client, "aline@exemple.fr").status_code == 200
    assert "a letter could not be sent: SMTPRecipientsRefused" in caplog.text
    assert "aline" not in caplog.text


def test_a_server_whose_certificate_is_not_known_gets_no_letter(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, pem: Path, caplog: pytest.LogCaptureFixture
) -> None:
    aline_of(base)
    with receiving(pem) as box, opened(base, monkeypatch, settings(box.port)) as client:
        ask(client, "aline@exemple.fr")
        assert (box.letters, box.logins) == ([], [])
    assert "SSLCertVerificationError" in caplog.text


def test_a_server_may_speak_tls_at_once(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, pem: Path) -> None:
    aline_of(base)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with receiving(pem, at_once=True) as box, opened(base, monkeypatch, settings(box.port, "smtps")) as client:
        ask(client, "aline@exemple.fr")
        assert box.over_tls == [True]


def test_without_a_mail_server_the_page_says_whom_to_ask(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(base, monkeypatch) as client:
        assert "administrateur" in client.get("/oubli").text
        assert 'href="/oubli"' not in client.get("/connexion").text


def test_an_address_is_ones_own_once_its_link_was_opened_and_confirmed(
    client: TestClient, base: KnowledgeBase, box: Mailbox
) -> None:
    aline = aline_of(base, "aline@exemple.fr")
    connect(client)
    form = {"csrf": hidden(client.get("/compte").text), "do": "email", "email": "Neuve@exemple.fr"}
    assert "pas celui-là" in client.post("/compte", data=form).text
    assert "vient de partir" in client.post("/compte", data={**form, "old": SECRET}).text
    assert box.letters[0]["to"] == "Neuve@exemple.fr"
    path = link_in(box, "adresse")
    page = client.get(path)  # as a program that reads mail does: nothing changes yet
    assert accounts.account_with_email(base.register, "neuve@exemple.fr") is None
    assert "neuve@exemple.fr" in client.post(path, data={"csrf": hidden(page.text)}).text
    found = accounts.account_with_email(base.register, "neuve@exemple.fr")
    assert found is not None
    assert found.id == aline.id
    assert client.get(path).status_code == 410


def test_asking_for_somebody_elses_address_tells_nothing_and_takes_nothing(
    client: TestClient, base: KnowledgeBase, box: Mailbox
) -> None:
    aline_of(base)
    other = aline_of(base, "basile", email="basile@exemple.fr")
    connect(client)
    form = {"csrf": hidden(client.get("/compte").text), "do": "email", "old": SECRET}
    said = [
        client.post("/compte", data={**form, "email": one}).text for one in ("basile@exemple.fr", "libre@exemple.fr")
    ]
    assert said[0] == said[1]
    box.letters.pop()
    path = link_in(box, "adresse")
    assert client.get(path).status_code == 410  # the second letter's link replaced it
    assert accounts.account_with_email(base.register, "basile@exemple.fr") == other
