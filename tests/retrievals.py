"""Where tests of search find their candidates: in the memory of the process, and on a PostgreSQL server."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.home import Home
from kb.index.database.schema import open_server_index
from tests.engines import Postgres, close_pools_of, empty_base, server

__all__ = ["_on_each_retrieval", "index_server", "pytest_generate_tests", "retrieval", "server"]


@pytest.fixture(scope="session")
def index_server(server: Postgres) -> Postgres:
    """The server of the tests, with a base and an index that hold nothing, to copy."""
    address = empty_base(server, "empty_index")
    open_server_index(address, create=True).close()
    close_pools_of(address)
    return server


def on_server(root: Path, address: str) -> Home:
    """A home whose base and index are on a server."""
    return Home(root, root / "model", database=address, private_database=address, retrieval="database")


@pytest.fixture
def retrieval(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """« memory », or « database »: then every base that a test opens is the one of a database of its own."""
    name: str = getattr(request, "param", "memory")
    if name == "memory":
        yield name
        return
    one: Postgres = request.getfixturevalue("index_server")
    base = f"i_{secrets.token_hex(6)}"
    one.run(f"CREATE DATABASE {base} TEMPLATE empty_index STRATEGY file_copy")
    for variable in ("KB_DATABASE", "KB_PRIVATE_DATABASE"):
        monkeypatch.setenv(variable, one.address(base))
    monkeypatch.setenv("KB_RETRIEVAL", "database")
    yield name
    close_pools_of(one.address(base))
    one.run(f"DROP DATABASE {base} WITH (FORCE)")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run each test with both, but those of files (mark `files`): import this name in a room's conftest."""
    if "retrieval" in metafunc.fixturenames and {"base", "open_base", "answered"} & set(metafunc.fixturenames):
        both = ["memory", pytest.param("database", marks=pytest.mark.postgres)]
        alone = metafunc.definition.get_closest_marker("files") is not None
        metafunc.parametrize("retrieval", ["memory"] if alone else both, indirect=True)


@pytest.fixture(autouse=True)
def _on_each_retrieval(retrieval: str) -> None:
    """Each test of the room, whether or not it asks for it."""
