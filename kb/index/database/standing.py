"""What a process keeps of the index on a server, as long as it stands as it does: figures, terms, what questions meant.

None of it grows with the base but the rarity of 65,536 cells (a quarter of a megabyte) and the list of classes.
"""

import base64
import threading
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeVar

import numpy as np

from kb.index.database.figures import CellCounts
from kb.index.database.writer import kept_term
from kb.index.files.byte_formats import F32
from kb.index.vectors.commonplace import META, Commonplace
from kb.index.words.bm25 import rarities
from kb.store.engines.port import ServerDatabase

T = TypeVar("T")
# Readings of questions, and terms, kept.
KNOWN: Final = 512
TERMS: Final = 50_000


class ClassFigures(NamedTuple):
    """A kind and an audience: how many records and passages are of it, and what their lengths add up to."""

    id: int
    kind: str
    audience: str
    records: int
    passages: int
    lengths: int
    wholes: int
    heads: int
    grams: int


class TermFigures(NamedTuple):
    """A term: its number, how many passages and heads hold it, and the classes of these."""

    id: int
    passages: int
    heads: int
    classes: frozenset[int]


class Means(NamedTuple):
    """How long a passage, a record whole, a head, and the grams of a passage are in the mean; 1 at least."""

    passage: float
    whole: float
    head: float
    grams: float


@dataclass
class Standing:
    """The index on a server as it stood at one line of the outbox. Several threads may share it."""

    epoch: str
    sequence: int
    hnsw: bool
    commonplace: Commonplace | None
    classes: Mapping[int, ClassFigures]
    cell_weights: F32
    terms: dict[str, TermFigures | None] = field(default_factory=dict)
    counts: dict[int, tuple[int, int]] = field(default_factory=dict)
    # Whether its encoder was found to be the one of this process.
    checked: bool = False
    _known: dict[Hashable, Any] = field(default_factory=dict)

    @property
    def passages(self) -> int:
        """How many passages it holds."""
        return sum(one.passages for one in self.classes.values())

    @property
    def records(self) -> int:
        """How many records it holds."""
        return sum(one.records for one in self.classes.values())

    def means(self) -> Means:
        """How long its texts are."""
        records, passages = max(self.records, 1), max(self.passages, 1)
        every = list(self.classes.values())
        return Means(
            max(sum(one.lengths for one in every) / passages, 1.0),
            max(sum(one.wholes for one in every) / records, 1.0),
            max(sum(one.heads for one in every) / records, 1.0),
            max(sum(one.grams for one in every) / passages, 1.0),
        )

    def known(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made once a key."""
        if key not in self._known:
            if len(self._known) >= KNOWN:
                self._known = {}
            self._known[key] = make()
        found: T = self._known[key]
        return found

    def figures(self, database: ServerDatabase, terms: Sequence[str]) -> list[TermFigures | None]:
        """The figures of these terms, None for one that stands nowhere; those not at hand are asked for at once."""
        missing = [term for term in dict.fromkeys(terms) if term not in self.terms]
        if missing:
            if len(self.terms) + len(missing) > TERMS:
                self.terms = {}
                missing = list(dict.fromkeys(terms))
            kept = {kept_term(term): term for term in missing}
            rows = database.fetch(
                "SELECT t.term, t.id, SUM(c.passages)::int, SUM(c.heads)::int, array_agg(c.class::int) FROM terms t "
                "JOIN term_counts c ON c.term = t.id WHERE t.term = ANY(?::text[]) AND (c.passages > 0 OR c.heads > 0) "
                "GROUP BY t.term, t.id",
                [list(kept)],
            )
            found: dict[str, TermFigures | None] = dict.fromkeys(missing)
            for term, number, passages, heads, classes in rows:
                found[kept[term]] = TermFigures(number, passages, heads, frozenset(classes))
                self.counts[number] = passages, heads
            self.terms.update(found)
        return [self.terms[term] for term in terms]


class StandingIndexes:
    """The last standing of the index on a server, shared by the threads of a process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cells = CellCounts()
        self._last: Standing | None = None

    def at(self, database: ServerDatabase) -> Standing:
        """How the index stands at the moment of this transaction."""
        meta = dict(database.execute("SELECT name, value FROM meta").fetchall())
        epoch, sequence = meta.get("epoch", ""), int(meta.get("sequence", "0"))
        hnsw = meta.get("hnsw", "") != ""
        with self._lock:
            last = self._last
            if last is None or (last.epoch, last.sequence, last.hnsw) != (epoch, sequence, hnsw):
                last = self._last = self._read(database, epoch, sequence, hnsw, meta.get(META, ""))
            return last

    def _read(self, database: ServerDatabase, epoch: str, sequence: int, hnsw: bool, common: str) -> Standing:
        if self._last is None or epoch != self._last.epoch or sequence < self._last.sequence:
            self._cells = CellCounts()
        self._cells.read(database)
        assert self._cells.counts is not None
        rows = database.fetch(
            "SELECT id::int, kind, audience, records, passages, lengths, wholes, heads, grams FROM classes "
            "WHERE records > 0"
        )
        classes = {row[0]: ClassFigures(*row) for row in rows}
        passages = sum(one.passages for one in classes.values())
        vectors = np.frombuffer(base64.b64decode(common), np.float32).reshape(2, -1) if common else None
        return Standing(
            epoch,
            sequence,
            hnsw,
            None if vectors is None else Commonplace(*vectors),
            classes,
            rarities(passages, np.clip(self._cells.counts, 0, passages)),
        )
