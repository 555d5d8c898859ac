"""The HTTP interface: every verb by everybody, exact words with their references, and refusals that programs read."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kb import exporting
from kb.programs.description import PROBLEMS, described
from kb.readers import PUBLIC
from kb.store.records.sources import put_settings
from kb.web.programs import api, door
from kb.web.programs.pace import DRAFTS, OF_ACCOUNTS, OF_VISITORS, Pace
from kb.wiki.review import review
from kb.wiki.write import writing
from tests.web.programs.called import ALL, GONE, GROUP, KEPT, MAY_READ, OPEN, PEOPLE, SHARED, Called, calling
from tests.wiki.people import REVIEWER

DRAFT = {"kind": "experience", "fields": {"title": "Le vélo prêté", "context": "Il ne venait plus au collège."}}
REFUSED = {"expired": "jeton_expire", "revoked": "jeton_invalide", "closed": "jeton_invalide"}
READ, EXPORT = "/api/v1/recherche?q=cabane", f"/api/v1/fiches/{OPEN}/export/md"
VERBS = {
    "lire": (READ, "/api/v1/fiches", f"/api/v1/fiches/{OPEN}"),
    "exporter": (EXPORT, "/api/v1/recherche/export/csv?q=cabane"),
}


@pytest.fixture
def called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Called]:
    with calling(tmp_path / "home", monkeypatch, tuple(api.ROUTES)) as one:
        yield one


def refusal(answer: Any, status: int, code: str) -> None:
    """Holds when the answer is that problem, told in French."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["status"], told["code"], told["type"]) == (status, code, f"/api#{code}")
    assert told["detail"].endswith((".", "…}}."))
    assert code in PROBLEMS[status][1]


def test_every_verb_that_reads_gives_each_person_what_they_may_read(called: Called) -> None:
    for who, may in MAY_READ.items():
        found = called.get(who, "/api/v1/recherche", q=SHARED).json()
        assert {one["record_id"] for one in found["hits"]} == may, who
        assert {one["record_id"] for one in found["quotes"]} <= may
        assert found["total"] == len(may)
        listed = called.get(who, "/api/v1/fiches").json()
        assert {one["record_id"] for one in listed["records"]} == may
        for path in ("/api/v1/fiches/{}", "/api/v1/fiches/{}/export/md", "/api/v1/fiches/{}/export/json"):
            opened = {one: called.get(who, path.format(one)).status_code for one in ALL}
            assert opened == {one: 200 if one in may else 404 for one in ALL}, (who, path)
        for form in exporting.RESULT_FORMATS:
            text = called.get(who, f"/api/v1/recherche/export/{form}", q=SHARED).text
            assert {one for one in ALL if one in text} == may, (who, form)


@pytest.mark.parametrize("who", REFUSED)
def test_a_token_that_serves_no_more_opens_nothing_not_even_what_visitors_read(called: Called, who: str) -> None:
    for path in (*VERBS["lire"], *VERBS["exporter"], "/api/v1/moi"):
        answer = called.get(who, path)
        refusal(answer, 401, REFUSED[who])
        assert answer.headers["www-authenticate"].startswith("Bearer")
    refusal(called.client.post("/api/v1/brouillons", json=DRAFT, headers=called.headers(who)), 401, REFUSED[who])


@pytest.mark.parametrize("who", ["reads only", "exports only", "contributes only"])
def test_a_token_does_what_it_was_made_for_and_nothing_else(called: Called, who: str) -> None:
    for scope, paths in VERBS.items():
        for path in paths:
            answer = called.get(who, path)
            if scope in PEOPLE[who]["scopes"]:
                assert answer.status_code == 200
            else:
                refusal(answer, 403, "portee_manquante")
    answer = called.client.post("/api/v1/brouillons", json=DRAFT, headers=called.headers(who))
    if who == "contributes only":
        assert answer.status_code == 201
    else:
        refusal(answer, 403, "portee_manquante")


