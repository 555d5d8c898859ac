"""Waiting for what other machines do to a base: the server tells of it; whoever hears nothing looks all the same."""

import asyncio
import contextlib
import logging
import time
from typing import Any, Final

from kb.store.engines.server_pool import CONNECTING

LOG = logging.getLogger(__name__)
# What several transactions of one moment tell is heard once.
TOGETHER: Final = 0.05  # seconds


class Listener:
    """Hears when rows were added to tables of the base at an address. Use it in one event loop."""

    def __init__(self, address: str, *tables: str) -> None:
        self._address = address
        self._tables = tables
        self._connection: Any = None
        self._deaf = False

    async def wait(self, seconds: float) -> None:
        """Return when rows were added since the last call, or after so many seconds.

        A server that cannot be reached, or a pooler that passes nothing on, costs no more than the seconds.
        """
        until = time.monotonic() + seconds
        import psycopg  # an extra

        try:
            if await self._hears(seconds):
                await asyncio.sleep(TOGETHER)
                return
        except (psycopg.Error, OSError) as error:
            if not self._deaf:
                LOG.warning("the server tells nothing, looking every few seconds (%s)", type(error).__name__)
            self._deaf = True
            await self.close()
        else:
            self._deaf = False
        await asyncio.sleep(max(0.0, until - time.monotonic()))

    async def _hears(self, seconds: float) -> bool:
        import psycopg

        if self._connection is None:
            self._connection = await psycopg.AsyncConnection.connect(self._address, **CONNECTING)
            for table in self._tables:
                await self._connection.execute(f"LISTEN recits_{table}".encode())
            return True  # what was told before it listened
        return bool([one async for one in self._connection.notifies(timeout=seconds, stop_after=1)])

    async def close(self) -> None:
        """Hear nothing more until the next call of `wait`."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):
                await connection.close()
