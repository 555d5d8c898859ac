"""The work that is due by the clock: by whichever worker lives, else by each server beside its pages."""

from collections.abc import Callable
from typing import Final

from kb import visit
from kb.background.rounds import Chore
from kb.web.programs.sending import tell_programs
from kb.web.reminders import remind
from kb.web.watch.background import EVERY, work

HOUR: Final = 3600.0
# Messages that are due to other programs, and what was published since, are looked for so often.
OFTEN: Final = 5.0


def forget_due() -> None:
    """Forget texts whose date has come, and finish what an erasure could not, if no other process does."""
    with visit.open_base() as base:
        if base.administration.purging.take_purge_turn():
            base.administration.purging.purge()


CHORES: Final = (
    Chore(HOUR, forget_due, "what is due was not forgotten"),
    Chore(HOUR, remind, "owners of services were not written to"),
    Chore(OFTEN, tell_programs, "other programs were not told"),
    Chore(EVERY, work, "the work of the watch was not done"),
)


def unless_a_worker_does(action: Callable[[], None]) -> Callable[[], None]:
    """The same work, left to a worker as long as one lives."""

    def done() -> None:
        with visit.open_base() as base:
            left = bool(base.administration.health.living())
        if not left:
            action()

    return done
