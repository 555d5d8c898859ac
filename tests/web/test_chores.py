"""What is due by the clock is done by a worker where one lives, else by the server, and by one of several."""

import pytest

from kb import visit
from kb.base import KnowledgeBase
from kb.store.working.workers import beat, leave
from kb.web.chores import CHORES, forget_due, unless_a_worker_does


@pytest.fixture(autouse=True)
def _visits(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    place, resources = base.home, base._resources
    monkeypatch.setattr(visit, "opener", lambda: KnowledgeBase.open(place, resources=resources))


def test_a_server_leaves_its_chores_to_a_worker_as_long_as_one_lives(base: KnowledgeBase) -> None:
    done: list[int] = []
    chore = unless_a_worker_does(lambda: done.append(1))
    chore()
    beat(base.register, "w", "whatever it encodes with")
    chore()
    assert done == [1]
    leave(base.register, "w")
    chore()
    assert done == [1, 1]


def test_of_those_that_come_in_the_same_hour_one_forgets_what_is_due(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    purged: list[int] = []
    monkeypatch.setattr("kb.nouns.administration.AdministrationPurging.purge", lambda noun: purged.append(1))
    for _ in range(3):
        forget_due()
    assert purged == [1]


def test_every_chore_can_be_done_on_a_base_where_nothing_is_due() -> None:
    for one in CHORES:
        one.action()
