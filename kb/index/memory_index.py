"""The index in the memory of a process, as search asks it: slots are places in its arrays, rows in its records."""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from kb.index.access import Allowed
from kb.index.files.byte_formats import F32
from kb.index.live import LiveIndex
from kb.index.port import Listing, Rows, Sample, Scope, Wanted
from kb.index.queries import PassageRow, sentences_of
from kb.index.record_facts import values_counted
from kb.index.scope import scope_of
from kb.index.service_rows import Sought, facts_of_services, services_sought
from kb.index.vectors.features import Signs
from kb.index.words.char_grams import Places
from kb.index.words.exact import MaskNarrowing
from kb.index.words.lexicon import Lexicon
from kb.index.words.titles import flat_of
from kb.readers import Reader
from kb.records.service_facts import ServiceFacts
from kb.records.summary import RecordSummary, newest_first

T = TypeVar("T")


class MemoryIndex:
    """A live index and its file. Used while the lock of the live index is held, within one read transaction."""

    def __init__(self, live: LiveIndex, database: Database) -> None:
        self.live = live
        self.database = database

    @property
    def dimension(self) -> int:
        """Of its vectors."""
        return self.live.dimension

    @property
    def slots(self) -> int:
        """How many slots it has, dead ones included."""
        return self.live.slots

    @property
    def rows(self) -> int:
        """How many rows of records it has, dead ones included."""
        return len(self.live.records)

    def known(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once a key as long as the index stands."""
        return self.live.known(key, make)

    def question_vector(self, encoded: F32) -> F32:
        """A question's vector as those of this index are."""
        return self.live.question_vector(encoded)

    def allowed(self, where: Mapping[str, Sequence[str]], reader: Reader, changed: Mapping[str, str | None]) -> Allowed:
        """What a reader may find under these filters. Raises UnknownFilter."""
        return self.live.allowed(where, reader, changed)

    def lexicon(self, allowed: Allowed, reader: Reader) -> Lexicon:
        """The words of what this reader may read."""
        return Lexicon(self.live, self.database, allowed, reader)

    def frequencies(self, terms: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many passages, and how many heads of records, hold each term."""
        return self.live.postings.frequencies(terms), self.live.heads.frequencies(terms)

    def gram_rarities(self, cells: NDArray[np.uint16]) -> F32:
        """The rarity of each of these hash cells of character grams."""
        return self.live.gram_weights().take(cells)

    def scope(self, allowed: Allowed, wanted: Wanted) -> Scope[Any]:
        """All that is allowed: everything is at hand, whatever candidates are wanted."""
        return scope_of(self.live, self.database, allowed)

    def narrowing(self, allowed: Allowed) -> MaskNarrowing:
        """What makes less of what is allowed."""
        return MaskNarrowing(self.live, self.database, allowed)

    def titles(self, wanted: Sequence[str], allowed: Allowed, most: int) -> list[tuple[str, str]]:
        """(title, record) of the first records with a word beginning with each of these folded ones."""
        records, found = self.live.records, list[tuple[str, str]]()
        every = self.known(("titles",), lambda: [(flat_of(title), title) for title in records.values("title")])
        for flat, title in every:
            if all(f" {word}" in flat for word in wanted):
                row = next((row for row in records.values("title")[title] if allowed.rows[row]), None)
                if row is not None:
                    found.append((title, records.ids[row]))
                    if len(found) == most:
                        break
        return found

    def row_of(self, record_id: str, allowed: Allowed) -> int | None:
        """The row of a record that may be found, or None."""
        row = self.live.records.row(record_id)
        return row if row is not None and allowed.rows[row] else None

    def ids_of(self, rows: Rows) -> list[str]:
        """The identifiers of records."""
        ids = self.live.records.ids
        return [ids[row] for row in rows.tolist()]

    def summaries(self, rows: Sequence[int]) -> dict[int, tuple[RecordSummary, str]]:
        """Summary, and SHA-256 of the whole text, of records by row; one that is gone may be missing."""
        numbers = self.live.records.numbers
        found = self.live.summaries.of(self.database, [numbers[row] for row in rows])
        return {row: found[numbers[row]] for row in rows if numbers[row] in found}

    def passages(self, slots: Sequence[int]) -> dict[int, PassageRow]:
        """Passages by slot; one that is gone may be missing."""
        ids = self.live.passage_ids.take(np.array(slots, np.int64)).tolist()
        found = self.live.passages.of(self.database, ids)
        return {slot: found[one] for slot, one in zip(slots, ids, strict=True) if one in found}

    def signs_of(self, slots: Places) -> Signs:
        """The signs of these slots (ascending)."""
        return self.live.signs_of(self.database, slots)

    def vectors_of(self, slots: Places) -> F32:
        """Vectors of these slots (ascending): float32, shape (n, dimension)."""
        return self.signs_of(slots).vectors()

    def lengths_of(self, slots: Places) -> NDArray[np.int64]:
        """How many characters each of these passages has."""
        rows = self.passages(slots.tolist())
        return np.array([rows[one].end - rows[one].start for one in slots.tolist()], np.int64)

    def sentences_of(self, places: Sequence[tuple[str, int]]) -> list[bytes]:
        """The sentences blob of each (record, position), b"" where there is no such passage."""
        return [sentences_of(self.database, *place) for place in places]

    def slots_of(self, rows: Sequence[int]) -> tuple[Places, Rows]:
        """The slots of all passages of these records, and whose each is."""
        live = self.live
        own = live.record_rows == rows[0] if len(rows) == 1 else np.isin(live.record_rows, np.array(rows, np.int32))
        slots = np.flatnonzero(live.alive & own)
        return slots, live.record_rows[slots]

    def nearest_rows(self, vector: F32, k: int, allowed: Allowed, but: int) -> list[int]:
        """The records of the k passages nearest to a vector, nearest first, without the row `but`."""
        live = self.live
        mask = allowed.slots & (live.record_rows != but)
        slots, _ = live.vectors.search(vector, min(k, int(mask.sum())), mask)
        rows: list[int] = live.record_rows[slots].tolist()
        return rows

    def samples(self, row: int | None, allowed: Allowed, visited: frozenset[str], most: int) -> Iterator[Sample]:
        """Passages of other records than this one, spread evenly: `most` at first, then more of those not visited."""
        record_rows, ids = self.live.record_rows, self.live.records.ids
        slots = np.flatnonzero(allowed.slots)
        slots = slots[record_rows[slots] != (-1 if row is None else row)]
        rows = record_rows[slots]
        left = frozenset(one for one in np.unique(rows).tolist() if ids[one] not in visited)
        if len(slots) <= most:
            yield Sample(slots, rows, left)
            return
        even = slots[np.unique(np.linspace(0, len(slots) - 1, most).astype(np.int64))]
        yield Sample(even, record_rows[even], left)
        every = np.union1d(even, slots[np.isin(rows, np.array(sorted(left), np.int32))])
        yield Sample(every, record_rows[every], left)

    def summaries_of(self, allowed: Allowed) -> tuple[RecordSummary, ...]:
        """Every record, newest first."""
        return newest_first(one for one, _ in self.summaries(np.flatnonzero(allowed.rows).tolist()).values())

    def listing(self, allowed: Allowed, bounds: Callable[[int], tuple[int, int]]) -> Listing:
        """Records, newest first: those between the bounds that `bounds` gives, told how many there are."""
        listed = self.summaries_of(allowed)
        first, last = bounds(len(listed))
        return Listing(len(listed), listed[first:last], values_counted(listed))

    def services_sought(self, sought: Sought, allowed: Allowed) -> dict[str, int]:
        """The needs, as bits, of the services sought, by identifier."""
        found = services_sought(self.database, sought)
        return {record_id: bits for record_id, bits in found if self.row_of(record_id, allowed) is not None}

    def service_facts(self, record_ids: Sequence[str], allowed: Allowed) -> Mapping[str, ServiceFacts]:
        """The facts of these services."""
        readable = [one for one in record_ids if self.row_of(one, allowed) is not None]
        return facts_of_services(self.database, readable)
