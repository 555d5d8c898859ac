"""The part of the facade that finds services: a question about a person in, services that suit them out."""

import contextlib
import datetime
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kb.directory.asking import Asked, read_question
from kb.directory.fitting import Fit, fit, matches, met_needs
from kb.directory.freshness import is_stale
from kb.directory.places import NATION, PARIS, covers, epci_of
from kb.readers import Reader
from kb.records.service_facts import ServiceFacts
from kb.search.engine import Engine
from kb.search.result import Hit
from kb.search.services import Sought, readable_services, services_named
from kb.vocabulary.vocabulary import Vocabulary

# Services asked of meaning, most: past them the order of those that nobody would read any more is by facts alone.
ASKED_OF_MEANING: Final = 4_000
DEPTH: Final = 60
# Weights of what is known of a service beside what was asked; the sum orders those that suit. Set on the tuning half of
# tests/services.jsonl (bench/directory.py).
NEED, HINT, ONLY, BEFORE, WELCOMED, PLACE, AGE, MOMENT, MEANING = 3.0, 0.5, 1.5, 1.0, 0.4, 0.6, 0.4, 0.6, 3.0
IN_DOUBT, NOT_FOR_THEM, SATURATED, STALE = -0.3, -1.5, -0.3, -0.3
# Services this far below the best one suit less; so many of them are shown, under those that suit.
BEHIND: Final = 1.8
FURTHER: Final = 20


@dataclass(frozen=True, slots=True)
class ServiceFit:
    """A service that was found, how it was held against the question, and its score: higher suits better."""

    fit: Fit
    score: float

    @property
    def facts(self) -> ServiceFacts:
        """What is known of the service."""
        return self.fit.facts


@dataclass(frozen=True, slots=True)
class ServicesFound:
    """What a question found, best first: services that suit, those that suit less, those near that a fact excludes.

    `read` is what was understood of the question, `asked` what counted of it.
    """

    asked: Asked
    suiting: tuple[ServiceFit, ...]
    further: tuple[ServiceFit, ...] = ()
    excluded: tuple[Fit, ...] = ()
    read: Asked = field(default_factory=Asked)


class Directory(ABC):
    """What `KnowledgeBase` offers of services. Every method shows a reader only what they may read."""

    vocabulary: Vocabulary

    @abstractmethod
    def _engine(self, reader: Reader) -> contextlib.AbstractContextManager[Engine]: ...

    def services_for(
        self,
        question: str,
        *,
        reader: Reader,
        now: datetime.datetime,
        without: Iterable[str] = (),
        asked: Asked | None = None,
    ) -> ServicesFound:
        """The services that suit a question about a person, at a moment with its time zone.

        `without` are facts of the question that are not to count (`Asked.without`); `asked`, given, stands for what is
        read in it.
        """
        read = read_question(question, self.vocabulary)
        wanted = asked if asked is not None else read.without(*without)
        with self._engine(reader) as engine:
            facts = readable_services(engine.ground(), sought_of(wanted))
            hits = _by_meaning(engine, question, facts)
        ranked = _ranked(facts.values(), wanted, hits, now)
        least = ranked[0].score - BEHIND if ranked else 0.0
        suiting = tuple(one for one in ranked if one.score >= least)
        excluded = _excluded(facts.values(), wanted, hits, now)
        return ServicesFound(wanted, suiting, ranked[len(suiting) :][:FURTHER], excluded, read)

    def services_named(self, record_ids: Sequence[str], *, reader: Reader) -> Mapping[str, ServiceFacts]:
        """The facts of these services, by identifier, without those that this reader may not read."""
        with self._engine(reader) as engine:
            return services_named(engine.ground(), record_ids)

    def services(self, *, reader: Reader, territory: str = "") -> tuple[ServiceFacts, ...]:
        """All services, or those that cover a territory, by title."""
        with self._engine(reader) as engine:
            found = readable_services(engine.ground(), sought_of(Asked(territory=territory)))
        kept = (
            one
            for one in found.values()
            if not territory or covers(one.zone or one.territories, territory) is not False
        )
        return tuple(sorted(kept, key=lambda one: (one.title.casefold(), one.id)))


def sought_of(asked: Asked) -> Sought:
    """What the index file may leave out: only what is sure."""
    zones: tuple[str, ...] = ()
    if asked.territory:
        code = asked.territory
        paris = (PARIS, "75") if code[:2] == "75" else ()
        zones = tuple(dict.fromkeys((code, code[:2], *paris, *NATION, *epci_of(code))))
    within = asked.territory if len(asked.territory) == 2 else ""
    return Sought(asked.ages, asked.gender, zones, within)


def _by_meaning(engine: Engine, question: str, facts: Mapping[str, ServiceFacts]) -> Mapping[str, Hit]:
    if not question.strip() or not facts:
        return {}
    where = {"id": tuple(facts)} if len(facts) <= ASKED_OF_MEANING else {"kind": ("service",)}
    return {hit.record.id: hit for hit in engine.search(question, where, limit=DEPTH)}


def _ranked(
    facts: Iterable[ServiceFacts], asked: Asked, hits: Mapping[str, Hit], now: datetime.datetime
) -> tuple[ServiceFit, ...]:
    if asked.empty and not hits:
        return ()
    held = [fit(one, asked, now) for one in _candidates(facts, asked, hits)]
    suiting = [ServiceFit(one, _score(one, asked, hits, now)) for one in held if not one.excluded]
    suiting.sort(key=lambda one: (-one.score, one.facts.title, one.facts.id))
    return tuple(suiting)


def _candidates(facts: Iterable[ServiceFacts], asked: Asked, hits: Mapping[str, Hit]) -> list[ServiceFacts]:
    """Those that are worth holding against the question: that offer what is needed, or that meaning found."""
    every = list(facts)
    if len(every) <= ASKED_OF_MEANING:
        return every
    return [one for one in every if one.id in hits or met_needs(one, asked.needs)]


def _score(one: Fit, asked: Asked, hits: Mapping[str, Hit], now: datetime.datetime) -> float:
    facts, score = one.facts, 0.0
    if asked.needs:
        score += NEED * len(met_needs(facts, asked.needs)) / len(asked.needs)
    score += HINT * len(met_needs(facts, asked.hints))
    for publics, weight in ((facts.exclusive, ONLY), (facts.preferred, BEFORE), (facts.welcomed, WELCOMED)):
        score += weight * any(matches(public, asked) for public in publics if public != "tous-publics")
    if asked.territory and covers(facts.territories, asked.territory):
        score += PLACE
    score += AGE * (one.says("age") == "yes") + MOMENT * (one.says("moment") == "yes")
    score += IN_DOUBT * len(one.unknown) + NOT_FOR_THEM * (one.says("public") == "unknown")
    score += SATURATED * (facts.saturation == "high") + STALE * is_stale(facts.date, now.date())
    hit = hits.get(facts.id)
    if hit is not None:
        score += MEANING / (1 + (hit.rank - 1) / 4) * (0.5 if hit.weak else 1.0)
    return score


def _excluded(
    facts: Iterable[ServiceFacts], asked: Asked, hits: Mapping[str, Hit], now: datetime.datetime
) -> tuple[Fit, ...]:
    """Services near to the question that one fact excludes, so that nobody wonders why they are not there."""
    by_id = {one.id: one for one in facts}
    held = [fit(by_id[record_id], asked, now) for record_id in hits if record_id in by_id]
    return tuple(one for one in held if one.excluded and all(reason.fact != "need" for reason in one.excluded))
