"""What the server does beside its pages goes on, whatever happens once."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from kb import visit
from kb.background.following import Follower
from kb.background.rounds import again
from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.store.accounts.accounts import add_account
from kb.wiki.news import saved_searches
from tests.event_loop import run_apart
from tests.fake_base import FakeBase
from tests.wiki.people import published


def test_what_is_due_is_forgotten_again_and_again_even_after_an_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    times: list[int] = []

    def forget() -> None:
        times.append(len(times))
        if len(times) == 1:
            raise OSError("the disk is away")

    async def until_three() -> None:
        going = asyncio.create_task(again(0.001, forget, "what is due was not forgotten"))
        while len(times) < 3:
            await asyncio.sleep(0.001)
        going.cancel()

    run_apart(until_three(), 60)
    assert len(times) >= 3
    assert "the disk is away" in caplog.text


@pytest.fixture
def cut_short(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> KnowledgeBase:
    """A base whose last publication is in the register, and not in the index: its process died in between."""

    def dies(*given: object, **named: object) -> int:
        raise MemoryError("killed")

    text = "---\nkind: document\ntitle: Note du hérisson\n---\n\nUn hérisson traverse la cour (exemple fictif).\n"
    (base.home.corpus / "note.md").write_text(text, "utf-8")
    with monkeypatch.context() as patch:
        patch.setattr(KnowledgeBase, "follow", dies)
        with pytest.raises(MemoryError):
            base.build()
    place, resources = base.home, base._resources
    monkeypatch.setattr(visit, "opener", lambda: KnowledgeBase.open(place, resources=resources))
    return base


def titles(base: KnowledgeBase) -> list[str]:
    return [hit.title for hit in base.search("hérisson", mode="lexical")]


def test_the_invented_base_is_level_with_its_register(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    invented = FakeBase()
    monkeypatch.setattr(visit, "opener", lambda: invented)
    Follower().look()
    assert not caplog.records


def test_a_running_server_takes_in_what_a_crash_left_out(cut_short: KnowledgeBase) -> None:
    assert "Note du hérisson" not in titles(cut_short)
    assert cut_short.index.behind() == 1
    Follower().look()
    assert "Note du hérisson" in titles(cut_short)
    assert cut_short.index.behind() == 0


def test_several_servers_follow_at_once(cut_short: KnowledgeBase) -> None:
    with ThreadPoolExecutor(3) as servers:
        for done in [servers.submit(Follower().look) for _ in range(3)]:
            done.result(120)
    assert titles(cut_short).count("Note du hérisson") == 1


def test_nothing_is_encoded_when_nothing_waits(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    def follow(*given: object) -> int:
        raise AssertionError("nothing waits")

    place, resources = base.home, base._resources
    monkeypatch.setattr(visit, "opener", lambda: KnowledgeBase.open(place, resources=resources))
    monkeypatch.setattr(KnowledgeBase, "follow", follow)
    Follower().look()


def test_a_server_asks_saved_searches_once_whoever_publishes_has_their_answer(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, resources = base.home, base._resources
    monkeypatch.setattr(visit, "opener", lambda: KnowledgeBase.open(place, resources=resources))
    monkeypatch.setattr(resources, "tells_later", True)
    reader = add_account(base.register, "gaelle", "Gaëlle", roles=["reader"], actor="test").person
    saved_searches.save(base.wiki, reader, "", {"outcome": ["mixed"]})
    asked: list[str] = []

    def near(question: str, where: object, reader: object) -> frozenset[str]:
        asked.append(question)
        return frozenset()

    monkeypatch.setattr(base.searcher, "answers", near)
    record_id = published(base)
    assert asked == []
    assert [one.fresh for one in saved_searches.searches(base.wiki, reader)] == [()]
    Follower().look()
    assert [one.fresh for one in saved_searches.searches(base.wiki, reader)] == [(record_id,)]


def test_why_the_index_does_not_follow_is_logged_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def none() -> KnowledgeBase:
        raise KbError("pas de modèle")

    monkeypatch.setattr(visit, "opener", none)
    follower = Follower()
    for _ in range(3):
        follower.look()
    assert caplog.text.count("the index does not follow the register") == 1
