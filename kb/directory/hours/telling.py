"""Hours in French: the rules as a sentence, a day of the fortnight, and the state of a moment."""

import datetime
import re
from collections.abc import Callable
from typing import Final

from kb.directory.hours.opening import Day, Opening, OpeningSpan, as_osm, closing_last
from kb.french import NBSP

DAYS: Final = {"Mo": "lundi", "Tu": "mardi", "We": "mercredi", "Th": "jeudi", "Fr": "vendredi", "Sa": "samedi",
               "Su": "dimanche"}  # fmt: skip
WEEK: Final = tuple(DAYS.values())
MONTHS: Final = {"Jan": "janvier", "Feb": "février", "Mar": "mars", "Apr": "avril", "May": "mai", "Jun": "juin",
                 "Jul": "juillet", "Aug": "août", "Sep": "septembre", "Oct": "octobre", "Nov": "novembre",
                 "Dec": "décembre"}  # fmt: skip
_NTH: Final = {"1": "1er", "2": "2e", "3": "3e", "4": "4e", "5": "5e", "-1": "dernier"}
_DATES: Final = re.compile(
    r"(?P<y1>\d{4} )?(?P<m1>[A-Z][a-z]{2}) (?P<d1>\d\d?)-(?P<y2>\d{4} )?(?:(?P<m2>[A-Z][a-z]{2}) )?(?P<d2>\d\d?)"
)
_MONTHS_RULE: Final = re.compile(r"[A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?(?:,[A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?)*")
_DAY: Final = r"(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|SH)(?:\[-?\d\])?"
_DAYS_RULE: Final = re.compile(rf"{_DAY}(?:-{_DAY})?(?:,{_DAY}(?:-{_DAY})?)*(?=\s|$)")
_HOURS: Final = re.compile(r"(?P<hours>\d\d:\d\d(?:-\d\d:\d\d|\+)(?:,\d\d:\d\d(?:-\d\d:\d\d|\+))*)")
_COMMENT: Final = re.compile(r'"([^"]*)"')


def hours_in_french(osm: str) -> str:
    """« du lundi au vendredi 9 h–12 h 30 et 14 h–18 h ; fermé en août »; the text itself where a rule is not known."""
    osm = as_osm(osm)
    if osm.strip() == "24/7":
        return "24 h sur 24, 7 jours sur 7"
    rules = [one.strip() for one in re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', closing_last(osm)) if one.strip()]
    said = [_rule(one) for one in rules]
    return f"{NBSP}; ".join(said) if all(said) else osm


def _rule(rule: str) -> str:
    comment = _COMMENT.search(rule)
    words = comment[1] if comment else ""
    rule = _COMMENT.sub("", rule).strip()
    closed = bool(re.search(r"\b(?:off|closed)$", rule))
    rule = re.sub(r"\b(?:off|closed|unknown|open)$", "", rule).strip()
    if rule in ("", "24/7"):
        return words or ("fermé" if closed else "24 h sur 24, 7 jours sur 7")
    out: list[str] = []
    while rule:
        for pattern, say in _PARTS:
            if found := pattern.match(rule):
                out.append(say(found))
                rule = rule[found.end() :].lstrip(" :,")
                break
        else:
            return ""
    text = " ".join(out) + (f" ({words})" if words else "")
    return f"fermé {_closing(text)}" if closed else text


def _closing(text: str) -> str:
    return re.sub(r"^(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)", r"le \1", text)


def _dates(found: re.Match[str]) -> str:
    first = f"{_number(found['d1'])} {MONTHS[found['m1']]}" if found["m2"] and found["m2"] != found["m1"] else ""
    first = first or _number(found["d1"])
    if found["y1"] and found["y1"] != found["y2"]:
        first = f"{_number(found['d1'])} {MONTHS[found['m1']]} {found['y1'].strip()}"
    year = f" {(found['y2'] or found['y1']).strip()}" if found["y2"] or found["y1"] else ""
    return f"du {first} au {_number(found['d2'])} {MONTHS[found['m2'] or found['m1']]}{year}"


def _number(day: str) -> str:
    return "1er" if int(day) == 1 else str(int(day))


def _months(found: re.Match[str]) -> str:
    said = []
    for one in found[0].split(","):
        first, _, last = one.partition("-")
        said.append(f"de {MONTHS[first]} à {MONTHS[last]}" if last else f"en {MONTHS[first]}")
    return " et ".join(said)


def _days(found: re.Match[str]) -> str:
    said = []
    for one in found[0].split(","):
        first, _, last = one.partition("-") if not re.fullmatch(r"\w\w\[-\d\]", one) else (one, "", "")
        if first == "PH":
            said.append("les jours fériés")
        elif first == "SH":
            said.append("pendant les vacances scolaires")
        elif "[" in first:
            said.append(f"le {_NTH.get(first[3:-1], first[3:-1])} {DAYS[first[:2]]} du mois")
        elif (first, last) == ("Mo", "Su"):
            said.append("tous les jours")
        elif last:
            said.append(f"du {DAYS[first]} au {DAYS[last]}" if last != "PH" else f"{DAYS[first]} et fériés")
        else:
            said.append(DAYS[first])
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} et {said[-1]}"


