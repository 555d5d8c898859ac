"""The score of a service: what is known of it beside what was asked, first at a glance, then fact by fact."""

import datetime
import functools
from collections.abc import Mapping

from kb.directory.asking import ServiceQuery
from kb.directory.fitting import EVERYBODY, Suitability, ages_of, matches, met_needs
from kb.directory.freshness import is_stale
from kb.directory.places import covers
from kb.records.service_facts import ServiceFacts
from kb.search.result import Hit

# Weights of what is known of a service beside what was asked; the sum orders those that suit. Set on the tuning half of
# tests/services.jsonl (bench/directory.py).
NEED, HINT, ONLY, BEFORE, WELCOMED, PLACE, AGE, MOMENT, MEANING = 3.0, 0.5, 1.5, 1.0, 0.4, 0.6, 0.4, 0.6, 3.0
IN_DOUBT, NOT_FOR_THEM, SATURATED, STALE = -0.3, -1.5, -0.3, -0.3


def score(one: Suitability, asked: ServiceQuery, hits: Mapping[str, Hit], now: datetime.datetime) -> float:
    """The score of a service that was held against a question: higher suits better."""
    facts, total = one.facts, 0.0
    if asked.needs:
        total += NEED * len(met_needs(facts, asked.needs)) / len(asked.needs)
    total += HINT * len(met_needs(facts, asked.hints))
    for publics, weight in ((facts.exclusive, ONLY), (facts.preferred, BEFORE), (facts.welcomed, WELCOMED)):
        total += weight * any(matches(public, asked) for public in publics if public != EVERYBODY)
    if asked.territory and covers(facts.territories, asked.territory):
        total += PLACE
    total += AGE * (one.says("age") == "yes") + MOMENT * (one.says("moment") == "yes")
    total += IN_DOUBT * len(one.unknown) + NOT_FOR_THEM * (one.says("public") == "unknown")
    total += SATURATED * (facts.saturation == "high") + STALE * is_stale(facts.date, now.date())
    return total + nearness(hits.get(facts.id))


def nearness(hit: Hit | None) -> float:
    """What a service is worth for the place that its words have among those that meaning found."""
    return MEANING / (1 + (hit.rank - 1) / 4) * (0.5 if hit.weak else 1.0) if hit is not None else 0.0


class Glance:
    """The score that a service cannot pass, at the cost of some look-ups: most of a long list is then never held
    against the question.
    """

    def __init__(self, asked: ServiceQuery, hits: Mapping[str, Hit]) -> None:
        self._asked, self._hits = asked, hits
        self._matches = functools.cache(lambda public: public != EVERYBODY and matches(public, asked))
        self._near = functools.cache(lambda territories: bool(covers(territories, asked.territory)))

    def most(self, facts: ServiceFacts) -> float:
        """A number that `score` does not pass, whatever the moment and what is in doubt."""
        asked, total = self._asked, nearness(self._hits.get(facts.id))
        if asked.needs:
            total += NEED * len(met_needs(facts, asked.needs)) / len(asked.needs)
        if asked.hints:
            total += HINT * len(met_needs(facts, asked.hints))
        for publics, weight in ((facts.exclusive, ONLY), (facts.preferred, BEFORE), (facts.welcomed, WELCOMED)):
            if publics and any(map(self._matches, publics)):
                total += weight
        if asked.territory and self._near(facts.territories):
            total += PLACE
        if asked.ages:
            known = ages_of(facts)
            inside = known is not None and known[0] <= asked.ages[0] and asked.ages[1] <= known[1]
            total += AGE if inside else IN_DOUBT
        if asked.moment:
            total += MOMENT
        return total + SATURATED * (facts.saturation == "high")
