"""The tables of the index on a server. Everything in them is computed from the register, and can be deleted.

Numbers are of 32 bits: two thousand million passages may ever be written, the replaced ones included. A record stands
in one class, its kind and audience: rights and the usual filter are one small column of whatever is searched.
"""

from typing import Any, Final

from kb.index.service_rows import service_facts
from kb.store.engines.opening import index_database
from kb.store.engines.port import ServerDatabase
from kb.store.files.database import Migration
from kb.store.schema.no_samples import no_samples

# What holds words, and is written anew after an erasure; the other tables hold numbers alone.
WITH_WORDS: Final = ("records", "passages", "terms", "words", "facets", "title_words", "service_facts", "meta")

# Memory for making the graph: 100,000 vectors of 384 halves with their links take 170 MB. One that does not fit is
# made several times more slowly.
MAKING_MEMORY: Final = "512MB"

TABLES: Final = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    # What the passages of a class add up to: how many, and how long they, their records whole and their heads are.
    """CREATE TABLE classes (
        id SMALLINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind TEXT COLLATE "C" NOT NULL, audience TEXT COLLATE "C" NOT NULL,
        records BIGINT NOT NULL DEFAULT 0, passages BIGINT NOT NULL DEFAULT 0, lengths BIGINT NOT NULL DEFAULT 0,
        wholes BIGINT NOT NULL DEFAULT 0, heads BIGINT NOT NULL DEFAULT 0, grams BIGINT NOT NULL DEFAULT 0,
        "real" BIGINT NOT NULL DEFAULT 0,
        UNIQUE (kind, audience))""",
    """CREATE TABLE records (
        number INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id TEXT COLLATE "C" NOT NULL UNIQUE, class SMALLINT NOT NULL REFERENCES classes(id), revision INT NOT NULL,
        date TEXT COLLATE "C" NOT NULL, passages INT NOT NULL, text_sha256 TEXT NOT NULL, summary TEXT NOT NULL,
        whole_length INT NOT NULL, head_length INT NOT NULL,
        whole BYTEA NOT NULL, head BYTEA NOT NULL, title_vector BYTEA)""",
    "CREATE INDEX records_by_date ON records (date DESC, id DESC)",
    """CREATE TABLE passages (
        id INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        record INT NOT NULL REFERENCES records(number) ON DELETE CASCADE, position INT NOT NULL,
        starts INT NOT NULL, ends INT NOT NULL, page INT, section TEXT NOT NULL, text TEXT NOT NULL)""",
    "CREATE UNIQUE INDEX passages_by_record ON passages (record, position)",
    # What is scored of a candidate: one row in the table itself, none of it compressed, which it cannot be.
    """CREATE TABLE signs (
        passage INT PRIMARY KEY REFERENCES passages(id) ON DELETE CASCADE, record INT NOT NULL,
        length INT NOT NULL, gram_length INT NOT NULL, words BYTEA NOT NULL, grams BYTEA NOT NULL,
        sentences BYTEA NOT NULL) WITH (toast_tuple_target = 8160)""",
    """ALTER TABLE signs ALTER words SET STORAGE EXTERNAL, ALTER grams SET STORAGE EXTERNAL,
        ALTER sentences SET STORAGE EXTERNAL""",
    """CREATE TABLE vectors (
        passage INT PRIMARY KEY REFERENCES passages(id) ON DELETE CASCADE, record INT NOT NULL,
        class SMALLINT NOT NULL, vector halfvec NOT NULL)""",
    "ALTER TABLE vectors ALTER vector SET STORAGE PLAIN",
    "CREATE INDEX vectors_by_record ON vectors (record)",
    'CREATE TABLE terms (id INT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, term TEXT COLLATE "C" NOT NULL UNIQUE)',
    # How often a term stands in a passage, and how long that is: the key holds it all, so that no row is looked up.
    """CREATE TABLE postings (
        term INT NOT NULL, record INT NOT NULL, passage INT NOT NULL,
        class SMALLINT NOT NULL, count SMALLINT NOT NULL, length SMALLINT NOT NULL,
        PRIMARY KEY (term, record, passage) INCLUDE (class, count, length))""",
    # The same of a record, whole, and of its head (title, structure, labels of codes) alone.
    """CREATE TABLE sheets (
        term INT NOT NULL, record INT NOT NULL,
        class SMALLINT NOT NULL, count INT NOT NULL, length INT NOT NULL, head SMALLINT NOT NULL,
        PRIMARY KEY (term, record) INCLUDE (class, count, length, head))""",
    # How many passages, and heads, of a class hold a term.
    """CREATE TABLE term_counts (
        term INT NOT NULL, class SMALLINT NOT NULL, passages INT NOT NULL, heads INT NOT NULL,
        PRIMARY KEY (term, class)) WITH (fillfactor = 70)""",
    """CREATE TABLE words (
        word TEXT COLLATE "C" NOT NULL, class SMALLINT NOT NULL, passages INT NOT NULL,
        PRIMARY KEY (word, class)) WITH (fillfactor = 70)""",
    'CREATE INDEX words_by_shape ON words (length(word), ("left"(word, 1)))',
    """CREATE TABLE facets (
        key TEXT COLLATE "C" NOT NULL, value TEXT COLLATE "C" NOT NULL,
        record INT NOT NULL REFERENCES records(number) ON DELETE CASCADE)""",
    # A value may be longer than an index takes: its beginning finds it.
    'CREATE INDEX facets_by_value ON facets (key, ("left"(value, 200)), record)',
    "CREATE INDEX facets_by_record ON facets (record)",
    """CREATE TABLE title_words (
        word TEXT COLLATE "C" NOT NULL, record INT NOT NULL REFERENCES records(number) ON DELETE CASCADE,
        PRIMARY KEY (word, record))""",
    "CREATE INDEX title_words_by_record ON title_words (record)",
    # How many passages hold each cell of character grams: a row for all cells, and what came and went since.
    """CREATE TABLE gram_counts (
        number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, whole BOOL NOT NULL, cells BYTEA NOT NULL)""",
)


def tables_of_the_index(database: Any) -> None:
    """Every table of the index."""
    for statement in TABLES:
        database.execute(statement)


def no_samples_of_the_index(database: Any) -> None:
    """As `no_samples`. The graph of vectors is made anew where they were sampled."""
    database.execute(f"SET LOCAL maintenance_work_mem = '{MAKING_MEMORY}'")
    no_samples(database)


INDEX: Final[tuple[Migration, ...]] = (tables_of_the_index, service_facts, no_samples_of_the_index)


def open_server_index(address: str, *, create: bool = False) -> ServerDatabase:
    """The index on the server at an address. Raises IndexMissing, SettingRefused, BaseUnavailable."""
    return index_database(address, INDEX, create=create)


def halfvec_text(vector: Any) -> str:
    """A vector as pgvector reads it."""
    return f"[{','.join([f'{value:.9g}' for value in vector.tolist()])}]"
