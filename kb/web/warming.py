"""What the server does while its first reader is on the way: opens the encoder and the index, then rests its memory."""

import asyncio
import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from kb.errors import KbError
from kb.readers import PUBLIC
from kb.views import session


@asynccontextmanager
async def warming(app: Any) -> AsyncIterator[None]:
    """Warm in a thread, so that the server answers meanwhile."""
    started = asyncio.create_task(asyncio.to_thread(warm))
    yield
    started.cancel()


def warm() -> None:
    """Load what every question needs. A base that cannot be read says so on its pages, not here."""
    with suppress(KbError), session.open_base() as base:
        base.page("bonjour", reader=PUBLIC)
    importlib.import_module("kb.views.contents")
    # What is loaded now stays for good: the collector need not go through it again after each page (half of its time).
    gc.collect()
    gc.freeze()
