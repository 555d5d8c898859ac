"""Two of the cell handle one signal at once: neither takes back what the other did."""

from collections.abc import Callable

import pytest

from kb.base import KnowledgeBase
from kb.readers import Person
from kb.store.watch import signals as store
from kb.watch import handling, reporting
from kb.watch.handling import StepRefused
from tests.conftest import Opener
from tests.meanwhile import meanwhile
from tests.watch.people import GRID, TEXT, diffused, said, somebody

Beside = Callable[[str, Callable[[KnowledgeBase], object]], None]


@pytest.fixture
def watcher(base: KnowledgeBase) -> Person:
    return somebody(base, "Denis", "watcher")


@pytest.fixture
def number(base: KnowledgeBase) -> int:
    return reporting.report(base.watch.context, somebody(base, "Aline", "contributor"), said()).number


@pytest.fixture
def beside(base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch) -> Beside:
    """Have something done by another process right before `handling` next calls a function."""
    other = open_base()
    return lambda name, action: meanwhile(monkeypatch, handling, name, lambda: action(other))


def test_two_who_correct_keep_what_each_did(base: KnowledgeBase, beside: Beside, watcher: Person, number: int) -> None:
    fields = {"title": "Autre titre", "description": "Des pipes neuves, devant la gare."}
    beside("checked_text", lambda other: handling.correct(other.watch.context, watcher, number, fields))
    given = {"subject": "product", "description": TEXT}
    handling.correct(base.watch.context, watcher, number, given)
    found = store.report(base.wiki.private, number).fields
    assert (found["subject"], found["title"], found["description"]) == ("product", *fields.values())


def test_what_is_corrected_while_another_weighs_stays(
    base: KnowledgeBase, beside: Beside, watcher: Person, number: int
) -> None:
    context = base.watch.context
    handling.verify(context, watcher, number, "Appels.")
    handling.correct(context, watcher, number, {"subject": "product", "trigger": "novelty"})
    beside(
        "transaction", lambda other: handling.correct(other.watch.context, watcher, number, {"title": "Autre titre"})
    )
    handling.evaluate(context, watcher, number, GRID, "watch", "Jamais vu ici.")
    found = store.report(base.wiki.private, number).fields
    assert (found["title"], found["level"]) == ("Autre titre", "watch")


def test_a_step_is_taken_once(base: KnowledgeBase, beside: Beside, watcher: Person, number: int) -> None:
    beside("transaction", lambda other: handling.verify(other.watch.context, watcher, number, "Appels."))
    with pytest.raises(StepRefused):
        handling.verify(base.watch.context, watcher, number, "Appels.")
    assert [step.state for step in store.steps(base.wiki.private, number)] == ["received", "verified"]


def test_a_signal_that_is_taken_back_at_its_last_day_is_not_closed_after(
    base: KnowledgeBase, beside: Beside, watcher: Person
) -> None:
    number, _ = diffused(base, somebody(base, "Basile", "contributor"), watcher)
    store.change_report(base.wiki.private, number, expires=base.watch.context.today.isoformat())
    beside("transaction", lambda other: store.change_report(other.wiki.private, number, state="retracted"))
    assert handling.expire(base.watch.context) == 0
    assert store.report(base.wiki.private, number).state == "retracted"
