"""Opening hours as people write them in French, turned into OSM opening_hours; what is doubtful is said, never guessed.

« lun-ven 9h-12h30, 14h-18h, fermé en août et fériés » gives « Mo-Fr 09:00-12:30,14:00-18:00; Aug off; PH off ».
Rules that close stand last: a later rule wins, and an « off » followed by open days would close nothing.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined] # its stub lacks one

DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY_WORDS: Final = {
    word: code
    for code, words in zip(
        DAYS,
        ("lundi lun lu", "mardi mar ma", "mercredi mer me", "jeudi jeu je", "vendredi ven ve", "samedi sam sa",
         "dimanche dim di"),
        strict=True,
    )
    for one in words.split()
    for word in (one, f"{one}s")
}  # fmt: skip
_MONTH_WORDS: Final = {
    word: code
    for code, words in zip(
        MONTHS,
        ("janvier janv", "fevrier fevr fev", "mars", "avril avr", "mai", "juin", "juillet juil", "aout", "septembre sept",
         "octobre oct", "novembre nov", "decembre dec"),
        strict=True,
    )
    for word in words.split()
}  # fmt: skip
_DAY: Final = "|".join(sorted(_DAY_WORDS, key=len, reverse=True))
_MONTH: Final = "|".join(sorted(_MONTH_WORDS, key=len, reverse=True))
_TIME: Final = r"(?:\d{1,2}\s*(?:h|:)\s*\d{2}(?!\d|\s*h)|\d{1,2}\s*(?:h(?:eures?)?)|midi|minuit)"
_TO: Final = r"\s*(?:-|a|jusqu'?\s*a)\s*"
_APPOINTMENT: Final = re.compile(r"\b(?:uniquement |seulement |et )?sur (?:rendez-vous|rdv)\b|\bsur inscription\b")
_SPAN: Final = re.compile(rf"(?:de\s+)?(?P<first>{_TIME}|\d{{1,2}}(?=\s*-\s*\d{{1,2}}\s*h)){_TO}(?P<last>{_TIME})")
_OPEN_END: Final = re.compile(rf"(?:a partir de|des)\s+(?P<first>{_TIME})|(?P<plus>{_TIME})\s*\+")
_RANGE: Final = re.compile(rf"(?:du\s+|de\s+)?\b(?P<first>{_DAY})\b\.?{_TO}(?:au\s+)?\b(?P<last>{_DAY})\b\.?")
_RANGE_AU: Final = re.compile(rf"(?:du\s+)?\b(?P<first>{_DAY})\b\.?\s+au\s+\b(?P<last>{_DAY})\b\.?")
_ONE_DAY: Final = re.compile(rf"\b(?P<day>{_DAY})\b\.?")
_NTH: Final = re.compile(
    rf"(?:le\s+|les\s+)?(?P<nth>1er|premier|2e|2eme|deuxieme|3e|3eme|troisieme|4e|4eme|quatrieme|dernier)s?\s+"
    rf"(?P<day>{_DAY})\b(?:\s+(?:du|de chaque)\s+mois)?"
)
_FIRST_HOURS: Final = re.compile(rf"(?:de\s+)?{_TIME}")
_LAST_DAYS: Final = re.compile(rf"(?:,|\bouvert\b)\s*(?:du |le |les )?\b(?:{_DAY}|tous les jours|en semaine)\b.*$")
_NUMBERS: Final = {"1": "1", "p": "1", "2": "2", "d": "2", "3": "3", "t": "3", "4": "4", "q": "4"}
_DATE: Final = rf"(?P<{{0}}day>\d\d?)(?:er)?\s+(?P<{{0}}month>{_MONTH})(?:\s+(?P<{{0}}year>\d\d\d\d))?"
_CLOSED_DATES: Final = re.compile(rf"du\s+{_DATE.format('a')}\s+au\s+{_DATE.format('b')}")
_CLOSED_MONTHS: Final = re.compile(rf"(?:en|au mois d[e']|pendant le mois d[e'])\s*(?P<month>{_MONTH})\b")
_CLOSED: Final = re.compile(r"\b(?:ferme|fermee|fermes|fermeture|sauf|hors|pas)\b")
_PUBLIC: Final = re.compile(r"\b(?:les\s+)?(?:jours?\s+)?feries?\b")
_SCHOOL: Final = re.compile(r"\b(?:pendant\s+|durant\s+)?(?:les\s+)?(?:vacances|conges)\s+scolaires\b|\bvacances\b")
_ALWAYS: Final = re.compile(
    r"\b24\s*h?\s*(?:/|sur)\s*24\b(?:\s*(?:h|heures))?(?:\s*(?:,|et)?\s*7\s*j?\s*(?:/|sur)\s*7)?|\bjour et nuit\b"
)
_EVERY_DAY: Final = re.compile(r"\btous les jours\b|\b7\s*j?\s*(?:/|sur)\s*7\b|\bchaque jour\b|\btoute la semaine\b")
_WEEKDAYS: Final = re.compile(r"\ben semaine\b|\bjours ouvres\b")
_WEEKEND: Final = re.compile(r"\b(?:le |les )?week-?ends?\b")
_MOMENTS: Final = {"matin": "09:00-12:00", "matins": "09:00-12:00", "apres-midi": "14:00-17:00"}
_EMPTY: Final = re.compile(r"\b(?:et|de|du|le|les|au|aux|a|en|ouvert|ouverte|ouverture|accueil|horaires|puis|ainsi que|sauf|ferme|"
                           r"fermee|fermes|fermeture|hors|pas|pendant|durant|compris|l'|d'|jours?)\b|[\s,.;:()/|&+-]")  # fmt: skip


@dataclass(frozen=True, slots=True)
class HoursRead:
    """What was understood: `osm` in OSM syntax, "" when nothing was; `note` is to be kept as words; `doubts` to be told.

    `holidays_said` is whether the text says anything of public holidays.
    """

    osm: str
    note: str = ""
    doubts: tuple[str, ...] = ()
    holidays_said: bool = False


def read_hours(text: str) -> HoursRead:
    """The hours that a text tells. OSM syntax is taken as it is; French is read; the rest is kept as a note."""
    text = " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split()).strip(" ;")
    if not text:
        return HoursRead("")
    if is_osm(text):
        return HoursRead(text, holidays_said="PH" in text or text == "24/7")
    return _read_french(text)


def is_osm(text: str) -> bool:
    """Whether a text is OSM opening_hours: a blank one, which the parser takes for « always », is not."""
    if not text.strip() or not re.search(r"\d|off|closed|\"|24/7", text):
        return False
    if re.search(r"[éèàûôêç]|\b(?:lun|mar|mer|jeu|ven|sam|dim|et|de|du|le|au)\b", text.split('"')[0].casefold()):
        return False
    try:
        OpeningHours(text)
    except ParserError:
        return False
    return True


def folded(text: str) -> str:
    """A text without accents, in small letters, with plain dashes and apostrophes: what the patterns read."""
    plain = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    return plain.replace("–", "-").replace("—", "-").replace("→", "-").replace("’", "'")


def _read_french(text: str) -> HoursRead:
    plain, doubts = folded(text), list[str]()
    closing: list[str] = []
    appointment = bool(_APPOINTMENT.search(plain))
    plain = re.sub("[()]", " ; ", _APPOINTMENT.sub(" ", plain))
    holidays_said = bool(_PUBLIC.search(plain))
    opened: list[str] = []
    rest: list[str] = []
    for sentence, closed in _clauses(plain):
        if closed:
            rules, left = _closing(sentence)
            closing += rules
        else:
            rules, left = _opening(sentence, opened[-1] if opened else "")
            opened += rules
        if _EMPTY.sub("", left):
            rest.append(left.strip(" ,.;:"))
    rules = [*_joined(opened), *dict.fromkeys(closing)]
    if rest:
        doubts.append(f"Non compris : « {' ; '.join(rest)} ».")
    if appointment:
        # Hours with a comment alone are « open » to the parser: nobody may be sent there without a call.
        rules = [f'{one} unknown "sur rendez-vous"' if not one.endswith("off") else one for one in rules]
        if not any(not one.endswith("off") for one in rules):
            rules = ['24/7 unknown "sur rendez-vous"', *rules]
    osm = "; ".join(rules)
    if osm and not is_osm(osm):
        return HoursRead("", text, ("Ces horaires n’ont pas été compris : ils restent écrits, et « à vérifier ».",))
    if not osm or (rest and not opened and not appointment):
        return HoursRead("", text, ("Ces horaires n’ont pas été compris : ils restent écrits, et « à vérifier ».",))
    return HoursRead(osm, text if rest else "", tuple(doubts), holidays_said)


def _clauses(plain: str) -> Iterator[tuple[str, bool]]:
    """(words, whether they close): what follows « fermé » or « sauf » closes, up to the end of its sentence."""
    for sentence in re.split(r"[;|\n]|\.(?=\s|$)", plain):
        begin = _CLOSED.search(sentence)
        if begin is None:
            yield sentence, False
            continue
        opened, closed = sentence[: begin.start()], sentence[begin.start() :]
        # « fermé en août, lundi 9h-12h », « tous les jours sauf le dimanche 9h-19h »: hours are never those of closing.
        hours = _FIRST_HOURS.search(closed)
        if hours is None:
            yield opened, False
            yield closed, True
            continue
        days = _LAST_DAYS.search(closed[: hours.start()]) if "," in closed[: hours.start()] else None
        cut = days.start() if days else hours.start()
        yield f"{opened} {closed[cut:]}", False
        yield closed[:cut], True


def _closing(words: str) -> tuple[list[str], str]:
    rules: list[str] = []
    for found in _CLOSED_DATES.finditer(words):
        a, b = ((found[f"{end}year"], _MONTH_WORDS[found[f"{end}month"]], int(found[f"{end}day"])) for end in "ab")
        first_year, last_year = a[0] or b[0], b[0] or a[0]
        years = (f"{first_year} ", f"{last_year} ") if first_year else ("", "")
        rules.append(f"{years[0]}{a[1]} {a[2]:02d}-{years[1]}{b[1]} {b[2]:02d} off")
    words = _CLOSED_DATES.sub(" ", words)
    for found in _CLOSED_MONTHS.finditer(words):
        rules.append(f"{_MONTH_WORDS[found['month']]} off")
    words = _CLOSED_MONTHS.sub(" ", words)
    if re.search(r"\bl'ete\b|\ben ete\b", words):
        rules.append("Jul-Aug off")
        words = re.sub(r"\bl'ete\b|\ben ete\b", " ", words)
    for pattern, rule in ((_PUBLIC, "PH off"), (_SCHOOL, "SH off")):
        if pattern.search(words):
            rules.append(rule)
            words = pattern.sub(" ", words)
    days, words = _days(words)
    if days:
        rules.append(f"{days} off")
    return rules, words


def _opening(words: str, before: str) -> tuple[list[str], str]:
    """Rules of words that open: days, then their hours, as often as both come; hours alone go on with the last days."""
    if _ALWAYS.search(words):
        return ["24/7"], _ALWAYS.sub(" ", words)
    rules: list[str] = []
    rest: list[str] = []
    for part in _parts(words):
        days, left = _days(part)
        school = bool(_SCHOOL.search(left))
        left = _SCHOOL.sub(" ", left) if school else left
        hours, left = _times(left)
        if hours and not days and (rules or before) and not school:
            last = rules.pop() if rules else before
            rules.append(f"{last},{hours}" if ":" in last else f"{last} {hours}")
        elif hours:
            head = f"SH {days}".strip() if school else days
            if not head:
                rest.append(part)  # on which days? A guess would send somebody to a closed door.
                continue
            rules.append(f"{head} {hours}")
        else:
            rest.append(part)
        rest.append(left if hours else "")
    return rules, " ".join(one for one in rest if one)


def _parts(words: str) -> list[str]:
    """The words cut before each group of days that follows hours."""
    day = rf"(?:\b(?:{_DAY})\b|tous les jours|en semaine|week-?end|vacances|feries)"
    cut: list[str] = []
    at, timed = 0, False
    for found in re.finditer(rf"(?P<day>{day})|(?P<time>{_TIME})", words):
        if found["time"]:
            timed = True
        elif timed:
            lead = re.search(r"(?:\b(?:et|puis|le|les|du|de|pendant|,)\s*)+$", words[at : found.start()])
            cut_at = at + lead.start() if lead else found.start()
            cut.append(words[at:cut_at])
            at, timed = cut_at, False
    cut.append(words[at:])
    return cut


def _days(words: str) -> tuple[str, str]:
    """(days in OSM syntax, the words without them)."""
    days: list[str] = []

    def take(pattern: re.Pattern[str], say: "str | None" = None) -> None:
        nonlocal words
        for found in pattern.finditer(words):
            if say:
                days.append(say)
            elif "nth" in found.groupdict():
                last = found["nth"].startswith("der")
                number = "-1" if last else _NUMBERS[found["nth"][0]]
                days.append(f"{_DAY_WORDS[found['day']]}[{number}]")
            elif "last" in found.groupdict():
                days.append(f"{_DAY_WORDS[found['first']]}-{_DAY_WORDS[found['last']]}")
            else:
                days.append(_DAY_WORDS[found["day"]])
        words = pattern.sub(" ", words)

    take(_EVERY_DAY, "Mo-Su")
    take(_WEEKDAYS, "Mo-Fr")
    take(_WEEKEND, "Sa-Su")
    take(_NTH)
    take(_RANGE_AU)
    take(_RANGE)
    take(_ONE_DAY)
    if _PUBLIC.search(words) and days:
        # « dimanches et jours fériés 10h-12h »
        days.append("PH")
        words = _PUBLIC.sub(" ", words)
    return ",".join(dict.fromkeys(days)), words


def _times(words: str) -> tuple[str, str]:
    """(hours in OSM syntax, the words without them)."""
    hours: list[str] = []
    for found in _SPAN.finditer(words):
        first, last = _time(found["first"]), _time(found["last"])
        hours.append(f"{first}-{'24:00' if last == '00:00' else last}")
    words = _SPAN.sub(" ", words)
    for found in _OPEN_END.finditer(words):
        hours.append(f"{_time(found['first'] or found['plus'])}+")
    words = _OPEN_END.sub(" ", words)
    return ",".join(hours), words


def _time(said: str) -> str:
    if said.startswith("midi"):
        return "12:00"
    if said.startswith("minuit"):
        return "00:00"
    numbers = re.findall(r"\d+", said)
    return f"{int(numbers[0]):02d}:{int(numbers[1]) if len(numbers) > 1 else 0:02d}"


def _joined(rules: list[str]) -> list[str]:
    """Rules in order; two of the same days become one, for a later rule replaces an earlier one."""
    out: dict[str, str] = {}
    for rule in rules:
        days, _, hours = rule.partition(" ") if not rule.startswith("SH ") else _school_parts(rule)
        out[days] = f"{out[days]},{hours}" if days in out and hours else hours
    return [f"{days} {hours}".strip() for days, hours in out.items()]


def _school_parts(rule: str) -> tuple[str, str, str]:
    days, _, hours = rule.rpartition(" ")
    return days, " ", hours
