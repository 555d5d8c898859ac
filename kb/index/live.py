"""The index in the memory of a process: loaded from its cache, then kept level with the index file."""

import logging
import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from kb.errors import IndexBroken
from kb.index.access import REMEMBERED, Allowed, Key, allowed_among, key_of
from kb.index.files.byte_formats import F32
from kb.index.files.cache import Cached, read_cache, write_cache
from kb.index.queries import passage_rows, sign_rows, summaries_of, training_rows
from kb.index.record_table import RecordTable
from kb.index.row_cache import Remembered
from kb.index.vectors.commonplace import Commonplace, stored_commonplace
from kb.index.vectors.dense import FLAT_UP_TO, Vectors
from kb.index.vectors.features import SignFile, Signs
from kb.index.words.bm25 import GRAMS, WORDS, rarities
from kb.index.words.postings import Postings, make_segment
from kb.index.words.speller import Speller
from kb.index.words.title_table import TitleTable
from kb.readers import Reader

# Rows read from the index file at a time: 2,000 passages are about 9 MB.
BATCH = 2_000
# Readings of questions kept: whoever adds a filter, or reads on, asks the same again.
KNOWN = 512
T = TypeVar("T")
LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Level:
    """How far a process has read the index file."""

    epoch: str = ""
    passage: int = 0
    record: int = 0
    tombstone: int = 0
    sequence: int = 0


