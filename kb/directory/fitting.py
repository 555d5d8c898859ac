"""Whether a service suits what was asked: each fact says yes, no, or that nobody knows."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from kb.directory.asking import Moment, ServiceQuery, said_moment, weekday_dates
from kb.directory.hours.opening import PARIS, Day, fortnight, opening, opens_at_night
from kb.directory.places import covers
from kb.directory.question_words import OLDEST, Ages
from kb.records.kinds.service_lists import directory_lists, service_needs
from kb.records.service_facts import ServiceFacts

Says = Literal["yes", "no", "unknown"]
# Publics that tell a gender, and the ages that some go by (French usage: a minor is under 18).
WOMEN: Final = frozenset({"femmes", "jeunes-filles", "femmes-enceintes"})
MEN: Final = frozenset({"hommes"})
AGES: Final[Mapping[str, Ages]] = {
    "enfants": (0, 12), "adolescents": (11, 18), "jeunes-filles": (11, 25), "jeunes-majeurs": (18, 26),
    "jeunes": (11, 29), "collegiens": (10, 16), "lyceens": (14, 20), "mineurs-isoles": (0, 17), "seniors": (60, OLDEST),
    "etudiants": (16, 40), "professionnels": (18, 70),
}  # fmt: skip
# A public that others are part of: whoever is one is the other.
PART_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "usagers-de-drogues": ("usagers-de-crack",),
    "femmes": ("jeunes-filles", "femmes-enceintes"),
    "personnes-en-situation-durgence": ("personnes-sans-abri", "victimes-de-violences"),
    "personnes-exilees": ("mineurs-isoles",),
    "familles": ("parents", "femmes-enceintes"),
    "parents": ("familles",),
    "personnes-en-situation-juridique-specifique": ("sortants-de-detention",),
    "entourage": ("parents",),
    "jeunes": ("adolescents", "jeunes-majeurs", "collegiens", "lyceens", "etudiants"),
}  # fmt: skip
# What a service offers when it offers a finer thing.
OFFERED_BY: Final[Mapping[str, tuple[str, ...]]] = {"addictologie": ("substitution",)}
EVERYBODY: Final = "tous-publics"


@dataclass(frozen=True, slots=True)
class FitReason:
    """What one fact says of a service, and how that is told."""

    fact: str
    says: Says
    text: str


@dataclass(frozen=True, slots=True)
class Suitability:
    """A service held against what was asked."""

    facts: ServiceFacts
    reasons: tuple[FitReason, ...]

    @property
    def excluded(self) -> tuple[FitReason, ...]:
        """The facts that exclude it."""
        return tuple(one for one in self.reasons if one.says == "no")

    @property
    def unknown(self) -> tuple[FitReason, ...]:
        """What is not known of it."""
        return tuple(one for one in self.reasons if one.says == "unknown" and one.text)

    def says(self, fact: str) -> Says | None:
        """What a fact says, None when it was not asked."""
        return next((one.says for one in self.reasons if one.fact == fact), None)


def fit(facts: ServiceFacts, asked: ServiceQuery, now: datetime.datetime) -> Suitability:
    """A service held against a question, at a moment with its time zone."""
    reasons = [_closed(facts, now)]
    checks: tuple[tuple[object, Callable[[], FitReason]], ...] = (
        (asked.ages, lambda: _age(facts, asked.ages or (0, OLDEST))),
        (asked.gender, lambda: _gender(facts, asked.gender)),
        (True, lambda: _publics(facts, asked)),
        (asked.territory, lambda: _place(facts, asked.territory)),
        (asked.moment, lambda: _moment(facts, asked.moment or Moment("now"), now)),
        (asked.needs, lambda: _needs(facts, asked.needs)),
    )
    reasons += [check() for wanted, check in checks if wanted]
    return Suitability(facts, tuple(reasons))


def _closed(facts: ServiceFacts, now: datetime.datetime) -> FitReason:
    today = now.astimezone(PARIS).date().isoformat()
    if facts.closed_from and facts.closed_from <= today and (not facts.closed_to or today <= facts.closed_to):
        until = f" jusqu’au {_day(facts.closed_to)}" if facts.closed_to else ""
        return FitReason("closed", "no", f"fermé{until}")
    return FitReason("closed", "yes", "")


def _day(iso: str) -> str:
    year, month, day = (*iso.split("-"), "1", "1")[:3]
    return f"{int(day):02d}/{int(month):02d}/{year}"


def ages_of(facts: ServiceFacts) -> Ages | None:
    """The ages that a service takes, from its own words or from the publics that it is for alone; None when unknown."""
    if facts.age_from is not None or facts.age_to is not None:
        return facts.age_from or 0, OLDEST if facts.age_to is None else facts.age_to
    ages = [AGES[one] for one in facts.exclusive if one in AGES]
    if ages and len(ages) == len(facts.exclusive):
        return min(first for first, _ in ages), max(last for _, last in ages)
    return None


def _age(facts: ServiceFacts, ages: Ages) -> FitReason:
    known = ages_of(facts)
    if known is None:
        return FitReason("age", "unknown", "âge non précisé")
    first, last = known
    told = said_ages(known)
    if ages[1] < first or ages[0] > last:
        return FitReason("age", "no", told)
    inside = first <= ages[0] and ages[1] <= last
    return FitReason("age", "yes" if inside else "unknown", told)


def said_ages(ages: Ages) -> str:
    """« de 16 à 25 ans », « à partir de 18 ans », « jusqu’à 12 ans »."""
    first, last = ages
    if last == OLDEST:
        return f"à partir de {first} ans" if first else "sans condition d’âge"
    return f"de {first} à {last} ans" if first else f"jusqu’à {last} ans"


def _gender(facts: ServiceFacts, gender: str) -> FitReason:
    exclusive = set(facts.exclusive)
    if exclusive and exclusive <= MEN and gender == "f":
        return FitReason("gender", "no", "réservé aux hommes")
    if exclusive and exclusive <= WOMEN and gender == "m":
        return FitReason("gender", "no", "réservé aux femmes")
    return FitReason("gender", "yes", "")


def matches(public: str, asked: ServiceQuery) -> bool:
    """Whether what was asked says that somebody is of this public."""
    if public == EVERYBODY or public in asked.publics or any(one in asked.publics for one in PART_OF.get(public, ())):
        return True
    if (public == "femmes" and asked.gender == "f") or (public == "hommes" and asked.gender == "m"):
        return True
    ages = AGES.get(public)
    by_age = public in ("enfants", "adolescents", "jeunes-majeurs", "jeunes", "seniors", "jeunes-filles")
    if by_age and ages and asked.ages:
        inside = ages[0] <= asked.ages[0] and asked.ages[1] <= ages[1]
        return inside and (public != "jeunes-filles" or asked.gender == "f")
    return False


def _publics(facts: ServiceFacts, asked: ServiceQuery) -> FitReason:
    if not facts.exclusive or EVERYBODY in facts.exclusive:
        return FitReason("public", "yes", "")
    names = directory_lists()["service_publics"]
    told = f"réservé{chr(160)}: " + ", ".join(names.get(one, one).lower() for one in facts.exclusive)
    if any(matches(one, asked) for one in facts.exclusive):
        return FitReason("public", "yes", told)
    ruled_out = [_rules_out(one, asked) for one in facts.exclusive]
    return FitReason("public", "no" if all(ruled_out) else "unknown", told)


def _rules_out(public: str, asked: ServiceQuery) -> bool:
    """Whether what was asked says that somebody is not of this public."""
    if public == "professionnels":
        return bool(asked.publics or asked.ages or asked.gender)
    together = "couples" in asked.publics
    if (public in WOMEN and (asked.gender == "m" or together)) or (public in MEN and (asked.gender == "f" or together)):
        return True
    ages = AGES.get(public)
    if ages and asked.ages and (asked.ages[1] < ages[0] or asked.ages[0] > ages[1]):
        return True
    if public == "familles":
        return bool(asked.gender or together) and not {"familles", "parents", "femmes-enceintes"} & set(asked.publics)
    return public == "couples" and bool(asked.gender) and not together


def _place(facts: ServiceFacts, territory: str) -> FitReason:
    covered = covers(facts.zone, territory)
    if covered:
        return FitReason("territory", "yes", "")
    if covered is False:
        return FitReason("territory", "no", "hors de sa zone")
    if facts.zone:
        return FitReason("territory", "unknown", "une partie de ce territoire")
    near = covers(facts.territories, territory)
    if near:
        return FitReason("territory", "unknown", "zone non précisée, mais il s’y trouve")
    return FitReason("territory", "no" if near is False else "unknown", "zone non précisée")


def _moment(facts: ServiceFacts, moment: Moment, now: datetime.datetime) -> FitReason:
    where = facts.territories[0] if facts.territories else ""
    if moment.kind == "night":
        at_night = True if facts.night else opens_at_night(facts.opening_hours)
        if at_night is None:
            return FitReason("moment", "unknown", "accueil de nuit non précisé")
        return FitReason(
            "moment", "yes" if at_night else "no", "accueil de nuit" if at_night else "pas d’accueil la nuit"
        )
    dates = {"closed_from": facts.closed_from, "closed_to": facts.closed_to}
    if moment.kind == "now":
        state = opening(facts.opening_hours, now, territory=where, **dates)
        says: Mapping[str, Says] = {"open": "yes", "closed": "no", "unknown": "unknown"}
        # Pages write « À vérifier » before all that is unknown.
        doubt = state.reason.removesuffix("à vérifier").rstrip(" ,") or "horaires"
        return FitReason("moment", says[state.state], doubt if state.state == "unknown" else "")
    today = now.astimezone(PARIS).date()
    states = set()
    for date in weekday_dates(moment, today):
        day = fortnight(facts.opening_hours, date, territory=where, days=1, **dates)
        if not day:
            return FitReason("moment", "unknown", "horaires")
        states.add(_state(day[0], moment))
    told = said_moment(moment).lower()
    if "yes" in states:
        return FitReason("moment", "yes", "")
    if "unknown" in states:
        return FitReason("moment", "unknown", told)
    return FitReason("moment", "no", f"fermé {told}")


def _state(day: Day, moment: Moment) -> Says:
    spans = [one for one in day.spans if one.start < moment.end and moment.start < one.end]
    if day.doubt and day.doubt != "fermeture temporaire" and (spans or "vacances" in day.doubt):
        return "unknown"
    if any(one.state == "open" for one in spans):
        return "yes"
    return "unknown" if spans else "no"


def met_needs(facts: ServiceFacts, needs: tuple[str, ...]) -> tuple[str, ...]:
    """Which of these needs a service says that it meets."""
    held = set(facts.offers)
    return tuple(one for one in needs if one in held or any(finer in held for finer in OFFERED_BY.get(one, ())))


def _needs(facts: ServiceFacts, needs: tuple[str, ...]) -> FitReason:
    met = met_needs(facts, needs)
    if met:
        return FitReason("need", "yes", ", ".join(str(service_needs()[one]["label"]) for one in met))
    # Imported services often have thématiques alone, which are broader than a need.
    near = [one for one in needs if set(service_needs()[one]["topics"]) & set(facts.topics)]
    if near and not facts.offers:
        label = str(service_needs()[near[0]]["label"]).lower()
        return FitReason("need", "unknown", label)
    if not facts.offers and not facts.topics:
        return FitReason("need", "unknown", "ce qu’on y trouve n’est pas précisé")
    return FitReason("need", "no", "propose autre chose")