def _hours(found: re.Match[str]) -> str:
    said = []
    for one in found["hours"].split(","):
        if one == "00:00-24:00":
            said.append("toute la journée")
        elif one.endswith("+"):
            said.append(f"à partir de {clock(_minutes(one[:-1]))}")
        else:
            first, _, last = one.partition("-")
            said.append(f"{clock(_minutes(first))}–{clock(_minutes(last))}")
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} et {said[-1]}"


_PARTS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (_DATES, _dates),
    (_DAYS_RULE, _days),
    (_HOURS, _hours),
    (_MONTHS_RULE, _months),
)


def _minutes(text: str) -> int:
    hours, _, minutes = text.partition(":")
    return 60 * int(hours) + int(minutes)


def clock(minutes: int) -> str:
    """« 9 h », « 14 h 30 », « minuit »."""
    hours, rest = divmod(minutes, 60)
    if minutes in (0, 24 * 60):
        return "minuit"
    return f"{hours}{NBSP}h" + (f"{NBSP}{rest:02d}" if rest else "")


def day_in_french(day: Day, today: datetime.date) -> tuple[str, str]:
    """(« lundi 30 », « 9 h–12 h 30, 14 h–18 h ») of a day of the fortnight."""
    name = "aujourd’hui" if day.date == today else f"{WEEK[day.date.weekday()]} {_number(str(day.date.day))}"
    if day.doubt and day.doubt != "fermeture temporaire":
        return name, day.doubt
    if not day.spans:
        return name, day.doubt or ("fermé (jour férié)" if day.holiday else "fermé")
    return name, ", ".join(_span(one) for one in day.spans)


def _span(span: OpeningSpan) -> str:
    whole = (span.start, span.end) == (0, 24 * 60)
    said = "toute la journée" if whole else f"{clock(span.start)}–{clock(span.end)}"
    if span.state == "unknown":
        said = f"{span.comment or 'à vérifier'}" if whole else f"{said} ({span.comment or 'à vérifier'})"
    return said


def opening_in_french(opening: Opening, now: datetime.datetime) -> str:
    """« Ouvert, ferme à 18 h », « Fermé, ouvre demain à 9 h », « À vérifier : sur rendez-vous »."""
    if opening.state == "unknown":
        return f"À vérifier{NBSP}: {opening.reason}"
    if opening.state == "open":
        if opening.until is None or opening.until - now > datetime.timedelta(days=1):
            return "Ouvert maintenant"
        return f"Ouvert maintenant, ferme à {_at(opening.until)}"
    if opening.reason:
        return f"Fermé{NBSP}: {opening.reason}"
    if opening.opens is None:
        return "Fermé maintenant"
    days = (opening.opens.date() - now.astimezone(opening.opens.tzinfo).date()).days
    when = "" if days == 0 else "demain " if days == 1 else f"{WEEK[opening.opens.weekday()]} "
    if days > 6:
        when = f"le {_number(str(opening.opens.day))} {tuple(MONTHS.values())[opening.opens.month - 1]} "
    return f"Fermé maintenant, ouvre {when}à {_at(opening.opens)}"


def _at(when: datetime.datetime) -> str:
    return clock(60 * when.hour + when.minute)
