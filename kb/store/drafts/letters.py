"""Words written to the authors or to the reviewers of a record, in the private database."""

from dataclasses import dataclass

from kb.store.drafts.private import PrivateStore


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
    return store.tables.add(
        "letters", record_id=record_id, sort=sort, receipt=receipt, sender=sender, at=store.now(), text=text
    )


def letters_about(store: PrivateStore, record_id: str, sort: str) -> tuple[Letter, ...]:
    """The letters about a record, newest first."""
    columns = "number, record_id, sender, at, text, receipt"
    rows = store.tables.rows("letters", columns, order="number DESC", record_id=record_id, sort=sort)
    return tuple(Letter(*row) for row in rows)
