"""The part of the facade that finds services: a question about a person in, services that suit them out."""

import bisect
import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kb.directory.asking import ServiceQuery, read_question
from kb.directory.fitting import OFFERED_BY, Suitability, fit
from kb.directory.places import NATION, PARIS, covers, epci_of
from kb.directory.scoring import Glance, score
from kb.readers import Reader
from kb.records.service_facts import ServiceFacts
from kb.search.engine import Engine
from kb.search.result import Hit
from kb.search.services import Sought, needs_bits, readable_services, services_named
from kb.searching import Searcher
from kb.vocabulary.vocabulary import Vocabulary

# Services asked of meaning, most: past them the order of those that nobody would read any more is by facts alone.
ASKED_OF_MEANING: Final = 4_000
DEPTH: Final = 60
# Services this far below the best one suit less; so many of them are shown, under those that suit.
BEHIND: Final = 1.8
FURTHER: Final = 20


@dataclass(frozen=True, slots=True)
class ServiceFit:
    """A service that was found, how it was held against the question, and its score: higher suits better."""

    fit: Suitability
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

    asked: ServiceQuery
    suiting: tuple[ServiceFit, ...]
    further: tuple[ServiceFit, ...] = ()
    excluded: tuple[Suitability, ...] = ()
    read: ServiceQuery = field(default_factory=ServiceQuery)


class Directory:
    """What a base offers of services. Every method shows a reader only what they may read."""

    def __init__(self, searcher: Searcher, vocabulary: Vocabulary) -> None:
        self._searcher = searcher
        self._vocabulary = vocabulary

    def services_for(
        self,
        question: str,
        *,
        reader: Reader,
        now: datetime.datetime,
        without: Iterable[str] = (),
        asked: ServiceQuery | None = None,
    ) -> ServicesFound:
        """The services that suit a question about a person, at a moment with its time zone.

        `without` are facts of the question that are not to count (`ServiceQuery.without`); `asked`, given, stands for
        what is read in it.
        """
        read = read_question(question, self._vocabulary)
        wanted = asked if asked is not None else read.without(*without)
        with self._searcher.engine(reader) as engine:
            readable = readable_services(engine.ground(), sought_of(wanted))
            hits = _by_meaning(engine, question, readable)
            facts = services_named(engine.ground(), _candidates(readable, wanted, hits))
        ranked, suit = _ranked(facts.values(), wanted, hits, now)
        excluded = _excluded(facts, wanted, hits, now)
        return ServicesFound(wanted, ranked[:suit], ranked[suit:], excluded, read)

    def services_named(self, record_ids: Sequence[str], *, reader: Reader) -> Mapping[str, ServiceFacts]:
        """The facts of these services, by identifier, without those that this reader may not read."""
        with self._searcher.engine(reader) as engine:
            return services_named(engine.ground(), record_ids)

    def services(self, *, reader: Reader, territory: str = "") -> tuple[ServiceFacts, ...]:
        """All services, or those that cover a territory, by title."""
        with self._searcher.engine(reader) as engine:
            ground = engine.ground()
            readable = readable_services(ground, sought_of(ServiceQuery(territory=territory)))
            found = services_named(ground, tuple(readable))
        kept = (
            one
            for one in found.values()
            if not territory or covers(one.zone or one.territories, territory) is not False
        )
        return tuple(sorted(kept, key=lambda one: (one.title.casefold(), one.id)))


def sought_of(asked: ServiceQuery) -> Sought:
    """What the index file may leave out: only what is sure."""
    zones: tuple[str, ...] = ()
    if asked.territory:
        code = asked.territory
        paris = (PARIS, "75") if code[:2] == "75" else ()
        zones = tuple(dict.fromkeys((code, code[:2], *paris, *NATION, *epci_of(code))))
    within = asked.territory if len(asked.territory) == 2 else ""
    return Sought(asked.ages, asked.gender, zones, within)


def _by_meaning(engine: Engine, question: str, readable: Mapping[str, int]) -> Mapping[str, Hit]:
    if not question.strip() or not readable:
        return {}
    where = {"id": tuple(readable)} if len(readable) <= ASKED_OF_MEANING else {"kind": ("service",)}
    return {hit.record.id: hit for hit in engine.search(question, where, limit=DEPTH)}


def _candidates(readable: Mapping[str, int], asked: ServiceQuery, hits: Mapping[str, Hit]) -> tuple[str, ...]:
    """Those that are worth holding against the question: of many, those that offer what is needed, or that meaning
    found; of fewer, also those that do not say what they offer.
    """
    needed = needs_bits([finer for one in asked.needs for finer in (one, *OFFERED_BY.get(one, ()))])
    many = len(readable) > ASKED_OF_MEANING
    if not needed and not many:
        return tuple(readable)
    return tuple(one for one, bits in readable.items() if bits & needed or one in hits or not (bits or many))


def _ranked(
    facts: Iterable[ServiceFacts], asked: ServiceQuery, hits: Mapping[str, Hit], now: datetime.datetime
) -> tuple[tuple[ServiceFit, ...], int]:
    """The services that nothing excludes, best first: those that suit, some more, and how many suit.

    They are held against the question in the order of the score that each cannot pass, until no other can be shown.
    """
    if asked.empty and not hits:
        return (), 0
    glance = Glance(asked, hits)
    ahead = sorted(((glance.most(one), one) for one in facts), key=lambda one: -one[0])
    found: list[ServiceFit] = []
    reached: list[float] = []  # scores, lowest first
    for most, one in ahead:
        behind = bisect.bisect_left(reached, reached[-1] - BEHIND) if reached else 0
        if behind > FURTHER and most < reached[behind - FURTHER] and most < reached[-1] - BEHIND:
            break
        held = fit(one, asked, now)
        if not held.excluded:
            found.append(ServiceFit(held, score(held, asked, hits, now)))
            bisect.insort(reached, found[-1].score)
    found.sort(key=lambda one: (-one.score, one.facts.title, one.facts.id))
    suit = sum(one.score >= reached[-1] - BEHIND for one in found)
    return tuple(found[: suit + FURTHER]), suit


def _excluded(
    facts: Mapping[str, ServiceFacts], asked: ServiceQuery, hits: Mapping[str, Hit], now: datetime.datetime
) -> tuple[Suitability, ...]:
    """Services near to the question that one fact excludes, so that nobody wonders why they are not there."""
    held = [fit(facts[record_id], asked, now) for record_id in hits if record_id in facts]
    return tuple(one for one in held if one.excluded and all(reason.fact != "need" for reason in one.excluded))
