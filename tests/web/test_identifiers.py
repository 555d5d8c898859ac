"""Every route and page, asked for what is somebody else's: routes and pages come from the application itself.

Things of one person hold a word each. A visitor, a reader and another contributor ask for them by every address, with
their true identifiers and with guessed ones; no word comes back, and no row of theirs changes. The person who owns
them finds the words by the same walk: it could have failed.
"""

import contextlib
import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from kb import visit
from kb.base import KnowledgeBase
from kb.readers import Person
from kb.records.positions import Position
from kb.resources import Resources
from kb.store.accounts import access_tokens, accounts
from kb.store.accounts.sessions import sign_in
from kb.store.drafts.requests import Request
from kb.views.frame import visitor
from kb.views.frame.navigation import PAGES
from kb.watch import reporting
from kb.web.app import parts
from kb.web.programs import door
from kb.web.programs.pace import Pace
from kb.wiki.admin import requests
from kb.wiki.news import saved_searches
from kb.wiki.packs import packs, trails
from kb.wiki.review import review
from kb.wiki.write import writing
from kb.wiki.write.attachments import attach
from kb.workshops import preparing
from kb.workshops.plan import SittingPlan, WorkshopPlan, usual_steps
from tests.fake_encoder import FakeEncoder
from tests.small_corpus import story, write_small_corpus
from tests.views.page_runs import run
from tests.watch.people import said
from tests.web.whole_site import SITE, whole_site
from tests.wiki.people import STORY, published
from tests.wiki.write.test_attaching import photograph

WORDS: Final = {
    what: f"zq{what}zq"
    for what in ("draft", "group", "gone", "pack", "trail", "search", "token", "signal", "workshop", "letter", "file")
}
ASKING: Final = {"visitor": (), "reader": ("reader",), "other": ("reader", "contributor", "trainer")}
# What stands in an address for a part of it.
FORMS: Final = ("md", "json", "csv", "docx", "bib", "xlsx", "atom")
# Words of addresses that pages and routes read.
NAMES: Final = (
    *("id", "n", "num", "rev", "de", "a", "pack", "dossier", "lien", "seance", "piste", "fil", "recit", "phenomene"),
    *("dispositif", "besoin", "partage", "ecart", "chemin", "un", "deux", "avec", "number", "record", "proches"),
)
# Pages that take a number, of a text or of a sitting.
NUMBERED: Final = ("contribuer", "dossiers", "relire", "ateliers", "groupes", "cellule", "historique", "suivi")
VIEWS: Final = ("", "apercu", "envoi", "recit")
# Written by whoever asks, about themself.
OWN_TABLES: Final = frozenset({"sessions", "attempts", "query_log", "queries", "usage", "sqlite_sequence", "settings"})


@dataclass
class Walked:
    """The base, who asks, and what is somebody else's."""

    base: KnowledgeBase
    people: dict[str, Person | None]
    ids: tuple[str, ...]
    numbers: tuple[int, ...]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    """Everything that one person has which is for nobody else, a word in each."""
    home = tmp_path_factory.mktemp("walked")
    (home / "corpus").mkdir()
    write_small_corpus(home)
    text = f"## Contexte\n\nVu au quai, {WORDS['group']}.\n"
    story(home, "g.md", text, id="EXP-2020-003", title=WORDS["group"], diffusion="group", groups=["maraude"])
    resources = Resources(open_encoder=lambda folder: FakeEncoder())
    with KnowledgeBase.open(home, create=True, resources=resources) as base:
        base.build()
        people: dict[str, Person | None] = {"visitor": None}
        for name, roles in {**ASKING, "owner": ("reader", "contributor", "trainer", "watcher")}.items():
            if name == "visitor":
                continue
            one = accounts.add_account(
                base.register,
                f"{name}@exemple.fr",
                name,
                roles=list(roles),
                password="une phrase à moi",
                groups=["maraude"] if name == "owner" else [],
                actor="test",
            )
            people[name] = Person(
                one.id, name, frozenset(roles), frozenset({"maraude"} if name == "owner" else frozenset())
            )
        owner = people["owner"]
        assert owner is not None
        wiki = base.wiki
        draft = writing.start(
            wiki, owner, "experience", {**STORY, "title": WORDS["draft"], "context": f"Là, {WORDS['draft']}."}
        )
        attach(wiki, owner, draft.number, f"{WORDS['file']}.jpg", photograph())
        gone = published(base, title=WORDS["gone"], context=f"Là, {WORDS['gone']}.")
        review.withdraw(wiki, Person("c-3", "Colette", frozenset({"reviewer"})), gone, "Pour l’essai.")
        pack = packs.start(wiki, owner, WORDS["pack"])
        trails.keep(wiki, owner, WORDS["trail"], [Position("EXP-2021-001", 1, 0, 5)])
        saved_searches.save(wiki, owner, WORDS["search"], {})
        access_tokens.make_token(base.register, owner.account, WORDS["token"], ["lire"], 30)
        reporting.report(base.watch.context, owner, said(f"Au quai, {WORDS['signal']} circule."))
        workshop = preparing.start(wiki, owner, WorkshopPlan(title=WORDS["workshop"]))
        plan = SittingPlan(theme=WORDS["workshop"], date="2026-03-12", narratives=(), steps=usual_steps())
        sitting = preparing.add_sitting(wiki, owner, workshop, plan)
        letter = Request(0, "", "contact", "Passante", "passante@exemple.fr", "", f"Bonjour, {WORDS['letter']}.")
        requests.ask(wiki, letter, address="198.51.100.9")
        ids = (draft.record_id, "EXP-2020-003", gone, pack.record_id, "EXP-2026-777")
        yield Walked(base, people, ids, tuple(sorted({draft.number, pack.number, sitting, 1, 99})))


