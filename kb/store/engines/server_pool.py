"""Connections of this process to the server, lent to whoever opens a base and taken back: making one takes 2 ms."""

import atexit
import threading
from collections.abc import Mapping
from typing import Any, Final

import psycopg
from psycopg import sql as names
from psycopg.adapt import Loader
from psycopg_pool import ConnectionPool

# Connections per schema that a process may have. A server takes 100 unless it is told otherwise.
MOST: Final = 16
CONNECT_SECONDS: Final = 3
# A machine that dies without a word holds its locks until the server notices: after 25 s, not the two hours of TCP.
KEEPALIVE: Final = (
    b"SET tcp_keepalives_idle = 10",
    b"SET tcp_keepalives_interval = 5",
    b"SET tcp_keepalives_count = 3",
)
# A server's machine that dies without a word: whoever waits for it is told after ten seconds, not after the sixteen
# minutes of TCP. The first is of what was sent, in milliseconds, the others of what one only listens to.
CONNECTING: Final[Mapping[str, Any]] = {
    "autocommit": True,
    "connect_timeout": CONNECT_SECONDS,
    "application_name": "recits-partages",
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}

_pools: dict[tuple[str, str], ConnectionPool[Any]] = {}
_lock = threading.Lock()


class SumLoader(Loader):  # type: ignore[misc]
    """Reads sums, which PostgreSQL counts in decimals, as the numbers that they are of."""

    def load(self, data: Any) -> int | float:
        """The number that a text names."""
        text = bytes(data).decode()
        return float(text) if "." in text else int(text)


def pool_of(address: str, schema: str) -> ConnectionPool[Any]:
    """The connections of this process to a schema; none is made yet."""
    with _lock:
        if (address, schema) not in _pools:

            def prepare(connection: psycopg.Connection[Any]) -> None:
                connection.adapters.register_loader("numeric", SumLoader)
                path = names.SQL("SET search_path = {}").format(names.Identifier(schema))
                connection.execute(path.as_bytes(connection))
                for setting in KEEPALIVE:
                    connection.execute(setting)

            _pools[address, schema] = ConnectionPool(
                address,
                min_size=0,
                max_size=MOST,
                open=True,
                configure=prepare,
                # A server that was started anew, or another that took its place, closed what was lent before.
                check=ConnectionPool.check_connection,
                kwargs={"cursor_factory": psycopg.RawCursor, **CONNECTING},
                reconnect_timeout=CONNECT_SECONDS,
            )
        return _pools[address, schema]


@atexit.register
def close_pools() -> None:
    """Close every connection that nobody holds; the next opening makes others."""
    with _lock:
        for pool in _pools.values():
            pool.close()
        _pools.clear()


def close_pools_of(address: str) -> None:
    """Close the connections to one database that nobody holds."""
    with _lock:
        for key in [one for one in _pools if one[0] == address]:
            _pools.pop(key).close()
