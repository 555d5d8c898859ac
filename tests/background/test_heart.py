"""The heart of a worker goes on beating whatever happened once, and its worker is known to live."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.background import heart as hearts
from kb.background.heart import Heart
from kb.errors import HomeMissing
from kb.home import Home
from kb.store.engines.port import ServerDatabase
from kb.store.records.register import Register
from kb.store.working.workers import beat, claim_of, living
from tests.engines import Postgres, new_database, server

__all__ = ["server"]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearts, "EVERY", 0.01)


@pytest.fixture
def address(server: Postgres) -> Iterator[str]:
    with new_database(server, "empty_base") as one:
        yield one


def until(found: Callable[[], object]) -> None:
    """Wait until something is so."""
    ends = time.monotonic() + 20
    while not found():
        assert time.monotonic() < ends
        time.sleep(0.01)


@pytest.mark.parametrize("error", [HomeMissing("gone"), RuntimeError("cache lookup failed")])
def test_no_error_stops_it(error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    errors = [error]

    def beat_later(register: Register, name: str, encoder: str) -> None:
        if errors:
            raise errors.pop()
        beat(register, name, encoder)

    def fails() -> None:
        raise RuntimeError("what was held cannot be given back")

    monkeypatch.setattr(hearts, "beat", beat_later)
    with Register.open(tmp_path, create=True) as register:
        heart = Heart(Home(tmp_path, tmp_path), "french")
        heart._held.callback(fails)
        heart.start()
        until(lambda: living(register) == (heart.name,))
        heart.stop()
        assert living(register) == ()


@pytest.mark.postgres
def test_a_claim_that_its_session_of_before_holds_is_asked_for_until_it_is_had(address: str, tmp_path: Path) -> None:
    heart = Heart(Home(tmp_path, tmp_path, database=address), "french")
    with Register.open(tmp_path, address) as seen, Register.open(tmp_path, address) as before:
        assert isinstance(before.database, ServerDatabase)
        with before.database.claim(claim_of(heart.name)) as held:
            assert held
            heart.start()
            until(lambda: living(seen) == (heart.name,))  # it beats: its session of before speaks for it
        until(lambda: living(seen) == (heart.name,))
        heart.stop()
