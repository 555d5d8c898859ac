"""Workers say that they live; one that died, hangs, or has another encoder is left nothing."""

import datetime

import pytest

from kb.store.engines.port import ServerDatabase
from kb.store.records.register import Register
from kb.store.working import workers
from kb.store.working.turns import take_turn
from kb.store.working.workers import beat, claim_of, leave, living, workers_seen


def claimed(register: Register, name: str) -> None:
    """What a living worker holds on a server; never given back here."""
    if isinstance(register.database, ServerDatabase):
        register.database.execute("SELECT pg_advisory_lock(hashtextextended(?, 20))", [claim_of(name)])


def after(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    clock = workers._clock
    monkeypatch.setattr(workers, "_clock", lambda register: clock(register) + datetime.timedelta(seconds=seconds))


def test_a_worker_lives_as_long_as_it_says_so(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    assert living(register) == ()
    assert workers_seen(register).last is None
    for name in ("b", "a"):
        claimed(register, name)
        beat(register, name, "french")
    assert living(register) == ("a", "b")
    assert workers_seen(register).living == 2
    after(monkeypatch, workers.SILENT + 1)
    assert living(register) == ()
    assert workers_seen(register).last == pytest.approx(workers.SILENT + 1, abs=2)
    beat(register, "a", "french")
    assert living(register) == ("a",)


def test_a_worker_that_ends_is_dead_at_once(register: Register) -> None:
    claimed(register, "a")
    beat(register, "a", "french")
    leave(register, "a")
    assert living(register) == ()


def test_a_worker_with_another_encoder_encodes_nothing_for_this_base(register: Register) -> None:
    claimed(register, "a")
    beat(register, "a", "french")
    assert living(register, "english") == ()
    assert living(register, "french") == ("a",)


def test_a_clock_that_was_ahead_leaves_no_worker_alive_for_ever(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed(register, "a")
    with monkeypatch.context() as ahead:
        after(ahead, 3_600)
        beat(register, "a", "french")
    assert living(register) == ()


def test_workers_that_died_long_ago_are_forgotten(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    beat(register, "a", "french")
    after(monkeypatch, 2 * 86_400)
    beat(register, "b", "french")
    assert register.database.execute("SELECT name FROM workers").fetchall() == [("b",)]


def test_turns_of_different_names_are_apart(register: Register) -> None:
    assert take_turn(register, "a")
    assert take_turn(register, "b")
    assert not take_turn(register, "a")
