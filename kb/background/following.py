"""The index of a machine follows the register, and saved searches are asked, while a process runs."""

import logging
import time
from collections.abc import Callable
from typing import Final

from kb import visit
from kb.base import KnowledgeBase
from kb.errors import KbError

LOG: Final = logging.getLogger(__name__)
# A record that no worker encoded for so long, though one lives, is encoded here: one may hang over it.
LEFT_SECONDS: Final = 30.0
# What brings an index level: the first change that it leaves to a worker, 0 when it left none.
TakeIn = Callable[[KnowledgeBase], int]


def take_in(base: KnowledgeBase) -> int:
    """Bring the index level, but what is left to a worker that lives."""
    return base.index.take_in()


class Follower:
    """Tells the answers to saved searches, and brings the index level: with what other machines do, and with what a
    process that died left out.

    Any number of servers may do both: nobody is told twice.
    """

    def __init__(self, take_in: TakeIn = take_in, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._take_in = take_in
        self._clock = clock
        self._failed = ""
        self._left = 0
        self._since = 0.0

    def look(self) -> bool:
        """Take in what the index lacks, then tell; whether it could. Says once, in the log, why it could not."""
        try:
            with visit.open_base() as base:
                if waiting := base.index.behind():
                    self._follow(base, waiting)
                base.forget_erased()
                base.tell_answers()
        except KbError as error:
            if str(error) != self._failed:
                LOG.error("the index does not follow the register: %s", error)
            self._failed = str(error)
            return False
        self._failed = ""
        return True

    def _follow(self, base: KnowledgeBase, waiting: int) -> None:
        left, now = self._take_in(base), self._clock()
        if not left:
            # Among several machines, or with a worker, this is how each record comes; else a process was cut short.
            usual = base.register.served or bool(base.index.workers())
            LOG.log(logging.INFO if usual else logging.WARNING, "%d records taken in", waiting)
        if left != self._left:
            self._left, self._since = left, now
        elif left and now - self._since >= LEFT_SECONDS:
            LOG.warning("no worker encodes what was published: encoded here")
            base.follow()
            self._left = 0
