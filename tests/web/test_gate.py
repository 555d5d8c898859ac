"""The gate and the pages of accounts, over a real base: who comes, from where, and what a stolen form is worth."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from kb import visit
from kb.base import KnowledgeBase
from kb.errors import BaseBusy, BaseDamaged, KbError
from kb.store.accounts import accounts
from kb.store.accounts.one_time_links import add_link
from kb.store.records.sources import put_settings
from kb.web.forms import local
from kb.web.gate import is_closed
from tests.web.gated import SECRET, SITE, aline_of, connect, hidden, opened


@pytest.fixture
def client(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with opened(base, monkeypatch) as one:
        yield one


@pytest.fixture
def aline(base: KnowledgeBase) -> accounts.Account:
    return aline_of(base)


def test_signing_in_sets_a_cookie_that_scripts_cannot_read(client: TestClient, aline: accounts.Account) -> None:
    answer = connect(client, path="/connexion?vers=/explorer")
    assert (answer.status_code, answer.headers["location"]) == (303, "/explorer")
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith(visit.COOKIE))
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()
    assert client.get("/echo").json() == {"account": aline.id, "gate": True}


def test_a_wrong_password_and_an_unknown_account_get_one_answer(client: TestClient, aline: accounts.Account) -> None:
    wrong = connect(client, "autre chose ici")
    form = hidden(client.get("/connexion").text)
    unknown = client.post("/connexion", data={"csrf": form, "login": "x@exemple.fr", "password": SECRET})
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    said = [re.search(r'role="alert"[^>]*>([^<]+)', one.text).group(1) for one in (wrong, unknown)]  # type: ignore[union-attr]
    assert said[0] == said[1]


def test_many_failures_slow_down_and_say_how_long(client: TestClient, aline: accounts.Account) -> None:
    for _ in range(8):  # the first waits are short, and a busy machine lets them pass
        answer = connect(client, "autre chose ici")
        if answer.status_code == 429:
            break
    assert answer.status_code == 429
    assert "Réessayez dans" in answer.text


def test_a_form_without_its_token_is_refused(client: TestClient, aline: accounts.Account) -> None:
    client.get("/connexion")
    answer = client.post("/connexion", data={"csrf": "autre", "login": "aline@exemple.fr", "password": SECRET})
    assert answer.status_code == 403
    connect(client)
    assert client.post("/deconnexion", data={}).status_code == 403
    assert client.get("/echo").json()["account"] == aline.id


def test_another_site_neither_posts_nor_opens_a_socket(client: TestClient, aline: accounts.Account) -> None:
    connect(client)
    assert client.post("/echo", headers={"origin": "http://evil.example"}).status_code == 403
    assert client.post("/echo", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post("/echo", headers={"origin": SITE}).status_code == 200
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/stream", headers={"origin": "http://evil.example"}),
    ):
        pass


def test_a_socket_knows_who_opened_it(client: TestClient, aline: accounts.Account) -> None:
    connect(client)
    with client.websocket_connect("/stream", headers={"origin": SITE}) as ws:
        assert ws.receive_json()["account"] == aline.id


def test_the_marker_of_the_gate_cannot_come_from_outside(client: TestClient) -> None:
    got = client.get("/echo", headers={visit.GATE: "guessed"})
    assert got.json() == {"account": None, "gate": True}
    assert visit.secret() not in got.text


def test_signing_out_ends_the_session_everywhere_it_was_copied(client: TestClient, aline: accounts.Account) -> None:
    connect(client)
    token = client.cookies[visit.COOKIE]
    form = hidden(client.get("/compte").text)
    assert client.post("/deconnexion", data={"csrf": form}).status_code == 303
    client.cookies.set(visit.COOKIE, token)
    assert client.get("/echo").json()["account"] is None


@pytest.mark.parametrize("token", ["", "inventé", "a" * 5000, "x;y=,"])
def test_a_cookie_that_was_never_given_opens_nothing(client: TestClient, token: str) -> None:
    got = client.get("/echo", headers=[(b"cookie", f"{visit.COOKIE}={token}".encode("latin-1"))])
    assert got.json()["account"] is None


def test_a_base_closed_to_visitors_asks_who_comes(client: TestClient, base: KnowledgeBase) -> None:
    put_settings(base.register, {"visitors": "no"})
    page = client.get("/lire?id=EXP-1", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/connexion?vers=%2Flire%3Fid%3DEXP-1")
    assert client.get("/echo").status_code == 401
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/stream", headers={"origin": SITE}):
        pass
    assert client.get("/healthz").status_code == 200
    assert client.get("/connexion").status_code == 200


def test_an_invitation_makes_an_account_once(client: TestClient, base: KnowledgeBase) -> None:
    token = add_link(base.register, "invite", actor="test", roles=["reviewer"])
    path = f"/invitation/{token}"
    given = {"login": "b@exemple.fr", "name": "Basile <script>", "password": "court"}
    weak = client.post(path, data={"csrf": hidden(client.get(path).text), **given})
    assert weak.status_code == 422
    assert "Au moins 12 caractères" in weak.text
    assert "<script>" not in weak.text
    good = client.post(path, data={"csrf": hidden(client.get(path).text), **given, "password": SECRET})
    assert good.status_code == 303
    account = accounts.account_of(base.register, "b@exemple.fr")
    assert account is not None
    assert client.get("/echo").json()["account"] == account.id
    got = client.get(path)
    assert got.status_code == 410
    assert "Ce lien ne sert plus" in got.text


def test_a_reset_link_changes_the_password_and_ends_other_sessions(
    client: TestClient, base: KnowledgeBase, aline: accounts.Account
) -> None:
    connect(client)
    old = client.cookies[visit.COOKIE]
    token = add_link(base.register, "reset", actor="test", account_id=aline.id)
    client.cookies.clear()
    path = f"/mot-de-passe/{token}"
    form = hidden(client.get(path).text)
    assert client.post(path, data={"csrf": form, "password": "une toute autre phrase"}).status_code == 303
    assert accounts.verify(base.register, "aline@exemple.fr", "une toute autre phrase")
    client.cookies.clear()
    client.cookies.set(visit.COOKIE, old)
    assert client.get("/echo").json()["account"] is None


def test_one_changes_ones_own_name_and_password_and_nobody_elses(
    client: TestClient, base: KnowledgeBase, aline: accounts.Account
) -> None:
    assert client.get("/compte").status_code == 303
    connect(client)
    form = hidden(client.get("/compte").text)
    client.post("/compte", data={"csrf": form, "do": "profile", "name": "Aline B.", "trade": "Éducatrice"})
    found = accounts.account(base.register, aline.id)
    assert found is not None
    assert (found.name, found.trade) == ("Aline B.", "Éducatrice")
    wrong = client.post("/compte", data={"csrf": form, "do": "password", "old": "non", "password": "une autre phrase"})
    assert "Rien n’a été changé" in wrong.text
    assert accounts.verify(base.register, "aline@exemple.fr", SECRET)


def test_a_form_of_a_megabyte_is_not_read(client: TestClient, aline: accounts.Account) -> None:
    form = hidden(client.get("/connexion").text)
    answer = client.post("/connexion", data={"csrf": form, "login": "a" * 1_000_000, "password": SECRET})
    assert answer.status_code == 403


def test_a_base_that_does_not_answer_lets_nobody_in(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> KnowledgeBase:
        raise KbError("La base est occupée.")

    monkeypatch.setattr(visit, "opener", broken)
    answer = client.get("/echo")
    assert answer.status_code == 503
    assert answer.headers["cache-control"] == "no-store"


def test_a_screen_left_open_does_not_give_the_password_away(client: TestClient, aline: accounts.Account) -> None:
    connect(client)
    form = hidden(client.get("/compte").text)
    for _ in range(9):  # on a busy machine the first waits may be over before the next try
        answer = client.post(
            "/compte", data={"csrf": form, "do": "password", "old": "je devine", "password": "une autre phrase"}
        )
    assert answer.status_code == 422
    assert "Réessayez dans" in answer.text


def test_what_was_refused_is_said_beside_its_field_and_stays_typed(client: TestClient, aline: accounts.Account) -> None:
    connect(client)
    form = hidden(client.get("/compte").text)
    answer = client.post("/compte", data={"csrf": form, "do": "profile", "name": " ", "trade": "Éducatrice <b>"})
    assert 'aria-invalid="true" aria-describedby="erreur-name"' in answer.text
    assert "Éducatrice &lt;b&gt;" in answer.text


@pytest.mark.parametrize("csrf", ["é", "", "\x00"])
def test_a_token_of_any_letters_is_only_refused(client: TestClient, aline: accounts.Account, csrf: str) -> None:
    client.get("/connexion")
    answer = client.post("/connexion", data={"csrf": csrf, "login": "aline@exemple.fr", "password": SECRET})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:x", "/a\nb", "/\t/evil.example", ""],
)
def test_signing_in_leads_nowhere_else(target: str) -> None:
    assert local(target) == "/"


def test_a_file_for_professionals_is_closed_to_visitors(
    client: TestClient, base: KnowledgeBase, home: Path, aline: accounts.Account
) -> None:
    note = home / "corpus" / "note.txt"
    note.write_text("Une note de réunion pour les équipes seulement, sans rien d’autre.", "utf-8")
    (home / "corpus" / "interne.md").write_text(
        "---\nid: DOC-2026-900\nkind: document\ntitle: Interne\ndiffusion: professionals\n---\n\nTexte interne.",
        "utf-8",
    )
    base.build()
    assert client.get("/fichiers/DOC-2026-900").status_code == 404
    connect(client)
    assert client.get("/fichiers/DOC-2026-900").status_code == 200


def test_a_name_that_no_file_can_have_is_not_looked_for(client: TestClient) -> None:
    answer = client.get(f"/app/static/{'é' * 200}.css")
    assert (answer.status_code, answer.text) == (404, "Cette page n’existe pas.")


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics", "/_stcore//metrics", "//_stcore/metrics", "/_stcore/metrics/", "/_stcore/agent/run",
        "/_stcore/script-health-check", "/_stcore/streams", "/_stcore", "/auth/login",
        "/auth/logout", "/oauth2callback",
    ],
)  # fmt: skip
def test_what_streamlit_answers_beside_the_pages_is_closed(path: str) -> None:
    assert is_closed(path)


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/stream",
        "/_stcore/upload_file/a/b",
        "/",
        "/lire",
        "/auteurs",
    ],
)
def test_what_the_pages_need_of_streamlit_stays_open(path: str) -> None:
    assert not is_closed(path)


def test_a_closed_address_is_no_page(client: TestClient) -> None:
    assert client.get("/_stcore/metrics").status_code == 404


def test_the_gate_logs_why_the_base_does_not_answer(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def locked() -> KnowledgeBase:
        raise KbError("the register is locked by « tar »")

    monkeypatch.setattr(visit, "opener", locked)
    assert client.get("/echo").status_code == 503
    assert "the register is locked by « tar »" in caplog.text


@pytest.mark.parametrize("error", [BaseDamaged("register.sqlite3 est abîmé."), BaseBusy("occupée")])
def test_a_base_that_cannot_be_opened_is_told_as_each_reads(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, error: KbError
) -> None:
    def refuse() -> KnowledgeBase:
        raise error

    monkeypatch.setattr(visit, "opener", refuse)
    page = client.get("/echo", headers={"Accept": "text/html"})
    program = client.get("/api/v1/fiches")
    script = client.get("/api/suggestions")
    text = client.get("/echo")
    assert {one.status_code for one in (page, program, script, text)} == {503}
    assert page.headers["content-type"].startswith("text/html")
    assert "<h1>La base ne répond pas</h1>" in page.text
    assert program.headers["content-type"] == "application/problem+json"
    assert program.json()["code"] == "indisponible"
    assert script.json()["error"] in program.json()["detail"]
    assert text.headers["content-type"].startswith("text/plain")
    damaged = isinstance(error, BaseDamaged)
    for one in (page, program, script, text):
        assert ("Prévenez l’administrateur" in one.text) == damaged
        assert ("Réessayez dans une minute" in one.text) != damaged
        assert (one.headers["cache-control"], one.headers["x-content-type-options"]) == ("no-store", "nosniff")


def test_a_program_of_another_site_is_told_in_its_own_words(client: TestClient) -> None:
    answer = client.post("/api/v1/brouillons", headers={"Origin": "https://autre.exemple.fr"}, json={})
    assert (answer.status_code, answer.json()["code"]) == (403, "acces_refuse")
    assert client.head("/auth/x").content == b""
