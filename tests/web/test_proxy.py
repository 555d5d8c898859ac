"""A proxy in front: its word counts from its own address alone, over HTTP and over a WebSocket."""

import os
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from kb import visit
from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.store.accounts import accounts
from kb.store.accounts.accounts import account_of
from kb.store.accounts.attempts import FREE_FAILURES
from kb.store.accounts.identities import tie
from kb.store.records.sources import put_settings
from kb.web.environment import Environment, read_environment
from kb.web.proxy import SERVER_TRUSTS, check_peer_is_seen, seen_through, trust_nobody_else
from tests.web.gated import OUTSIDE, SITE, aline_of, connect, hidden, opened

PROXY = ("10.0.0.5", 33_000)
ALINE = {"remote-user": "aline@exemple.fr"}
PAGE = {"accept": "text/html"}


def settings(**more: str) -> Environment:
    return read_environment({"KB_PROXY_ADDRESS": "10.0.0.5", "KB_PROXY_HEADER": "Remote-User", **more})


@pytest.fixture
def behind(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A browser whose requests the proxy hands on."""
    with opened(base, monkeypatch, settings(), client=PROXY) as one:
        yield one


@pytest.fixture
def outside(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A browser that reaches the site without the proxy."""
    with opened(base, monkeypatch, settings(), client=OUTSIDE) as one:
        yield one


@pytest.fixture
def aline(base: KnowledgeBase) -> accounts.Account:
    return aline_of(base, "aline", email="aline@exemple.fr")


def over_a_socket(client: TestClient, headers: dict[str, str]) -> object:
    with client.websocket_connect("/stream", headers={"origin": SITE, **headers}) as ws:
        return ws.receive_json()


def test_a_page_turns_the_word_of_the_proxy_into_a_session_like_any_other(
    behind: TestClient, aline: accounts.Account
) -> None:
    page = behind.get("/", headers={**ALINE, **PAGE})
    cookie = page.headers["set-cookie"]
    assert cookie.startswith(f"{visit.COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert behind.get("/echo", headers=ALINE).json()["account"] == aline.id
    assert over_a_socket(behind, ALINE)["account"] == aline.id  # type: ignore[index]
    token = behind.cookies[visit.COOKIE]
    behind.get("/", headers={**ALINE, **PAGE})
    assert behind.cookies[visit.COOKIE] == token


def test_the_header_from_anybody_else_is_ignored_and_goes_no_further(
    outside: TestClient, aline: accounts.Account
) -> None:
    assert "set-cookie" not in outside.get("/", headers={**ALINE, **PAGE}).headers
    assert outside.get("/echo", headers=ALINE).json()["account"] is None
    assert "remote-user" not in outside.get("/seen", headers=ALINE).json()["headers"]
    got = over_a_socket(outside, {**ALINE, "x-forwarded-for": "10.0.0.5"})
    assert got["account"] is None  # type: ignore[index]
    assert not {"remote-user", "x-forwarded-for"} & set(got["headers"])  # type: ignore[index]


def test_the_header_from_the_proxy_goes_no_further_either(behind: TestClient, aline: accounts.Account) -> None:
    assert "remote-user" not in behind.get("/seen", headers=ALINE).json()["headers"]
    assert "remote-user" not in over_a_socket(behind, ALINE)["headers"]  # type: ignore[index]


def test_two_names_vouch_for_nobody(behind: TestClient, aline: accounts.Account) -> None:
    twice = [("remote-user", "aline@exemple.fr"), ("Remote-User", "chef@exemple.fr")]
    assert behind.get("/echo", headers=twice).json()["account"] is None


def test_a_name_that_cannot_be_read_vouches_for_nobody() -> None:
    # Read as far as it goes, « rené » and « renè » would be one person.
    for name, seen in (("rené".encode("latin-1"), ""), ("renè".encode("latin-1"), ""), ("rené".encode(), "rené")):
        scope = {"type": "http", "scheme": "http", "client": PROXY, "headers": [(b"remote-user", name)]}
        assert seen_through(scope, settings().proxy)[1] == seen


def test_where_a_request_comes_from_is_the_proxys_word_alone(behind: TestClient) -> None:
    sent = {"x-forwarded-for": "198.51.100.1, 192.0.2.7", "x-forwarded-proto": "https"}
    got = behind.get("/seen", headers=sent).json()
    assert (got["client"], got["scheme"]) == ("192.0.2.7", "https")
    assert not [name for name in got["headers"] if name.startswith("x-forwarded")]
    for text, client in (("192.0.2.7:5000", "192.0.2.7"), ("[2001:db8::1]:80", "2001:db8::1"), ("non", "10.0.0.5")):
        assert behind.get("/seen", headers={"x-forwarded-for": text}).json()["client"] == client


def test_an_address_that_somebody_writes_themself_does_not_escape_the_slow_down(
    outside: TestClient, base: KnowledgeBase
) -> None:
    aline_of(base)
    answers = [
        connect(outside, "autre chose ici", **{"x-forwarded-for": f"192.0.2.{number}"})
        for number in range(FREE_FAILURES["pair"] + 5)
    ]
    # On a busy machine the first waits may be over before the next try.
    assert {one.status_code for one in answers[: FREE_FAILURES["pair"]]} == {401}
    assert 429 in {one.status_code for one in answers[FREE_FAILURES["pair"] :]}
    assert outside.get("/seen", headers={"x-forwarded-for": "192.0.2.1"}).json()["client"] == OUTSIDE[0]


def test_two_people_behind_the_proxy_do_not_slow_each_other_down(behind: TestClient, base: KnowledgeBase) -> None:
    aline_of(base)
    for _ in range(FREE_FAILURES["pair"] + 1):
        connect(behind, "autre chose ici", **{"x-forwarded-for": "192.0.2.1"})
    assert connect(behind, **{"x-forwarded-for": "192.0.2.2"}).status_code == 303


def test_another_name_than_the_cookies_ends_the_older_session(
    behind: TestClient, base: KnowledgeBase, aline: accounts.Account
) -> None:
    behind.get("/", headers={**ALINE, **PAGE})
    old = behind.cookies[visit.COOKIE]
    basile = aline_of(base, "basile", email="basile@exemple.fr")
    tie(base.register, basile.id, "proxy", "basile", actor="test")
    named = {"remote-user": "Basile"}
    assert behind.get("/echo", headers=named).status_code == 403
    with pytest.raises(WebSocketDisconnect):
        over_a_socket(behind, named)
    behind.get("/", headers={**named, **PAGE})
    assert behind.get("/echo", headers=named).json()["account"] == basile.id
    assert base.person(old) is None


def test_somebody_unknown_is_a_visitor_unless_the_setting_lets_them_join(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = {"remote-user": "nouvelle@exemple.fr", **PAGE}
    with opened(base, monkeypatch, settings(), client=PROXY) as client:
        assert "set-cookie" not in client.get("/", headers=new).headers
    assert account_of(base.register, "nouvelle@exemple.fr") is None
    put_settings(base.register, {"visitors": "no"})
    with opened(base, monkeypatch, settings(KB_JOIN="yes"), client=PROXY) as client:
        assert client.get("/", headers=new).status_code == 200
        found = account_of(base.register, "nouvelle@exemple.fr")
        assert found is not None
        assert (found.roles, found.email) == ({"reader"}, "nouvelle@exemple.fr")
        assert client.get("/echo", headers=new).json()["account"] == found.id


def test_a_login_that_somebody_invented_is_not_who_the_proxy_names(behind: TestClient, base: KnowledgeBase) -> None:
    aline_of(base)  # a login, not a confirmed address
    assert behind.get("/echo", headers={**ALINE, **PAGE}).json()["account"] is None


def test_a_password_still_signs_in_behind_a_proxy_that_names_nobody(behind: TestClient, base: KnowledgeBase) -> None:
    found = aline_of(base)
    assert connect(behind).status_code == 303
    assert behind.get("/echo").json()["account"] == found.id


def test_a_form_of_another_site_is_refused_behind_the_proxy_too(behind: TestClient, aline: accounts.Account) -> None:
    behind.get("/", headers={**ALINE, **PAGE})
    form = {"csrf": hidden(behind.get("/compte", headers=ALINE).text), "do": "profile", "name": "Piratée"}
    answer = behind.post("/compte", data=form, headers={**ALINE, "origin": "https://evil.example"})
    assert answer.status_code == 403
    assert behind.post("/compte", data=form, headers={**ALINE, "origin": SITE}).status_code == 200


def test_cookies_travel_over_tls_alone_when_the_browser_speaks_it(behind: TestClient, base: KnowledgeBase) -> None:
    aline_of(base)
    page = behind.get("/connexion", headers={"x-forwarded-proto": "https"})
    assert "Secure" in page.headers["set-cookie"]
    assert "Secure" not in behind.get("/connexion").headers["set-cookie"]


def test_the_site_does_not_start_where_anybody_could_pass_for_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SERVER_TRUSTS, raising=False)
    with pytest.raises(KbError, match="kb serve"):
        check_peer_is_seen(settings())
    check_peer_is_seen(Environment())
    monkeypatch.setenv(SERVER_TRUSTS, "127.0.0.1")
    trust_nobody_else()
    assert os.environ[SERVER_TRUSTS] == ""
    check_peer_is_seen(settings())


def test_uvicorn_leaves_the_peer_alone_once_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from uvicorn import Config

    monkeypatch.setenv(SERVER_TRUSTS, "127.0.0.1")
    trust_nobody_else()
    config = Config(lambda: None)
    assert config.forwarded_allow_ips == ""
