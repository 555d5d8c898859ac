"""Work that is done again and again, so many seconds apart, whatever happens once."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

LOG = logging.getLogger(__name__)
Wait = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Chore:
    """A piece of work: how many seconds pass between two times, and what the log says when it fails."""

    seconds: float
    action: Callable[[], None]
    failure: str


async def again(seconds: float, action: Callable[[], None], failure: str, wait: Wait | None = None) -> None:
    """Do something again and again, so many seconds apart: a server runs for months. `failure` goes to its log.

    `wait` may return before the seconds are over, when something happened. The next time is then no sooner than the
    last one took, so that it takes half of a processor at most.
    """
    took = 0.0
    while True:
        if wait is None:
            await asyncio.sleep(seconds)
        else:
            await asyncio.sleep(min(took, seconds))
            await wait(seconds)
        started = time.monotonic()
        for error in await asyncio.gather(asyncio.to_thread(action), return_exceptions=True):
            if isinstance(error, Exception):  # the next time comes all the same
                LOG.error(failure, exc_info=error)
        took = time.monotonic() - started
