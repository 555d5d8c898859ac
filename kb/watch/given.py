"""What somebody types to report a signal, checked: a place that is no address, a day that has come, its length.

A refusal says what to change; the device keeps what was typed.
"""

import datetime
import functools
import re
from collections.abc import Mapping
from typing import Any, Final

from ingest.french.folding import unaccented
from ingest.metadata.gazetteer import Gazetteer
from ingest.metadata.propose import Surfaces
from kb.errors import KbError
from kb.records.kinds.signal import KNOWLEDGE, SUBJECTS, TRIGGERS
from kb.records.plain import many_lines, one_line
from kb.vocabulary.vocabulary import TERRITORIES, Vocabulary

LONGEST: Final = 3_000  # characters
LONGEST_LINE: Final = 200
OLDEST: Final = 366  # days: what is older is a narrative, or a wrong clock
# A device whose clock is further from the server's than this is told so, and its day is corrected.
CLOCK_DRIFT: Final = datetime.timedelta(hours=26)
_STREET = re.compile(
    r"(?i)\b(?:rue|avenue|av\.|boulevard|bd|place|impasse|all[ée]e|quai|chemin|square|passage|cit[ée]|r[ée]sidence|hall"
    r"|b[âa]timent|[ée]tage|escalier|m[ée]tro|station|gare|porte de|coll[èe]ge|lyc[ée]e|[ée]cole|foyer|tour)\b"
    r"|^\s*\d+\s*(?:bis|ter)?\s*,"
)
LINES: Final = ("function", "form", "route", "price", "access")


class SignalRefused(KbError):
    """A report that cannot be taken as it is; `field` is what to change."""

    def __init__(self, said: str, field: str) -> None:
        super().__init__(said)
        self.field = field


def place_typed(vocabulary: Vocabulary, typed: str) -> str:
    """INSEE code of the arrondissement or commune that was typed. Raises SignalRefused, which says why."""
    typed = one_line(typed)
    if not typed:
        raise SignalRefused("Dites où : un arrondissement ou une commune.", "territory")
    place = vocabulary.territories.get(typed)
    if place is not None and len(place.code) == 5:
        return place.code
    if _STREET.search(typed):
        raise SignalRefused(
            "Une adresse désigne des personnes : un signal ne la garde pas. Donnez seulement l’arrondissement ou la "
            "commune.",
            "territory",
        )
    found = _by_name(vocabulary).get(_folded(typed)) or next(iter(_near(typed)), "")
    if not found or len(found) != 5:
        raise SignalRefused(
            f"« {typed[:60]} » n’est pas un arrondissement ou une commune que cette base connaît. Écrivez par exemple "
            "« Paris 18e » ou « Saint-Denis », ou touchez la carte.",
            "territory",
        )
    return found


def proposed(vocabulary: Vocabulary, text: str) -> dict[str, tuple[str, ...]]:
    """Themes, products and territories that a text names: proposals, by name of field."""
    counts = Surfaces(vocabulary.surfaces).count(text)
    out = {
        name: tuple(code for (listed, code), _ in counts.most_common() if listed == name)[:4]
        for name in ("themes", "substances")
    }
    return {**out, "territories": tuple(code for code in _gazetteer().find(text) if len(code) == 5)[:3]}


def checked_text(text: Any) -> str:
    """The description. Raises SignalRefused for one that is empty or is a text of its own."""
    told = many_lines(str(text or "")).strip()
    if not told:
        raise SignalRefused("Écrivez une phrase : ce que vous avez vu, ou appris.", "text")
    if len(told) > LONGEST:
        words = len(told.split())
        raise SignalRefused(
            f"{words} mots : c’est plus qu’un signal, qui tient en {LONGEST} caractères. Gardez les faits ici ; le "
            "reste ferait un récit, dans « Contribuer ». Rien n’est perdu : votre texte est encore là.",
            "text",
        )
    return told


