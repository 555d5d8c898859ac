"""A base on a PostgreSQL server: one schema for the register, one for private texts."""

import contextlib
import re
import time
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import psycopg
from psycopg import sql as names
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool, PoolTimeout

from kb.errors import BaseBusy, BaseUnavailable
from kb.store.engines.dialect import numbered, plain_values, table_words
from kb.store.engines.port import Rows, ServerDatabase
from kb.store.engines.samples import keep_no_samples
from kb.store.engines.server_errors import BUSY, told, without_connection
from kb.store.engines.server_pool import pool_of

# How long a writer waits for another, and whoever opens a base for a connection, in seconds (see BUSY_SECONDS).
WAIT: Final = 2.0
# How often it is asked whether others have done, in seconds.
LOOK: Final = 0.05
# PostgreSQL has its own for JSON columns; the store keeps JSON as text.
JSON_EXTRACT: Final = """
    CREATE OR REPLACE FUNCTION json_extract(body text, path text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS
    $$ SELECT body::json #>> string_to_array(substr(path, 3), '.') $$
"""
REFUSING: Final = """
    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$
"""
# A statement that gives a table columns.
MADE: Final = re.compile(r"\s*(?:CREATE TABLE (?:IF NOT EXISTS )?|ALTER TABLE )(\w+)")
# Sent when rows were added to a table that machines follow: « recits_outbox ».
TELLING: Final = """
    CREATE OR REPLACE FUNCTION tell_additions() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_notify('recits_' || TG_TABLE_NAME, ''); RETURN NULL; END $$
"""
# The keys of claims are drawn with this seed, so that none is the key of a schema.
CLAIMS: Final = 20
# Whoever makes a schema holds this lock: no key that `hashtextextended` gives a schema is as small.
MAKING: Final = 1


