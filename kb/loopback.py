"""The names by which a machine speaks to itself: what goes there crosses no network."""

from typing import Final

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
