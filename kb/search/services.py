"""Services of the index that one reader may find, and that what was asked does not surely exclude."""

from collections.abc import Mapping, Sequence

from kb.index.service_rows import Sought, needs_bits
from kb.records.service_facts import ServiceFacts
from kb.search.reader_index import Ground

__all__ = ["Sought", "needs_bits", "readable_services", "services_named"]


def readable_services(ground: Ground, sought: Sought) -> dict[str, int]:
    """The needs, as bits, of the services sought, by identifier, without those that this reader may not read."""
    return ground.index.services_sought(sought, ground.allowed)


def services_named(ground: Ground, record_ids: Sequence[str]) -> Mapping[str, ServiceFacts]:
    """The facts of these services, without those that this reader may not read."""
    return ground.index.service_facts(record_ids, ground.allowed)
