"""Services that nobody updated for long, which of them their owners were written to about, and which server writes."""

from collections.abc import Mapping
from typing import Any, Final

from kb.store.files.database import transaction
from kb.store.files.kept_values import kept_json
from kb.store.files.statements import put
from kb.store.records.register import Register
from kb.store.working.turns import take_turn

# Setting that holds when a server last began to write letters.
TURN: Final = "letters_turn"


def services_before(register: Register, day: str, most: int) -> tuple[tuple[str, Mapping[str, Any]], ...]:
    """(identifier, fields) of published services last updated before a day, and never written about since; oldest
    first, `most` at most."""
    rows = register.database.execute(
        "SELECT r.id, v.body FROM records r JOIN revisions v ON v.record_id = r.id AND v.number = r.published_revision "
        "LEFT JOIN service_reminders s ON s.record_id = r.id "
        "WHERE r.kind = 'service' AND json_extract(v.body, '$.date') < ? "
        "AND (s.date IS NULL OR s.date <> json_extract(v.body, '$.date')) "
        "ORDER BY json_extract(v.body, '$.date'), r.id LIMIT ?",
        [day, most],
    )
    return tuple((row[0], kept_json(row[1])) for row in rows.fetchall())


def put_reminders(register: Register, dates: Mapping[str, str]) -> None:
    """Note that somebody was written to about services, by identifier, of these dates."""
    with transaction(register.database):
        for record_id, date in dates.items():
            register.database.execute(
                put("service_reminders", "record_id, date, at", key="record_id"), [record_id, date, register.now()]
            )


def take_letters_turn(register: Register) -> bool:
    """Whether the caller writes the letters that are due: of several servers over one base, one does so in an hour.

    A turn is taken before a letter goes and noted after it: two servers at once would write it twice.
    """
    return take_turn(register, TURN)
