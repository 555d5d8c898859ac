"""What wakes a process that follows a base: the server's word where one keeps it, else the clock."""

import asyncio

from kb.background.rounds import Wait
from kb.home import Home


def waking(home: Home, *tables: str) -> Wait:
    """Waits until rows were added to tables of a base on a server, or for some seconds; for seconds, of files."""
    if not home.database:
        return asyncio.sleep
    from kb.store.engines.listening import Listener  # an extra

    return Listener(home.database, *tables).wait