def test_quotes_and_passages_stand_word_for_word_where_they_are_said_to(called: Called) -> None:
    found = called.get("member", "/api/v1/recherche", q=SHARED).json()
    assert found["quotes"]
    for one in [*found["quotes"], *({**hit, **passage} for hit in found["hits"] for passage in hit["passages"])]:
        whole = called.get("member", f"/api/v1/fiches/{one['record_id']}").json()
        assert whole["text"][one["start"] : one["end"]] == one["text"]
        assert one["url"].startswith(f"http://testserver/lire?id={one['record_id']}")
        assert f"[fiche {one['record_id']}, en ligne]" in one["reference"]
        assert whole["address"] in one["reference"]


def test_a_record_is_read_with_its_fields_and_nothing_of_the_server(called: Called) -> None:
    one = called.get("visitor", f"/api/v1/fiches/{OPEN}").json()
    assert (one["title"], one["fields"]["themes"]) == (f"La cabane {OPEN}", ["travail-de-rue"])
    for path in (READ, f"/api/v1/fiches/{OPEN}", "/api/v1/fiches"):
        text = called.get("contributor", path).text
        assert "corpus/" not in text
        assert str(called.base.home.root) not in text


def test_a_list_is_paged_and_begins_where_one_says(called: Called) -> None:
    pages = [called.get("member", "/api/v1/fiches", par_page=1, page=page).json() for page in (1, 2, 3, 4)]
    assert [page["pages"] for page in pages] == [3, 3, 3, 3]
    assert [[one["record_id"] for one in page["records"]] for page in pages] == [[OPEN], [KEPT], [GROUP], []]
    published = called.base.record(OPEN, reader=PUBLIC).summary.published[:10]  # type: ignore[union-attr]
    assert called.get("visitor", "/api/v1/fiches", depuis=published).json()["total"] == 1
    assert called.get("visitor", "/api/v1/fiches", depuis="2199-01-01").json()["total"] == 0
    assert called.get("visitor", "/api/v1/fiches", theme="genre").json()["total"] == 0


def test_a_draft_is_its_owners_alone_and_is_not_published(called: Called) -> None:
    answer = called.client.post("/api/v1/brouillons", json=DRAFT, headers=called.headers("contributor"))
    assert answer.status_code == 201
    given = answer.json()
    assert given["address"] == f"http://testserver/contribuer?n={given['proposal']}"
    owner = called.base.accounts.account_of("contributor@exemple.fr")
    other = called.base.accounts.account_of("member@exemple.fr")
    assert owner
    assert other
    mine = writing.open_writing(called.base.wiki, owner.person, given["proposal"])
    assert (mine.title, mine.fields["context"], mine.proposal.status) == (
        "Le vélo prêté", "Il ne venait plus au collège.", "draft",
    )  # fmt: skip
    assert writing.mine(called.base.wiki, other.person) == ()
    assert called.get("contributor", f"/api/v1/fiches/{given['record_id']}").status_code == 404
    assert called.base.published(given["record_id"]) is None


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 422, "demande_illisible"),
        (b"[]", 422, "demande_illisible"),
        (b'{"kind": "experience"}', 422, "demande_illisible"),
        (b'{"kind": "experience", "fields": {}, "status": "published"}', 422, "demande_illisible"),
        (b'{"kind": "signal", "fields": {}}', 422, "fiche_invalide"),
        (b'{"kind": "experience", "fields": {"inconnu": 1}}', 422, "fiche_invalide"),
        (b'{"kind": "experience", "fields": {"title": {"a": 1}}}', 422, "fiche_invalide"),
        (b'{"kind": "experience", "fields": {"date": "hier"}}', 422, "fiche_invalide"),
        (b'{"kind": "experience", "fields": {"steps": "un jour"}}', 422, "fiche_invalide"),
        (b"[" * 100_000, 422, "demande_illisible"),
        (b" " * 1_000_001, 413, "trop_long"),
    ],
)
def test_what_is_no_draft_is_refused_and_nothing_is_begun(called: Called, body: bytes, status: int, code: str) -> None:
    before = called.base.register.database.execute("SELECT count(*) FROM records").fetchone()
    refusal(called.client.post("/api/v1/brouillons", content=body, headers=called.headers("contributor")), status, code)
    assert called.base.register.database.execute("SELECT count(*) FROM records").fetchone() == before


