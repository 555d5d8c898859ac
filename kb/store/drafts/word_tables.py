"""Rows of the private tables that hold words of a text: every word goes in, and comes out, through here."""

import json
from typing import Any

from kb.store.drafts.held_words import HELD, PrivateWords
from kb.store.engines.port import Database
from kb.store.files.database import transaction
from kb.store.files.statements import added, marks_for, put


def as_json(value: Any) -> str:
    """A value as the tables keep it."""
    return json.dumps(value, ensure_ascii=False)


class WordTables:
    """The tables of `HELD` in one private database, whose words are kept as `words` has them."""

    def __init__(self, database: Database, words: PrivateWords) -> None:
        self._database = database
        self.words = words

    def put(self, table: str, **values: Any) -> None:
        """Write a row, or replace the one of the same key. Raises BaseUnavailable."""
        with transaction(self._database):
            row = self.words.kept(table, values)
            self._database.execute(put(table, ", ".join(row), key=", ".join(HELD[table].key)), [*row.values()])

    def add(self, table: str, **values: Any) -> int:
        """Number of a row written to a table that numbers them. Raises BaseUnavailable."""
        with transaction(self._database):
            row = self.words.kept(table, values)
            return added(
                self._database, f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks_for(row)})", [*row.values()]
            )

    def change(self, table: str, owner: Any, number: int, **values: Any) -> None:
        """Put other values in a numbered row of an owner, where it has one. Raises BaseUnavailable."""
        held = HELD[table]
        with transaction(self._database):
            row = self.words.kept(table, {held.owner: owner, **values})
            self._database.execute(
                f"UPDATE {table} SET {', '.join(f'{one} = ?' for one in row)} WHERE {held.owner} = ? AND number = ?",
                [*row.values(), owner, number],
            )

    def rows(self, table: str, columns: str, *, order: str = "", **at: Any) -> list[tuple[Any, ...]]:
        """The rows that have these values, as the columns named between commas. Raises BaseUnavailable."""
        names = columns.split(", ")
        rows = self._database.execute(
            f"SELECT {columns} FROM {table} WHERE {' AND '.join(f'{one} = ?' for one in at)} "
            f"ORDER BY {order or ', '.join(HELD[table].key)}",
            [*at.values()],
        ).fetchall()
        return [tuple(self.words.told(table, dict(zip(names, row, strict=True))).values()) for row in rows]

    def row(self, table: str, columns: str, **at: Any) -> tuple[Any, ...] | None:
        """The one row that has these values, or None. Raises BaseUnavailable."""
        found = self.rows(table, columns, **at)
        return found[0] if found else None
