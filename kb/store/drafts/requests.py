"""What visitors write to whoever runs the base, in the private database, until it is dealt with."""

from dataclasses import dataclass

from kb.store.drafts.private import PrivateStore
from kb.store.files.database import transaction
from kb.store.files.statements import added


@dataclass(frozen=True, slots=True)
class Request:
    """An account asked for ("account"), or anything else ("contact"): who asks, where to answer, and their words."""

    number: int
    at: str
    sort: str
    name: str
    address: str
    organisation: str
    text: str


def add_request(store: PrivateStore, request: Request, *, origin: str) -> int:
    """Number of a request kept; the origins of other days are forgotten."""
    with transaction(store.database):
        now = store.now()
        store.database.execute("UPDATE requests SET origin = '' WHERE at < ? AND origin <> ''", [now[:10]])
        number = added(
            store.database,
            "INSERT INTO requests (at, sort, name, address, organisation, text, origin) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [now, request.sort, request.name, request.address, request.organisation, request.text, origin],
        )
        return number


def requests(store: PrivateStore) -> tuple[Request, ...]:
    """The requests that wait, oldest first."""
    rows = store.database.execute(
        "SELECT number, at, sort, name, address, organisation, text FROM requests ORDER BY number"
    )
    return tuple(Request(*row) for row in rows.fetchall())


def counted_today(store: PrivateStore, origin: str) -> tuple[int, int]:
    """How many requests of today wait that came from an origin, and from anywhere."""
    row = store.database.execute(
        "SELECT COUNT(*) FILTER (WHERE origin = ?), COUNT(*) FROM requests WHERE at >= ?", [origin, store.now()[:10]]
    ).fetchone()
    return int(row[0]), int(row[1])


def drop_request(store: PrivateStore, number: int) -> bool:
    """Forget a request, all its words; whether there was one."""
    with transaction(store.database):
        return store.database.execute("DELETE FROM requests WHERE number = ?", [number]).rowcount > 0
