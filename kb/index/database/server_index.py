"""The index on a server, as search asks it: slots are numbers of passages, rows those of records."""

import json
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from kb.index.access import key_of
from kb.index.database.admitted import LAST, OF_COLUMNS, Admitted, admitted_of
from kb.index.database.candidates import by_meaning, by_words
from kb.index.database.found import FoundScope, floats_of, signs_of_rows
from kb.index.database.lexicon import ServerLexicon
from kb.index.database.narrowing import ServerNarrowing
from kb.index.database.standing import Standing
from kb.index.files.byte_formats import F32
from kb.index.port import Listing, Rows, Sample, Wanted
from kb.index.queries import PassageRow
from kb.index.record_facts import from_json
from kb.index.record_table import TEXT_KEYS
from kb.index.service_rows import Sought, condition_of
from kb.index.vectors.features import Signs
from kb.index.words.char_grams import Places
from kb.readers import Reader
from kb.records.service_facts import ServiceFacts, facts_from_json
from kb.records.summary import RecordSummary, newest_first
from kb.store.engines.port import ServerDatabase

T = TypeVar("T")
# Passages that a question asked exactly lets through, up to which all are weighed.
FEW: Final = 1_024
# Records whose facts are counted for a list without a question: the newest. Counting a million takes seconds.
COUNTED: Final = 100_000
# How many times more passages are looked at where the first share of them calls up too few records.
MORE: Final = 4


