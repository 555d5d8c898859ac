"""What one connection claims on a server no other has, and it is free as soon as the connection ends."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.store.engines.listening import Listener
from kb.store.engines.port import ServerDatabase
from kb.store.engines.server_pool import pool_of
from kb.store.records.register import Register
from kb.store.working.workers import beat, claim_of, living
from tests.engines import Postgres, new_database, require_server
from tests.event_loop import run_apart

pytestmark = [pytest.mark.postgres, pytest.mark.files]


@pytest.fixture
def two(server: Postgres, tmp_path: Path) -> Iterator[tuple[Register, Register]]:
    """One register, open twice, as by two machines."""
    require_server()
    with (
        new_database(server, "empty_base") as address,
        Register.open(tmp_path, address) as one,
        Register.open(tmp_path, address) as other,
    ):
        yield one, other


def test_a_worker_whose_connection_broke_is_dead_though_it_spoke_just_now(two: tuple[Register, Register]) -> None:
    register, other = two
    assert isinstance(register.database, ServerDatabase)
    assert isinstance(other.database, ServerDatabase)
    with other.database.claim(claim_of("a")) as mine:
        assert mine
        beat(other, "a", "french")
        assert living(register) == ("a",)
        process = other.database.execute("SELECT pg_backend_pid()").fetchone()[0]
        register.database.execute("SELECT pg_terminate_backend(?, 5000)", [process])
        assert living(register) == ()


def test_of_two_who_claim_the_same_one_has_it(two: tuple[Register, Register]) -> None:
    register, other = two
    assert isinstance(register.database, ServerDatabase)
    assert isinstance(other.database, ServerDatabase)
    with register.database.claim("EXP-1") as mine:
        assert mine
        with other.database.claim("EXP-1") as theirs, other.database.claim("EXP-2") as another:
            assert (theirs, another) == (False, True)
            assert register.database.is_claimed("EXP-2")
        assert register.database.is_claimed("EXP-1")
    assert not other.database.is_claimed("EXP-1")
    with other.database.claim("EXP-1") as now:
        assert now


def test_a_machine_that_dies_without_a_word_is_noticed_in_half_a_minute(two: tuple[Register, Register]) -> None:
    asked = [
        two[0].database.execute(f"SHOW tcp_keepalives_{one}").fetchone()[0] for one in ("idle", "interval", "count")
    ]
    idle, interval, count = map(int, asked)
    assert 0 < idle + interval * count <= 30


def waits_for_the_dead(descriptor: int) -> tuple[float, float]:
    """How long a connection waits, in seconds, for what a dead machine does not answer, and until it notices."""
    with socket.socket(fileno=os.dup(descriptor)) as one:
        options = [
            one.getsockopt(socket.IPPROTO_TCP, option)
            for option in (socket.TCP_USER_TIMEOUT, socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        ]
        assert one.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    sent, idle, interval, count = options
    return sent / 1000, idle + interval * count


def test_a_server_that_dies_without_a_word_is_waited_for_some_seconds(server: Postgres) -> None:
    require_server()
    with new_database(server, "empty_base") as address:
        pool = pool_of(address, "recits")
        with pool.connection() as connection:
            sent, noticed = waits_for_the_dead(connection.fileno())
        assert 0 < sent <= 10
        assert noticed <= 30


def test_and_by_whoever_listens(server: Postgres) -> None:
    require_server()

    async def waits(address: str) -> tuple[float, float]:
        listener = Listener(address, "outbox")
        await listener.wait(60)
        try:
            return waits_for_the_dead(listener._connection.fileno())
        finally:
            await listener.close()

    with new_database(server, "empty_base") as address:
        sent, noticed = run_apart(waits(address), 60)
        assert 0 < sent <= 10
        assert noticed <= 30
