"""*Signaler* over HTTP: what a device sends, again and again if need be, and what is said of what cannot be taken."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from kb.base import KnowledgeBase
from kb.store.accounts.accounts import add_account
from kb.store.watch import signals as store
from kb.watch import reporting
from kb.web.files.feeds import ROUTES as FEEDS
from kb.web.watch.exports import ROUTES as EXPORTS
from kb.web.watch.report import HEADER, ROUTES
from tests.watch.conftest import Names
from tests.watch.people import diffused, said, somebody
from tests.web.gated import SECRET, aline_of, connect, opened

OURS = {HEADER: "1"}


@pytest.fixture
def client(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    base._resources._open_tagger = Names
    aline_of(base)
    with opened(base, monkeypatch, more=(*ROUTES, *EXPORTS, *FEEDS)) as one:
        connect(one)
        yield one


def sent(client: TestClient, **given: Any) -> Any:
    return client.post("/api/signal", json=said(**given), headers=OURS)


def test_a_visitor_signs_in_first_and_a_reader_is_told_what_to_ask(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(base, monkeypatch, more=tuple(ROUTES)) as one:
        assert one.get("/signaler").headers["location"] == "/connexion?vers=%2Fsignaler"
        assert one.post("/api/signal", json=said(), headers=OURS).status_code == 401
        add_account(base.register, "aline@exemple.fr", "Aline", roles=[], password=SECRET, actor="test")
        connect(one)
        assert "rôle de contributeur" in one.get("/signaler").text
        assert one.post("/api/signal", json=said(), headers=OURS).status_code == 403


def test_the_page_has_a_form_a_banner_and_ones_own_signals(client: TestClient) -> None:
    sent(client)
    html = client.get("/signaler").text
    for words in ("SINTES", "CEIP-A", "ARS", "Des pipes neuves", "Reçu le"):
        assert words in html
    assert "script-src 'self'" in client.get("/signaler").headers["content-security-policy"]


def test_the_same_report_twice_is_one_signal(client: TestClient, base: KnowledgeBase) -> None:
    first, second = sent(client).json(), sent(client).json()
    assert (first["new"], second["new"]) == (True, False)
    assert first["number"] == second["number"]
    assert len(store.reports(base.watch.context.private)) == 1


@pytest.mark.parametrize(
    ("given", "field", "why"),
    [
        ({"territory": "12 rue des Lilas"}, "territory", "Une adresse désigne des personnes"),
        ({"territory": "devant la gare du Nord"}, "territory", "Une adresse désigne des personnes"),
        ({"territory": "Atlantide"}, "territory", "n’est pas un arrondissement"),
        ({"territory": ""}, "territory", "Dites où"),
        ({"day": "2999-01-01"}, "day", "pas encore venue"),
        ({"day": "2001-01-01"}, "day", "plus d’un an"),
        ({"day": "hier"}, "day", "ne se lit pas"),
        ({"text": "mot " * 5_000}, "text", "5000 mots"),
        ({"text": "  "}, "text", "Écrivez une phrase"),
        ({"knowledge": ""}, "knowledge", "comment vous le savez"),
        ({"knowledge": "rumeur"}, "knowledge", "n’est pas dans la liste"),
        ({"substances": ["lune"]}, "substances", "n’est pas dans la liste"),
        ({"key": ""}, "key", "rechargez"),
    ],
)
def test_what_cannot_be_taken_says_what_to_change(
    client: TestClient, base: KnowledgeBase, given: dict[str, Any], field: str, why: str
) -> None:
    answer = sent(client, **given)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert why in answer.json()["error"]
    assert store.reports(base.watch.context.private) == ()


@pytest.mark.parametrize("typed", ["75118", "Paris 18e", "paris 18", "18e", "75018", "18ème arrondissement"])
def test_a_place_may_be_typed_in_many_ways(client: TestClient, base: KnowledgeBase, typed: str) -> None:
    assert sent(client, territory=typed).status_code == 200
    assert store.reports(base.watch.context.private)[0].territory == "75118"


def test_a_clock_that_is_a_year_off_is_said_and_the_day_corrected(client: TestClient, base: KnowledgeBase) -> None:
    now = datetime.datetime.now(datetime.UTC)
    wrong = (now - datetime.timedelta(days=365)).isoformat()
    answer = sent(client, ago=1, written=wrong, sent=wrong)
    assert answer.status_code == 200
    assert "horloge" in answer.json()["said"]
    yesterday = (now - datetime.timedelta(days=1)).date().isoformat()
    assert store.reports(base.watch.context.private)[0].day == yesterday


def test_a_report_kept_for_three_days_keeps_its_day(client: TestClient, base: KnowledgeBase) -> None:
    now = datetime.datetime.now(datetime.UTC)
    written = now - datetime.timedelta(days=3)
    assert sent(client, ago=0, written=written.isoformat(), sent=now.isoformat()).json()["said"] == ""
    assert store.reports(base.watch.context.private)[0].day == written.date().isoformat()


def test_a_flood_waits_on_its_device_and_nothing_is_lost_or_doubled(client: TestClient, base: KnowledgeBase) -> None:
    most = reporting.MOST_A_DAY
    answers = [sent(client, key=f"k{n}") for n in range(500)]
    assert [one.status_code for one in answers] == [200] * most + [429] * (500 - most)
    assert "restent sur cet appareil" in answers[-1].json()["error"]
    assert sent(client, key="k0").json()["new"] is False  # what was taken is still known
    assert len(store.reports(base.watch.context.private)) == most
    # The day after, the device goes on where it was stopped.
    base.watch.context.private.database.execute("UPDATE watch_signals SET at = datetime(at, '-2 days')")
    assert [sent(client, key=f"k{n}").json()["new"] for n in (most - 1, most, most + 1)] == [False, True, True]
    assert len(store.reports(base.watch.context.private)) == most + 2


def test_a_form_of_another_site_is_refused(client: TestClient) -> None:
    assert client.post("/api/signal", json=said()).status_code == 403


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"text": 3}', b"\xff"])
def test_what_is_no_report_is_refused(client: TestClient, body: bytes) -> None:
    assert client.post("/api/signal", content=body, headers=OURS).status_code == 422


def test_a_text_is_looked_at_and_nothing_of_it_kept(client: TestClient, base: KnowledgeBase) -> None:
    other = somebody(base, "Bruno", "contributor", structure="CAARUD")
    number = reporting.report(base.watch.context, other, said()).number
    text = (
        "Mehdi : des pipes neuves de crack sont distribuées gratuitement devant la gare à Saint-Denis par des inconnus."
    )
    found = client.post("/api/signal/regard", json={"text": text}, headers=OURS).json()
    assert [one["code"] for one in found["proposed"]["territories"]] == ["93066"]
    assert "crack" in [one["code"] for one in found["proposed"]["substances"]]
    assert [(one["text"], one["kind"]) for one in found["people"]] == [("Mehdi", "nom de personne")]
    (near,) = found["near"]
    assert (near["number"], near["title"], near["mine"]) == (number, "", False)  # nobody diffused its words
    assert len(store.reports(base.watch.context.private)) == 1
    same = {"number": number, "shown": near["shown"]}
    assert client.post("/api/signal/meme", json=same, headers=OURS).json() == {"structures": 2}
    for guessed in ({"number": number}, {**same, "number": 99}):
        assert client.post("/api/signal/meme", json=guessed, headers=OURS).status_code == 404


def test_files_are_for_the_cell(client: TestClient) -> None:
    assert client.get("/veille/signaux.csv").status_code == 403
    assert client.get("/veille/extrait.odt").status_code == 404


def test_the_feed_of_the_watch_holds_what_is_public(client: TestClient, base: KnowledgeBase) -> None:
    sender, watcher = somebody(base, "Bruno", "contributor"), somebody(base, "Wafa", "watcher")
    _, closed = diffused(base, sender, watcher)
    assert closed not in client.get("/fil/veille.atom").text
    assert client.get("/fil/veille.atom").status_code == 200
