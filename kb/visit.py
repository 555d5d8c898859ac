"""One visit, one base: the base that a run of a page or a request opened, and who comes with a request."""

import contextlib
import os
import secrets
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from kb.discretion import made_discreet, of_the_system
from kb.errors import KbError
from kb.home import find_home
from kb.readers import NOBODY, PUBLIC, Person, Reader
from kb.turns import Turns

if TYPE_CHECKING:
    from kb.base import KnowledgeBase
    from kb.resources import Resources

Found = TypeVar("Found")
COOKIE: Final = "rp_session"
GATE: Final = "X-Kb-Gate"  # the header in which the gate puts `secret()`
DEPOSIT: Final = "KB_DEPOSIT"  # set by `kb serve --allow-deposit`


class Visit:
    """What one run of a page, or one request, holds: a base opened at the first need, closed with it."""

    def __init__(self) -> None:
        self._base: KnowledgeBase | None = None
        self._over = False
        self._known: dict[str, Any] = {}
        # What is begun beside a request inherits its context: it never shares the connection of another thread.
        self._turn = threading.RLock()

    @contextlib.contextmanager
    def base(self) -> "Iterator[KnowledgeBase]":
        """The base of this visit; another one while somebody else uses it, and once the visit is over."""
        if not self._turn.acquire(blocking=False):
            with opener() as apart:
                yield apart
            return
        try:
            if self._over:
                with opener() as apart:
                    yield apart
                return
            if self._base is None:
                self._base = opener()
            yield self._base
        finally:
            self._turn.release()

    def once(self, what: str, find: Callable[[], Found]) -> Found:
        """What `find` gives, asked once for this visit."""
        if what not in self._known:
            self._known[what] = find()
        found: Found = self._known[what]
        return found

    def end(self) -> None:
        """Close what was opened."""
        with self._turn:
            self._over = True
            if self._base is not None:
                self._base.close()
                self._base = None


_visit: ContextVar[Visit | None] = ContextVar("visit", default=None)
_turns = Turns()


@contextlib.asynccontextmanager
async def request() -> AsyncIterator[None]:
    """One visit that is a request: whatever is read within, in whatever thread, reads one base, opened once."""
    held = Visit()
    token = _visit.set(held)
    try:
        yield
    finally:
        _visit.reset(token)
        await run_in_threadpool(held.end)


@contextlib.contextmanager
def drawn() -> Iterator[None]:
    """One visit that draws a page: as many at once as the machine can serve. Raises KbError when no turn came."""
    held = Visit()
    with _turns.turn():
        token = _visit.set(held)
        try:
            yield
        finally:
            _visit.reset(token)
            held.end()


def once(what: str, find: Callable[[], Found]) -> Found:
    """What `find` gives, asked once for the visit that one is in."""
    held = _visit.get()
    return held.once(what, find) if held is not None else find()


@cache
def shared() -> "Resources":
    """The encoder and the vectors: held once for all visits of this process."""
    from kb.resources import Resources

    return Resources()


def _open() -> "KnowledgeBase":
    from kb.base import KnowledgeBase

    return KnowledgeBase.open(find_home(), resources=shared())


opener: Callable[[], "KnowledgeBase"] = _open


@contextlib.contextmanager
def open_base() -> "Iterator[KnowledgeBase]":
    """The base of the visit that one is in, else one opened here and closed afterwards.

    Raises KbError, without the paths of this server: whatever it says may be shown.
    """
    held = _visit.get()
    try:
        with held.base() if held is not None else opener() as base:
            yield base
    except KbError as error:
        made_discreet(error)
        raise
    except OSError as error:
        if (known := of_the_system(error)) is None:
            raise
        known.__cause__ = error
        made_discreet(known)
        raise known from error


def home() -> Path:
    """The folder that holds corpus/ and index/."""
    return find_home().root


@cache
def secret() -> str:
    """What the gate tells the pages of this process, and nobody else knows: that a request came through it."""
    return secrets.token_urlsafe(32)


def person_of(request: HTTPConnection) -> Person | None:
    """Whoever came with an HTTP request, as the gate found it."""
    return request.scope.get("kb", {}).get("person")  # type: ignore[no-any-return]


def reader_of(request: HTTPConnection) -> Reader:
    """What whoever came with an HTTP request may read; public records when there is no gate."""
    known = request.scope.get("kb", {})
    person: Person | None = known.get("person")
    if person is not None:
        return person.reader
    return PUBLIC if known.get("visitors", True) else NOBODY


def deposit_allowed() -> bool:
    """Whether visitors may add files to this base: only where whoever started the server said so."""
    return os.environ.get(DEPOSIT) == "1"
