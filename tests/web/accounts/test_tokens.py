"""The page of one's tokens: a token is shown once, takes the password, and does what was ticked until its day."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kb.base import KnowledgeBase
from kb.errors import Refused
from kb.store.accounts import access_tokens
from kb.store.accounts.access_tokens import bearer
from kb.web.accounts.tokens import ROUTES
from kb.wiki.admin import administration
from tests.web.gated import SECRET, aline_of, connect, hidden, opened
from tests.wiki.people import ADMIN, READER

PATH = "/compte/jetons"


@pytest.fixture
def client(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    aline_of(base)
    with opened(base, monkeypatch, more=tuple(ROUTES)) as one:
        connect(one)
        yield one


def made(client: TestClient, **given: str) -> str:
    """What the page answers to a form."""
    form = {"csrf": hidden(client.get(PATH).text), "do": "make", "name": "Tableur", "days": "30", "old": SECRET}
    return client.post(PATH, data={**form, "scope_lire": "1", **given}).text


def test_a_token_is_shown_once_and_serves(base: KnowledgeBase, client: TestClient) -> None:
    html = made(client, scope_exporter="1")
    token = re.search(r"rpj_[\w-]{43}", html)[0]  # type: ignore[index]
    found = bearer(base.register, token)
    assert found is not None
    assert (found.person.name, found.scopes) == ("Aline", {"lire", "exporter"})
    again = client.get(PATH)
    assert "rpj_" not in again.text
    assert "Tableur" in again.text
    assert again.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "wrong",
    [{"old": "une autre phrase"}, {"name": ""}, {"scope_lire": ""}, {"days": "400"}, {"days": "²"}, {"csrf": "x"}],
)
def test_a_form_that_is_wrong_makes_none_and_says_why(
    base: KnowledgeBase, client: TestClient, wrong: dict[str, str]
) -> None:
    html = made(client, **wrong)
    assert 'role="alert"' in html
    assert "rpj_" not in html
    assert access_tokens.all_tokens(base.register) == ()


def test_one_revokes_ones_own_and_nobody_elses(base: KnowledgeBase, client: TestClient) -> None:
    other = aline_of(base, "autre@exemple.fr")
    kept = access_tokens.make_token(base.register, other.id, "À elle", ["lire"], 30)
    made(client)
    form = hidden(client.get(PATH).text)
    for one in access_tokens.all_tokens(base.register):
        client.post(PATH, data={"csrf": form, "do": "revoke", "number": str(one.number)})
    assert [one.name for one in access_tokens.all_tokens(base.register)] == ["À elle"]
    assert bearer(base.register, kept) is not None
    assert "À elle" not in client.get(PATH).text


def test_a_visitor_is_asked_to_sign_in(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(base, monkeypatch, more=tuple(ROUTES)) as one:
        answer = one.get(PATH)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/connexion?vers={PATH}")


def test_an_administrator_sees_and_revokes_anybodys_and_others_do_not(base: KnowledgeBase) -> None:
    one = aline_of(base)
    token = access_tokens.make_token(base.register, one.id, "Tableur", ["lire"], 30)
    number = administration.tokens(base.wiki, ADMIN)[0].number
    for refused in (
        lambda: administration.tokens(base.wiki, READER),
        lambda: administration.revoke_token(base.wiki, READER, number),
    ):
        with pytest.raises(Refused):
            refused()
    administration.revoke_token(base.wiki, ADMIN, number)
    assert bearer(base.register, token) is None
