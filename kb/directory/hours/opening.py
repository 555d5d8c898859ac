"""Whether a service is open: worked out when it is read, from its hours and dates, and never kept.

Only what is sure is said to be open. Blank and unreadable hours, hours « sur rendez-vous », without an end, or that
follow what is not known (holidays that the text leaves out, school holidays of a year to come) are to be checked.
"""

import datetime
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined] # its stub lacks one

from kb.directory.hours.reading import read_hours
from kb.directory.hours.school_holidays import are_known, holidays_of, zone_of

PARIS: Final = ZoneInfo("Europe/Paris")
FORTNIGHT: Final = 14  # days shown before hours are saved
AHEAD: Final = datetime.timedelta(days=21)  # how far the next opening is looked for
UNSURE: Final = re.compile(r"sunrise|sunset|dawn|dusk|easter|\bSH\b(?!\s)", re.IGNORECASE)
_SCHOOL: Final = re.compile(r"\bSH\b")
_SCHOOL_RULE: Final = re.compile(r"\s*(?:PH,)?SH\s")
_OPEN_END: Final = re.compile(r"(\d\d:\d\d)\+")
_COMMENT: Final = re.compile(r'"[^"]*"')
_STATED: Final = re.compile(r"\b(?:open|off|closed|unknown)\s*$")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAY: Final = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su)\b")
_CLOSES: Final = re.compile(r"\b(?:off|closed)\s*(?:\"[^\"]*\")?\s*$")
Sure = Literal["open", "closed", "unknown"]


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known of a moment: the state, until when, why (`reason`, in French), and when it next opens."""

    state: Sure
    until: datetime.datetime | None = None
    reason: str = ""
    opens: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class OpeningSpan:
    """A stretch of a day: its two ends (minutes after midnight), open or to be checked, and what goes with it."""

    start: int
    end: int
    state: Sure
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the fortnight: its spans, () when closed; `doubt` says what is not known of it."""

    date: datetime.date
    spans: tuple[OpeningSpan, ...]
    holiday: bool = False
    doubt: str = ""


@functools.lru_cache(maxsize=4_096)
def as_osm(hours: str) -> str:
    """Hours in OSM syntax, whether they were typed so or in French; the text itself when it is not understood."""
    return read_hours(hours).osm or hours


def closing_last(osm: str) -> str:
    """The same rules with those that close whole periods at the end: one that stands earlier closes nothing."""
    rules = [one.strip() for one in _rules(osm) if one.strip()]
    late = [one for one in rules if _CLOSES.search(one) and not _WEEKDAY.search(_COMMENT.sub("", one))]
    return "; ".join([*(one for one in rules if one not in late), *late])


def _rules(osm: str) -> list[str]:
    """The rules of OSM hours, parted by « ; » outside of comments."""
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', osm)


@functools.lru_cache(maxsize=4_096)
def _parsed(osm: str, zone: str) -> OpeningHours | None:
    """Hours that say « unknown » where OSM's shorthand is less than sure; None for what cannot be read."""
    if not osm.strip() or UNSURE.search(_COMMENT.sub("", osm)):
        return None
    if any(_SCHOOL.search(one) and not _SCHOOL_RULE.match(one) for one in _rules(_COMMENT.sub("", osm))):
        return None
    rules = [fixed for rule in _rules(closing_last(osm)) for fixed in _sure(rule.strip(), zone)]
    try:
        return OpeningHours("; ".join(rules), timezone=PARIS, country="FR") if rules else None
    except ParserError:
        return None


def _sure(rule: str, zone: str) -> Iterator[str]:
    alternatives = [_stated(one.strip()) for one in rule.split("||")]
    rule = " || ".join(alternatives)
    if not _SCHOOL.search(_COMMENT.sub("", rule)):
        yield rule
        return
    if rule.startswith("PH,SH"):
        yield rule.replace("PH,SH", "PH", 1)
        rule = rule.replace("PH,SH", "SH", 1)
    if zone:
        rest = rule[2:].strip()
        for first, last in holidays_of(zone):
            yield f"{_osm_date(first)}-{_osm_date(last)} {rest}"


def _osm_date(day: datetime.date) -> str:
    return f"{day.year} {_MONTHS[day.month - 1]} {day.day:02d}"


def _stated(rule: str) -> str:
    """A rule whose comment or open end makes it unknown, unless it says « open » itself."""
    comment = _COMMENT.search(rule)
    head = rule[: comment.start()].rstrip() if comment else rule
    if comment and not _STATED.search(head):
        rule = f"{head} unknown {rule[comment.start() :]}".strip()
    if not _OPEN_END.search(head):
        return rule
    # « 09:00-12:00,14:00+ »: the morning is sure, the afternoon is not.
    selector, _, hours = head.rpartition(" ")
    sure = [one for one in hours.split(",") if not one.endswith("+")]
    unsure = [one.replace("+", "-24:00") for one in hours.split(",") if one.endswith("+")]
    said = [f"{selector} {','.join(sure)}"] if sure else []
    return ", ".join([*said, f'{selector} {",".join(unsure)} unknown "heure de fin non dite"']).strip()