def test_who_may_write_nothing_contributes_nothing(called: Called) -> None:
    refusal(called.client.post("/api/v1/brouillons", json=DRAFT, headers=called.headers("reader")), 403, "acces_refuse")
    refusal(called.client.post("/api/v1/brouillons", json=DRAFT), 401, "jeton_manquant")


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/recherche",
        "/api/v1/recherche?q=%20",
        "/api/v1/recherche?q=" + "a" * 2001,
        "/api/v1/recherche?q=a&page=0",
        "/api/v1/recherche?q=a&page=1&page=2",
        "/api/v1/recherche?q=a&page=%C2%B2",
        "/api/v1/recherche?q=a&par_page=101",
        "/api/v1/recherche?q=a&tri=titre",
        "/api/v1/recherche?q=a&year=jadis",
        "/api/v1/recherche?q=a&theme=",
        "/api/v1/recherche?q=a&themes=genre",
        "/api/v1/fiches?depuis=hier",
        "/api/v1/fiches?depuis=20260101",
        f"/api/v1/fiches/{OPEN}?rev=1",
    ],
)
def test_an_address_that_asks_badly_is_told_what_to_mend(called: Called, path: str) -> None:
    refusal(called.client.get(path), 422, "parametre_invalide")


def test_what_is_not_there_and_what_is_asked_otherwise_are_problems_too(called: Called) -> None:
    refusal(called.client.get("/api/v1/rien"), 404, "introuvable")
    refusal(called.client.get(f"/api/v1/fiches/{OPEN}/export/odt"), 404, "introuvable")
    for method, path, allowed in (
        ("POST", "/api/v1/fiches", "GET, HEAD"),
        ("DELETE", f"/api/v1/fiches/{OPEN}", "GET, HEAD"),
        ("GET", "/api/v1/brouillons", "POST"),
    ):
        answer = called.client.request(method, path)
        refusal(answer, 405, "methode_refusee")
        assert answer.headers["allow"] == allowed


def test_a_withdrawn_record_and_one_that_is_not_yours_are_told_alike(called: Called) -> None:
    gone, kept = (called.get("visitor", f"/api/v1/fiches/{one}").json() for one in (GONE, KEPT))
    assert json.dumps(gone).replace(GONE, "") == json.dumps(kept).replace(KEPT, "")


def test_a_session_of_the_pages_says_nothing_here(called: Called) -> None:
    owner = called.base.accounts.account_of("member@exemple.fr")
    assert owner
    called.client.cookies.set("rp_session", called.base.accounts.sessions.sign_in(owner.id))
    assert called.client.get("/api/v1/moi").json()["account"] is None
    assert called.client.get(f"/api/v1/fiches/{KEPT}").status_code == 404
    refusal(called.client.post("/api/v1/brouillons", json=DRAFT), 401, "jeton_manquant")


def test_a_page_of_another_site_sends_nothing_with_a_token(called: Called) -> None:
    headers = {**called.headers("contributor"), "Origin": "https://ailleurs.exemple"}
    assert called.client.post("/api/v1/brouillons", json=DRAFT, headers=headers).status_code == 403


def test_a_base_closed_to_visitors_asks_for_a_token(called: Called) -> None:
    put_settings(called.base.register, {"visitors": "no"})
    for path in (*VERBS["lire"], *VERBS["exporter"], "/api/v1/moi"):
        refusal(called.get("visitor", path), 401, "jeton_manquant")
        assert called.get("contributor", path).status_code == 200
    assert called.client.get("/api/v1/openapi.json").status_code == 200
    assert called.client.get("/api").status_code == 200


