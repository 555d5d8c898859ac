"""Atom feeds: valid, closed to whom they are not for, and rid at once of what is withdrawn."""

import datetime
import xml.etree.ElementTree as ET
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from kb.base import KnowledgeBase
from kb.export.atom import feed
from kb.readers import Person
from kb.records.summary import RecordSummary
from kb.store.accounts import accounts
from kb.store.records.sources import put_settings
from kb.web.files.feeds import NEW, ROUTES
from kb.wiki.admin import erasure
from kb.wiki.news import follows, saved_searches
from kb.wiki.review import review
from tests.web.gated import opened
from tests.wiki.people import AUTHOR, published

A = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def client(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with opened(base, monkeypatch, more=tuple(ROUTES)) as one:
        yield one


def entries(xml: bytes) -> dict[str, str]:
    """Title and address of each entry of a feed that says all that RFC 4287 asks for, in its order."""
    root = ET.fromstring(xml)
    assert root.tag == f"{A}feed"
    ids = []
    for one in (root, *root.findall(f"{A}entry")):
        # 4.1.1 and 4.1.2: exactly one id, title and updated; 4.2.6: an IRI, never twice; 3.3: RFC 3339 with its zone.
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{A}{name}")) == 1
        ids.append(one.findtext(f"{A}id"))
        assert str(ids[-1]).startswith("urn:uuid:")
        assert datetime.datetime.fromisoformat(str(one.findtext(f"{A}updated"))).tzinfo is not None
        assert len(one.findall(f"{A}link[@rel='alternate']")) == 1
    assert len(set(ids)) == len(ids)
    assert root.findtext(f"{A}author/{A}name")
    assert len(root.findall(f"{A}link[@rel='self']")) == 1
    allowed = {f"{A}{name}" for name in ("id", "title", "updated", "link", "summary")}
    assert {child.tag for entry in root.findall(f"{A}entry") for child in entry} <= allowed
    return {
        str(one.findtext(f"{A}title")): one.find(f"{A}link").attrib["href"]  # type: ignore[union-attr]
        for one in root.findall(f"{A}entry")
    }


def somebody(base: KnowledgeBase, login: str = "gaelle", groups: tuple[str, ...] = ()) -> Person:
    return accounts.add_account(base.register, login, login, roles=["reader"], groups=groups, actor="test").person


def test_the_public_feed_holds_public_records_alone(client: TestClient, base: KnowledgeBase) -> None:
    mine = published(base, title="Ouvert à tous")
    published(base, title="Entre professionnels", diffusion="professionals")
    published(base, title="Au groupe", diffusion="group", groups=["carrefour"])
    got = client.get(NEW)
    assert got.headers["content-type"].startswith("application/atom+xml")
    found = entries(got.content)
    assert found["Ouvert à tous"] == f"http://testserver/lire?id={mine}"
    assert not {"Entre professionnels", "Au groupe"} & set(found)
    assert "Il ne venait plus" not in got.text


def test_a_feed_not_modified_says_so_until_a_record_leaves(client: TestClient, base: KnowledgeBase) -> None:
    record_id = published(base, title="Parti demain")
    published(base, title="Resté")
    got = client.get(NEW)
    assert got.headers["last-modified"].endswith("GMT")
    asked = {"if-none-match": got.headers["etag"], "if-modified-since": got.headers["last-modified"]}
    assert client.get(NEW, headers=asked).status_code == 304
    review.withdraw(base.wiki, AUTHOR, record_id, "essai")
    again = client.get(NEW, headers=asked)
    assert again.status_code == 200
    assert "Parti demain" not in entries(again.content)
    assert "Resté" in entries(again.content)


def test_an_erased_record_leaves_every_feed(client: TestClient, base: KnowledgeBase) -> None:
    person = somebody(base)
    follows.follow(base.wiki, person, "theme", "echec-scolaire")
    path = saved_searches.open_feed(base.wiki, person)
    record_id = published(base)
    assert list(entries(client.get(path).content)) == ["Le vélo prêté"]
    erasure.erase(base.wiki, AUTHOR, record_id)
    assert entries(client.get(path).content) == {}
    assert "Le vélo prêté" not in client.get(NEW).text


def test_a_feed_of_ones_own_holds_what_one_follows_and_may_read(client: TestClient, base: KnowledgeBase) -> None:
    inside, outside = somebody(base, "in", ("carrefour",)), somebody(base, "out")
    for person in (inside, outside):
        follows.follow(base.wiki, person, "territory", "75")
    published(base, title="Au groupe", diffusion="group", groups=["carrefour"])
    published(base, title="Entre professionnels", diffusion="professionals")
    published(base, title="Ailleurs", territories=["93066"])
    own = {
        one.name: set(entries(client.get(saved_searches.open_feed(base.wiki, one)).content))
        for one in (inside, outside)
    }
    assert own["in"] - own["out"] == {"Au groupe"}
    assert "Entre professionnels" in own["out"]
    assert "Ailleurs" not in own["in"]


def test_a_new_address_closes_the_one_before_and_a_disabled_account_has_none(
    client: TestClient, base: KnowledgeBase
) -> None:
    person = somebody(base)
    first = saved_searches.open_feed(base.wiki, person)
    second = saved_searches.open_feed(base.wiki, person)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    token = second.removeprefix("/fil/").removesuffix(".atom")
    assert token.encode() not in (base.home.root / "corpus" / "register.sqlite3").read_bytes()
    accounts.set_disabled(base.register, person.account, True, actor="test")
    assert client.get(second).status_code == 404
    accounts.set_disabled(base.register, person.account, False, actor="test")
    saved_searches.close_feed(base.wiki, person)
    assert client.get(second).status_code == 404
    assert saved_searches.feed_since(base.wiki, person) == ""


def test_a_base_closed_to_visitors_has_no_public_feed(client: TestClient, base: KnowledgeBase) -> None:
    person = somebody(base)
    put_settings(base.register, {"visitors": "no"})
    assert client.get(NEW).status_code == 403
    assert client.get(saved_searches.open_feed(base.wiki, person)).status_code == 200
    assert client.get("/fil/devine.atom").status_code == 404


def test_hostile_words_stay_words() -> None:
    title = '<script>alert("x")</script> & ]]> \x00\x0b\ud800 \U0001f600'
    record = RecordSummary("EXP-2026-001", "experience", title, "<b>résumé</b>", published="2026-11-22")
    made = feed([record], title="a & b", site="http://a.example", own="/fil/x.atom")
    assert list(entries(made)) == ['<script>alert("x")</script> & ]]>  \U0001f600']
    assert b"<script" not in made


def test_a_feed_of_nothing_is_still_a_feed() -> None:
    assert entries(feed([], title="Rien", site="http://a.example", own="/fil/x.atom")) == {}
