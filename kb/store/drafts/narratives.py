"""Texts told in one go, in the private database: the words, and where each paragraph was filed."""

import json
from dataclasses import dataclass
from typing import Literal, TypedDict

from kb.store.drafts.private import PrivateStore
from kb.store.files.database import transaction
from kb.store.files.kept_values import kept_json
from kb.store.files.statements import put

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
    row = store.database.execute(
        "SELECT proposal, author, text, version, edited_in, others, parts FROM tellings "
        "WHERE proposal = ? AND author = ?",
        [proposal, author],
    ).fetchone()
    if row is None:
        return None
    number, writer, text, version, window, others, parts = row
    return ToldNarrative(number, writer, text, version, window, tuple(kept_json(others)), tuple(kept_json(parts)))


def put_telling(store: PrivateStore, record_id: str, one: ToldNarrative) -> None:
    """Write, or replace, what somebody told."""
    with transaction(store.database):
        store.database.execute(
            put(
                "tellings",
                "proposal, author, record_id, at, text, version, edited_in, others, parts",
                key="proposal, author",
            ),
            [
                *(one.proposal, one.author, record_id, store.now(), one.text, one.version, one.window),
                *(json.dumps(value, ensure_ascii=False) for value in (one.others, one.parts)),
            ],
        )
