"""What a reading pack is made of: pieces taken from records at a revision, and references to texts that are elsewhere.

A piece holds no word of a record: its words are those of the revision that it names, read again each time. What is
withdrawn or erased is therefore in no pack, whatever was composed before.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from kb.records.plain import one_line

ReferenceType = Literal["article", "book", "chapter", "report", "thesis", "webpage", "other"]


class Reference(BaseModel):
    """A text that is not in the base, by its facts; names are « Nom, Prénom »."""

    model_config = ConfigDict(frozen=True)
    type: ReferenceType = "other"
    authors: tuple[str, ...] = ()
    title: str = ""
    container: str = ""
    publisher: str = ""
    place: str = ""
    date: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    isbn: str = ""
    doi: str = ""
    url: str = ""
    accessed: str = ""

    @field_validator("*", mode="before")
    @classmethod
    def _characters_are_seen(cls, value: Any) -> Any:
        """A fact of a reference is one line."""
        if isinstance(value, list | tuple):
            return [one_line(one) if isinstance(one, str) else one for one in value]
        return one_line(value) if isinstance(value, str) else value


class PieceSource(BaseModel):
    """A record at one of its revisions."""

    model_config = ConfigDict(frozen=True)
    record: str
    revision: int


class Piece(BaseModel):
    """One piece of a pack, and what the trainer says of it.

    `sources` names the record (two to four for a comparison, none for a reference). An extract is the slice
    [start, end) of the canonical text of its revision; a page of a PDF is `page`, from 1. `id` is unique in its pack.
    """

    model_config = ConfigDict(frozen=True)
    id: str
    sort: Literal["record", "extract", "page", "comparison", "reference"] = "record"
    sources: tuple[PieceSource, ...] = ()
    start: int | None = None
    end: int | None = None
    page: int | None = None
    reference: Reference | None = None
    rubric: str = ""
    introduction: str = ""
    questions: tuple[str, ...] = ()
    minutes: int = Field(0, ge=0, le=24 * 60)
