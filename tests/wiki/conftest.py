"""The actions of the wiki, on each engine."""

from tests.engines import _on_each_engine, engine, pytest_generate_tests, server

__all__ = ["_on_each_engine", "engine", "pytest_generate_tests", "server"]