def observed_day(given: Mapping[str, Any], now: datetime.datetime) -> tuple[datetime.date, str]:
    """The day that was observed, and what to say of it ("" for nothing).

    `day` is a date; `ago` days before the text was written. `written` and `sent` are the device's own times: what its
    clock says wrong when it sends, it said wrong when the text was written.
    """
    drift = _drift(given, now)
    said = ""
    if abs(drift) > CLOCK_DRIFT:
        said = (
            f"L’horloge de cet appareil a {abs(drift).days} jours d’écart avec celle de la base : la date du signal a "
            "été corrigée d’autant. Réglez l’heure de l’appareil."
        )
    else:
        drift = datetime.timedelta()
    if str(given.get("day") or ""):
        try:
            day = datetime.date.fromisoformat(str(given["day"])[:10]) + datetime.timedelta(days=round(drift.days))
        except (ValueError, OverflowError):
            raise SignalRefused("Cette date ne se lit pas. Choisissez-la de nouveau.", "day") from None
    else:
        written = min(_moment(given.get("written"), now) + drift, now)
        ago = given.get("ago")
        day = written.date() - datetime.timedelta(days=ago if isinstance(ago, int) and 0 <= ago <= OLDEST else 0)
    if day > now.date():
        raise SignalRefused("Cette date n’est pas encore venue. Un signal dit ce qui a été vu ou appris.", "day")
    if (now.date() - day).days > OLDEST:
        raise SignalRefused(
            "Cette date a plus d’un an. Vérifiez-la (l’horloge de l’appareil est peut-être fausse) ; ce qui est ancien "
            "se raconte dans « Contribuer ».",
            "day",
        )
    return day, said


def _drift(given: Mapping[str, Any], now: datetime.datetime) -> datetime.timedelta:
    return now - _moment(given.get("sent"), now)


def _moment(text: Any, now: datetime.datetime) -> datetime.datetime:
    try:
        moment = datetime.datetime.fromisoformat(str(text))
    except ValueError:
        return now
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def checked_fields(vocabulary: Vocabulary, given: Mapping[str, Any]) -> dict[str, Any]:
    """What else is said of a signal, of the right shape: codes that no list knows are refused by name."""
    out: dict[str, Any] = {}
    for name, codes in (("knowledge", KNOWLEDGE), ("subject", SUBJECTS), ("trigger", TRIGGERS)):
        code = str(given.get(name) or "")
        if code and code not in codes.entries:
            raise SignalRefused(f"« {code[:40]} » n’est pas dans la liste « {codes.label} ».", name)
        out[name] = code
    for name in ("themes", "substances"):
        listed = given.get(name) or ()
        codes_of = [str(one) for one in (listed if isinstance(listed, list | tuple) else [listed])]
        if unknown := [code for code in codes_of if code not in vocabulary.lists[name]]:
            label = "Thèmes" if name == "themes" else "Produits"
            raise SignalRefused(f"« {unknown[0][:40]} » n’est pas dans la liste « {label} ».", name)
        out[name] = list(dict.fromkeys(codes_of))
    for name in LINES:
        out[name] = one_line(str(given.get(name) or ""))[:LONGEST_LINE]
    out["fictional"] = bool(given.get("fictional"))
    return out


def title_of(text: str) -> str:
    """A title for a signal: its first sentence, or its first words."""
    first = re.split(r"(?<=[.!?])\s", one_line(text), maxsplit=1)[0].rstrip(".")
    return first if len(first) <= 110 else first[:110].rsplit(" ", 1)[0] + "…"


def _folded(name: str) -> str:
    return re.sub(r"[\s'’-]+", " ", unaccented(name)).casefold().strip()


@functools.lru_cache(maxsize=4)
def _names(of: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    return {_folded(name): code for code, name in of}


def _by_name(vocabulary: Vocabulary) -> Mapping[str, str]:
    return _names(tuple((code, one.name) for code, one in vocabulary.territories.items() if len(code) == 5))


@functools.cache
def _gazetteer() -> Gazetteer:
    return Gazetteer.from_geojson(TERRITORIES)


def _near(typed: str) -> tuple[str, ...]:
    """What the gazetteer finds in what was typed; « 18e », « paris 18 » and « 75018 » are arrondissements."""
    number = re.fullmatch(r"(?i)\s*(?:paris\s*)?(?:75\s?0)?(\d{1,2})\s*(?:er|e|è|eme|ème|ième)?(?:\s*arr.*)?", typed)
    if number and 1 <= int(number[1]) <= 20:
        return (f"751{int(number[1]):02d}",)
    return _gazetteer().find(typed.title() if typed.islower() else typed)