def found_in(text: str) -> set[str]:
    return {what for what, word in WORDS.items() if word in text}


def addresses(route: BaseRoute, world: Walked) -> Iterator[str]:
    """The addresses of a route, its parts filled with every identifier."""
    assert isinstance(route, Route | WebSocketRoute)
    values: list[list[str]] = []
    names = list(route.param_convertors)
    for name in names:
        convertor = type(route.param_convertors[name]).__name__
        if name == "form":
            values.append(list(FORMS))
        elif name == "name":
            values.append([f"{WORDS['file']}.jpg", "1"])
        elif "Integer" in convertor:
            values.append([str(one) for one in world.numbers])
        else:
            values.append([*world.ids, str(world.numbers[0])])
    for given in itertools.product(*values):
        yield route.url_path_for(route.name, **_typed(route, names, given))


def _typed(route: Route | WebSocketRoute, names: list[str], given: tuple[str, ...]) -> dict[str, Any]:
    return {
        name: int(value) if "Integer" in type(route.param_convertors[name]).__name__ else value
        for name, value in zip(names, given, strict=True)
    }


def questions(world: Walked) -> list[dict[str, str]]:
    """What stands behind the « ? » of an address: each identifier under all names at once, and words beside theirs."""
    asked = [dict.fromkeys(NAMES, one) for one in (*world.ids, *map(str, world.numbers))]
    return [*asked, {"q": "vu au quai, vélo prêté"}, {"q": ""}]


def walked(world: Walked, name: str, client: TestClient) -> tuple[set[str], set[str]]:
    """The words that a walk over every route gave somebody, and the templates that it went by."""
    person, found, went = world.people[name], set[str](), set[str]()
    headers = {}
    if person is not None:
        client.cookies.set(visit.COOKIE, sign_in(world.base.register, person.account))
        token = access_tokens.make_token(world.base.register, person.account, "Essai", ["lire", "exporter"], 30)
        headers = {"Authorization": f"Bearer {token}"}
    for route in parts()["routes"]:
        for path in addresses(route, world):
            went.add(route.path)
            if isinstance(route, WebSocketRoute):
                with contextlib.suppress(WebSocketDisconnect, RuntimeError), client.websocket_connect(path) as ws:
                    found |= found_in(ws.receive_text())
                continue
            asked = [{}] if route.param_convertors else questions(world)
            for params in asked:
                given = found_in(client.get(path, params=params, headers=headers).text)
                found |= {f"{one} {route.path}" for one in given} if name != "owner" else given
    for word in world.ids:
        asked_oai = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": f"oai:localhost:{word}"}
        found |= found_in(client.get("/oai", params=asked_oai).text)
        tool = {"name": "lire", "arguments": {"id": word}}
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": tool}
        accept = {"accept": "application/json, text/event-stream", **headers}
        found |= found_in(client.post("/mcp", json=call, headers=accept).text)
    return found, went


