"""Joining a workshop, sending, following: over HTTP and WebSocket, as telephones, rooms and facilitators do."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from kb import visit
from kb.base import KnowledgeBase
from kb.readers import Person
from kb.store.accounts import code_attempts
from kb.web.gate import _is_open
from kb.web.workshops import exports as workshop_exports
from kb.web.workshops import routes as workshop
from kb.workshops import moderation
from tests.conftest import Opener
from tests.small_corpus import write_small_corpus
from tests.workshops.room import FACILITATOR, STRANGER, Room, key

HEADERS = {"x-rp-atelier": "1"}


@pytest.fixture
def room(home: Path, open_base: Opener, monkeypatch: pytest.MonkeyPatch) -> Room:
    write_small_corpus(home)
    built = open_base()
    built.build()
    monkeypatch.setattr(visit, "opener", lambda: KnowledgeBase.open(home, resources=built._resources))
    monkeypatch.setattr(moderation, "marks_of", lambda wiki, one: ())
    return Room(built, "EXP-2019-001")


class AsPerson:
    """Stands for the gate: says who comes."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.person: Person | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        scope["kb"] = {"person": self.person, "token": "", "visitors": True}
        await self.app(scope, receive, send)


@pytest.fixture
def gate(room: Room) -> AsPerson:
    return AsPerson(Starlette(routes=[*workshop.routes(), *workshop_exports.ROUTES]))


@pytest.fixture
def client(gate: AsPerson) -> Iterator[TestClient]:
    with TestClient(gate, follow_redirects=False) as one:
        yield one


def post(client: TestClient, address: str, **fields: str) -> Any:
    """Send the form of a page, with what it must bring back."""
    csrf = re.search(r'name="csrf" value="([^"]+)"', client.get(address).text)
    return client.post(address, data={**fields, "csrf": csrf[1] if csrf else ""})


def join(client: TestClient, room: Room, group: int = 0) -> None:
    """Take a place in a group."""
    got = post(client, f"/rejoindre/{room.sitting.code}", group=str(group))
    assert (got.status_code, got.headers["location"]) == (303, "/atelier")


def send(client: TestClient, *things: dict[str, object]) -> Any:
    return client.post("/atelier/envoi", json={"things": list(things)}, headers=HEADERS)


def card(text: str) -> dict[str, object]:
    return {"key": key(), "what": "card", "body": {"text": text}}


def test_a_telephone_joins_by_the_code_it_types(client: TestClient, room: Room) -> None:
    code = room.sitting.code
    got = post(client, "/rejoindre", code=f"{code[:3].lower()}-{code[3:]}")
    assert got.headers["location"] == f"/rejoindre/{code}"
    join(client, room)
    assert 'data-sitting="' in client.get("/atelier").text
    cookie = next(one for one in client.cookies.jar if one.name == "rp_place")
    assert "HttpOnly" in cookie._rest  # type: ignore[attr-defined]


def test_whoever_guesses_codes_waits(client: TestClient, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code_attempts, "FREE", 2)
    for _ in range(2):
        assert client.get("/rejoindre/AAAAAA").status_code == 404
    got = client.get(f"/rejoindre/{room.sitting.code}")
    assert got.status_code == 429
    assert "Réessayez" in got.text
    assert post(client, "/rejoindre", code=room.sitting.code).status_code == 429


def test_what_is_no_code_is_said_so_and_costs_nothing(client: TestClient, room: Room) -> None:
    assert post(client, "/rejoindre", code="0OIL").status_code == 422
    assert code_attempts.code_wait(room.base.register, "testclient") == 0


def test_what_is_sent_reaches_the_room_and_the_remote(client: TestClient, gate: AsPerson, room: Room) -> None:
    join(client, room)
    with client.websocket_connect(f"/atelier/salle/{room.sitting.screen}/fil") as screen:
        assert screen.receive_json()["view"]["present"] == 1
        sent = card("La clé manque le soir.")
        assert send(client, sent).json() == {"done": {sent["key"]: {"ok": True}}}
        assert screen.receive_json()["view"]["arrived"] == {"card": 1}
        gate.person = FACILITATOR
        address = f"/atelier/telecommande/{room.number}"
        assert client.post(address, json={"what": "step", "to": 3}, headers=HEADERS).status_code == 200
        assert client.post(address, json={"what": "reveal", "sort": "card"}, headers=HEADERS).json() == {"shown": 1}
        view: dict[str, Any] = {}
        while not view.get("cards"):
            view = screen.receive_json()["view"]
        assert view["cards"][0]["text"] == "La clé manque le soir."


