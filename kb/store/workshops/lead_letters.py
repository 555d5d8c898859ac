"""Which leads somebody was written to about."""

from collections.abc import Iterable
from dataclasses import dataclass

from kb.store.files.database import transaction
from kb.store.files.statements import put
from kb.store.records.register import Register


@dataclass(frozen=True, slots=True)
class LeadToldOf:
    """That an account was written to about a lead, due on a day, because it is near ("soon") or gone by ("past")."""

    account: str
    lead: int
    due: str
    sort: str
    day: str


def told_of_leads(register: Register) -> tuple[LeadToldOf, ...]:
    """All of it."""
    rows = register.database.execute("SELECT account, lead, due, sort, day FROM lead_letters")
    return tuple(LeadToldOf(*row) for row in rows.fetchall())


def put_told_of_leads(register: Register, told: Iterable[LeadToldOf]) -> None:
    """Note what a letter told."""
    with transaction(register.database):
        for one in told:
            register.database.execute(
                put("lead_letters", "account, lead, due, sort, day", key="account, lead, due, sort"),
                [one.account, one.lead, one.due, one.sort, one.day],
            )
