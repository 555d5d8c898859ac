"""One visit, one base: opened at the first need, given to whoever asks within, closed with the visit."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any, cast

import pytest
from starlette.concurrency import run_in_threadpool
from streamlit.testing.v1 import AppTest

from kb import visit
from kb.base import KnowledgeBase
from kb.store.accounts import accounts
from kb.store.accounts.sessions import sign_in
from kb.views.frame import visitor
from kb.wiki.write import writing
from tests.conftest import Opener
from tests.event_loop import run_apart
from tests.web import gated


class Counted:
    """Stands for a base; notes that it was closed."""

    def __init__(self) -> None:
        self.closed = 0

    def close(self) -> None:
        self.closed += 1

    def __enter__(self) -> "Counted":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Counted]:
    """The bases opened, in order."""
    made: list[Counted] = []

    def opener() -> Any:
        made.append(Counted())
        return made[-1]

    monkeypatch.setattr(visit, "opener", opener)
    return made


def test_outside_of_a_visit_each_asking_opens_and_closes(opened: list[Counted]) -> None:
    for _ in range(2):
        with visit.open_base():
            pass
    assert [one.closed for one in opened] == [1, 1]


def test_a_visit_opens_one_base_at_its_first_need_and_closes_it(opened: list[Counted]) -> None:
    with visit.drawn():
        assert opened == []
        with visit.open_base() as first, visit.open_base() as second:
            assert cast(Any, first) is cast(Any, second) is opened[0]
        with visit.open_base():
            assert [one.closed for one in opened] == [0]
    assert [one.closed for one in opened] == [1]


def test_a_visit_that_fails_closes_its_base(opened: list[Counted]) -> None:
    with pytest.raises(ZeroDivisionError), visit.drawn(), visit.open_base():
        raise ZeroDivisionError
    assert [one.closed for one in opened] == [1]


def test_an_action_within_a_run_has_a_visit_of_its_own(opened: list[Counted]) -> None:
    with visit.drawn():
        with visit.open_base():
            pass
        with visit.drawn(), visit.open_base():
            assert len(opened) == 2
        with visit.open_base():
            assert [one.closed for one in opened] == [0, 1]


def test_a_request_shares_its_base_between_its_threads_one_after_the_other(opened: list[Counted]) -> None:
    def ask() -> int:
        with visit.open_base():
            return threading.get_ident()

    async def asked() -> None:
        async with visit.request():
            await run_in_threadpool(ask)
            await run_in_threadpool(ask)

    run_apart(asked())
    assert [one.closed for one in opened] == [1]


def test_what_runs_beside_a_request_never_shares_its_connection(opened: list[Counted]) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with visit.open_base():
            inside.set()
            assert go_on.wait(10)

    def beside() -> None:
        assert inside.wait(10)
        with visit.open_base():
            assert len(opened) == 2
        go_on.set()

    async def asked() -> None:
        async with visit.request():
            await asyncio.gather(run_in_threadpool(hold), run_in_threadpool(beside))

    run_apart(asked())
    assert [one.closed for one in opened] == [1, 1]


def test_what_goes_on_after_a_request_opens_its_own_base(opened: list[Counted]) -> None:
    def ask() -> None:
        with visit.open_base():
            pass

    async def asked() -> None:
        async with visit.request():
            await run_in_threadpool(ask)
            ended = asyncio.Event()

            async def later() -> None:
                await ended.wait()
                await run_in_threadpool(ask)

            task = asyncio.create_task(later())
        ended.set()
        await task

    run_apart(asked())
    assert [one.closed for one in opened] == [1, 1]


def test_what_was_found_once_is_not_looked_for_again(opened: list[Counted]) -> None:
    found = iter(range(9))
    with visit.drawn():
        assert [visit.once("n", lambda: next(found)) for _ in range(3)] == [0, 0, 0]
    assert visit.once("n", lambda: next(found)) == 1


@pytest.fixture
def openings(base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[KnowledgeBase]]:
    """The openings of a small base, which a contributor with a draft visits."""
    made: list[KnowledgeBase] = []

    def opener() -> KnowledgeBase:
        made.append(open_base())
        return made[-1]

    account = accounts.add_account(base.register, "visit", "Nour", roles=["contributor"], actor="test")
    token = sign_in(base.register, account.id)
    monkeypatch.setattr(visit, "opener", opener)
    monkeypatch.setattr(visitor, "current_token", lambda: token)
    visitor.is_demonstration.clear()  # type: ignore[attr-defined]
    writing.start(base.wiki, account.person, "experience", {"title": "Le vélo"})
    yield made
    visitor.is_demonstration.clear()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("page", "params"),
    [
        ("rechercher", {}),
        ("rechercher", {"q": "sortie de cure"}),
        ("lire", {"id": "EXP-2019-001"}),
        ("contribuer", {"brouillon": "1"}),
    ],
)
def test_a_run_of_a_page_opens_the_base_once(openings: list[KnowledgeBase], page: str, params: dict[str, str]) -> None:
    def run(path: str) -> None:
        from types import SimpleNamespace

        from kb import visit
        from kb.views.frame import navigation

        show = next(show for show, _, url in navigation.PAGES if url == path)
        with visit.drawn():
            navigation._draw(SimpleNamespace(url_path=path, run=navigation._opening(show)))  # type: ignore[arg-type]

    app = AppTest.from_function(run, args=(page,), default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    assert len(openings) == 1


def test_a_request_opens_the_base_once(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0
    place, resources = base.home, base._resources

    def opener() -> KnowledgeBase:
        return KnowledgeBase.open(place, resources=resources)

    def counted() -> KnowledgeBase:
        nonlocal count
        count += 1
        return opener()

    with gated.opened(base, monkeypatch) as client:
        monkeypatch.setattr(visit, "opener", counted)
        for address in ("/connexion", "/pieces/EXP-2019-001/rien.pdf"):
            count = 0
            client.get(address)
            assert count == 1, address
