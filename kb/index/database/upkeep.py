"""What keeps the index on a server: its graph of vectors, figures folded, words erased, all made anew."""

import secrets
from collections.abc import Mapping
from typing import Final

from kb.index.database.candidates import EXACT_UP_TO
from kb.index.database.figures import fold_cells
from kb.index.database.schema import MAKING_MEMORY, WITH_WORDS
from kb.index.queries import Counts
from kb.index.record_facts import from_json
from kb.index.schema import get_meta, put_meta
from kb.records.summary import RecordSummary
from kb.store.engines.port import ServerDatabase
from kb.store.files.database import COMPACT_SECONDS, transaction

# Links of a vector, and vectors looked at to find them. At 100,000 hard ones 0.92 of the first ten are found, where the
# extension's own numbers (16 and 64) find 0.79; the graph takes as much room, and twice as long to make.
LINKS: Final = 24
LOOKED_AT: Final = 128
TABLES: Final = (
    "classes, records, passages, signs, vectors, terms, postings, sheets, term_counts, words, facets, title_words, "
    "gram_counts, service_facts, service_zones, meta"
)


def level(database: ServerDatabase, dimension: int) -> None:
    """After records came: the graph, once vectors are too many to be compared one by one, and figures folded."""
    with transaction(database):
        fold_cells(database)
        if get_meta(database, "hnsw"):
            return
        row = database.execute("SELECT SUM(passages) FROM classes").fetchone()
        if int(row[0] or 0) <= EXACT_UP_TO:
            return
        database.execute(f"SET LOCAL maintenance_work_mem = '{MAKING_MEMORY}'")
        database.execute(
            "CREATE INDEX vectors_by_nearness ON vectors USING hnsw "
            f"((vector::halfvec({dimension})) halfvec_ip_ops) WITH (m = {LINKS}, ef_construction = {LOOKED_AT})"
        )
        database.keep_no_samples("vectors")
        put_meta(database, "hnsw", str(dimension))


def analyse(database: ServerDatabase) -> None:
    """Have the server count what its tables hold, for its plans; it does by itself, some minutes later."""
    for table in ("postings", "sheets", "vectors", "passages", "signs", "records", "facets", "term_counts", "words"):
        database.execute(f"ANALYZE {table}")


def scrub(database: ServerDatabase) -> bool:
    """Whether no table holds a word any more that no record does. The index gets a new epoch."""
    with transaction(database):
        database.execute("DELETE FROM words WHERE passages <= 0")
        database.execute("DELETE FROM term_counts WHERE passages <= 0 AND heads <= 0")
        database.execute("DELETE FROM terms t WHERE NOT EXISTS (SELECT 1 FROM term_counts c WHERE c.term = t.id)")
        database.execute("DELETE FROM classes c WHERE NOT EXISTS (SELECT 1 FROM records r WHERE r.class = c.id)")
        fold_cells(database, always=True)
        put_meta(database, "epoch", secrets.token_hex(8))
    return database.compact(COMPACT_SECONDS, WITH_WORDS)


def empty(database: ServerDatabase) -> None:
    """Forget all that the index holds: it was another register's."""
    with transaction(database):
        database.execute("DROP INDEX IF EXISTS vectors_by_nearness")
        database.execute(f"TRUNCATE {TABLES}")


def counts_of(database: ServerDatabase) -> Counts:
    """How much the index holds."""
    rows = database.execute('SELECT kind, records, passages, "real" FROM classes WHERE records > 0 ORDER BY kind')
    kinds: dict[str, int] = {}
    passages = real = 0
    for kind, records, of_kind, told in rows.fetchall():
        kinds[kind] = kinds.get(kind, 0) + records
        passages, real = passages + of_kind, real + told
    return Counts(sum(kinds.values()), passages, kinds, real == 0)


def summary_of(database: ServerDatabase, record_id: str) -> RecordSummary | None:
    """Summary of a record of the index, or None."""
    row = database.execute("SELECT summary FROM records WHERE id = ?", [record_id]).fetchone()
    return from_json(row[0]) if row else None


def revisions_of(database: ServerDatabase) -> Mapping[str, int]:
    """The revision of each record of the index."""
    return dict(database.execute("SELECT id, revision FROM records").fetchall())


def is_whole(database: ServerDatabase) -> bool:
    """Whether tables agree with each other: as many passages as are told of, each with its signs and its vector."""
    row = database.execute(
        "SELECT (SELECT COALESCE(SUM(passages), 0) FROM classes), (SELECT COALESCE(SUM(passages), 0) FROM records), "
        "(SELECT COUNT(*) FROM passages), (SELECT COUNT(*) FROM signs), (SELECT COUNT(*) FROM vectors)"
    ).fetchone()
    return len({int(one) for one in row}) == 1
