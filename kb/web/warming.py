"""What the server does beside its pages: opens what its first reader needs, follows the register, does its chores."""

import asyncio
import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from streamlit.runtime import Runtime

from kb import visit
from kb.background.following import Follower
from kb.background.rounds import again
from kb.background.waking import waking
from kb.errors import KbError
from kb.home import find_home
from kb.readers import PUBLIC
from kb.web.callbacks import let_callbacks_finish
from kb.web.chores import CHORES, unless_a_worker_does
from kb.web.sockets import share_loop

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
        asyncio.create_task(follow()),
        *(asyncio.create_task(again(one.seconds, unless_a_worker_does(one.action), one.failure)) for one in CHORES),
    ]
    yield
    for task in beside:
        task.cancel()


async def follow() -> None:
    """Take in what others publish and encode, as soon as the server of the base says so."""
    home, follower = find_home(), Follower()

    def look() -> None:
        follower.look()

    seconds = SHARED_EVERY if home.database else FOLLOWED_EVERY
    await again(seconds, look, "the index does not follow the register", waking(home, "kept_vectors"))


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
