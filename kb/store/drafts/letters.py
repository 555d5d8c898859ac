"""Words written to the authors or to the reviewers of a record, in the private database."""

from dataclasses import dataclass

from kb.store.drafts.private import PrivateStore
from kb.store.files.database import transaction
from kb.store.files.statements import added


@dataclass(frozen=True, slots=True)
class Letter:
    """Words for the authors or the reviewers of a record alone."""

    number: int
    record_id: str
    sender: str
    at: str
    text: str
    receipt: str


def add_letter(store: PrivateStore, record_id: str, *, sort: str, sender: str, text: str, receipt: str = "") -> int:
    """Number of a letter kept: to the authors of a record ("author"), or to its reviewers ("recognised")."""
    with transaction(store.database):
        number = added(
            store.database,
            "INSERT INTO letters (record_id, sort, receipt, sender, at, text) VALUES (?, ?, ?, ?, ?, ?)",
            [record_id, sort, receipt, sender, store.now(), text],
        )
        return number


def letters_about(store: PrivateStore, record_id: str, sort: str) -> tuple[Letter, ...]:
    """The letters about a record, newest first."""
    rows = store.database.execute(
        "SELECT number, record_id, sender, at, text, receipt FROM letters WHERE record_id = ? AND sort = ? "
        "ORDER BY number DESC",
        [record_id, sort],
    )
    return tuple(Letter(*row) for row in rows.fetchall())