def test_whom_a_token_speaks_for(called: Called) -> None:
    told = called.get("reads only", "/api/v1/moi").json()
    assert (told["name"], told["scopes"]) == ("reads only", ["lire"])
    assert told["expires"] > called.base.today()


@pytest.mark.parametrize("given", ["Basic YTpi", "Bearer", "Bearer  ", "rpj_abc", "Bearer é\x80"])
def test_what_is_no_token_is_refused_rather_than_taken_for_a_visitor(called: Called, given: str) -> None:
    headers = [(b"authorization", given.encode("latin-1", "replace"))]
    refusal(called.client.get("/api/v1/moi", headers=headers), 401, "jeton_invalide")


def test_a_record_is_closed_to_programs_the_moment_it_is_withdrawn(called: Called) -> None:
    assert called.get("visitor", f"/api/v1/fiches/{OPEN}").status_code == 200
    review.withdraw(called.base.wiki, REVIEWER, OPEN, "À la demande de son auteur.")
    for path in (f"/api/v1/fiches/{OPEN}", f"/api/v1/fiches/{OPEN}/export/md"):
        assert called.get("visitor", path).status_code == 404
    assert called.get("visitor", "/api/v1/recherche", q=SHARED).json()["total"] == 0


def test_whoever_asks_too_fast_waits_and_nobody_else_does(called: Called, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "PACE", Pace(clock=lambda: 0.0))
    answers = [called.get("reader", "/api/v1/moi") for _ in range(OF_ACCOUNTS[0] + 1)]
    assert [one.status_code for one in answers[:-1]] == [200] * OF_ACCOUNTS[0]
    refusal(answers[-1], 429, "trop_de_demandes")
    assert answers[-1].headers["retry-after"] == "1"
    assert called.get("member", "/api/v1/moi").status_code == 200
    seen = [called.get("visitor", "/api/v1/moi").status_code for _ in range(OF_VISITORS[0] + 1)]
    assert seen == [200] * OF_VISITORS[0] + [429]
    headers = called.headers("contributor")
    sent = [called.client.post("/api/v1/brouillons", json=DRAFT, headers=headers) for _ in range(DRAFTS[0] + 1)]
    assert [one.status_code for one in sent] == [201] * DRAFTS[0] + [429]
    assert called.get("contributor", "/api/v1/moi").status_code == 200


def test_room_comes_back_with_time_and_those_who_left_are_forgotten() -> None:
    now = [0.0]
    pace = Pace(clock=lambda: now[0])
    assert [pace.wait("a", (2, 60.0)) for _ in range(3)] == [0.0, 0.0, 1.0]
    now[0] = 1.0
    assert [pace.wait("a", (2, 60.0)) for _ in range(2)] == [0.0, 1.0]
    now[0] = 1000.0
    assert [pace.wait("a", (2, 60.0)) for _ in range(3)] == [0.0, 0.0, 1.0]
    for number in range(10_000):
        pace.wait(str(number), (2, 60.0))
    assert len(pace._left) < 5_000


def test_the_page_for_people_explains_every_code_and_address(called: Called) -> None:
    html = called.client.get("/api").text
    for code in door.TITLES:
        assert f'id="{code}"' in html
    for path in described()["paths"]:
        assert f"/api/v1{path}" in html


def test_the_codes_told_are_those_described() -> None:
    assert {code for _, codes in PROBLEMS.values() for code in codes} == set(door.TITLES)


def test_another_group_reads_nothing_of_a_group(called: Called) -> None:
    assert called.get("member", f"/api/v1/fiches/{GROUP}").status_code == 200
    refusal(called.get("elsewhere", f"/api/v1/fiches/{GROUP}"), 404, "introuvable")
