"""What a PostgreSQL server keeps of columns among its statistics: of those that may hold words, nothing."""

from typing import Final

from kb.store.engines.dialect import table_words
from kb.store.engines.port import ServerDatabase

# Columns that may hold words, and whether ANALYZE kept samples of one; identifiers are what tables are joined by.
WORDED: Final = """
    SELECT a.attname, t.typname, EXISTS (SELECT 1 FROM pg_stats s WHERE s.schemaname = current_schema()
        AND s.tablename = ? AND s.attname = a.attname)
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped
    AND t.typname IN ('text', 'bytea', 'halfvec') AND a.attname NOT IN ('id', 'record_id') ORDER BY a.attnum
"""
# What indexes of a table compute of such columns: ANALYZE samples it too.
COMPUTED: Final = """
    SELECT i.indexrelid::regclass::text, a.attnum FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indexrelid
    JOIN pg_type t ON t.oid = a.atttypid WHERE i.indrelid = to_regclass(?) AND a.attnum <= i.indnkeyatts
    AND i.indkey[a.attnum - 1] = 0 AND t.typname IN ('text', 'bytea', 'halfvec') ORDER BY 1, 2
"""


def keep_no_samples(database: ServerDatabase, table: str) -> None:
    """Have ANALYZE sample no column of a table that may hold words, nor what its indexes compute of one.

    Samples outlive rows, and rewriting.
    """
    changes = []
    for column, sort, sampled in database.execute(WORDED, [table, table]).fetchall():
        changes.append(f'ALTER COLUMN "{column}" SET STATISTICS 0')
        if sampled:  # a column that is given a type, be it the one that it has, loses them
            changes.append(f'ALTER COLUMN "{column}" TYPE {table_words(sort.upper())}')
    if changes:
        database.execute(f"ALTER TABLE {table} {', '.join(changes)}")
    # Afterwards: an index over a column that is given a type is made anew.
    for index, column in database.execute(COMPUTED, [table]).fetchall():
        database.execute(f"ALTER INDEX {index} ALTER COLUMN {column} SET STATISTICS 0")