def test_a_telephone_finds_its_words_when_it_comes_back(client: TestClient, room: Room) -> None:
    join(client, room)
    send(client, card("La clé."))
    with client.websocket_connect("/atelier/fil") as phone:
        own = phone.receive_json()["own"]
    assert [(one["sort"], one["body"]["text"]) for one in own["wrote"]] == [("card", "La clé.")]
    state = client.get("/atelier/etat").json()
    assert client.get(f"/atelier/etat?v={state['view']['version']}").status_code == 204


def test_without_a_place_nothing_is_sent_or_seen(client: TestClient, room: Room) -> None:
    assert send(client, card("Non.")).status_code == 410
    assert client.get("/atelier/etat").status_code == 410
    assert client.get("/atelier/recit/0").status_code == 404
    assert client.get("/atelier").headers["location"] == "/rejoindre"
    with client.websocket_connect("/atelier/fil") as phone:
        assert "gone" in phone.receive_json()


def test_a_form_of_another_site_sends_nothing(client: TestClient, room: Room) -> None:
    join(client, room)
    assert client.post("/atelier/envoi", json={"things": [card("Non.")]}).status_code == 403
    assert client.post(f"/rejoindre/{room.sitting.code}", data={"group": "0", "csrf": "x"}).status_code == 403


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"things": 3}', b'{"things": [1]}', b"[" * 20_000])
def test_what_cannot_be_read_is_refused(client: TestClient, room: Room, body: bytes) -> None:
    join(client, room)
    assert client.post("/atelier/envoi", content=body, headers=HEADERS).status_code == 422


def test_a_remote_is_for_those_who_facilitate(client: TestClient, gate: AsPerson, room: Room) -> None:
    address = f"/atelier/telecommande/{room.number}"
    assert client.get(address).status_code == 303
    gate.person = STRANGER
    assert client.get(address).status_code == 403
    assert client.get(f"{address}/etat").status_code == 403
    assert client.post(address, json={"what": "end"}, headers=HEADERS).status_code == 403
    with client.websocket_connect(f"{address}/fil") as remote:
        assert "gone" in remote.receive_json()
    for name in ("livret.pdf", "seance.ics"):
        assert client.get(f"/exporter/atelier/{room.number}/{name}").status_code == 404
    gate.person = FACILITATOR
    assert "Télécommande" in client.get(address).text
    assert client.post(address, json={"what": "step", "to": 99}, headers=HEADERS).status_code == 409


def test_a_sitting_that_ended_says_so_to_whoever_joins(client: TestClient, gate: AsPerson, room: Room) -> None:
    gate.person = FACILITATOR
    client.post(f"/atelier/telecommande/{room.number}", json={"what": "end"}, headers=HEADERS)
    got = client.get(f"/rejoindre/{room.sitting.code}")
    assert (got.status_code, "terminée" in got.text) == (409, True)


def test_a_calendar_has_the_hours_of_paris(client: TestClient, gate: AsPerson, room: Room) -> None:
    gate.person = FACILITATOR
    got = client.get(f"/exporter/atelier/{room.number}/seance.ics")
    assert "DTSTART;TZID=Europe/Paris:20260312T093000" in got.text
    assert room.sitting.code not in got.text


def test_the_pages_of_a_telephone_weigh_less_than_300_kb(client: TestClient, room: Room) -> None:
    join(client, room)
    static = Path(__file__).resolve().parents[3] / "static"
    names = ("workshop.css", "workshop_common.js", "workshop.js", "fonts/public-sans-latin-wght-normal.woff2")
    assert len(client.get("/atelier").content) + sum((static / name).stat().st_size for name in names) < 300_000


def test_a_base_without_visitors_opens_to_whoever_has_a_code() -> None:
    for address in (
        "/rejoindre",
        "/rejoindre/AC47KX",
        "/atelier",
        "/atelier/envoi",
        "/atelier/fil",
        "/atelier/recit/0",
    ):
        assert _is_open(address)
    for address in ("/ateliers", "/atelier/telecommande/1", "/suivi", "/pistes", "/atelierx"):
        assert not _is_open(address)
