"""Nobody is named in these tests: the recogniser of names, which takes seconds to load, has tests of its own."""

import pytest

from kb.workshops import moderation
from tests.engines import _on_each_engine, engine, pytest_generate_tests, server

__all__ = ["_on_each_engine", "engine", "pytest_generate_tests", "server"]


@pytest.fixture(autouse=True)
def no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that is written names anybody."""
    monkeypatch.setattr(moderation, "marks_of", lambda wiki, one: ())
