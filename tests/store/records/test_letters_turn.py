"""Which of several servers over one base writes the letters of the hour."""

import datetime
import threading
from pathlib import Path

import pytest

from kb.store.records.register import Register
from kb.store.records.reminders import take_letters_turn
from tests.store.conftest import NOW


def after(register: Register, minutes: float) -> None:
    moment = datetime.datetime.fromisoformat(NOW) + datetime.timedelta(minutes=minutes)
    register._clock = lambda: moment


def test_one_server_of_several_writes_in_an_hour(register: Register) -> None:
    assert take_letters_turn(register)
    for minutes in (0, 10, 49):
        after(register, minutes)
        assert not take_letters_turn(register)
    after(register, 60)  # the same one an hour later, or another if it died
    assert take_letters_turn(register)
    assert not take_letters_turn(register)


def test_a_clock_that_was_ahead_keeps_nobody_from_writing(register: Register) -> None:
    after(register, 60 * 24 * 400)
    assert take_letters_turn(register)
    after(register, 0)
    assert take_letters_turn(register)


@pytest.mark.parametrize("trial", range(3))
def test_of_servers_that_come_at_once_one_writes(register: Register, tmp_path: Path, trial: int) -> None:
    together, taken = threading.Barrier(4), []

    def come() -> None:
        with Register.open(tmp_path) as one:
            one._clock = register._clock
            together.wait(30)
            taken.append(take_letters_turn(one))

    servers = [threading.Thread(target=come) for _ in range(4)]
    for server in servers:
        server.start()
    for server in servers:
        server.join()
    assert sorted(taken) == [False, False, False, True]
