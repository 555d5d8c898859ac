"""Services of the index that one reader may find, and that what was asked does not surely exclude."""

from collections.abc import Mapping, Sequence

from kb.index.service_rows import Sought, facts_of_services, needs_bits, services_sought
from kb.records.service_facts import ServiceFacts
from kb.search.reader_index import Ground

__all__ = ["Sought", "needs_bits", "readable_services", "services_named"]


def readable_services(ground: Ground, sought: Sought) -> dict[str, int]:
    """The needs, as bits, of the services sought, by identifier, without those that this reader may not read."""
    rows, records = ground.allowed.rows, ground.live.records
    found = services_sought(ground.database, sought)
    return {record_id: bits for record_id, bits in found if (row := records.row(record_id)) is not None and rows[row]}


def services_named(ground: Ground, record_ids: Sequence[str]) -> Mapping[str, ServiceFacts]:
    """The facts of these services, without those that this reader may not read."""
    rows, records = ground.allowed.rows, ground.live.records
    readable = [one for one in record_ids if (row := records.row(one)) is not None and rows[row]]
    return facts_of_services(ground.database, readable)
