"""What goes to the screens of a sitting as it happens, and what telephones send, kept many at a time.

Threats it answers: sixty telephones that send at once (one transaction for all), a screen that does not take what it is
sent (it is let go), a process that dies (everything is in the store), several processes (each asks for the version).
"""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketState

from kb import visit
from kb.errors import KbError
from kb.store.workshops.workshops import sitting_version
from kb.workshops import showing
from kb.workshops.receiving import GONE, Outcome, Sent

LOG: Final = logging.getLogger(__name__)
# Seconds that changes wait for others before screens are drawn: sixty cards sent together are one picture.
TOGETHER: Final = 0.15
# Seconds between two looks at what another process may have changed.
LOOK: Final = 1.5
# Seconds that a screen has to take a picture before it is let go; its telephone then asks again.
TAKES: Final = 5.0
# Sockets that one telephone may hold: two tabs, and the one that is not known to be dead yet.
MOST_EACH: Final = 3

Sort = Literal["phone", "room", "remote"]


@dataclass(eq=False, slots=True)
class Screen:
    """One open WebSocket: of a telephone (with the digest of its place), a room's screen or a remote."""

    socket: WebSocket
    sort: Sort
    place: str = ""


class Hub:
    """The screens of all sittings of this process, and what waits to be written."""

    def __init__(self) -> None:
        self._screens: dict[int, set[Screen]] = {}
        self._shown: dict[int, int] = {}
        self._due: set[int] = set()
        self._reading: set[int] = set()
        self._waiting: list[tuple[str, Sequence[Sent], asyncio.Future[dict[str, Outcome] | None]]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._writing = False
        self._looking: asyncio.Task[None] | None = None

    async def submit(self, token: str, things: Sequence[Sent]) -> dict[str, Outcome] | None:
        """What came of what a telephone sent, once it is on the disk; None when it has no place any more."""
        done: asyncio.Future[dict[str, Outcome] | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((token, things, done))
        if not self._writing:
            self._writing = True
            self._begin(self._write())
        return await done

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                try:
                    outcomes, touched = await run_in_threadpool(_kept, [(token, things) for token, things, _ in batch])
                except Exception as error:
                    for _, _, done in batch:
                        if not done.done():
                            done.set_exception(error)
                    if not isinstance(error, KbError):
                        LOG.exception("what telephones sent was not kept")
                    continue
                for (_, _, done), outcome in zip(batch, outcomes, strict=True):
                    if not done.done():
                        done.set_result(outcome)
                for number in touched:
                    self.changed(number)
        finally:
            self._writing = False

    def changed(self, number: int) -> None:
        """Draw the screens of a sitting anew, soon."""
        if number in self._screens and number not in self._due:
            self._due.add(number)
            self._begin(self._publish(number))

    async def serve(self, number: int, screen: Screen, first: dict[str, Any]) -> None:
        """Keep a screen level with its sitting until it goes."""
        await screen.socket.accept()
        await self._crowd(number, screen)
        here = self._screens.setdefault(number, set())
        here.add(screen)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._look())
        try:
            await screen.socket.send_text(json.dumps(first, ensure_ascii=False))
            while True:
                if (await screen.socket.receive())["type"] == "websocket.disconnect":
                    return
        except (RuntimeError, OSError):
            return
        finally:
            here.discard(screen)
            if not here and self._screens.get(number) is here:
                del self._screens[number]
                self._shown.pop(number, None)

    async def _crowd(self, number: int, screen: Screen) -> None:
        """Let go the oldest sockets of a telephone that opens too many."""
        mine = [one for one in self._screens.get(number, ()) if screen.place and one.place == screen.place]
        for one in mine[: max(0, len(mine) + 1 - MOST_EACH)]:
            await self._let_go(number, one)

    async def _publish(self, number: int) -> None:
        await asyncio.sleep(TOGETHER)
        self._due.discard(number)
        screens = tuple(self._screens.get(number, ()))
        if not screens:
            return
        try:
            sorts = {one.sort for one in screens}
            pictures, revoked, version, unread = await run_in_threadpool(_pictures, number, sorts)
        except KbError as error:
            LOG.warning("a sitting was not drawn (%s)", type(error).__name__)
            return
        self._shown[number] = version
        await asyncio.gather(
            *(self._show(number, one, _gone() if one.place in revoked else pictures[one.sort]) for one in screens)
        )
        if unread and number not in self._reading:
            self._begin(self._read(number))

    async def _read(self, number: int) -> None:
        """Look for names in what nobody looked at, then draw the remote anew; later, where the base is busy."""
        self._reading.add(number)
        try:
            if not await run_in_threadpool(_look_for_names, number):
                await asyncio.sleep(LOOK)
        finally:
            self._reading.discard(number)
        self.changed(number)

    async def _show(self, number: int, screen: Screen, picture: str) -> None:
        try:
            async with asyncio.timeout(TAKES):
                await screen.socket.send_text(picture)
        except (TimeoutError, RuntimeError, OSError):
            await self._let_go(number, screen)

    async def _let_go(self, number: int, screen: Screen) -> None:
        self._screens.get(number, set()).discard(screen)
        with contextlib.suppress(RuntimeError, OSError, TimeoutError):
            if screen.socket.client_state is WebSocketState.CONNECTED:
                async with asyncio.timeout(TAKES):
                    await screen.socket.close(1013)

    async def _look(self) -> None:
        """As long as there are screens, see whether somebody else changed what they show."""
        while self._screens:
            await asyncio.sleep(LOOK)
            try:
                versions = await run_in_threadpool(_versions, tuple(self._screens))
            except KbError:
                continue
            for number, version in versions.items():
                if number in self._shown and self._shown[number] != version:
                    self.changed(number)
                self._shown.setdefault(number, version)

    def _begin(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _kept(sent: Sequence[tuple[str, Sequence[Sent]]]) -> tuple[list[dict[str, Outcome] | None], set[int]]:
    with visit.open_base() as base:
        outcomes = base.workshops.receiving.receive(sent)
        touched: set[int] = set()
        for (token, _), outcome in zip(sent, outcomes, strict=True):
            if outcome is not None:
                touched.add(base.workshops.receiving.place_of(token).sitting)
        return outcomes, touched


def _pictures(number: int, sorts: set[Sort]) -> tuple[dict[Sort, str], frozenset[str], int, bool]:
    """What each sort of screen shows as JSON, places that were revoked, the version, and whether words are unread."""
    with visit.open_base() as base:
        here = base.workshops.showing.scene(number)
        views = {"phone": showing.common, "room": showing.room, "remote": showing.remote}
        now = time.time()
        pictures = {one: json.dumps({"view": views[one](base.wiki, here, now)}, ensure_ascii=False) for one in sorts}
        revoked = frozenset(one.token for one in here.places if one.revoked)
        unread = "remote" in sorts and any(one.marks is None for one in here.contributions)
        return pictures, revoked, here.sitting.version, unread


def _look_for_names(number: int) -> bool:
    """Whether all that was written has been looked at."""
    with contextlib.suppress(KbError), visit.open_base() as base:
        base.workshops.moderation.looked_at(number)
        return True
    return False


def _versions(numbers: Sequence[int]) -> dict[int, int]:
    with visit.open_base() as base:
        return {number: sitting_version(base.wiki.private, number) for number in numbers}


def _gone() -> str:
    return json.dumps({"gone": GONE}, ensure_ascii=False)