class LiveIndex:
    """Slots of passages with their records, postings and vectors. Hold `lock` while reading several of them."""

    def __init__(self, folder: Path, dimension: int) -> None:
        self.folder = folder
        self.dimension = dimension
        self.lock = threading.RLock()
        self._clear()

    def _clear(self) -> None:
        self.level = Level()
        self.records = RecordTable()
        self.postings = Postings()
        self.vectors = Vectors(self.dimension)
        self.passage_ids: NDArray[np.int64] = np.empty(0, np.int64)
        self.record_rows: NDArray[np.int32] = np.empty(0, np.int32)
        self.alive: NDArray[np.bool_] = np.empty(0, bool)
        self.terms: dict[str, int] = {}
        self.heads = Postings()
        self.titles = TitleTable(self.dimension)
        self.commonplace: Commonplace | None = None
        self.signs: SignFile | None = None
        self.summaries = Remembered(summaries_of)
        self.passages = Remembered(passage_rows)
        self._first_slots: NDArray[np.int64] | None = None
        self._gram_weights: F32 | None = None
        self._word_norms: tuple[F32, F32, F32] | None = None
        self._allowed: dict[Key, Allowed] = {}
        self._known: dict[Hashable, Any] = {}
        self.spellers: dict[frozenset[str], Speller] = {}  # by audiences; see kb/index/words/lexicon.py
        self.cached_passages = 0

    @property
    def slots(self) -> int:
        """Number of slots, dead ones included."""
        return len(self.passage_ids)

    @property
    def dead_share(self) -> float:
        """Share of the slots whose passage is gone."""
        return 1.0 - float(self.alive.mean()) if self.slots else 0.0

    def catch_up(self, database: Database) -> bool:
        """Read what came to the index file since; true when anything did. Starts anew when the file is another."""
        with self.lock:
            return _level(database) != self.level and self._follow(database)

    def _follow(self, database: Database) -> bool:
        damaged = False
        with database.atomic():
            # One read transaction: records, passages and tombstones are those of one moment.
            target = _level(database)
            if target.epoch != self.level.epoch:
                self._clear()
                damaged = self._read_cache(database, target.epoch)
            self._add_records(database)
            self._add_passages(database, target)
            self._drop(database)
            self.level = target
            self.spellers.clear()
            self._first_slots = self._gram_weights = self._word_norms = None
            self._allowed.clear()
            self._known.clear()
            if damaged:
                self._write_cache_anew(database)
            return True

    def _read_cache(self, database: Database, epoch: str) -> bool:
        """Load the cache, if one stands; whether it was damaged, and everything is read from the index file instead."""
        try:
            cached = read_cache(self.folder, epoch)
        except IndexBroken as error:
            LOG.warning("cache of the index: damaged, made anew from the index file (%s)", error)
            return True
        if cached is not None:
            self._load(database, cached)
        return False

    def _write_cache_anew(self, database: Database) -> None:
        try:
            self.write_cache(database)
        except OSError as error:  # full or protected: this process has all it needs, the next one tries again
            LOG.warning("cache of the index: not written anew (%s)", error)

    def allowed(self, where: Mapping[str, Sequence[str]], reader: Reader, changed: Mapping[str, str | None]) -> Allowed:
        """What a reader may find under these filters (`RecordTable.mask`); not to be written to. Hold `lock`."""
        key = key_of(where, reader, changed)
        if key not in self._allowed:
            if len(self._allowed) >= REMEMBERED:
                self._allowed.clear()
            self._allowed[key] = allowed_among(self.records.mask(where, reader, changed), self.alive, self.record_rows)
        return self._allowed[key]

    def known(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once a key as long as the index stands: what a question means to it. Hold `lock`."""
        if key not in self._known:
            if len(self._known) >= KNOWN:
                self._known.clear()
            self._known[key] = make()
        found: T = self._known[key]
        return found

    def gram_weights(self) -> F32:
        """The rarity of each hash cell of character grams: float32, shape (GRAM_CELLS,). Hold `lock`."""
        if self._gram_weights is None:
            holding = np.minimum(self.postings.gram_df, self.slots)
            self._gram_weights = rarities(self.slots, holding)
        return self._gram_weights

    def word_norms(self) -> tuple[F32, F32, F32]:
        """What its length takes from the gains of each passage, of each record, whole, and of its head. Hold `lock`.

        A record is its living passages and its head (title, structure, labels of codes).
        """
        if self._word_norms is None:
            rows, lengths = self.record_rows[self.alive], self.postings.lengths[self.alive]
            whole = np.bincount(rows, lengths, len(self.records)) + self.heads.lengths
            living = whole[np.array(self.records.alive, bool)]
            mean = max(float(living.mean()), 1.0) if len(living) else 1.0
            of_both = [WORDS.norms(one.lengths, one.mean_length) for one in (self.postings, self.heads)]
            self._word_norms = of_both[0], WORDS.norms(whole, mean), of_both[1]
        return self._word_norms

    def question_vector(self, encoded: F32) -> F32:
        """A question's vector as those of this index are: without what any question has. Hold `lock`."""
        return encoded if self.commonplace is None else self.commonplace.off_question(encoded)

    def gram_norms(self, slots: NDArray[np.int64]) -> F32:
        """What the lengths of these passages take from the gains of their grams."""
        return GRAMS.norms(self.postings.gram_lengths.take(slots), self.postings.mean_grams)

    def first_slots(self) -> NDArray[np.int64]:
        """The lowest live slot of each record's row, -1 for a record without a passage. Hold `lock`."""
        if self._first_slots is None:
            first = np.full(len(self.records), -1, np.int64)
            living = np.flatnonzero(self.alive)[::-1]
            first[self.record_rows[living]] = living  # the last written stands: the lowest
            self._first_slots = first
        return self._first_slots

    def reload(self, database: Database) -> None:
        """Read the index file anew, without its cache: dead slots go."""
        with self.lock, database.atomic():
            target = _level(database)
            self._clear()
            self._add_records(database)
            self._add_passages(database, target)
            self._drop(database)
            self.level = target

    def cached(self) -> Cached:
        """All this holds, as a cache to write. Hold `lock`."""
        numbers = np.array([*self.records.numbers, -1], np.int64)[self.record_rows]
        numbers[~self.alive] = -1
        level = self.level
        return Cached(
            level.epoch,
            level.passage,
            level.tombstone,
            self.passage_ids,
            numbers,
            self.postings.merged(),
            self.vectors,
        )

    def write_cache(self, database: Database) -> bool:
        """Whether all this holds was written as the cache; not when the index file was scrubbed since. Hold `lock`."""
        epoch = self.level.epoch
        signs = write_cache(
            self.folder, self.cached(), self._all_signs(database), lambda: _level(database).epoch == epoch
        )
        if signs is None:
            return False
        self.signs, self.cached_passages = signs, self.slots  # signs are read from it from now on
        return True

    def _all_signs(self, database: Database) -> Iterator[Signs]:
        for first in range(0, self.slots, BATCH):
            ids = self.passage_ids[first : first + BATCH].tolist()
            yield Signs.of_rows(sign_rows(database, ids), self.dimension)

    def signs_of(self, database: Database, slots: NDArray[np.int64]) -> Signs:
        """The signs of these slots (ascending): from the cache, or for rows that came since from the index file."""
        split = int(np.searchsorted(slots, len(self.signs))) if self.signs is not None else 0
        if self.signs is not None and split == len(slots):
            return self.signs.read(slots)
        rows = Signs.of_rows(sign_rows(database, self.passage_ids[slots[split:]].tolist()), self.dimension)
        return self.signs.read(slots[:split]).followed_by(rows) if self.signs is not None and split else rows

    def _load(self, database: Database, cached: Cached) -> None:
        self._add_records(database)
        if not len(self.records):
            return  # nothing that the cache holds stands any more
        self.postings = Postings([cached.segment])
        self.vectors = cached.vectors
        self.signs = cached.signs
        self.passage_ids = cached.passage_ids
        known = self.records
        rows = [known.row_of_number(n) if known.knows(n) else -1 for n in cached.record_numbers.tolist()]
        self.record_rows = np.array(rows, np.int32)
        self.alive = self.record_rows >= 0
        self.cached_passages = self.slots
        self.level = Level(
            cached.epoch, passage=cached.last_passage, record=self.level.record, tombstone=cached.last_tombstone
        )

    def _add_records(self, database: Database) -> None:
        rows = database.execute(
            "SELECT number, id, diffusion, facets, words, grams, title_vector FROM records WHERE number > ? "
            "ORDER BY number",
            [self.level.record],
        ).fetchall()
        last = self.level.record
        if rows:
            self.heads.add(make_segment([(row[4], row[5]) for row in rows], len(self.records)))
            self.titles.add([row[6] for row in rows])
            self.commonplace = stored_commonplace(database)
        for number, record_id, diffusion, facets, *_ in rows:
            self.records.add(number, record_id, diffusion, facets)
            last = number
        terms = database.execute("SELECT term, id FROM terms WHERE id > ? ORDER BY id", [len(self.terms)])
        self.terms.update(terms.fetchall())
        self.level = Level(self.level.epoch, self.level.passage, last, self.level.tombstone, self.level.sequence)

    def _add_passages(self, database: Database, target: Level) -> None:
        for batch in _batches(database, self.level.passage, target.passage):
            self.postings.add(make_segment([(row[2], row[3]) for row in batch], self.slots))
            vectors = np.frombuffer(b"".join(row[4] for row in batch), np.float32).reshape(len(batch), self.dimension)
            self._add_vectors(database, vectors)
            numbers = [row[1] for row in batch]
            self.passage_ids = np.concatenate([self.passage_ids, np.array([row[0] for row in batch], np.int64)])
            rows = np.array([self.records.row_of_number(number) for number in numbers], np.int32)
            self.record_rows = np.concatenate([self.record_rows, rows])
            self.alive = np.concatenate([self.alive, np.ones(len(batch), bool)])

    def _add_vectors(self, database: Database, vectors: F32) -> None:
        if not len(self.vectors) and self.slots == 0:
            total = int(database.execute("SELECT COUNT(*) FROM passages").fetchone()[0])
            rows = training_rows(database, self.dimension) if total > FLAT_UP_TO else vectors
            self.vectors = Vectors.built(rows, total)
        self.vectors.add(vectors)

    def _drop(self, database: Database) -> None:
        rows = database.execute(
            "SELECT number, passage, record FROM tombstones WHERE number > ? ORDER BY number", [self.level.tombstone]
        ).fetchall()
        gone = np.array([passage for _, passage, _ in rows if passage is not None], np.int64)
        if len(gone):
            places = np.searchsorted(self.passage_ids, gone)
            places = places[(places < self.slots)]
            places = places[np.isin(self.passage_ids[places], gone)]
            self.alive[places] = False
        for _, _, record in rows:
            if record is not None:
                self.records.drop_number(record)


def _level(database: Database) -> Level:
    row = database.execute(
        "SELECT (SELECT value FROM meta WHERE name = 'epoch'), (SELECT MAX(id) FROM passages), "
        "(SELECT MAX(number) FROM records), (SELECT MAX(number) FROM tombstones), "
        "(SELECT value FROM meta WHERE name = 'sequence')"
    ).fetchone()
    return Level(row[0] or "", row[1] or 0, row[2] or 0, row[3] or 0, int(row[4] or 0))


def _batches(database: Database, after: int, until: int) -> Iterator[Sequence[tuple[int, int, bytes, bytes, bytes]]]:
    while True:
        rows = database.execute(
            "SELECT id, record, words, grams, vector FROM passages WHERE id > ? AND id <= ? ORDER BY id LIMIT ?",
            [after, until, BATCH],
        ).fetchall()
        if not rows:
            return
        yield rows
        after = rows[-1][0]
