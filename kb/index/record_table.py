"""Records in memory: which record stands for which number, and which records have which value of which key."""

import json
import sys
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kb.errors import UnknownFilter
from kb.readers import Reader
from kb.records.catalogue import filters
from kb.records.fields import WRITTEN

# What filters a record and is no field of its form.
OF_RECORDS = ("id", "kind", "source_type", "status", "year")
# Keys of `where` whose value is looked for anywhere in a text, and all keys. A field's own name stands for its key.
TEXT_KEYS = frozenset(key for key, field in filters().items() if field.sort in WRITTEN or field.sort == "date")
WHERE_KEYS = (*OF_RECORDS, *filters())
PLURALS = {field.name: key for key, field in filters().items()}


class RecordTable:
    """Records of the index by row: identifiers, diffusions, and for each key and value the rows that have it."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.ids: list[str] = []
        self.diffusions: list[str] = []
        self.alive: list[bool] = []
        self._row_of_id: dict[str, int] = {}
        self._row_of_number: dict[int, int] = {}
        self._rows: dict[str, dict[str, list[int]]] = {key: {} for key in WHERE_KEYS}
        self._masks: dict[tuple[frozenset[str], frozenset[str]], NDArray[np.bool_]] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, number: int, record_id: str, diffusion: str, facets: str) -> int:
        """Row of a record added; one of the same id that stood before is dead from now on."""
        row = len(self.ids)
        self._masks.clear()
        self.drop(record_id)
        self.numbers.append(number)
        self.ids.append(record_id)
        self.diffusions.append(sys.intern(diffusion))  # few, and each of very many records
        self.alive.append(True)
        self._row_of_id[record_id] = row
        self._row_of_number[number] = row
        for key, values in json.loads(facets).items():
            if key == "id":
                continue  # `_row_of_id` has them, without a list for each
            of_key = self._rows.setdefault(key, {})
            for value in values:
                of_key.setdefault(value, []).append(row)
        return row

    def drop(self, record_id: str) -> None:
        """Forget a record."""
        row = self._row_of_id.pop(record_id, None)
        if row is not None:
            self.alive[row] = False
            self._masks.clear()

    def drop_number(self, number: int) -> None:
        """Forget the record of a number, if it still stands."""
        row = self._row_of_number.get(number)
        if row is not None and self.alive[row]:
            self.drop(self.ids[row])

    def row(self, record_id: str) -> int | None:
        """Row of a record, or None."""
        return self._row_of_id.get(record_id)

    @property
    def audiences(self) -> frozenset[str]:
        """All that records are open to, as `Reader.reads` takes it."""
        return frozenset(self.diffusions)

    def knows(self, number: int) -> bool:
        """Whether a record of this number was read."""
        return number in self._row_of_number

    def row_of_number(self, number: int) -> int:
        """Row of a record's number."""
        return self._row_of_number[number]

    def values(self, key: str) -> Mapping[str, Sequence[int]]:
        """For each value of a key, the rows that have it."""
        return self._rows.get(key, {})

    def mask(
        self, where: Mapping[str, Sequence[str]], reader: Reader, changed: Mapping[str, str | None]
    ) -> NDArray[np.bool_]:
        """Rows that a reader may find under these filters: bool, shape (records,).

        `changed` gives, for records that the index has not caught up with, their diffusion now (None: gone).
        Raises UnknownFilter, naming the keys there are.
        """
        allowed = self._readable(reader).copy()
        for record_id, diffusion in changed.items():
            row = self.row(record_id)
            if row is not None and diffusion != self.diffusions[row]:
                allowed[row] = False
        for key, values in where.items():
            wanted = np.zeros(len(self), bool)
            for value in values:
                wanted[self._matching(PLURALS.get(key, key), value)] = True
            allowed &= wanted
        return allowed

    def _readable(self, reader: Reader) -> NDArray[np.bool_]:
        """Rows alive that this reader may read; kept until a record comes or goes."""
        rights = (reader.diffusions, reader.groups)
        if rights not in self._masks:
            readable = [reader.reads(audience) for audience in self.diffusions]
            self._masks[rights] = np.array(self.alive, bool) & np.array(readable, bool)
        return self._masks[rights]

    def _matching(self, key: str, value: str) -> list[int]:
        if key not in WHERE_KEYS:
            raise UnknownFilter(f"filtre « {key} » inconnu. Filtres possibles : {', '.join(WHERE_KEYS)}.")
        if key == "id":
            row = self._row_of_id.get(value)
            return [] if row is None else [row]
        of_key = self._rows.get(key, {})
        if key == "year":
            first, last = year_range(value)
            return [row for year, rows in of_key.items() if first <= int(year) <= last for row in rows]
        if key == "territory" and len(value) in (2, 3):
            return [row for code, rows in of_key.items() if code.startswith(value) for row in rows]
        if key in TEXT_KEYS:
            needle = value.casefold()
            return [row for text, rows in of_key.items() if needle in text.casefold() for row in rows]
        return of_key.get(value, [])


def year_range(value: str) -> tuple[int, int]:
    """First and last year of « 2008 », « 2008..2012 », « 2008.. » or « ..2012 ». Raises UnknownFilter."""
    first, dots, last = value.partition("..")
    try:
        if not dots:
            return int(first), int(first)
        return int(first) if first else 0, int(last) if last else 9999
    except ValueError:
        raise UnknownFilter(f"année « {value} » non comprise : 2008, ou 2008..2012, est attendu.") from None
