"""A register with a clock that a test moves, and accounts in it."""

import datetime
from pathlib import Path

import pytest

from kb.store.accounts import accounts
from kb.store.records.register import Register

SECRET = "une phrase à moi"


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)

    def __call__(self) -> datetime.datetime:
        return self.now

    def pass_by(self, **how_long: float) -> None:
        self.now += datetime.timedelta(**how_long)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def register(tmp_path: Path, clock: Clock) -> Register:
    opened = Register.open(tmp_path, create=True)
    opened._clock = clock
    return opened


def made(register: Register, login: str = "Aline@Exemple.fr", **given: object) -> accounts.Account:
    options = {"roles": ["contributor"], "password": SECRET, "actor": "test", **given}
    return accounts.add_account(register, login, "Aline", **options)  # type: ignore[arg-type]
