"""Where a sitting stands while it runs: the step, what was revealed, the timer, the vote."""

import dataclasses
from dataclasses import dataclass, field, replace
from typing import Any, Final

from kb.workshops.plan import SittingPlan
from kb.workshops.words import ContributionRefused

# States of a sitting: prepared, open to those who have its code, ended (late words are kept apart), closed for good.
STATES: Final = ("planned", "open", "ended")
STATE_LABELS: Final = {"planned": "en préparation", "open": "en cours", "ended": "terminée"}
# A group of fewer people is not named: its words would be somebody's.
FEWEST: Final = 5
LONGEST_TIMER: Final = 4 * 3_600.0


@dataclass(frozen=True, slots=True)
class Live:
    """The step (index), the narrative looked at, whether the vote is over, the timer, how many each group was.

    `ends` is when the timer rings, in seconds since 1970; `left` is what it had when it was stopped; both 0 without.
    """

    step: int = 0
    narrative: int = 0
    vote_closed: bool = False
    ends: float = 0.0
    left: float = 0.0
    sizes: tuple[int, ...] = field(default_factory=tuple)

    def at(self, step: int, plan: SittingPlan) -> "Live":
        """At another step; the timer is set to its minutes and waits."""
        if not 0 <= step < len(plan.steps):
            raise ContributionRefused("Cette séance n’a pas d’autre étape.")
        return replace(self, step=step, ends=0.0, left=plan.steps[step].minutes * 60.0)

    def started(self, now: float) -> "Live":
        """With the timer going from what it has left."""
        return self if self.ends else replace(self, ends=now + self.left, left=0.0)

    def stopped(self, now: float) -> "Live":
        """With the timer halted."""
        return replace(self, ends=0.0, left=max(0.0, self.ends - now)) if self.ends else self

    def longer(self, seconds: float, now: float) -> "Live":
        """With so many seconds more, or less."""
        if self.ends:
            left = min(LONGEST_TIMER, max(0.0, self.ends - now) + seconds)
            return replace(self, ends=now + max(0.0, left))
        return replace(self, left=min(LONGEST_TIMER, max(0.0, self.left + seconds)))

    def written(self) -> dict[str, Any]:
        """As JSON."""
        return dataclasses.asdict(self)


def read(given: dict[str, Any]) -> Live:
    """What `written` gave; the beginning for {}."""
    known = {one.name for one in dataclasses.fields(Live)}
    values = {name: value for name, value in given.items() if name in known}
    values["sizes"] = tuple(values.get("sizes", ()))
    return Live(**values)


def group_names(groups: tuple[str, ...], sizes: tuple[int, ...]) -> tuple[str, ...]:
    """How the words of each group are attributed: by its name, or as « un groupe » where one is of fewer than FEWEST.

    All names go then: with one left out among two, the words of the other would say whose the rest are.
    """
    counted = tuple(sizes[at] if at < len(sizes) else 0 for at in range(len(groups)))
    small = any(0 < one < FEWEST for one in counted) or not any(counted)
    return tuple("un groupe" for _ in groups) if small else groups
