"""The facts of a service that a question about a person is held against: what the index keeps of each one."""

import functools
import json
from dataclasses import asdict, dataclass
from typing import Any

from kb.records.kinds.service import Service
from kb.records.typed_text import typed_words


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """Facts of a published service; those that are empty are not known. Dates are ISO days; hours are OSM's."""

    id: str
    title: str = ""
    organisation: str = ""
    service_type: str = ""
    offers: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    welcomed: tuple[str, ...] = ()
    preferred: tuple[str, ...] = ()
    exclusive: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    zone: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    opening_hours: str = ""
    hours_note: str = ""
    night: bool = False
    closed_from: str = ""
    closed_to: str = ""
    closed_note: str = ""
    saturation: str = ""
    saturation_on: str = ""
    saturation_note: str = ""
    date: str = ""
    phone: str = ""
    address: str = ""
    town: str = ""
    summary: str = ""
    fee: str = ""
    referred_by: tuple[str, ...] = ()
    diffusion: str = "public"
    fictional: bool = False

    @property
    def publics(self) -> tuple[str, ...]:
        """All publics that it names, whatever their welcome."""
        return (*self.exclusive, *self.preferred, *self.welcomed)


def facts_of(service: Service) -> ServiceFacts:
    """The facts of a service."""
    names = ServiceFacts.__dataclass_fields__
    told = {name: getattr(service, name) for name in names}
    return ServiceFacts(**{**told, "summary": typed_words(service.summary).text})


def facts_to_json(facts: ServiceFacts) -> str:
    """Facts as the index stores them: without what is empty."""
    return json.dumps({name: value for name, value in asdict(facts).items() if value or value == 0}, ensure_ascii=False)


# Services whose facts stay in memory once read, of 2 kB each: a question looks at some hundreds of 50,000.
@functools.lru_cache(maxsize=20_000)
def facts_from_json(text: str) -> ServiceFacts:
    """The facts that `facts_to_json` wrote."""
    value: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in json.loads(text).items()}
    return ServiceFacts(**value)
