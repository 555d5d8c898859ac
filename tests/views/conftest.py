"""Pages over the small corpus, for a visitor or for somebody signed in."""

from collections.abc import Callable

import pytest

from kb import visit
from kb.base import KnowledgeBase
from kb.readers import Person
from kb.views.frame import visitor
from tests.conftest import Opener


@pytest.fixture
def pages(base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch) -> KnowledgeBase:
    """The base that the pages of this test open."""
    monkeypatch.setattr(visit, "opener", open_base)
    return base


@pytest.fixture
def sign_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[Person], None]:
    """Have the pages be read by this person."""
    return lambda person: monkeypatch.setattr(visitor, "current_person", lambda: person)