class ServerIndex:
    """The index on a server as it stands at one moment. Used within one transaction that only reads."""

    def __init__(self, database: ServerDatabase, standing: Standing, dimension: int) -> None:
        self._database = database
        self._standing = standing
        self.dimension = dimension

    @property
    def slots(self) -> int:
        """How many passages it holds."""
        return self._standing.passages

    @property
    def rows(self) -> int:
        """How many records it holds."""
        return self._standing.records

    def known(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once a key as long as the index stands."""
        return self._standing.known(key, make)

    def question_vector(self, encoded: F32) -> F32:
        """A question's vector as those of this index are."""
        common = self._standing.commonplace
        return encoded if common is None else common.off_question(encoded)

    def allowed(
        self, where: Mapping[str, Sequence[str]], reader: Reader, changed: Mapping[str, str | None]
    ) -> Admitted:
        """What a reader may find under these filters: rights say which audiences. Raises UnknownFilter."""

        def find() -> Admitted:
            open_to = {
                one.id: (one.kind, one.records, one.passages)
                for one in self._standing.classes.values()
                if reader.reads(one.audience)
            }
            return admitted_of(self._database, open_to, where, self._gone(changed))

        return self.known(("allowed", key_of(where, reader, changed)), find)

    def _gone(self, changed: Mapping[str, str | None]) -> list[int]:
        """The records whose audience is another by now, or that are not published any more."""
        if not changed:
            return []
        rows = self._database.fetch(
            "SELECT r.number, r.id, c.audience FROM records r JOIN classes c ON c.id = r.class "
            "WHERE r.id = ANY(?::text[])",
            [list(changed)],
        )
        return sorted(number for number, record_id, audience in rows if changed[record_id] != audience)

    def lexicon(self, allowed: Admitted, reader: Reader) -> ServerLexicon:
        """The words of what this reader may read."""
        return ServerLexicon(self._database, self._standing, allowed)

    def frequencies(self, terms: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """How many passages, and how many heads of records, hold each term."""
        known = self._standing.counts
        missing = [term for term in set(terms.tolist()) if term not in known]
        if missing:
            known.update(dict.fromkeys(missing, (0, 0)))
            rows = self._database.fetch(
                "SELECT term, SUM(passages)::int, SUM(heads)::int FROM term_counts "
                "WHERE term = ANY(?::int[]) GROUP BY term",
                [missing],
            )
            known.update({term: (passages, heads) for term, passages, heads in rows})
        found = np.array([known[term] for term in terms.tolist()], np.int64).reshape(-1, 2)
        return found[:, 0], found[:, 1]

    def gram_rarities(self, cells: NDArray[np.uint16]) -> F32:
        """The rarity of each of these hash cells of character grams."""
        return self._standing.cell_weights.take(cells)

    def scope(self, allowed: Admitted, wanted: Wanted) -> FoundScope:
        """The candidates wanted; all that is allowed, where a question asked exactly leaves few."""
        means = self._standing.means()
        if allowed.slots is not None and allowed.count <= FEW:
            condition, values = allowed.of_passages("v")
            rows = self._database.fetch(f"SELECT v.passage FROM vectors v WHERE {condition}", values)
            return FoundScope(self._database, [row[0] for row in rows], self.dimension, means, whole=True)
        slots: list[int] = []
        if wanted.by_words:
            frequencies, _ = self.frequencies(wanted.words.terms)
            slots += by_words(self._database, allowed, wanted.words, frequencies, means, wanted.depth, wanted.records)
        if wanted.by_meaning:
            near = by_meaning(self._database, allowed, wanted.vector, wanted.depth, graph=self._standing.hnsw)
            slots += [slot for slot, _ in near]
        return FoundScope(self._database, slots, self.dimension, means, whole=False)

    def narrowing(self, allowed: Admitted) -> ServerNarrowing:
        """What makes less of what is allowed."""
        return ServerNarrowing(self._database, self._standing, allowed)

    def titles(self, wanted: Sequence[str], allowed: Admitted, most: int) -> list[tuple[str, str]]:
        """(title, record) of the first records with a word beginning with each of these folded ones."""
        if not wanted:
            return []
        condition, values = allowed.of_records("r", "number")
        begins = "t.record = r.number AND t.word >= ? AND t.word < ?"
        words = " AND ".join([f"EXISTS (SELECT 1 FROM title_words t WHERE {begins})"] * len(wanted))
        rows = self._database.fetch(
            f"SELECT r.summary::json ->> 'title' AS title, r.id FROM records r WHERE {condition} AND {words} "
            "ORDER BY r.number LIMIT ?",
            [*values, *(bound for word in wanted for bound in (word, word + LAST)), 4 * most],
        )
        first: dict[str, str] = {}
        for title, record_id in rows:
            first.setdefault(title, record_id)
        return list(first.items())[:most]

    def row_of(self, record_id: str, allowed: Admitted) -> int | None:
        """The row of a record that may be found, or None."""
        condition, values = allowed.of_records("r", "number")
        rows = self._database.fetch(
            f"SELECT r.number FROM records r WHERE r.id = ? AND {condition}", [record_id, *values]
        )
        return int(rows[0][0]) if rows else None

    def ids_of(self, rows: Rows) -> list[str]:
        """The identifiers of records."""
        found = dict(
            self._database.fetch("SELECT number, id FROM records WHERE number = ANY(?::int[])", [rows.tolist()])
        )
        return [found[row] for row in rows.tolist()]

    def summaries(self, rows: Sequence[int]) -> dict[int, tuple[RecordSummary, str]]:
        """Summary, and SHA-256 of the whole text, of records by row; one that is gone may be missing."""
        found = self._database.fetch(
            "SELECT number, summary, text_sha256 FROM records WHERE number = ANY(?::int[])", [list(rows)]
        )
        return {number: (from_json(summary), digest) for number, summary, digest in found}

    def passages(self, slots: Sequence[int]) -> dict[int, PassageRow]:
        """Passages by slot; one that is gone may be missing."""
        rows = self._database.fetch(
            "SELECT id, text, page, section, starts, ends, position FROM passages WHERE id = ANY(?::int[])",
            [list(slots)],
        )
        return {row[0]: PassageRow(row[1], row[2], tuple(json.loads(row[3])), *row[4:]) for row in rows}

    def signs_of(self, slots: Places) -> Signs:
        """The signs of these slots (ascending)."""
        rows = self._database.fetch(
            "SELECT s.grams, v.vector, s.sentences FROM signs s JOIN vectors v ON v.passage = s.passage "
            "WHERE s.passage = ANY(?::int[]) ORDER BY s.passage",
            [slots.tolist()],
        )
        grams, halves, sentences = zip(*rows, strict=True) if rows else ((), (), ())
        return signs_of_rows(grams, halves, sentences, self.dimension)

    def vectors_of(self, slots: Places) -> F32:
        """Vectors of these slots (ascending): float32, shape (n, dimension)."""
        rows = self._database.fetch(
            "SELECT vector FROM vectors WHERE passage = ANY(?::int[]) ORDER BY passage", [slots.tolist()]
        )
        return floats_of([row[0] for row in rows], self.dimension)

    def lengths_of(self, slots: Places) -> NDArray[np.int64]:
        """How many characters each of these passages has."""
        rows = dict(
            self._database.fetch("SELECT id, ends - starts FROM passages WHERE id = ANY(?::int[])", [slots.tolist()])
        )
        return np.array([rows[slot] for slot in slots.tolist()], np.int64)

    def sentences_of(self, places: Sequence[tuple[str, int]]) -> list[bytes]:
        """The sentences blob of each (record, position), b"" where there is no such passage."""
        rows = self._database.fetch(
            "SELECT r.id, p.position, s.sentences FROM unnest(?::text[], ?::int[]) AS a(id, position) "
            "JOIN records r ON r.id = a.id JOIN passages p ON p.record = r.number AND p.position = a.position "
            "JOIN signs s ON s.passage = p.id",
            [[record for record, _ in places], [position for _, position in places]],
        )
        found = {(row[0], row[1]): row[2] for row in rows}
        return [found.get(place, b"") for place in places]

    def slots_of(self, rows: Sequence[int]) -> tuple[Places, Rows]:
        """The slots of all passages of these records, and whose each is."""
        found = self._database.fetch(
            "SELECT id, record FROM passages WHERE record = ANY(?::int[]) ORDER BY id", [list(rows)]
        )
        return np.array([row[0] for row in found], np.int64), np.array([row[1] for row in found], np.int32)

    def nearest_rows(self, vector: F32, k: int, allowed: Admitted, but: int) -> list[int]:
        """The records of the k passages nearest to a vector, nearest first, without the row `but`."""
        found = by_meaning(self._database, allowed, vector, k, graph=self._standing.hnsw, but=but)
        return [record for _, record in found]

    def samples(self, row: int | None, allowed: Admitted, visited: frozenset[str], most: int) -> Iterator[Sample]:
        """Passages of other records than this one, spread evenly: `most` at first, then four times as many.

        Of more passages than that not all are ever looked at: numbers are drawn at even steps, and the next passage
        that may be found is taken.
        """
        for share in (most, MORE * most):
            slots, rows = self._spread(allowed, -1 if row is None else row, share)
            records = np.unique(rows)
            ids = self.ids_of(records) if len(records) else []
            left = frozenset(one for one, name in zip(records.tolist(), ids, strict=True) if name not in visited)
            yield Sample(slots, rows, left)
            if len(slots) < share and allowed.count <= share:
                return

    def _spread(self, allowed: Admitted, but: int, most: int) -> tuple[Places, Rows]:
        condition, values = allowed.of_passages("v")
        if allowed.count <= most or allowed.chosen is not None:
            sql = f"SELECT v.passage, v.record FROM vectors v WHERE {condition} AND v.record <> ?"
            given: list[object] = [*values, but]
        else:
            sql = (
                "WITH ends AS (SELECT MIN(passage) AS low, MAX(passage) AS high FROM vectors) "
                "SELECT DISTINCT n.passage, n.record FROM ends, generate_series(0, ? - 1) AS g(step), LATERAL ("
                "SELECT v.passage, v.record FROM vectors v "
                "WHERE v.passage >= ends.low + (ends.high - ends.low)::bigint * g.step / ? "
                f"AND {condition} AND v.record <> ? ORDER BY v.passage LIMIT 1) AS n"
            )
            given = [most, most, *values, but]
        found = sorted(self._database.fetch(sql, given))
        if len(found) > most:
            found = [found[at] for at in np.unique(np.linspace(0, len(found) - 1, most).astype(np.int64)).tolist()]
        return np.array([one[0] for one in found], np.int64), np.array([one[1] for one in found], np.int32)

    def summaries_of(self, allowed: Admitted) -> tuple[RecordSummary, ...]:
        """Every record, newest first."""
        condition, values = allowed.of_records("r", "number")
        rows = self._database.fetch(f"SELECT r.summary FROM records r WHERE {condition}", values)
        return newest_first(from_json(row[0]) for row in rows)

    def listing(self, allowed: Admitted, bounds: Callable[[int], tuple[int, int]]) -> Listing:
        """Records, newest first: those between the bounds that `bounds` gives, told how many there are.

        Facts are counted of the newest 100,000.
        """
        condition, values = allowed.of_records("r", "number")
        total = self._total(allowed)
        first, last = bounds(total)
        rows = self._database.fetch(
            f"SELECT r.summary FROM records r WHERE {condition} ORDER BY r.date DESC, r.id DESC OFFSET ? LIMIT ?",
            [*values, first, last - first],
        )
        return Listing(total, tuple(from_json(row[0]) for row in rows), self._counts(allowed))

    def _total(self, allowed: Admitted) -> int:
        if not allowed.wheres and not allowed.gone:
            return allowed.records
        condition, values = allowed.of_records("r", "number")
        return int(self._database.fetch(f"SELECT COUNT(*) FROM records r WHERE {condition}", values)[0][0])

    def _counts(self, allowed: Admitted) -> dict[str, dict[str, int]]:
        condition, values = allowed.of_records("r", "number")
        newest = (
            f"WITH newest AS MATERIALIZED (SELECT r.number, r.class FROM records r WHERE {condition} "
            "ORDER BY r.date DESC, r.id DESC LIMIT ?)"
        )

        def count() -> dict[str, dict[str, int]]:
            rows = self._database.fetch(
                f"{newest} SELECT f.key, f.value, COUNT(*) FROM facets f JOIN newest n ON n.number = f.record "
                "WHERE f.key <> ALL(?::text[]) GROUP BY f.key, f.value UNION ALL "
                "SELECT 'kind', c.kind, COUNT(*) FROM newest n JOIN classes c ON c.id = n.class GROUP BY c.kind",
                [*values, COUNTED, [*TEXT_KEYS, *OF_COLUMNS]],
            )
            counts: dict[str, dict[str, int]] = {}
            for key, value, times in rows:
                counts.setdefault(key, {})[value.lstrip("0") if key == "year" else value] = int(times)
            return counts

        return self.known(("counts", allowed), count)

    def services_sought(self, sought: Sought, allowed: Admitted) -> dict[str, int]:
        """The needs, as bits, of the services sought, by identifier."""
        condition, values = condition_of(sought)
        readable, of_reader = allowed.of_records("r", "number")
        rows = self._database.fetch(
            f"SELECT r.id, f.needs FROM service_facts f JOIN records r ON r.number = f.record "
            f"WHERE {condition} AND {readable} ORDER BY r.id",
            [*values, *of_reader],
        )
        return {row[0]: row[1] for row in rows}

    def service_facts(self, record_ids: Sequence[str], allowed: Admitted) -> Mapping[str, ServiceFacts]:
        """The facts of these services."""
        readable, of_reader = allowed.of_records("r", "number")
        rows = self._database.fetch(
            f"SELECT r.id, f.facts FROM service_facts f JOIN records r ON r.number = f.record "
            f"WHERE r.id = ANY(?::text[]) AND {readable} ORDER BY r.id",
            [list(record_ids), *of_reader],
        )
        return {row[0]: facts_from_json(row[1]) for row in rows}
