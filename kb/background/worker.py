"""`kb worker`: does beside the pages what would keep people waiting, for all servers of a base."""

import asyncio
import logging
import os
import signal
from collections.abc import Iterable
from typing import Final

from kb import visit
from kb.background.following import Follower
from kb.background.heart import Heart
from kb.background.rounds import Chore, again
from kb.background.waking import waking
from kb.errors import BaseUnavailable
from kb.home import Home
from kb.index.encoding import encoder_mark

LOG: Final = logging.getLogger(__name__)
# How often a worker looks for what was published when nothing wakes it.
LOOKS: Final = 1.0  # seconds
# How long what is being done when it is told to end may take; whatever is cut short is done by another.
ENDING: Final = 10.0  # seconds


def work(home: Home, chores: Iterable[Chore]) -> None:
    """Work until told to end (SIGTERM, or Ctrl+C). Raises HomeMissing, EncoderMissing, BaseUnavailable.

    `home` has to be the one that visits of this process open.
    """
    visit.shared().tells_later = True
    with visit.open_base() as base:
        heart = Heart(home, encoder_mark(base.index.encoder.spec))
        base.index.database(create=True)
        try:
            base.administration.purging.purge()
        except BaseUnavailable as error:
            LOG.error("what is due was not forgotten: %s", error)
    heart.start()
    try:
        asyncio.run(_work(home, heart, list(chores)))
    finally:
        heart.stop()


async def _work(home: Home, heart: Heart, chores: list[Chore]) -> None:
    ends = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sent in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sent, ends.set)
    follower = Follower(lambda base: base.index.work(heart.name, heart.worked))

    def look() -> None:
        if follower.look():
            heart.worked()

    woken = waking(home, "outbox", "kept_vectors")
    tasks = [asyncio.create_task(again(one.seconds, one.action, one.failure)) for one in chores]
    tasks.append(asyncio.create_task(again(LOOKS, look, "what was published was not encoded", woken)))
    LOG.info("the worker waits for work")
    await ends.wait()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    try:
        await asyncio.wait_for(loop.shutdown_default_executor(), ENDING)
    except TimeoutError:
        heart.stop()
        os._exit(0)
