"""A database of its own for each test of a server."""

from collections.abc import Iterator

import pytest

from tests.engines import Postgres, new_database


@pytest.fixture
def address(server: Postgres) -> Iterator[str]:
    """An empty database."""
    with new_database(server) as one:
        yield one
