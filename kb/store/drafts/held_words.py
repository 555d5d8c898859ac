"""Which columns of the private database hold words of a text that is being written, and whose each row is."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class HeldWords:
    """Columns of a table that hold words, the one that says whose they are, and those that tell its rows apart.

    Words of one `sort` and one owner go together, and have one key where they are sealed; where rows of one owner have
    ends of their own, so has each value of the column `apart`.
    """

    sort: str
    owner: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    apart: str = ""


# What was told stands apart from what was written of it, in which names were replaced: it has an end of its own.
HELD: Final[Mapping[str, HeldWords]] = {
    "drafts": HeldWords("texte", "proposal", ("proposal", "number"), ("summary", "fields")),
    "working_copies": HeldWords("texte", "proposal", ("proposal", "author"), ("fields", "others", "rewritten")),
    "remarks": HeldWords("texte", "proposal", ("number",), ("quote", "text", "answer")),
    "grids": HeldWords("texte", "proposal", ("proposal", "reviewer"), ("answers",)),
    "reasons": HeldWords("texte", "proposal", ("number",), ("text",)),
    "tellings": HeldWords("récit", "proposal", ("proposal", "author"), ("text", "others", "parts")),
    "raw_texts": HeldWords("brut", "record_id", ("record_id", "author"), ("text",), apart="author"),
    "treatments": HeldWords("choix", "record_id", ("record_id",), ("choices",)),
    "letters": HeldWords("lettre", "record_id", ("number",), ("text",)),
}


class PrivateWords(ABC):
    """What the words of rows are kept as. Rows are given, and told, as values by column."""

    @abstractmethod
    def kept(self, table: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """A row as the table keeps it; it names its owner. Call it in the transaction that writes it.

        Raises BaseUnavailable, with nothing kept.
        """

    @abstractmethod
    def told(self, table: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """A row of the table as it was given. Raises BaseUnavailable."""

    @abstractmethod
    def end(self, owners: Collection[tuple[str, Any]]) -> None:
        """Note that rows of these (column, owner) were removed: keys that none of theirs needs any more are to go.

        Call it in the transaction of their removal.
        """

    @abstractmethod
    def destroy_ended(self) -> int:
        """Number of keys destroyed, of words that no row holds. Raises BaseUnavailable: call again later."""

    @abstractmethod
    def faults(self) -> tuple[str, ...]:
        """What keeps words from being read, in French and with the next step; () where nothing does."""

    @abstractmethod
    def seal_rest(self) -> int:
        """Number of rows sealed that were written before there were keys. Raises BaseUnavailable."""


class PlainWords(PrivateWords):
    """Words kept as they are: a file whose free pages are emptied, and whose journal goes with them, needs no key."""

    def kept(self, table: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """The same."""
        return dict(values)

    def told(self, table: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """The same."""
        return dict(values)

    def end(self, owners: Collection[tuple[str, Any]]) -> None:
        """Nothing: there is no key."""

    def destroy_ended(self) -> int:
        """0."""
        return 0

    def seal_rest(self) -> int:
        """0."""
        return 0

    def faults(self) -> tuple[str, ...]:
        """None: `kb.store.files.soundness` reads the file."""
        return ()
