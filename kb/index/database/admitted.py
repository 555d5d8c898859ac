"""What a reader may find of the index on a server: rights and filters as conditions of whatever is asked there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from kb.errors import UnknownFilter
from kb.index.record_facts import facets_of
from kb.index.record_table import PLURALS, TEXT_KEYS, WHERE_KEYS, year_range
from kb.records.summary import RecordSummary
from kb.store.engines.port import ServerDatabase

# Facts of a record that have columns of their own.
OF_COLUMNS: Final = frozenset({"id", "kind", "status"})
# Up to so many records that filters let through are named one by one; more are asked about as they come.
NAMED: Final = 10_000
# Characters of a value that its index holds.
INDEXED: Final = 200
LAST: Final = "\U0010ffff"

Condition = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Admitted:
    """What may be found: records of these classes, that meet these conditions, without those that are gone.

    `chosen` names the records that filters let through, where they are few; `wheres` are their conditions otherwise.
    `slots` are the only passages, and `titled` the records of which every passage is, where a question asked exactly.
    `count` and `records` are how many passages and records that makes: at least, where `wheres` are asked.
    """

    classes: tuple[int, ...]
    count: int
    records: int
    gone: tuple[int, ...] = ()
    chosen: tuple[int, ...] | None = None
    wheres: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    slots: tuple[int, ...] | None = None
    titled: tuple[int, ...] = ()

    def of_records(self, table: str, column: str = "record") -> Condition:
        """The condition that rows of a table, which name their class and record, are of what may be found."""
        terms, values = [f"{table}.class = ANY(?::smallint[])"], [list(self.classes)]
        if self.gone:
            terms.append(f"{table}.{column} <> ALL(?::int[])")
            values.append(list(self.gone))
        if self.chosen is not None:
            terms.append(f"{table}.{column} = ANY(?::int[])")
            values.append(list(self.chosen))
        for condition, of_condition in self.wheres:
            # Not to be pulled up: it is asked of each row that comes, while rows come in the order of nearness.
            terms.append(f"EXISTS (SELECT 1 FROM facets f WHERE f.record = {table}.{column} AND {condition} OFFSET 0)")
            values += of_condition
        return " AND ".join(terms), values

    def of_passages(self, table: str) -> Condition:
        """The same of rows that name their passage too."""
        sql, values = self.of_records(table)
        if self.slots is None:
            return sql, values
        sql += f" AND ({table}.passage = ANY(?::int[]) OR {table}.record = ANY(?::int[]))"
        return sql, [*values, list(self.slots), list(self.titled)]


def facet_rows(summary: RecordSummary) -> list[tuple[str, str]]:
    """(key, value) of each fact that a record is filtered by, as the index on a server compares it."""
    return [
        (key, compared(key, value))
        for key, values in facets_of(summary).items()
        if key not in OF_COLUMNS
        for value in dict.fromkeys(values)
    ]


def compared(key: str, value: str) -> str:
    """A value as its key compares it: texts whatever their capitals, years by their digits."""
    return value.casefold() if key in TEXT_KEYS else value.zfill(4) if key == "year" else value


def condition_of(key: str, values: Sequence[str]) -> Condition:
    """The condition that a row `f` of the facts meets one of these values of a key. Raises UnknownFilter."""
    terms: list[str] = []
    given: list[Any] = [key]
    start = f'"left"(f.value, {INDEXED})'
    for value in values:
        if key == "year":
            first, last = year_range(value)
            terms.append(f"({start} >= ? AND {start} <= ?)")
            given += [f"{first:04}", f"{last:04}"]
        elif key == "territory" and len(value) in (2, 3):
            terms.append(f"({start} >= ? AND {start} < ?)")
            given += [value, value + LAST]
        elif key in TEXT_KEYS:
            terms.append("strpos(f.value, ?) > 0")
            given.append(value.casefold())
        else:
            terms.append(f"({start} = ? AND f.value = ?)")
            given += [value[:INDEXED], value]
    return f"f.key = ? AND ({' OR '.join(terms) or 'false'})", given


def admitted_of(
    database: ServerDatabase,
    classes: Mapping[int, tuple[str, int, int]],
    where: Mapping[str, Sequence[str]],
    gone: Sequence[int],
) -> Admitted:
    """What may be found of these classes (kind, records, passages) under filters. Raises UnknownFilter."""
    wheres: list[Condition] = []
    kept = dict(classes)
    ids: set[str] | None = None
    for named, values in where.items():
        key = PLURALS.get(named, named)
        if key not in WHERE_KEYS:
            raise UnknownFilter(f"filtre « {named} » inconnu. Filtres possibles : {', '.join(WHERE_KEYS)}.")
        if key == "kind":
            kept = {one: of for one, of in kept.items() if of[0] in values}
        elif key == "status":
            kept = kept if "published" in values else {}
        elif key == "id":
            ids = set(values) if ids is None else ids & set(values)
        else:
            wheres.append(condition_of(key, values))
    every = Admitted(
        tuple(sorted(kept)),
        sum(passages for _, _, passages in kept.values()),
        sum(records for _, records, _ in kept.values()),
        tuple(gone),
    )
    if not kept or (not wheres and ids is None):
        return every
    return _filtered(database, every, wheres, ids)


def _filtered(database: ServerDatabase, every: Admitted, wheres: Sequence[Condition], ids: set[str] | None) -> Admitted:
    condition, values = every.of_records("r", "number")
    for sql, given in wheres:
        condition += f" AND r.number IN (SELECT f.record FROM facets f WHERE {sql})"
        values = [*values, *given]
    if ids is not None:
        condition += " AND r.id = ANY(?::text[])"
        values = [*values, sorted(ids)]
    most = NAMED + 1 if ids is None else len(ids)
    rows = database.fetch(f"SELECT r.number, r.passages FROM records r WHERE {condition} LIMIT ?", [*values, most])
    numbers, passages = tuple(sorted(row[0] for row in rows)), sum(row[1] for row in rows)
    found = replace(every, count=passages, records=len(rows))
    if len(rows) <= NAMED or ids is not None:
        return replace(found, chosen=numbers, gone=())
    return replace(found, wheres=tuple((sql, tuple(given)) for sql, given in wheres))
