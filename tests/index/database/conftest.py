"""A base whose index is on a server, and the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.resources import Resources
from tests.engines import Postgres, new_database, server
from tests.fake_encoder import FakeEncoder
from tests.retrievals import index_server, on_server
from tests.small_corpus import write_small_corpus

__all__ = ["address", "index_server", "one", "server"]


@pytest.fixture
def address(index_server: Postgres) -> Iterator[str]:
    """A database whose base and index hold nothing."""
    with new_database(index_server, "empty_index") as found:
        yield found


@pytest.fixture
def one(address: str, tmp_path: Path) -> Iterator[KnowledgeBase]:
    """The small corpus, built."""
    (tmp_path / "one" / "corpus").mkdir(parents=True)
    write_small_corpus(tmp_path / "one")
    encoder = FakeEncoder()
    with KnowledgeBase.open(
        on_server(tmp_path / "one", address), create=True, resources=Resources(open_encoder=lambda _: encoder)
    ) as base:
        base.build()
        yield base
