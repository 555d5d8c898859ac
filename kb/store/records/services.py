"""Services of the register by the identifiers under which they are exchanged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kb.store.files.kept_values import kept_json
from kb.store.records.register import Register


@dataclass(frozen=True, slots=True)
class KnownService:
    """A service that stands in the register: its newest revision, and whether somebody changed it here by hand."""

    record_id: str
    head: int
    published: bool
    by_hand: bool
    body: Mapping[str, Any]


def services_by_exchange(register: Register) -> dict[tuple[str, str], KnownService]:
    """(producer, identifier) → service, of those that were imported."""
    rows = register.database.execute(
        "SELECT r.id, r.head, r.published_revision, r.edited_in_wiki, v.body FROM records r "
        "JOIN revisions v ON v.record_id = r.id AND v.number = r.head WHERE r.kind = 'service'"
    )
    out = {}
    for record_id, head, published, by_hand, text in rows:
        body = kept_json(text)
        if body.get("exchange_id"):
            key = (str(body.get("exchange_source", "")), str(body["exchange_id"]))
            out[key] = KnownService(record_id, head, published is not None, bool(by_hand), body)
    return out
