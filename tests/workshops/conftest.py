"""Nobody is named in these tests: the recogniser of names, which takes seconds to load, has tests of its own."""

import pytest

from kb.workshops import moderation


@pytest.fixture(autouse=True)
def no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that is written names anybody."""
    monkeypatch.setattr(moderation, "marks_of", lambda wiki, one: ())
