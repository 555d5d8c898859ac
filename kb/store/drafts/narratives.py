"""Texts told in one go, in the private database: the words, and where each paragraph was filed."""

from dataclasses import dataclass
from typing import Literal, TypedDict

from kb.store.drafts.private import PrivateStore
from kb.store.drafts.word_tables import as_json
from kb.store.files.kept_values import kept_json

State = Literal["proposed", "accepted", "refused"]


class FiledPart(TypedDict):
    """A paragraph, the field proposed or chosen for it, and what was decided."""

    text: str
    field: str
    state: State


@dataclass(frozen=True, slots=True)
class ToldNarrative:
    """What somebody told for a proposal, and its paragraphs once they were filed."""

    proposal: int
    author: str
    text: str
    version: int
    window: str
    others: tuple[str, ...]
    parts: tuple[FiledPart, ...]


def telling_of(store: PrivateStore, proposal: int, author: str) -> ToldNarrative | None:
    """What this person told for a proposal, or None."""
    columns = "proposal, author, text, version, edited_in, others, parts"
    row = store.tables.row("tellings", columns, proposal=proposal, author=author)
    if row is None:
        return None
    number, writer, text, version, window, others, parts = row
    return ToldNarrative(number, writer, text, version, window, tuple(kept_json(others)), tuple(kept_json(parts)))


def put_telling(store: PrivateStore, record_id: str, one: ToldNarrative) -> None:
    """Write, or replace, what somebody told."""
    store.tables.put(
        "tellings", proposal=one.proposal, author=one.author, record_id=record_id, at=store.now(), text=one.text,
        version=one.version, edited_in=one.window, others=as_json(one.others), parts=as_json(one.parts),
    )  # fmt: skip