class PostgresDatabase(ServerDatabase):
    """A schema of a PostgreSQL database, over one connection of this process. Use it in one thread at a time."""

    def __init__(self, pool: ConnectionPool[Any], schema: str) -> None:
        self.wait = WAIT
        self._schema = schema
        try:
            self._connection = pool.getconn(timeout=WAIT)
        except PoolTimeout as error:
            raise without_connection(pool) from error
        # Whoever forgets to close a base does not keep its connection from others for ever.
        self._give_back = weakref.finalize(self, _give_back, pool, self._connection)
        info = self._connection.info
        self.place = f"{info.host}:{info.port}/{info.dbname}/{schema}"

    @property
    def conn(self) -> "PostgresDatabase":
        """Itself: what SQLite's connection is asked for, this answers."""
        return self

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._connection.info.transaction_status is not TransactionStatus.IDLE

    def execute(self, sql: str, parameters: Any = (), /) -> Rows:
        """What a statement gave. Raises BaseUnavailable."""
        with self._told():
            found: Rows = self._connection.execute(numbered(sql).encode(), plain_values(parameters))
            return found

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement for each row. Raises BaseUnavailable."""
        with self._told():
            self._connection.cursor().executemany(numbered(sql).encode(), [plain_values(row) for row in rows])

    def fetch(self, sql: str, parameters: Any = (), /) -> list[Any]:
        """The rows of a statement, sent as the server holds them; types of an extension come as bytes."""
        with self._told():
            found: list[Any] = self._connection.execute(
                numbered(sql).encode(), plain_values(parameters), binary=True
            ).fetchall()
            return found

    @contextlib.contextmanager
    def alone(self) -> Iterator[bool]:
        """Whether this process alone, of all machines, does what is done within it; it waits no longer than `wait`."""
        key = "hashtextextended(current_schema(), 1)"
        until = time.monotonic() + self.wait
        # Asked for again and again: a session that waits for a lock holds up those that make an index.
        while not (had := bool(self.execute(f"SELECT pg_try_advisory_lock({key})").fetchone()[0])):
            if time.monotonic() > until:
                break
            time.sleep(LOOK)
        try:
            yield had
        finally:
            if had:
                with contextlib.suppress(psycopg.Error, BaseUnavailable):  # a connection that died let go of it
                    self.execute(f"SELECT pg_advisory_unlock({key})")

    @contextlib.contextmanager
    def one_moment(self) -> Iterator["PostgresDatabase"]:
        """What is read within it is of one moment; nothing can be written."""
        begun = self.in_transaction  # by whoever reads already
        with self.atomic():
            if not begun:
                self.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield self

    def begin(self) -> None:
        """Begin a transaction as the only writer of this schema, of all machines. Raises BaseBusy, BaseUnavailable."""
        # The lock is had before the first reading: what is read stays so until the end, as with SQLite's one writer.
        with self._told():
            try:
                if self.wait:
                    self._connection.execute(
                        f"BEGIN; SET LOCAL lock_timeout = {int(self.wait * 1000)}; "
                        "SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), 0))".encode()
                    )
                    return
                taken = self._connection.execute(
                    b"BEGIN; SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema(), 0))"
                )
                taken.nextset()
                if taken.fetchone()[0]:
                    return
            except BaseException:
                self._undo()
                raise
            self._undo()
            raise BaseBusy(BUSY)

    @contextlib.contextmanager
    def atomic(self) -> Iterator["PostgresDatabase"]:
        """What is done within it is kept whole or not at all; in a transaction, a part of it."""
        with self._told(), self._connection.transaction():
            yield self

    def holds(self, table: str) -> bool:
        """Whether the schema has such a table."""
        return self.execute("SELECT to_regclass(?)", [f"{self._schema}.{table}"]).fetchone()[0] is not None

    def ddl(self, statement: str) -> None:
        """Run a statement that makes or changes a table, written in the words of SQLite."""
        self.execute(table_words(statement))
        if found := MADE.match(statement):
            self.keep_no_samples(found[1])

    def keep_no_samples(self, table: str) -> None:
        """Have ANALYZE sample no column of a table that may hold words, nor what its indexes compute of one."""
        keep_no_samples(self, table)

    def forbid(self, table: str, action: str, message: str) -> None:
        """Have the server refuse every UPDATE or DELETE of a table."""
        with self._told():
            self._connection.execute(
                names.SQL("CREATE TRIGGER {} BEFORE {} ON {} FOR EACH ROW EXECUTE FUNCTION refuse_change({})")
                .format(
                    names.Identifier(f"{table}_refuses_{action.lower()}"),
                    names.SQL("UPDATE" if action == "UPDATE" else "DELETE"),
                    names.Identifier(table),
                    names.Literal(message),
                )
                .as_bytes(self._connection)
            )

    def tables(self) -> list[str]:
        """The names of the tables of the schema, in alphabetical order."""
        rows = self.execute("SELECT tablename FROM pg_tables WHERE schemaname = ? ORDER BY 1", [self._schema])
        return [row[0] for row in rows.fetchall()]

    def tell_additions(self, table: str) -> None:
        """Have the server tell whoever listens when rows were added to a table."""
        self.execute(TELLING)
        self.execute(
            f"CREATE TRIGGER {table}_tells AFTER INSERT ON {table} FOR EACH STATEMENT EXECUTE FUNCTION tell_additions()"
        )

    @contextlib.contextmanager
    def claim(self, what: str) -> Iterator[bool]:
        """Whether this connection alone has a claim on something as long as the context lasts."""
        # Of the session, not of a transaction: one that lasts as long as encoding does would hinder VACUUM.
        row = self.execute("SELECT pg_try_advisory_lock(hashtextextended(?, ?))", [what, CLAIMS]).fetchone()
        try:
            yield row[0]
        finally:
            if row[0]:
                with contextlib.suppress(BaseUnavailable):  # the connection ended, and the claim with it
                    self.execute("SELECT pg_advisory_unlock(hashtextextended(?, ?))", [what, CLAIMS])

    def is_claimed(self, what: str) -> bool:
        """Whether some connection has a claim on something."""
        row = self.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND "
            "database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND "
            "(classid::bigint << 32) | objid::bigint = hashtextextended(?, ?))",
            [what, CLAIMS],
        ).fetchone()
        return bool(row[0])

    def columns(self, table: str) -> list[str]:
        """The names of the columns of a table."""
        rows = self.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = ? AND table_name = ?",
            [self._schema, table],
        )
        return [row[0] for row in rows.fetchall()]

    def stream(self, sql: str) -> Iterator[Any]:
        """The rows of a statement, some at a time, as they stand at one moment."""
        with self.atomic(), psycopg.RawServerCursor(self._connection, "stream") as cursor:
            cursor.execute(numbered(sql).encode())
            yield from cursor

    def last_numbers(self) -> dict[str, int]:
        """By table that numbers its rows, the last number given."""
        found = {}
        for table, sequence in self._sequences():
            row = self.execute(f"SELECT last_value FROM {sequence} WHERE is_called").fetchone()
            if row is not None:
                found[table] = int(row[0])
        return found

    def put_last_numbers(self, last: Mapping[str, int]) -> None:
        """Have tables give numbers after these."""
        for table, sequence in self._sequences():
            number = int(last.get(table, 0))
            self.execute("SELECT setval(?::regclass, ?, ? <> 0)", [sequence, max(number, 1), number])

    def _sequences(self) -> list[tuple[str, str]]:
        """(table, sequence) of each column that the server numbers."""
        rows = self.execute(
            "SELECT table_name, pg_get_serial_sequence(quote_ident(table_schema) || '.' || table_name, column_name) "
            "FROM information_schema.columns WHERE table_schema = ? AND is_identity = 'YES' ORDER BY table_name",
            [self._schema],
        )
        return [(row[0], row[1]) for row in rows.fetchall()]

    def size(self) -> int:
        """How many bytes its tables and their indexes take on the server."""
        row = self.execute(
            "SELECT COALESCE(SUM(pg_total_relation_size(c.oid)), 0) FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relkind = 'r'",
            [self._schema],
        ).fetchone()
        return int(row[0])

    def compact(self, seconds: float, tables: Sequence[str] = ()) -> bool:
        """Whether each table (of these) was written anew without dead rows; not, when others read one for so long."""
        wanted = [table for table in self.tables() if not tables or table in tables]
        with self._told():
            self._connection.execute(f"SET lock_timeout = {int(seconds * 1000)}".encode())
            try:
                for table in wanted:
                    vacuum = names.SQL("VACUUM (FULL) {}").format(names.Identifier(self._schema, table))
                    self._connection.execute(vacuum.as_bytes(self._connection))
            except psycopg.errors.LockNotAvailable:
                return False
            finally:
                self._connection.execute(b"SET lock_timeout = 0")
        return True

    def close(self) -> None:
        """Give the connection back to the others of this process; what was not committed is undone."""
        self._give_back()

    def _undo(self) -> None:
        with contextlib.suppress(psycopg.Error):
            self._connection.execute(b"ROLLBACK")

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Tell an error of the server as one that people read; any other stays itself."""
        try:
            yield
        except psycopg.Error as error:
            if (found := told(error)) is not None:
                raise found from error
            raise


def make_schema(address: str, schema: str) -> None:
    """Make a schema with what every one of them holds, unless it is there. Raises BaseUnavailable."""
    with contextlib.closing(PostgresDatabase(pool_of(address, schema), schema)) as database, database.atomic():
        database.execute("SELECT pg_advisory_xact_lock(?)", [MAKING])
        database.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        database.execute(JSON_EXTRACT)
        database.execute(REFUSING)


def open_postgres(address: str, schema: str) -> PostgresDatabase:
    """A schema of the database at an address, as it stands. Raises BaseUnavailable."""
    return PostgresDatabase(pool_of(address, schema), schema)


def _give_back(pool: ConnectionPool[Any], connection: psycopg.Connection[Any]) -> None:
    with contextlib.suppress(psycopg.Error):
        if connection.info.transaction_status not in (TransactionStatus.IDLE, TransactionStatus.UNKNOWN):
            connection.rollback()
    pool.putconn(connection)
