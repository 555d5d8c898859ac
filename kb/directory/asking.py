"""What a question about a person asks of a service: age, gender, publics, territory, moment, needs."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from kb.directory import question_words
from kb.directory.places import territories_named
from kb.directory.question_words import MINOR, OLDEST, Ages
from kb.directory.words import found, plain
from kb.records.kinds.service_lists import directory_lists, service_needs
from kb.vocabulary.vocabulary import Vocabulary

Gender = Literal["", "f", "m"]
Note = Callable[[str, tuple[int, int]], None]


@dataclass(frozen=True, slots=True)
class Moment:
    """When somebody wants to be taken in: at night, now, or between two minutes of some days (0: Monday, -1: today)."""

    kind: Literal["night", "now", "week"]
    days: tuple[int, ...] = ()
    start: int = 0
    end: int = 24 * 60

    @property
    def code(self) -> str:
        """How an address says it: « nuit », « maintenant », « 5-6@1080-1440 »."""
        if self.kind != "week":
            return {"night": "nuit", "now": "maintenant"}[self.kind]
        return f"{'-'.join(map(str, self.days))}@{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class ServiceQuery:
    """What a question asks of a service. `words` gives, for each fact, the words of the question that told it.

    `hints` are needs that the question may speak of without asking: « fume du crack » in one about a shower.
    """

    question: str = ""
    ages: Ages | None = None
    gender: Gender = ""
    publics: tuple[str, ...] = ()
    territory: str = ""
    moment: Moment | None = None
    needs: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether the question tells no fact at all."""
        return not (self.ages or self.gender or self.publics or self.territory or self.moment or self.needs)

    def without(self, *facts: str) -> "ServiceQuery":
        """The same without some facts, by the names of FACTS; « need:… » and « public:… » take out one of several."""
        kept = self
        for fact in facts:
            name, _, code = fact.partition(":")
            if name in ("need", "public") and code:
                plural = f"{name}s"
                left = tuple(one for one in getattr(kept, plural) if one != code)
                kept = replace(kept, needs=left) if name == "need" else replace(kept, publics=left)
            elif name in FACTS:
                kept = replace(kept, **{FACTS[name][0]: FACTS[name][1]})  # type: ignore[arg-type]
        return kept


# The facts as addresses name them: the field, and its value when nothing was asked.
FACTS: Final[Mapping[str, tuple[str, object]]] = {
    "age": ("ages", None), "gender": ("gender", ""), "public": ("publics", ()), "territory": ("territory", ""),
    "moment": ("moment", None), "need": ("needs", ()),
}  # fmt: skip


def read_question(question: str, vocabulary: Vocabulary) -> ServiceQuery:
    """What a question asks, as far as its words tell it; nothing is guessed from its meaning."""
    text, words = plain(question), dict[str, str]()

    def note(fact: str, span: tuple[int, int]) -> None:
        words.setdefault(fact, " ".join(question[slice(*span)].split()))

    places = [
        one for one in territories_named(question, vocabulary) if not question_words.LEFT.search(text[: one.start])
    ]
    for one in places:
        note("territory", (one.start, one.end))
    territory = places[0].code if places else ""
    ages = _ages(text, note)
    gender = _gender(text, note)
    moment = _moment(text, note)
    needs, hints = _needs(text, "words", note), _needs(text, "weak", lambda fact, span: None)
    if not needs:
        needs, hints = _needs(text, "weak", note), ()
    publics = _publics(text, gender, note)
    hints = tuple(one for one in hints if one not in needs)
    return ServiceQuery(question, ages, gender, publics, territory, moment, needs, hints, words)


def _ages(text: str, note: Note) -> Ages | None:
    if match := question_words.AGE.search(text):
        note("age", match.span())
        if match["from"]:
            return int(match["from"]), int(match["to"])
        if match["under"]:
            return 0, int(match["under"]) - 1
        if match["over"]:
            return int(match["over"]), OLDEST
        if match["months"]:
            return 0, 0
        return int(match["age"]), int(match["age"])
    if match := question_words.IN_WORDS.search(text):
        note("age", match.span())
        return question_words.NUMBERS[match["age"]], question_words.NUMBERS[match["age"]]
    for pattern, ages in question_words.AGE_WORDS:
        if match := re.search(pattern, text):
            note("age", match.span())
            return ages
    return None


def _gender(text: str, note: Note) -> Gender:
    alone = question_words.OTHERS.sub(lambda other: " " * len(other[0]), text)
    female, male = question_words.FEMALE.search(alone), question_words.MALE.search(alone)
    if female and (not male or female.start() < male.start()):
        note("gender", female.span())
        return "f"
    if male:
        note("gender", male.span())
        return "m"
    return ""


def _publics(text: str, gender: Gender, note: Note) -> tuple[str, ...]:
    out = []
    for code, phrases in question_words.PUBLICS.items():
        if (span := found(text, phrases)) and not (code in ("femmes", "jeunes-filles") and gender != "f"):
            note(f"public:{code}", span)
            out.append(code)
    return tuple(out)


