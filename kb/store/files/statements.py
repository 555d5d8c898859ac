"""Statements that both engines read: SQLite (3.39 and newer) and PostgreSQL.

What one of them alone understands is written nowhere in `kb/store`: `tests/store/test_statements.py` reads every text.
"""

from collections.abc import Sequence, Sized
from typing import Any

from kb.store.engines.port import Database


def marks_for(values: Sized) -> str:
    """A mark for each value of a list, between commas; of an empty list, what nothing is equal to."""
    return ", ".join("?" * len(values)) or "NULL"


def put(table: str, columns: str, *, key: str) -> str:
    """The statement that writes a row, or replaces what stands in the row of the same `key`.

    Columns and the key's are named between commas. Rows that refer to the one replaced stay.
    """
    names = [one.strip() for one in columns.split(",")]
    keys = [one.strip() for one in key.split(",")]
    changed = ", ".join(f"{name} = excluded.{name}" for name in names if name not in keys)
    done = f"UPDATE SET {changed}" if changed else "NOTHING"
    return f"INSERT INTO {table} ({columns}) VALUES ({marks_for(names)}) ON CONFLICT ({key}) DO {done}"


def added(database: Database, statement: str, values: Sequence[Any]) -> int:
    """The number that the base gave to the row which an INSERT added."""
    return int(database.execute(f"{statement} RETURNING number", values).fetchone()[0])
