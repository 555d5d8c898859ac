"""What a record adds to the figures of the index on a server, and takes from them when it goes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.index.files.byte_formats import unpack_grams, unpack_words
from kb.store.engines.port import ServerDatabase

NO_IDS = np.empty(0, np.uint32)
# Rows of cells that came and went until they are made one again: a process that begins reads them all.
FOLDED_FROM = 64


@dataclass(frozen=True, slots=True)
class RecordFigures:
    """The figures of one record, whose class is `of`.

    `terms` says how many of its passages hold each term, `heads` the terms of its head, `cells` how many passages hold
    each cell of character grams, `words` as `kb.index.record_rows.counted_words`.
    """

    of: int
    passages: int
    lengths: int
    grams: int
    whole_length: int
    head_length: int
    real: bool
    terms: Mapping[int, int]
    heads: frozenset[int]
    cells: tuple[NDArray[np.uint16], NDArray[np.int16]]
    words: Mapping[str, int]


def figures_of(
    of: int,
    blobs: Sequence[tuple[bytes, bytes]],
    lengths: Sequence[tuple[int, int]],
    head: tuple[Sequence[int], int],
    real: bool,
    words: Mapping[str, int],
) -> RecordFigures:
    """The figures of a record, from the (words, grams) blobs and lengths of its passages, and its head's terms."""
    terms: Counter[int] = Counter()
    cells = np.zeros(1 << 16, np.int16)
    for of_words, of_grams in blobs:
        terms.update(unpack_words(of_words)[0].tolist())
        cells[unpack_grams(of_grams)[0]] += 1
    held = cells.nonzero()[0]
    total = sum(length for length, _ in lengths)
    return RecordFigures(
        *(of, len(blobs), total, sum(grams for _, grams in lengths), total + head[1], head[1], real, terms),
        frozenset(head[0]),
        (held.astype(np.uint16), cells[held]),
        words,
    )


def apply(database: ServerDatabase, one: RecordFigures, step: int) -> None:
    """Add the figures of a record to those of the index (`step` 1), or take them away (-1)."""
    database.execute(
        "UPDATE classes SET records = records + ?, passages = passages + ?, lengths = lengths + ?, "
        'wholes = wholes + ?, heads = heads + ?, grams = grams + ?, "real" = "real" + ? WHERE id = ?',
        [
            step,
            *(step * figure for figure in (one.passages, one.lengths, one.whole_length, one.head_length, one.grams)),
            step * one.real,
            one.of,
        ],
    )
    terms = sorted(one.terms.keys() | one.heads)
    database.execute(
        "INSERT INTO term_counts (term, class, passages, heads) SELECT t, ?, p, h "
        "FROM unnest(?::int[], ?::int[], ?::int[]) AS new(t, p, h) ON CONFLICT (term, class) DO UPDATE "
        "SET passages = term_counts.passages + excluded.passages, heads = term_counts.heads + excluded.heads",
        [
            one.of,
            terms,
            [step * one.terms.get(term, 0) for term in terms],
            [step * (term in one.heads) for term in terms],
        ],
    )
    words = sorted(one.words)
    database.execute(
        "INSERT INTO words (word, class, passages) SELECT w, ?, p FROM unnest(?::text[], ?::int[]) AS new(w, p) "
        "ON CONFLICT (word, class) DO UPDATE SET passages = words.passages + excluded.passages",
        [one.of, words, [step * one.words[word] for word in words]],
    )
    cells, counts = one.cells
    database.execute(
        "INSERT INTO gram_counts (whole, cells) VALUES (false, ?)",
        [cells.tobytes() + (step * counts).astype(np.int16).tobytes()],
    )


@dataclass(slots=True)
class CellCounts:
    """How many passages hold each cell of character grams, as told up to a row of the server."""

    number: int = 0
    counts: NDArray[np.int32] | None = None

    def read(self, database: ServerDatabase) -> int:
        """Read what was told since; how many rows that took."""
        rows = database.fetch(
            "SELECT number, whole, cells FROM gram_counts WHERE number > ? ORDER BY number", [self.number]
        )
        counts = np.zeros(1 << 16, np.int32) if self.counts is None else self.counts.copy()
        for number, whole, cells in rows:
            if whole:
                counts = np.frombuffer(cells, np.int32).copy()
            else:
                n = len(cells) // 4
                counts[np.frombuffer(cells, np.uint16, n)] += np.frombuffer(cells, np.int16, n, 2 * n)
            self.number = number
        self.counts = counts
        return len(rows)


def fold_cells(database: ServerDatabase, *, always: bool = False) -> None:
    """Have one row tell how many passages hold each cell, where many do. Call it in a transaction."""
    waiting = int(database.execute("SELECT COUNT(*) FROM gram_counts").fetchone()[0])
    if waiting <= (1 if always else FOLDED_FROM):
        return
    told = CellCounts()
    told.read(database)
    assert told.counts is not None
    database.execute("DELETE FROM gram_counts")
    database.execute("INSERT INTO gram_counts (whole, cells) VALUES (true, ?)", [told.counts.tobytes()])
