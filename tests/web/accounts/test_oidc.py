"""Signing in through a directory: whom it lets in, and every answer that is not believed."""

import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import OctKey, RSAKey
from starlette.testclient import TestClient

from kb import visit
from kb.base import KnowledgeBase
from kb.store.accounts import accounts
from kb.store.accounts.accounts import account_of
from kb.store.accounts.one_time_links import add_link
from kb.store.records.sources import put_settings
from kb.web.accounts.oidc import VISIT, DirectoryClient
from kb.web.accounts.oidc_routes import BACK, COOKIE, THERE, routes
from kb.web.environment import Environment, IdentityProvider, read_environment
from tests.web.fake_directory import CLIENT, ISSUER, SECRET, FakeDirectory, unsigned
from tests.web.gated import aline_of, hidden, opened

SITE = "https://recits.exemple.fr"


class Clock:
    """Seconds that a test lets pass."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def settings(joins: str = "yes") -> Environment:
    return read_environment(
        {
            "KB_SITE": SITE, "KB_JOIN": joins,
            "KB_OIDC_ISSUER": ISSUER, "KB_OIDC_CLIENT": CLIENT, "KB_OIDC_SECRET": SECRET,
        }
    )  # fmt: skip


@pytest.fixture
def directory() -> FakeDirectory:
    return FakeDirectory()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, directory: FakeDirectory, clock: Clock
) -> Iterator[TestClient]:
    one = DirectoryClient(IdentityProvider(ISSUER, CLIENT, SECRET), SITE + BACK, client=directory.client, clock=clock)
    environment = settings()
    with opened(base, monkeypatch, environment, more=tuple(routes(environment, one))) as browser:
        yield browser


@pytest.fixture
def closed(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, directory: FakeDirectory) -> Iterator[TestClient]:
    """The same, where only people who were invited or are known may come."""
    one = DirectoryClient(IdentityProvider(ISSUER, CLIENT, SECRET), SITE + BACK, client=directory.client)
    environment = settings("no")
    with opened(base, monkeypatch, environment, more=tuple(routes(environment, one))) as browser:
        yield browser


def leave(client: TestClient, target: str = "/lire?id=EXP-1") -> str:
    answer = client.get(THERE, params={"vers": target})
    assert answer.status_code == 303
    return str(answer.headers["location"])


def come(client: TestClient, directory: FakeDirectory, **changes: str) -> Any:
    return client.get(BACK, params={**directory.authorize(leave(client)), **changes})


def test_somebody_whom_the_directory_names_gets_the_same_session_as_anybody(
    client: TestClient, base: KnowledgeBase, directory: FakeDirectory
) -> None:
    answer = come(client, directory)
    assert (answer.status_code, answer.headers["location"]) == (303, "/lire?id=EXP-1")
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(visit.COOKIE))
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Secure"))
    found = account_of(base.register, "aline@exemple.fr")
    assert found is not None
    assert (found.name, found.roles, found.email) == ("Aline Martin", {"reader"}, "aline@exemple.fr")
    assert client.get("/echo").json()["account"] == found.id
    form = {"csrf": hidden(client.get("/compte").text)}
    assert client.post("/deconnexion", data=form).status_code == 303
    assert client.get("/echo").json()["account"] is None
    assert come(client, directory).status_code == 303
    assert len(accounts.accounts(base.register)) == 1


def test_an_account_without_password_gets_none_on_its_page(
    client: TestClient, base: KnowledgeBase, directory: FakeDirectory
) -> None:
    come(client, directory)
    page = client.get("/compte").text
    assert 'name="old"' not in page
    answer = client.post("/compte", data={"csrf": hidden(page), "do": "password", "password": "une phrase à moi"})
    assert answer.status_code == 422
    assert accounts.verify(base.register, "aline@exemple.fr", "une phrase à moi") is None


@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "autre"},
        {"nonce": None},
        {"aud": "une autre application"},
        {"aud": [CLIENT, "une autre"]},
        {"azp": "une autre application"},
        {"iss": "https://annuaire.exemple.fr/realms/autre"},
        {"exp": int(time.time()) - 120},
        {"exp": None},
        {"iat": int(time.time()) + 3_600},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 300},
    ],
    ids=lambda changes: "-".join(changes) + str(len(str(changes))),
)
def test_a_token_that_says_anything_else_than_expected_is_not_believed(
    client: TestClient, base: KnowledgeBase, directory: FakeDirectory, changes: dict[str, Any]
) -> None:
    directory.changes = changes
    answer = come(client, directory)
    assert answer.status_code == 403
    assert "attendue" in answer.text
    assert visit.COOKIE not in client.cookies
    assert accounts.accounts(base.register) == ()


def test_a_token_of_nobodys_key_is_not_believed(client: TestClient, directory: FakeDirectory) -> None:
    directory.signs = RSAKey.generate_key(2048, {"kid": "k1"})
    assert come(client, directory).status_code == 403


def test_a_directory_may_publish_keys_of_sorts_that_are_not_known_here(
    client: TestClient, directory: FakeDirectory
) -> None:
    directory.more_keys = [{"kty": "AKP", "kid": "k0", "alg": "ML-DSA-44", "pub": "AAAA"}, {"kid": "k9"}]
    assert come(client, directory).status_code == 303
    directory.more_keys = ["une clé"]
    assert come(client, directory).status_code == 403


def test_a_token_signed_with_the_clients_secret_is_not_believed(client: TestClient, directory: FakeDirectory) -> None:
    directory.header = {"alg": "HS256", "kid": "k1"}
    directory.signs = OctKey.import_key(SECRET.encode() * 3)
    assert come(client, directory).status_code == 403


def test_a_token_without_signature_is_not_believed(client: TestClient, directory: FakeDirectory) -> None:
    address = leave(client)
    nonce = parse_qs(urlsplit(address).query)["nonce"][0]
    now = int(time.time())
    directory.raw_token = unsigned(
        {**directory.person, "iss": ISSUER, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
    )
    assert client.get(BACK, params=directory.authorize(address)).status_code == 403


@pytest.mark.parametrize("token", ["", "a.b.c", "é", "{}", "a.b.c.d.e"])
def test_what_is_no_token_is_not_believed(client: TestClient, directory: FakeDirectory, token: str) -> None:
    directory.raw_token = token or " "
    assert come(client, directory).status_code == 403


def test_a_wrong_state_a_missing_cookie_or_another_browser_goes_no_further(
    client: TestClient, directory: FakeDirectory
) -> None:
    assert come(client, directory, state="autre").status_code == 403
    assert come(client, directory, state="é").status_code == 403
    given = directory.authorize(leave(client))
    client.cookies.delete(COOKIE)
    assert client.get(BACK, params=given).status_code == 403
    assert client.get(BACK).status_code == 403
    assert "token" not in directory.asked


def test_an_answer_serves_once(client: TestClient, directory: FakeDirectory) -> None:
    given = directory.authorize(leave(client))
    state = client.cookies[COOKIE]
    assert client.get(BACK, params=given).status_code == 303
    client.cookies.clear()
    client.cookies.set(COOKIE, state, domain="recits.exemple.fr")
    asked = directory.asked.count("token")
    answer = client.get(BACK, params=given)
    assert answer.status_code == 403
    assert "Recommencez" in answer.text
    assert directory.asked.count("token") == asked


def test_a_visit_that_lasts_too_long_is_begun_again(client: TestClient, directory: FakeDirectory, clock: Clock) -> None:
    given = directory.authorize(leave(client))
    clock.now += VISIT
    assert client.get(BACK, params=given).status_code == 403
    assert come(client, directory).status_code == 303


def test_a_code_of_another_visit_is_refused_by_its_proof(client: TestClient, directory: FakeDirectory) -> None:
    stolen = directory.authorize(leave(client))["code"]
    assert come(client, directory, code=stolen).status_code == 403


def test_a_refusal_of_the_directory_is_told(client: TestClient, directory: FakeDirectory) -> None:
    state = directory.authorize(leave(client))["state"]
    answer = client.get(BACK, params={"error": "access_denied", "state": state})
    assert answer.status_code == 403
    assert "pas permis" in answer.text


def test_another_provider_does_not_answer_for_this_one(client: TestClient, directory: FakeDirectory) -> None:
    assert come(client, directory, iss="https://evil.example").status_code == 403


def test_a_provider_that_says_its_name_always_does(client: TestClient, directory: FakeDirectory) -> None:
    directory.discovery = {"authorization_response_iss_parameter_supported": True}
    assert come(client, directory).status_code == 403
    assert come(client, directory, iss=ISSUER).status_code == 303


@pytest.mark.parametrize("verified", [False, None, "false", 0, "yes"])
def test_an_address_that_the_directory_did_not_verify_opens_no_account(
    closed: TestClient, base: KnowledgeBase, directory: FakeDirectory, verified: object
) -> None:
    aline_of(base, "aline", email="aline@exemple.fr")
    add_link(base.register, "invite", actor="test", roles=["administrator"], email="aline@exemple.fr")
    directory.changes = {"email_verified": verified}
    answer = come(closed, directory)
    assert answer.status_code == 403
    assert "invitation" in answer.text
    assert len(accounts.accounts(base.register)) == 1


def test_a_known_address_opens_its_account_and_an_unknown_one_nothing(
    closed: TestClient, base: KnowledgeBase, directory: FakeDirectory
) -> None:
    assert come(closed, directory).status_code == 403
    assert accounts.accounts(base.register) == ()
    known = aline_of(base, "aline", email="aline@exemple.fr")
    assert come(closed, directory).status_code == 303
    assert closed.get("/echo").json()["account"] == known.id
    directory.person = {"sub": "u-1", "email": "autre@exemple.fr", "email_verified": True}
    assert come(closed, directory).status_code == 303
    assert closed.get("/echo").json()["account"] == known.id


def test_somebody_invited_comes_with_the_roles_of_the_invitation(
    closed: TestClient, base: KnowledgeBase, directory: FakeDirectory
) -> None:
    put_settings(base.register, {"visitors": "no"})
    add_link(base.register, "invite", actor="test", roles=["reviewer"], email="aline@exemple.fr")
    assert come(closed, directory).status_code == 303
    found = account_of(base.register, "aline@exemple.fr")
    assert found is not None
    assert found.roles == {"reader", "reviewer"}


def test_a_closed_account_stays_closed(closed: TestClient, base: KnowledgeBase, directory: FakeDirectory) -> None:
    known = aline_of(base, "aline", email="aline@exemple.fr")
    accounts.set_disabled(base.register, known.id, True, actor="test")
    answer = come(closed, directory)
    assert answer.status_code == 403
    assert "fermé" in answer.text


def test_an_address_may_be_said_apart_from_the_token_about_the_same_person(
    client: TestClient, base: KnowledgeBase, directory: FakeDirectory
) -> None:
    directory.person = {"sub": "u-1"}
    directory.userinfo = {"sub": "u-2", "email": "autre@exemple.fr", "email_verified": True}
    come(client, directory)
    assert account_of(base.register, "autre@exemple.fr") is None
    directory.person = {"sub": "u-3"}
    directory.userinfo = {"sub": "u-3", "email": "aline@exemple.fr", "email_verified": True, "name": "Aline"}
    come(client, directory)
    found = account_of(base.register, "aline@exemple.fr")
    assert found is not None
    assert found.email == "aline@exemple.fr"


def test_the_secret_goes_where_the_directory_takes_it(client: TestClient, directory: FakeDirectory) -> None:
    directory.discovery = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert come(client, directory).status_code == 303


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://annuaire.exemple.fr/token"},
        {"jwks_uri": ""},
    ],
    ids=str,
)
def test_a_directory_that_describes_itself_wrongly_is_not_gone_to(
    client: TestClient, directory: FakeDirectory, discovery: dict[str, str]
) -> None:
    directory.discovery = discovery
    answer = client.get(THERE)
    assert answer.status_code == 502
    assert "ne répond pas" in answer.text


def test_where_the_directory_answers_is_asked_once_an_hour(
    client: TestClient, directory: FakeDirectory, clock: Clock
) -> None:
    for _ in range(3):
        leave(client)
    assert directory.asked == ["discovery"]
    clock.now += 3_600
    leave(client)
    assert directory.asked == ["discovery"] * 2


def test_one_goes_back_to_a_page_of_this_site_alone(client: TestClient, directory: FakeDirectory) -> None:
    answer = client.get(BACK, params=directory.authorize(leave(client, "//evil.example")))
    assert answer.headers["location"] == "/"


def test_the_page_offers_the_directory_only_where_there_is_one(
    client: TestClient, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = re.search(rf'href="({THERE}[^"]*)"', client.get("/connexion?vers=/compte").text)
    assert offered is not None
    assert offered.group(1) == f"{THERE}?vers=%2Fcompte"
    assert routes(Environment()) == []
    with opened(base, monkeypatch) as other:
        assert THERE not in other.get("/connexion").text


def test_visits_that_nobody_ends_do_not_fill_the_memory(
    client: TestClient, directory: FakeDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.web.accounts.oidc.MOST_VISITS", 3)
    first = directory.authorize(leave(client))
    cookie = client.cookies[COOKIE]
    for _ in range(3):
        leave(client)
    client.cookies.clear()
    client.cookies.set(COOKIE, cookie, domain="recits.exemple.fr")
    assert client.get(BACK, params=first).status_code == 403
    assert come(client, directory).status_code == 303
