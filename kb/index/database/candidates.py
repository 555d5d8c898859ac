"""Candidates that the server proposes for a question: by words (BM25 over the postings), by meaning (halfvec, HNSW)."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from kb.index.database.admitted import Admitted
from kb.index.database.schema import halfvec_text
from kb.index.database.standing import Means
from kb.index.files.byte_formats import F32
from kb.index.port import AskedWords
from kb.index.words.bm25 import WORDS
from kb.store.engines.port import ServerDatabase

# Up to so many passages that may be found, all are compared: 8 ms, and none is missed.
EXACT_UP_TO: Final = 10_000
# Postings that a question has the server read to propose by words: its rarest words first, and of a word that more
# passages hold the newest of them. Candidates are weighed by all words; what is bounded is who is one.
MOST_POSTINGS: Final = 10_000
ASKED: Final = (
    "WITH asked AS MATERIALIZED (SELECT * FROM unnest(?::int[], ?::int[], ?::float8[]) AS a(term, owner, factor))"
)


def _gain(table: str, mean: float) -> str:
    """What a term adds to a text that holds it so often, and is so long."""
    still, by_length = WORDS.k1 * (1 - WORDS.b), WORDS.k1 * WORDS.b / mean
    held = f"{table}.count / ({table}.count + {still} + {by_length!r} * {table}.length)"
    return f"a.factor * {WORDS.highest_gain} * {held}"


def _totals(table: str, key: str, mean: float, condition: str, *, double: bool, newest: int = 0) -> str:
    """The sum of the gains of each text (`total`); of a group of several terms, the best one counts.

    With `newest`, of each term no more than so many of the newest texts that hold it.
    """
    rows = f"FROM asked a JOIN {table} ON {table}.term = a.term WHERE {condition}"
    if newest:
        order = "record DESC, passage DESC" if key == "passage" else "record DESC"
        rows = (
            f"FROM asked a CROSS JOIN LATERAL (SELECT * FROM {table} WHERE {table}.term = a.term AND {condition} "
            f"ORDER BY {order} LIMIT {newest}) AS {table}"
        )
    if not double:
        return f"SELECT {table}.{key}, SUM({_gain(table, mean)}) AS total {rows} GROUP BY {table}.{key}"
    best = f"SELECT {table}.{key}, MAX({_gain(table, mean)}) AS gain {rows} GROUP BY {table}.{key}, a.owner"
    return f"SELECT {key}, SUM(gain) AS total FROM ({best}) AS best GROUP BY {key}"


def _given(words: AskedWords, kept: NDArray[np.bool_] | None = None) -> list[Any]:
    every = (words.terms, words.owners, words.factors.astype(np.float64))
    return [(one if kept is None else one[kept]).tolist() for one in every]


def proposing(words: AskedWords, frequencies: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which terms propose: the rarest groups, as long as MOST_POSTINGS are read for them; one group in any case."""
    sizes = np.bincount(words.owners, np.minimum(frequencies, MOST_POSTINGS), len(words.words))
    order = sizes.argsort(kind="stable")
    read = sizes[order].cumsum()
    within = read <= MOST_POSTINGS
    within[: int((read == 0).sum()) + 1] = True  # the first group that stands somewhere
    return np.isin(words.owners, order[within])


def by_words(
    database: ServerDatabase,
    admitted: Admitted,
    words: AskedWords,
    frequencies: NDArray[np.int64],
    means: Means,
    depth: int,
    records: int,
) -> list[int]:
    """The passages that say most of a question; and of each record that, whole, says most of it, the one that does.

    `frequencies` is how many passages hold each term. A record of which only the head holds a word proposes its first
    passage.
    """
    if not len(words.terms):
        return []
    kept = proposing(words, frequencies)
    double = len(words.terms) > len(np.unique(words.owners))
    newest = MOST_POSTINGS if int(frequencies[kept].max(initial=0)) > MOST_POSTINGS else 0
    condition, values = admitted.of_passages("postings")
    totals = _totals("postings", "passage", means.passage, condition, double=double, newest=newest)
    rows = database.fetch(
        f"{ASKED} {totals} ORDER BY total DESC, passage LIMIT ?", [*_given(words, kept), *values, depth]
    )
    found = [row[0] for row in rows]
    of_records, of_values = admitted.of_records("sheets")
    totals = _totals("sheets", "record", means.whole, of_records, double=double, newest=newest)
    rows = database.fetch(
        f"{ASKED} {totals} ORDER BY total DESC, record LIMIT ?", [*_given(words, kept), *of_values, records]
    )
    return found + _best_of(database, admitted, words, means, [row[0] for row in rows], double=double)


def _best_of(
    database: ServerDatabase,
    admitted: Admitted,
    words: AskedWords,
    means: Means,
    records: Sequence[int],
    *,
    double: bool,
) -> list[int]:
    """Of each of these records the passage that says most of a question; the first, where none holds a word of it."""
    if not records:
        return []
    condition, values = admitted.of_passages("postings")
    within = _totals("postings", "passage", means.passage, f"postings.record = b.record AND {condition}", double=double)
    rows = database.fetch(
        f"{ASKED} SELECT b.record, p.passage FROM unnest(?::int[]) AS b(record) "
        f"LEFT JOIN LATERAL ({within} ORDER BY total DESC, passage LIMIT 1) AS p ON true",
        [*_given(words), list(records), *values],
    )
    found = [passage for _, passage in rows if passage is not None]
    return found + _first_of(database, admitted, [record for record, passage in rows if passage is None])


def _first_of(database: ServerDatabase, admitted: Admitted, records: Sequence[int]) -> list[int]:
    """The first passage that may be found of each of these records."""
    if not records:
        return []
    condition, values = admitted.of_passages("v")
    rows = database.fetch(
        f"SELECT MIN(v.passage) FROM vectors v WHERE v.record = ANY(?::int[]) AND {condition} GROUP BY v.record",
        [list(records), *values],
    )
    return [row[0] for row in rows]


def by_meaning(
    database: ServerDatabase, admitted: Admitted, vector: F32, k: int, *, graph: bool, but: int | None = None
) -> list[tuple[int, int]]:
    """(passage, record) of the k passages nearest to a vector, nearest first; `graph` says that there is an index.

    Where few may be found all are compared, and where the index gives fewer than there are.
    """
    wanted = min(k, admitted.count)
    if wanted <= 0:
        return []
    condition, values = admitted.of_passages("v")
    if but is not None:
        condition, values = f"{condition} AND v.record <> ?", [*values, but]
    size = len(vector)
    distance = f"v.vector::halfvec({size}) <#> ?::halfvec({size})"
    statement = f"SELECT v.passage, v.record, {distance} AS far FROM vectors v WHERE {condition} ORDER BY"
    text = halfvec_text(vector)
    if graph and admitted.count > EXACT_UP_TO:
        rows = database.fetch(f"{statement} {distance} LIMIT ?", [text, *values, text, k])
        if len(rows) >= wanted or but is not None:
            return [(row[0], row[1]) for row in sorted(rows, key=lambda row: (row[2], row[0]))]
    # Not the very words of the index, which would be used otherwise.
    rows = database.fetch(f"{statement} ({distance}) + 0, v.passage LIMIT ?", [text, *values, text, k])
    return [(row[0], row[1]) for row in rows]
