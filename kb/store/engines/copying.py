"""Every row of one database into another of the same schema, whatever engine keeps each, counted and compared."""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from kb.errors import KbError
from kb.store.drafts.held_words import HELD, PlainWords, PrivateWords
from kb.store.engines.port import Database, ServerDatabase
from kb.store.files.database import transaction
from kb.store.files.statements import marks_for, put

AS_THEY_ARE: Final = PlainWords()
# Rows written at a time.
AT_ONCE: Final = 500
# The setting of a register, empty as yet, to which a move was begun: what bears this mark elsewhere is that move's.
MOVE: Final = "move"
# What each database writes of itself when it is made.
OF_ITSELF: Final = frozenset({"migrations"})
DIFFERS: Final = (
    "La copie de « {table} » n’est pas ce qui a été lu ({there} lignes, {here} écrites). Rien n’a été gardé de la "
    "copie, et la base d’origine n’a pas changé. Recommencez."
)


@dataclass(frozen=True, slots=True)
class TableSum:
    """How many rows a table has, and a digest of them all that is the same in whatever order they come."""

    rows: int
    digest: int


def copy_tables(
    source: Database, target: Database, words: PrivateWords = AS_THEY_ARE, target_words: PrivateWords = AS_THEY_ARE
) -> dict[str, TableSum]:
    """What was copied of each table. Call it in a transaction of both: the target then holds all of it, or nothing.

    Words are kept in each as its own `words` have them, and compared as people wrote them. The tables of the target are
    emptied first. Raises KbError where a table of the copy is not the one that was read.
    """
    names = table_names(source, target)
    for table in reversed(names):
        target.execute(f"DELETE FROM {table}")
    sums = {}
    for table in names:
        columns = columns_of(source, table)
        insert = f"INSERT INTO {table} ({_listed(columns)}) VALUES ({marks_for(columns)})"
        read = _Summing()
        rows = read.through(_rows(source, table, columns, words))
        while window := list(islice(rows, AT_ONCE)):
            target.conn.executemany(insert, [_kept(table, columns, row, target_words) for row in window])
        sums[table] = read.sum
    for table in names:
        found = table_sum(target, table, columns_of(source, table), target_words)
        if found != sums[table]:
            raise KbError(DIFFERS.format(table=table, there=sums[table].rows, here=found.rows))
    _carry_numbers(source, target)
    return sums


def table_names(*databases: Database) -> list[str]:
    """The tables that a SQLite one of these has, each after those that it refers to; a server has some of its own."""
    one = next(found for found in databases if not isinstance(found, ServerDatabase))
    rows = one.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    )
    return [row[0] for row in rows.fetchall() if row[0] not in OF_ITSELF]


def is_empty(database: Database) -> bool:
    """Whether nobody ever wrote to a register: neither a record nor an account nor a line of its log."""
    return not any(
        database.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in ("records", "accounts", "audit")
    )


def mark_of_move(target: Database) -> str:
    """What a move to this empty register marks its copies elsewhere with; the same when one begins again.

    Copying replaces it with what it was moved from: once the register holds a base, no move has this mark any more.
    """
    with transaction(target):
        row = target.execute("SELECT value FROM settings WHERE name = ?", [MOVE]).fetchone()
        if row is None:
            row = (secrets.token_hex(16),)
            target.execute(put("settings", "name, value", key="name"), [MOVE, row[0]])
    return str(row[0])


def takes_move(target: Database, source: Database, mark: str) -> bool:
    """Whether a private schema may be emptied for the move of this mark: nobody wrote to it but that move itself.

    It bears the mark from then on. Call it in the transaction of the copy.
    """
    held = [row[0] for row in target.execute("SELECT mark FROM moved_here").fetchall()]
    if not held:
        target.execute("INSERT INTO moved_here VALUES (1, ?)", [mark])
        return not any(target.execute(f"SELECT 1 FROM {one} LIMIT 1").fetchone() for one in table_names(source))
    return held == [mark]


def columns_of(database: Database, table: str) -> list[str]:
    """The names of the columns of a table, in alphabetical order: engines may have them in another."""
    if isinstance(database, ServerDatabase):
        return sorted(database.columns(table))
    return sorted(row[1] for row in database.execute(f"PRAGMA table_info({table})").fetchall())


def table_sum(database: Database, table: str, columns: list[str], words: PrivateWords = AS_THEY_ARE) -> TableSum:
    """The rows of a table, counted, and their digest, which is that of words that are not sealed."""
    read = _Summing()
    for _ in read.through(_rows(database, table, columns, words)):
        pass
    return read.sum


class _Summing:
    """Counts rows, and adds up their digests, as they go by."""

    def __init__(self) -> None:
        self.sum = TableSum(0, 0)

    def through(self, rows: Iterator[Any]) -> Iterator[Any]:
        for row in rows:
            told = repr([bytes(one) if isinstance(one, memoryview) else one for one in row]).encode()
            digest = int.from_bytes(hashlib.sha256(told).digest(), "big")
            self.sum = TableSum(self.sum.rows + 1, (self.sum.digest + digest) % (1 << 256))
            yield row


def _rows(database: Database, table: str, columns: list[str], words: PrivateWords) -> Iterator[Any]:
    statement = f"SELECT {_listed(columns)} FROM {table}"
    rows = database.stream(statement) if isinstance(database, ServerDatabase) else database.execute(statement)
    if table not in HELD:
        return iter(rows)
    return ([*words.told(table, dict(zip(columns, row, strict=True))).values()] for row in rows)


def _kept(table: str, columns: list[str], row: Any, words: PrivateWords) -> Any:
    if table not in HELD:
        return row
    kept = words.kept(table, dict(zip(columns, row, strict=True)))
    return [kept[one] for one in columns]


def _listed(columns: list[str]) -> str:
    return ", ".join(f'"{one}"' for one in columns)


def _carry_numbers(source: Database, target: Database) -> None:
    """Have the target go on with numbers where the source stood: none is used twice, though its row is gone."""
    if isinstance(target, ServerDatabase):
        last = dict(source.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
        target.put_last_numbers(last)
    elif isinstance(source, ServerDatabase):
        for table, number in source.last_numbers().items():
            target.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])
            target.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [table, number])
