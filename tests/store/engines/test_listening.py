"""Who listens hears of what another machine published as soon as it is kept, and looks in time when told nothing."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.store.engines.listening import Listener
from kb.store.files.database import transaction
from kb.store.records.register import Register
from tests.engines import Postgres, free_port, new_database, require_server
from tests.event_loop import run_apart

pytestmark = [pytest.mark.postgres, pytest.mark.files]

LONG = 60.0


@pytest.fixture
def register(server: Postgres, tmp_path: Path) -> Iterator[Register]:
    require_server()
    with new_database(server, "empty_base") as address, Register.open(tmp_path, address) as one:
        one.address = address  # type: ignore[attr-defined]
        yield one


async def told(listener: Listener) -> None:
    started = time.monotonic()
    await listener.wait(LONG)
    assert time.monotonic() - started < LONG / 2


async def not_told(listener: Listener) -> None:
    started = time.monotonic()
    await listener.wait(0.3)
    assert time.monotonic() - started >= 0.3


def test_what_is_published_is_heard_once_it_is_kept(register: Register) -> None:
    async def hears() -> None:
        listener = Listener(register.address, "outbox")  # type: ignore[attr-defined]
        await listener.wait(LONG)  # what was told before it listened
        await not_told(listener)
        with transaction(register.database):
            register.announce("EXP-1", 1, "upsert")
            await not_told(listener)
        await told(listener)
        await not_told(listener)
        register.database.execute("INSERT INTO settings (name, value) VALUES ('x', 'y')")
        await not_told(listener)
        await listener.close()

    run_apart(hears(), 2 * LONG)


def test_what_comes_while_nobody_waits_is_heard_at_the_next_wait(register: Register) -> None:
    async def hears() -> None:
        listener = Listener(register.address, "outbox")  # type: ignore[attr-defined]
        await listener.wait(LONG)
        register.announce("EXP-1", 1, "upsert")
        await asyncio.sleep(0.2)
        await told(listener)
        await listener.close()

    run_apart(hears(), 2 * LONG)


def test_a_connection_that_breaks_is_made_anew(register: Register) -> None:
    async def hears() -> None:
        listener = Listener(register.address, "outbox")  # type: ignore[attr-defined]
        await listener.wait(LONG)
        register.database.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
        )
        await not_told(listener)
        await told(listener)  # it may have missed something meanwhile
        register.announce("EXP-1", 1, "upsert")
        await told(listener)
        await listener.close()

    run_apart(hears(), 2 * LONG)


def test_a_server_that_is_away_costs_no_more_than_the_seconds(caplog: pytest.LogCaptureFixture) -> None:
    async def hears() -> None:
        listener = Listener(f"postgresql://nobody@127.0.0.1:{free_port()}/none", "outbox")
        for _ in range(2):
            await not_told(listener)

    run_apart(hears(), 2 * LONG)
    assert caplog.text.count("the server tells nothing") == 1