def _moment(text: str, note: Note) -> Moment | None:
    if match := question_words.NIGHT.search(question_words.ALL_DAY.sub(lambda one: " " * len(one[0]), text)):
        note("moment", match.span())
        return Moment("night")
    if match := question_words.NOW.search(text):
        note("moment", match.span())
        return Moment("now")
    if match := question_words.TONIGHT.search(text):
        note("moment", match.span())
        return Moment("week", (-1,), *question_words.EVENING_HOURS)
    if match := question_words.WEEKEND.search(text):
        note("moment", match.span())
        return Moment("week", (5, 6))
    if match := question_words.WEEKDAY.search(text):
        note("moment", match.span())
        return Moment(
            "week",
            (question_words.DAYS.index(match["day"]),),
            *question_words.PARTS.get(match["part"] or "", (0, 24 * 60)),
        )
    if match := question_words.EVENING.search(text):
        note("moment", match.span())
        return Moment("week", (0, 1, 2, 3, 4), *question_words.EVENING_HOURS)
    return None


def _needs(text: str, kind: str, note: Note) -> tuple[str, ...]:
    spans = {
        code: span
        for code, need in service_needs().items()
        if (span := found(text, [str(one) for one in need.get(kind, ())]))
    }
    # « test de grossesse » is no pregnancy: a phrase hides those that stand within it.
    within = [
        code
        for code, (start, end) in spans.items()
        if any(a <= start and end <= b and b - a > end - start for a, b in spans.values())
    ]
    out = tuple(code for code in spans if code not in within)
    for code in out:
        note(f"need:{code}", spans[code])
    return out


def about_a_person(question: str, vocabulary: Vocabulary) -> bool:
    """Whether a question looks for where to send somebody: it says a need, and who, where or when."""
    asked = read_question(question, vocabulary)
    who = bool(asked.ages or asked.gender or asked.publics)
    where = bool(asked.territory or asked.moment)
    looks = bool(question_words.LOOKS.search(plain(question)))
    return (looks and (who or where or bool(asked.needs))) or (bool(asked.needs) and where) or (who and where)


def moment_of(code: str) -> Moment | None:
    """The moment that an address says, None for one that is none."""
    if code in ("nuit", "maintenant"):
        return Moment("night" if code == "nuit" else "now")
    match = re.fullmatch(r"(-1|[0-6](?:-[0-6]){0,6})@(\d{1,4})-(\d{1,4})", code)
    if not match:
        return None
    days = (-1,) if match[1] == "-1" else tuple(map(int, match[1].split("-")))
    return Moment("week", days, min(int(match[2]), 1440), min(int(match[3]), 1440))


def said(asked: ServiceQuery, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """(fact, French) of each fact asked, as chips show it; the fact is what `without` takes."""
    lists = directory_lists()
    out = []
    if asked.ages:
        out.append(("age", _said_ages(asked.ages)))
    if asked.gender:
        out.append(("gender", {"f": "Femme", "m": "Homme"}[asked.gender]))
    if asked.territory:
        out.append(("territory", vocabulary.label("territories", asked.territory)))
    if asked.moment:
        out.append(("moment", said_moment(asked.moment)))
    out += [(f"need:{code}", str(service_needs()[code]["label"])) for code in asked.needs]
    out += [(f"public:{code}", lists["service_publics"][code]) for code in asked.publics if code not in ("femmes",)]
    return tuple(out)


def _said_ages(ages: Ages) -> str:
    first, last = ages
    if first == last:
        return f"{first} ans" if first else "Moins d’un an"
    if first == 0:
        return "Mineur" if last == MINOR else f"Moins de {last + 1} ans"
    if last == OLDEST:
        return "Majeur" if first == MINOR + 1 else f"{first} ans et plus"
    return f"{first} à {last} ans"


def said_moment(moment: Moment) -> str:
    """« La nuit », « Ouvert maintenant », « Le samedi soir »."""
    if moment.kind != "week":
        return {"night": "La nuit", "now": "Ouvert maintenant"}[moment.kind]
    part = next((name for name, hours in question_words.PARTS.items() if hours == (moment.start, moment.end)), "")
    part = part.replace("apres", "après")
    if moment.days == (-1,):
        return "Ce soir"
    if moment.days == (5, 6):
        return "Le week-end"
    if len(moment.days) == 1:
        return f"Le {question_words.DAYS[moment.days[0]]} {part}".strip()
    return "En soirée" if part == "soir" else ", ".join(question_words.DAYS[day] for day in moment.days)


def weekday_dates(moment: Moment, today: datetime.date) -> tuple[datetime.date, ...]:
    """The next days of a moment of the week, from today on."""
    if moment.days == (-1,):
        return (today,)
    return tuple(one for one in (today + datetime.timedelta(days=n) for n in range(7)) if one.weekday() in moment.days)
