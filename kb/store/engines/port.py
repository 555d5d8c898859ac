"""What the store asks of a database, whatever engine keeps it."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol


class Rows(Protocol):
    """What a statement gave: rows as tuples, and how many it wrote."""

    @property
    def rowcount(self) -> int:
        """How many rows an INSERT, UPDATE or DELETE touched."""

    def fetchone(self) -> Any:
        """The next row, or None."""

    def fetchall(self) -> list[Any]:
        """The rows that are left."""

    def __iter__(self) -> Iterator[Any]: ...


class Database(Protocol):
    """An open database. Statements outside of `kb.store.files.database.transaction` are committed one by one."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Rows:
        """What a statement gave. Its marks are `?`."""

    def atomic(self) -> AbstractContextManager[Any]:
        """What is done within it is kept whole or not at all."""

    @property
    def conn(self) -> Any:
        """The connection: `in_transaction`, `executemany`."""

    def close(self) -> None:
        """Close the database."""


class ServerDatabase(ABC):
    """A database that a server keeps for several machines. It is a `Database` too."""

    # Where it is, for people: a server, a database and a schema, never a password.
    place: str
    # How many seconds a writer waits for another.
    wait: float

    @abstractmethod
    def execute(self, sql: str, parameters: Any = (), /) -> Rows:
        """See `Database`. Raises BaseUnavailable."""

    @abstractmethod
    def fetch(self, sql: str, parameters: Any = (), /) -> list[Any]:
        """The rows of a statement, sent as the server holds them; types of an extension come as bytes."""

    @abstractmethod
    def alone(self) -> AbstractContextManager[bool]:
        """Whether this process alone, of all machines, does what is done within it; it waits no longer than `wait`."""

    @abstractmethod
    def one_moment(self) -> AbstractContextManager[Any]:
        """What is read within it is of one moment; nothing can be written."""

    @abstractmethod
    def atomic(self) -> AbstractContextManager[Any]:
        """See `Database`."""

    @property
    @abstractmethod
    def conn(self) -> Any:
        """See `Database`."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the database."""

    @abstractmethod
    def begin(self) -> None:
        """Begin a transaction as the only writer of this database, whatever machine others are on.

        Raises BaseBusy when another writes for longer than `wait`.
        """

    @abstractmethod
    def holds(self, table: str) -> bool:
        """Whether there is such a table."""

    @abstractmethod
    def ddl(self, statement: str) -> None:
        """Run a statement that makes or changes a table, written in the words of SQLite."""

    @abstractmethod
    def keep_no_samples(self, table: str) -> None:
        """Have the server keep no values of a table's words among its statistics; those that it kept go."""

    @abstractmethod
    def forbid(self, table: str, action: str, message: str) -> None:
        """Have the server refuse every UPDATE or DELETE of a table."""

    @abstractmethod
    def tables(self) -> list[str]:
        """The names of its tables."""

    @abstractmethod
    def tell_additions(self, table: str) -> None:
        """Have the server tell whoever listens (`kb.store.engines.listening`) when rows were added to a table."""

    @abstractmethod
    def claim(self, what: str) -> AbstractContextManager[bool]:
        """Whether this connection alone has a claim on something as long as the context lasts: nobody waits for it.

        The server lets go of it when the connection ends, however it does.
        """

    @abstractmethod
    def is_claimed(self, what: str) -> bool:
        """Whether some connection has a claim on something."""

    @abstractmethod
    def columns(self, table: str) -> list[str]:
        """The names of the columns of a table."""

    @abstractmethod
    def stream(self, sql: str) -> Iterator[Any]:
        """The rows of a statement, some at a time, however many there are; ask nothing else before their end."""

    @abstractmethod
    def last_numbers(self) -> dict[str, int]:
        """By table that numbers its rows, the last number given."""

    @abstractmethod
    def put_last_numbers(self, last: Mapping[str, int]) -> None:
        """Have tables give, from now on, numbers after these."""

    @abstractmethod
    def size(self) -> int:
        """How many bytes its tables take on the server."""

    @abstractmethod
    def compact(self, seconds: float, tables: Sequence[str] = ()) -> bool:
        """Whether the server gave back, within so many seconds, the room where deleted words stood."""
