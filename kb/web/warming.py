"""What the server does beside its pages: opens what its first reader needs, and forgets each hour what is due."""

import asyncio
import gc
import importlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from streamlit.runtime import Runtime

from kb import visit
from kb.errors import KbError
from kb.home import find_home
from kb.readers import PUBLIC
from kb.web.callbacks import let_callbacks_finish
from kb.web.programs.sending import tell_programs
from kb.web.reminders import remind
from kb.web.sockets import share_loop
from kb.web.watch.background import EVERY, work

LOG = logging.getLogger(__name__)


HOUR = 3600.0
# Read once at the start, so that nothing is left to load when the first author comes.
FIRST_TEXT = "Karim a revu Mme B. le 3 mars, rue des Lilas."


# A publication takes its record into the index itself: one that is still to come after so many seconds was cut short.
FOLLOWED_EVERY = 5.0
# Where several machines serve one base, each takes in what the others publish: searchable everywhere within 5 seconds.
SHARED_EVERY = 2.0


@asynccontextmanager
async def warming(app: Any) -> AsyncIterator[None]:
    """Warm in a thread, so that the server answers meanwhile."""
    share_loop(Runtime.instance())
    let_callbacks_finish()
    visit.shared().tells_later = True
    beside = [
        asyncio.create_task(asyncio.to_thread(warm)),
        asyncio.create_task(again(HOUR, forget_due, "what is due was not forgotten")),
        asyncio.create_task(again(HOUR, remind, "owners of services were not written to")),
        asyncio.create_task(again(FOLLOWED_EVERY, tell_programs, "other programs were not told")),
        asyncio.create_task(again(EVERY, work, "the work of the watch was not done")),
        asyncio.create_task(
            again(
                SHARED_EVERY if find_home().database else FOLLOWED_EVERY,
                Follower().look,
                "the index does not follow the register",
            )
        ),
    ]
    yield
    for task in beside:
        task.cancel()


def warm() -> None:
    """Load what every question needs. A base that cannot be read says so on its pages, not here."""
    with suppress(KbError), visit.open_base() as base:
        base.page("bonjour", reader=PUBLIC)
    importlib.import_module("kb.views.frame.navigation")
    # Last, for it takes seconds: who opens a draft finds the recogniser of names ready.
    with suppress(KbError), visit.open_base() as base:
        base.wiki.resources.highlights(FIRST_TEXT)
    # What is loaded now stays for good: the collector need not go through it again after each page (half of its time).
    gc.collect()
    gc.freeze()


async def again(seconds: float, action: Callable[[], None], failure: str) -> None:
    """Do something again and again, so many seconds apart: a server runs for months. `failure` goes to its log."""
    while True:
        await asyncio.sleep(seconds)
        for error in await asyncio.gather(asyncio.to_thread(action), return_exceptions=True):
            if isinstance(error, Exception):  # the next time comes all the same
                LOG.error(failure, exc_info=error)


class Follower:
    """Tells the answers to saved searches, and brings the index level when a process died before it had done so.

    Any number of servers may do both: nobody is told twice.
    """

    def __init__(self) -> None:
        self._failed = ""

    def look(self) -> None:
        """Take in what the index lacks, then tell. Says once, in the log, why it could not."""
        try:
            with visit.open_base() as base:
                if waiting := base.administration.health.behind(base.home.index):
                    LOG.warning("%d records wait for the index: taken in", waiting)
                    base.follow()
                base.forget_erased()
                base.tell_answers()
        except KbError as error:
            if str(error) != self._failed:
                LOG.error("the index does not follow the register: %s", error)
            self._failed = str(error)
        else:
            self._failed = ""


def forget_due() -> None:
    """Forget texts whose date has come, and finish what an erasure could not."""
    with visit.open_base() as base:
        base.administration.purging.purge()
