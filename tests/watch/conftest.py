"""A base with nothing in it but accounts, and no model to load: the watch needs no corpus."""

import re

import pytest

from kb.base import KnowledgeBase
from kb.protection.persons.names import Entity
from tests.conftest import Opener
from tests.engines import _on_each_engine, engine, pytest_generate_tests, server

__all__ = ["_on_each_engine", "engine", "pytest_generate_tests", "server"]


class Names:
    """A recogniser that knows one name."""

    def entities(self, text: str) -> tuple[Entity, ...]:
        """Where « Mehdi » stands."""
        return tuple(Entity(*found.span(), "PER") for found in re.finditer(r"\bMehdi\b", text))

    def is_word(self, word: str) -> bool:
        """Any other word is one of the language."""
        return word.lower() != "mehdi"

    def is_verb(self, word: str) -> bool:
        """No word is."""
        return False


@pytest.fixture
def base(open_base: Opener) -> KnowledgeBase:
    """An empty base, its index made."""
    opened = open_base()
    opened._resources._open_tagger = Names
    opened.follow()
    return opened