def readable(osm: str) -> bool:
    """Whether these hours can be told; blank ones cannot."""
    return _parsed(as_osm(osm), "C") is not None


def opening(
    osm: str,
    when: datetime.datetime,
    *,
    territory: str = "",
    closed_from: str = "",
    closed_to: str = "",
) -> Opening:
    """What is known of a moment (with its time zone). `closed_from` and `closed_to` are days of a closure, included."""
    when, osm = when.astimezone(PARIS), as_osm(osm)
    today = when.date().isoformat()
    if closed_from and closed_from <= today and (not closed_to or today <= closed_to):
        return Opening("closed", None, "fermeture temporaire")
    hours = _parsed(osm, zone_of(territory))
    if hours is None:
        return Opening("unknown", None, "horaires à vérifier" if osm.strip() else "horaires inconnus")
    if doubt := _doubt(osm, when.date(), hours, territory):
        return Opening("unknown", None, doubt)
    state, comment = hours.state(when)
    if state == State.UNKNOWN:
        return Opening("unknown", None, str(comment) or "à vérifier")
    if state == State.OPEN:
        return Opening("open", hours.next_change(when), "")
    sure = (
        start
        for start, _, one, _ in hours.intervals(when, when + AHEAD)
        if one == State.OPEN
        and start > when
        and not _is_closed_on(start.date(), closed_from, closed_to)
        and not _doubt(osm, start.date(), hours, territory)
    )
    opens = next(sure, None)
    return Opening("closed", opens, "", opens)


def _is_closed_on(day: datetime.date, closed_from: str, closed_to: str) -> bool:
    return bool(closed_from) and closed_from <= day.isoformat() and (not closed_to or day.isoformat() <= closed_to)


def _doubt(osm: str, day: datetime.date, hours: OpeningHours, territory: str) -> str:
    """Why this day is not sure: a public holiday that the hours leave out, school holidays that nobody knows yet."""
    plain = _COMMENT.sub("", osm)
    if is_public_holiday(day) and "PH" not in plain and plain.strip() != "24/7" and _opens_on(hours, day):
        return "jour férié, ouverture non précisée"
    if _SCHOOL.search(plain) and (not zone_of(territory) or not are_known(day)):
        return "dépend des vacances scolaires, à vérifier"
    return ""


def _opens_on(hours: OpeningHours, day: datetime.date) -> bool:
    start = datetime.datetime.combine(day, datetime.time(), PARIS)
    return any(one != State.CLOSED for _, _, one, _ in hours.intervals(start, start + datetime.timedelta(days=1)))


@functools.lru_cache(maxsize=1)
def _public_holidays() -> OpeningHours:
    return OpeningHours("PH 00:00-24:00", timezone=PARIS, country="FR")


def is_public_holiday(day: datetime.date) -> bool:
    """Whether a day is a public holiday in France."""
    noon = datetime.datetime.combine(day, datetime.time(12), PARIS)
    return bool(_public_holidays().is_open(noon))


def fortnight(
    osm: str,
    first: datetime.date,
    *,
    territory: str = "",
    days: int = FORTNIGHT,
    closed_from: str = "",
    closed_to: str = "",
) -> tuple[Day, ...]:
    """The coming days as the hours make them; () for hours that cannot be read."""
    osm = as_osm(osm)
    hours = _parsed(osm, zone_of(territory))
    if hours is None:
        return ()
    out = []
    for day in (first + datetime.timedelta(days=n) for n in range(days)):
        holiday = is_public_holiday(day)
        if _is_closed_on(day, closed_from, closed_to):
            out.append(Day(day, (), holiday, "fermeture temporaire"))
            continue
        out.append(Day(day, _spans(hours, day), holiday, _doubt(osm, day, hours, territory)))
    return tuple(out)


def _spans(hours: OpeningHours, day: datetime.date) -> tuple[OpeningSpan, ...]:
    start = datetime.datetime.combine(day, datetime.time(), PARIS)
    # The next midnight by the clock on the wall: a day of the change of hour has 23 or 25 hours.
    end = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), PARIS)
    out = []
    for a, b, state, comment in hours.intervals(start, end):
        if state == State.CLOSED:
            continue
        left, right = _minutes(max(a, start), day), _minutes(min(b or end, end), day)
        out.append(OpeningSpan(left, right, "open" if state == State.OPEN else "unknown", str(comment)))
    return tuple(out)


def _minutes(when: datetime.datetime, day: datetime.date) -> int:
    local = when.astimezone(PARIS)
    return 24 * 60 if local.date() > day else 60 * local.hour + local.minute


# Services of one directory often have the same hours.
@functools.lru_cache(maxsize=4_096)
def opens_at_night(osm: str) -> bool | None:
    """Whether hours cover some of the night (22:00 to 06:00) on some day of a week; None when they cannot be read."""
    week = fortnight(osm, datetime.date(2026, 11, 16), days=7)  # an ordinary week
    if not week:
        return None
    return any(span.start < 5 * 60 or span.end > 22 * 60 + 30 for day in week for span in day.spans)
