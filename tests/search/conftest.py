"""Search, in memory and on a server."""

from tests.engines import server
from tests.retrievals import _on_each_retrieval, index_server, pytest_generate_tests, retrieval

__all__ = ["_on_each_retrieval", "index_server", "pytest_generate_tests", "retrieval", "server"]
