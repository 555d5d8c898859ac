"""Who is to be asked whether what is known of a service still holds: once for each time that it grew old."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kb.directory.freshness import CHECK_AFTER, freshness
from kb.store.drafts.proposals import record_authors
from kb.store.records.register import Register
from kb.store.records.reminders import services_before

# Services looked at each time: a directory just imported is not written about all at once.
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Stale:
    """A service to be checked: its date when its owner is asked, and who that is.

    `accounts` wrote it here; `email` is that of its structure, asked where no account wrote it, "" for none.
    """

    record_id: str
    title: str
    date: str
    accounts: frozenset[str]
    email: str


def due(register: Register, today: datetime.date) -> tuple[Stale, ...]:
    """The services that are over six months old, whose owners were not asked yet; those that tell nobody to ask too."""
    before = (today - datetime.timedelta(days=CHECK_AFTER)).isoformat()
    return tuple(
        Stale(record_id, str(fields.get("title", "")), str(fields["date"]), *_owner(register, record_id, fields))
        for record_id, fields in services_before(register, before, MOST)
        if freshness(str(fields["date"]), today) in ("check", "old")
    )


def _owner(register: Register, record_id: str, fields: Mapping[str, Any]) -> tuple[frozenset[str], str]:
    """Who answers for a service: its authors here, else its structure, unless the service is invented, or another
    base's, which asks for itself."""
    accounts = record_authors(register, record_id)
    stranger = bool(fields.get("exchange_source")) or bool(fields.get("fictional"))
    return accounts, "" if accounts or stranger else str(fields.get("email", ""))
