"""A register and a private database in one home, whose clock stands still."""

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.store.drafts.private import PrivateStore
from kb.store.records.register import Register
from tests.engines import _on_each_engine, engine, pytest_generate_tests, server

__all__ = ["_on_each_engine", "engine", "pytest_generate_tests", "server"]

NOW = "2026-03-10T09:00:00+00:00"


@pytest.fixture
def private(tmp_path: Path) -> Iterator[PrivateStore]:
    (tmp_path / "corpus").mkdir(exist_ok=True)
    with PrivateStore.open(tmp_path, lambda: NOW) as store:
        yield store


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    with Register.open(tmp_path, create=True) as one:
        one._clock = lambda: datetime.datetime.fromisoformat(NOW)
        yield one
