"""Which methods a history allows, and whether what is reported was seen before."""

import datetime
from collections.abc import Sequence
from typing import Final, Literal

from kb.watch.detection.young import SHORTEST

# Weeks of history from which each method says something, after the RKI's SignalDetectionTool 0.9.0. The pooled law
# leans on the other territories, and so asks for less than a method that knows one series.
FARRINGTON_FROM: Final = 208
SCAN_FROM: Final = 26
PREDICTIVE_FROM: Final = 9
EARS_FROM: Final = 9
YOUNG_FROM: Final = SHORTEST + 1  # until there is enough for Farrington flexible
NAMES: Final = {
    "predictive": "loi prédictive négative binomiale, territoires mis en commun",
    "scan": "balayage de Poisson sur les territoires voisins",
    "c2": "EARS C2, écart-type d’au moins 1",
    "farrington": "Farrington flexible",
    "young": "régression saisonnière pour moins de quatre ans, deux semaines réunies",
}
PERSISTS: Final = 365  # days within which what is seen again and again is « known »
MONTHS_OF_PERSISTENCE: Final = 3
SEASON: Final = 45  # days on each side of the same day of a year before
Standing = Literal["new", "doubtful", "recent", "persistent", "cyclical"]
STANDINGS: Final = {
    "new": "nouveau, rien de semblable n’a été signalé",
    "doubtful": "peut-être déjà vu, à comparer avec ce qui suit",
    "recent": "déjà signalé, depuis peu",
    "persistent": "connu, persistant",
    "cyclical": "cyclique",
}


def methods_for(weeks: int) -> tuple[str, ...]:
    """The methods that so many weeks of history allow, those that decide first; () when there is too little of it."""
    allowed = {
        "predictive": PREDICTIVE_FROM,
        "scan": SCAN_FROM,
        "farrington": FARRINGTON_FROM,
        "young": YOUNG_FROM,
        "c2": EARS_FROM,
    }
    if weeks >= FARRINGTON_FROM:
        del allowed["young"]
    return tuple(name for name, least in allowed.items() if weeks >= least)


def standing_of(day: datetime.date, seen: Sequence[datetime.date]) -> Standing:
    """Whether a fact of `day` is new, goes on, or comes back, from the days on which the like was `seen` before.

    Recent: seen, and neither of what follows.
    Persistent: seen in three different months of the last year, or two when one is the month just before. Cyclical:
    seen at this season of a year before, and not in the half-year between.
    """
    before = [one for one in seen if one <= day]
    if not before:
        return "new"
    ages = [(day - one).days for one in before]
    months = {one.year * 12 + one.month for one, age in zip(before, ages, strict=True) if age <= PERSISTS}
    of_season = [age for age in ages if age > PERSISTS - SEASON and _from_a_year(age) <= SEASON]
    between = [age for age in ages if 2 * SEASON < age < PERSISTS - 2 * SEASON]
    if of_season and not between:
        return "cyclical"
    recent = day.year * 12 + day.month - 1
    least = MONTHS_OF_PERSISTENCE - (1 if recent in months or recent + 1 in months else 0)
    return "persistent" if len(months) >= least or len(before) >= MONTHS_OF_PERSISTENCE else "recent"


def _from_a_year(age: int) -> int:
    rest = age % 365
    return min(rest, 365 - rest)
