"""School holidays by zone: which there are, and up to when they are known."""

import datetime
import functools
from pathlib import Path
from typing import Any, Final

import yaml

CALENDAR: Final = Path(__file__).parents[2] / "data" / "school_holidays.yaml"
Days = tuple[datetime.date, datetime.date]


@functools.lru_cache(maxsize=1)
def _read() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(CALENDAR.read_text("utf-8"))
    return read


def zone_of(territory: str) -> str:
    """The zone of a commune or département, "A", "B" or "C"; "" where holidays follow none (Corse, outre-mer)."""
    return next((zone for zone, departments in _read()["zones"].items() if territory[:2] in departments), "")


@functools.lru_cache(maxsize=4)
def holidays_of(zone: str) -> tuple[Days, ...]:
    """First and last day of each school holiday of a zone, in order."""
    read = _read()
    return tuple(sorted((first, last) for name in ("all", zone) for first, last in read.get(name, ())))


def are_known(day: datetime.date) -> bool:
    """Whether the calendar tells this day."""
    known = _read()["known"]
    return bool(known["from"] <= day <= known["to"])
