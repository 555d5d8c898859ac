"""Readiness and measures of a base that a server keeps."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb import visit
from kb.base import KnowledgeBase
from kb.home import Home
from kb.resources import Resources
from kb.web.operating.metrics import registry
from kb.web.operating.readiness import READING, parts
from tests.engines import Postgres, close_pools_of, free_port, server
from tests.fake_encoder import FakeEncoder
from tests.small_corpus import write_small_corpus

__all__ = ["server"]

pytestmark = pytest.mark.postgres


@pytest.fixture
def served(server: Postgres, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """The small corpus on a server, and the visits of this process over it."""
    name = f"o_{free_port()}"
    server.run(f"CREATE DATABASE {name} TEMPLATE empty_base")
    address = server.address(name)
    place = Home(home, home / "model", database=address, private_database=address)
    resources = Resources(open_encoder=lambda folder: FakeEncoder())
    write_small_corpus(home)
    with KnowledgeBase.open(place, create=True, resources=resources) as base:
        base.build()
    monkeypatch.setenv("KB_HOME", str(home))
    monkeypatch.setattr(visit, "opener", lambda: KnowledgeBase.open(place, resources=resources))
    monkeypatch.setattr(visit, "shared", lambda: resources)
    yield place
    close_pools_of(address)
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


def test_each_part_is_ready(served: Home) -> None:
    found = parts()
    assert (found["registre"], found["index"]) == ("", "")
    assert set(READING) <= set(found)


def test_what_is_measured_is_that_of_the_server(served: Home) -> None:
    measured = {one.name: one.samples[0].value for one in registry(lambda: 0).collect() if one.samples}
    assert measured["kb_base_readable"] == 1
    assert measured["kb_records"] == 6
    assert measured["kb_index_behind_records"] == 0
