"""What the server does beside its pages: opens what its first reader needs, and forgets each hour what is due."""

import asyncio
import gc
import importlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from streamlit.runtime import Runtime

from kb.errors import KbError
from kb.readers import PUBLIC
from kb.views import session
from kb.web.sockets import share_loop
from kb.wiki.purging import purge

LOG = logging.getLogger(__name__)


HOUR = 3600.0


@asynccontextmanager
async def warming(app: Any) -> AsyncIterator[None]:
    """Warm in a thread, so that the server answers meanwhile."""
    share_loop(Runtime.instance())
    beside = [asyncio.create_task(asyncio.to_thread(warm)), asyncio.create_task(forget_each(HOUR))]
    yield
    for task in beside:
        task.cancel()


def warm() -> None:
    """Load what every question needs. A base that cannot be read says so on its pages, not here."""
    with suppress(KbError), session.open_base() as base:
        base.page("bonjour", reader=PUBLIC)
    importlib.import_module("kb.views.contents")
    # What is loaded now stays for good: the collector need not go through it again after each page (half of its time).
    gc.collect()
    gc.freeze()


async def forget_each(seconds: float) -> None:
    """Forget what is due, again and again: a server that runs for months has to keep the dates that it announces."""
    while True:
        await asyncio.sleep(seconds)
        for error in await asyncio.gather(asyncio.to_thread(forget_due), return_exceptions=True):
            if isinstance(error, Exception):  # the next time comes all the same
                LOG.error("what is due was not forgotten", exc_info=error)


def forget_due() -> None:
    """Forget texts whose date has come, and finish what an erasure could not."""
    with session.open_base() as base:
        purge(base.wiki)
