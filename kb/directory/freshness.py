"""How fresh what is known of a service is: to be checked after six months, marked after two years."""

import datetime
from typing import Final, Literal

CHECK_AFTER: Final = 183  # days: six months (MODEL, section 3)
OLD_AFTER: Final = 731  # days: two years
Freshness = Literal["fresh", "check", "old", "unknown"]


def freshness(date: str, today: datetime.date) -> Freshness:
    """How fresh a service is that was last updated on `date` (a year, a month or a day; "" when nobody said)."""
    last = day_of(date)
    if last is None:
        return "unknown"
    age = (today - last).days
    return "old" if age > OLD_AFTER else "check" if age > CHECK_AFTER else "fresh"


def day_of(date: str) -> datetime.date | None:
    """The first day of a year, a month or a day in ISO 8601, None for what is none."""
    try:
        return datetime.date.fromisoformat(f"{date}-01-01"[:10] if len(date) == 4 else f"{date}-01"[:10])
    except ValueError:
        return None


def is_stale(date: str, today: datetime.date) -> bool:
    """Whether a service was last updated over two years ago."""
    return freshness(date, today) == "old"
