"""How fast one program may ask. Counted in memory by account, or by line for visitors: nothing of it is kept.

Threat answered: a program that asks without end, by mistake or not, and leaves the processors to nobody else.
"""

import threading
import time
from collections.abc import Callable
from typing import Final

# Requests at once, then so many a minute.
OF_ACCOUNTS: Final = (60, 300.0)
OF_VISITORS: Final = (30, 60.0)
DRAFTS: Final = (20, 1.0)
# Whoever asked nothing for so long is forgotten: their room is whole again.
SWEPT: Final = 4_096  # callers held at once


class Pace:
    """Buckets that fill with time: a request takes one away."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def wait(self, who: str, limit: tuple[int, float]) -> float:
        """Seconds that `who` has to wait; 0 when they may ask now, which is counted."""
        most, a_minute = limit
        with self._lock:
            now = self._clock()
            left, then = self._left.get(who, (float(most), now))
            left = min(float(most), left + (now - then) * a_minute / 60)
            if left < 1:
                self._left[who] = (left, now)
                return (1 - left) * 60 / a_minute
            self._left[who] = (left - 1, now)
            if len(self._left) > SWEPT:
                oldest = sorted(self._left, key=lambda one: self._left[one][1])
                for one in oldest[: SWEPT // 2]:
                    del self._left[one]
        return 0.0
