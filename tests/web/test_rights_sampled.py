"""Who may read what, sampled where a record could show: search, counts, facets, neighbours, files, exports.

The table itself is tested cell by cell in tests/wiki/test_rights.py.
"""

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from starlette.testclient import TestClient

from kb.base import KnowledgeBase
from kb.errors import RecordNotFound
from kb.readers import PUBLIC, Person, Reader
from kb.store.accounts import accounts
from kb.web.files import exports
from kb.wiki.review import review
from kb.wiki.write import attachments, writing
from tests.web.gated import SECRET, hidden, opened
from tests.web.programs.called import ALL, GONE, GROUP, KEPT, OPEN, SHARED, build
from tests.wiki.people import ADMIN, AUTHOR, OTHER, READER, REVIEWER, STORY, YES

MEMBER = Person("c-9", "Gaël", frozenset({"reader"}), frozenset({"maraude"}))
PEOPLE = {"visitor": None, "reader": READER, "member": MEMBER, "author": AUTHOR, "reviewer": REVIEWER, "admin": ADMIN}
MAY = {
    "visitor": {OPEN},
    "member": {OPEN, KEPT, GROUP},
    **{name: {OPEN, KEPT} for name in ("reader", "author", "reviewer", "admin")},
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A base with a record of each diffusion, one withdrawn, and a draft with a file."""
    with build(tmp_path_factory.mktemp("world")) as base:
        yield base


def reader_of(name: str) -> Reader:
    person = PEOPLE[name]
    return person.reader if person else PUBLIC


@pytest.mark.parametrize("name", PEOPLE)
def test_hits_counts_facets_and_quotes_hold_what_one_may_read(world: KnowledgeBase, name: str) -> None:
    found = world.page(SHARED, limit=20, reader=reader_of(name))
    assert {hit.record_id for hit in found.hits} == MAY[name]
    assert found.total == len(MAY[name])
    assert {quote.record.id for quote in found.quotes} <= MAY[name]
    for facet in found.facets:
        assert all(value.count <= len(MAY[name]) for value in facet.values)
    listed = world.page("", limit=20, reader=reader_of(name))
    assert {hit.record_id for hit in listed.hits} == MAY[name]


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("mode", ["lexical", "dense", "fused"])
def test_no_mode_of_search_tells_more(world: KnowledgeBase, name: str, mode: str) -> None:
    for question in (SHARED, f"fiche {GROUP}", f"fiche {GONE}"):
        found = world.search(question, limit=20, mode=mode, reader=reader_of(name))
        assert {hit.record_id for hit in found} <= MAY[name]


@pytest.mark.parametrize("name", PEOPLE)
def test_neighbours_and_records_are_those_one_may_read(world: KnowledgeBase, name: str) -> None:
    near = {one.id for one in world.neighbours(OPEN, limit=10, reader=reader_of(name))}
    assert near <= MAY[name]
    opened = {one for one in ALL if world.record(one, reader=reader_of(name)) is not None}
    assert opened == MAY[name]
    assert {one for one in ALL if world.source_file(one, reader=reader_of(name))} == MAY[name]


@pytest.fixture
def client(world: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with opened(world, monkeypatch, more=tuple(exports.ROUTES)) as one:
        yield one


def signed_in(world: KnowledgeBase, client: TestClient, name: str) -> None:
    """Sign in an account of the same roles and groups."""
    person = PEOPLE[name]
    if person is None:
        return
    login = f"{name}@exemple.fr"
    if accounts.account_of(world.register, login) is None:
        accounts.add_account(
            world.register, login, name, roles=person.roles, groups=person.groups, password=SECRET, actor="test"
        )
    form = hidden(client.get("/connexion").text)
    client.post("/connexion", data={"csrf": form, "login": login, "password": SECRET})


@pytest.mark.parametrize("name", PEOPLE)
def test_routes_give_what_one_may_read_and_404_for_the_rest(
    world: KnowledgeBase, client: TestClient, name: str
) -> None:
    signed_in(world, client, name)
    for pattern in ("/exporter/fiche/{}.md", "/exporter/fiche/{}.json", "/exporter/fiche/{}.docx", "/fichiers/{}"):
        statuses = {one: client.get(pattern.format(one)).status_code for one in ALL}
        assert statuses == {one: 200 if one in MAY[name] else 404 for one in ALL}, pattern
    for form in ("json", "csv", "bib", "ris"):
        text = client.get(f"/exporter/recherche.{form}", params={"q": SHARED}).text
        assert {one for one in ALL if one in text} == MAY[name], form


def test_a_file_of_a_draft_opens_for_its_author_and_its_reviewer_then_for_readers(world: KnowledgeBase) -> None:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    one = writing.propose(world.wiki, AUTHOR, KEPT)
    name = attachments.attach(world.wiki, AUTHOR, one.number, "plan.png", out.getvalue()).name

    def opened() -> set[str]:
        found = set()
        for who, person in {**PEOPLE, "other": OTHER}.items():
            with contextlib.suppress(RecordNotFound):
                attachments.file_of(world.wiki, person, KEPT, name)
                found.add(who)
        return found

    assert opened() == {"author"}
    told = {**STORY, "diffusion": "professionals"}
    writing.autosave(world.wiki, AUTHOR, one.number, told, dict.fromkeys(told, writing.NEWEST))
    writing.submit(world.wiki, AUTHOR, one.number, open_points=0)
    review.take(world.wiki, REVIEWER, one.number)
    assert opened() == {"author", "reviewer"}
    review.answer_grid(world.wiki, REVIEWER, one.number, YES)
    review.validate(world.wiki, REVIEWER, one.number)
    review.publish(world.wiki, REVIEWER, one.number)
    assert opened() == {"author", "reviewer", "reader", "member", "admin", "other"}


def test_the_home_of_a_base_is_never_served(client: TestClient, world: KnowledgeBase) -> None:
    for path in ("/corpus/register.sqlite3", "/fichiers/..%2Fregister.sqlite3", "/pieces/x/..%2F..%2Fregister.sqlite3"):
        assert client.get(path).status_code == 404
    assert Path(world.home.root / "corpus" / "register.sqlite3").exists()