def rows(world: Walked, but: str = "") -> dict[str, set[str]]:
    """Every row of the register and of the private file, by table, but those of whoever asks."""
    out: dict[str, set[str]] = {}
    for database in (world.base.register.database, world.base.wiki.private.database):
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            if table in OWN_TABLES or table.startswith("sqlite_"):
                continue
            lines = {repr(row) for row in database.execute(f'SELECT * FROM "{table}"').fetchall()}
            out[table] = {line for line in lines if not but or but not in line}
    return out


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(0, 10**9, 3600))
    monkeypatch.setattr(door, "PACE", Pace(clock=lambda: float(next(ticks))))


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("name", ASKING)
def test_no_route_gives_what_is_somebody_elses(world: Walked, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with whole_site(world.base, monkeypatch) as client:
        found, went = walked(world, name, client)
    assert found == set()
    assert went == {route.path for route in parts()["routes"]}


@pytest.mark.usefixtures("unhurried")
def test_whoever_owns_them_finds_them_by_the_same_walk(world: Walked, monkeypatch: pytest.MonkeyPatch) -> None:
    with whole_site(world.base, monkeypatch) as client:
        found, _ = walked(world, "owner", client)
    assert {"group", "signal", "token", "workshop"} <= found


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("name", ASKING)
def test_no_route_changes_what_is_somebody_elses(world: Walked, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    person = world.people[name]
    mine = person.account if person else ""
    before = rows(world, mine)
    answers: dict[int, int] = {}
    with whole_site(world.base, monkeypatch) as client:
        for route in parts()["routes"]:
            if not isinstance(route, Route) or "POST" not in (route.methods or {"POST"}):
                continue
            for path in addresses(route, world):
                if person is not None:
                    client.cookies.set(visit.COOKIE, sign_in(world.base.register, person.account))
                shown = re.search(r'name="csrf" value="([^"]+)"', client.get("/connexion").text)
                csrf = shown[1] if shown else ""
                for one in (world.ids[0],) if route.param_convertors else (*world.ids, *world.numbers):
                    values: Mapping[str, Any] = {**dict.fromkeys(NAMES, one), "csrf": csrf, "action": "revoke"}
                    body = {**values, "place": "context", "text": "changé", "words": "changé", "piece": one}
                    own = {"origin": SITE, "x-rp-brouillon": "1", "x-rp-dossier": "1", "x-rp-signal": "1"}
                    if path.startswith("/api/") or path.endswith("/envoi"):
                        answer = client.post(path, json=body, headers=own)
                    else:
                        answer = client.post(path, data={k: str(v) for k, v in body.items()}, headers=own)
                    answers[answer.status_code] = answers.get(answer.status_code, 0) + 1
                    assert answer.status_code < 500, (path, one)
                    assert found_in(answer.text) == set(), (path, one)
    after = rows(world, mine)
    lost = {table: sorted(before[table] - after[table])[:3] for table in before if before[table] - after[table]}
    assert lost == {}, json.dumps(lost, ensure_ascii=False)[:2000]
    assert sum(answers.values()) > 50


@pytest.mark.parametrize("name", ["visitor", "other", "owner"])
def test_no_page_gives_what_is_somebody_elses(world: Walked, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    place, resources = world.base.home, world.base._resources
    monkeypatch.setattr(visit, "opener", lambda: KnowledgeBase.open(place, resources=resources))
    monkeypatch.setattr(visitor, "current_person", lambda: world.people[name])
    monkeypatch.setenv("KB_HOME", str(place.root))
    found = set()
    # A draft, a group's record, a pack; the numbers of texts; what is listed when nothing is asked.
    asked = [*questions(world)[:2], *questions(world)[5:-2], questions(world)[-1]]
    for _, _, address in PAGES:
        for params in asked if address in NUMBERED else (*asked[:2], asked[-1]):
            view = VIEWS[int(params.get("n", "0")) % len(VIEWS)] if params.get("n", "").isdigit() else ""
            shown = run(address, **params, **({"vue": view} if view else {}))
            drawn = " ".join(f"{one!r} {getattr(one, 'proto', '')}" for one in shown.main)
            found |= {(one, address) for one in found_in(drawn)}
    if name == "owner":  # the walk finds what there is to find
        assert {"draft", "group", "pack", "trail", "search", "workshop"} <= {what for what, _ in found}
    else:
        assert found == set()
