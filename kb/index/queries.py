"""Reading the index file: the rows that search, pages and checks ask for. No other room writes SQL over it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlite_utils import Database

from kb.index.files.byte_formats import F32
from kb.index.record_facts import from_json
from kb.records.summary import RecordSummary

# Vectors that train the 8-bit codes: the range of each dimension settles long before that.
TRAINING_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage as it stands in its record's text, `start` to `end`."""

    text: str
    page: int | None
    section: tuple[str, ...]
    start: int
    end: int
    position: int


@dataclass(frozen=True, slots=True)
class SignRow:
    """What retrieval scores of a passage: blobs of kb/index/files/byte_formats.py."""

    grams: bytes
    vector: bytes
    sentences: bytes


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the index holds; `fictional_only` says that none of its narratives is a real one."""

    records: int
    passages: int
    kinds: Mapping[str, int]
    fictional_only: bool


# One statement whatever the numbers: SQLite keeps it prepared.
AMONG = "IN (SELECT value FROM json_each(?))"


def _among(numbers: Iterable[int]) -> list[str]:
    return [f"[{','.join(map(str, numbers))}]"]


def passage_rows(database: Database, ids: Sequence[int]) -> dict[int, PassageRow]:
    """Passages by id."""
    rows = database.execute(
        f"SELECT id, text, page, section, start, end, position FROM passages WHERE id {AMONG}", _among(ids)
    )
    return {row[0]: PassageRow(row[1], row[2], tuple(json.loads(row[3])), *row[4:]) for row in rows}


def sign_rows(database: Database, ids: Sequence[int]) -> list[SignRow | None]:
    """What retrieval scores of each passage, in the order of `ids`; None for one that is gone."""
    rows = database.execute(f"SELECT id, grams, vector, sentences FROM passages WHERE id {AMONG}", _among(ids))
    by_id = {row[0]: SignRow(*row[1:]) for row in rows}
    return [by_id.get(one) for one in ids]


def passage_words(database: Database, ids: Sequence[int]) -> list[bytes]:
    """The words blob of each passage, in the order of `ids`; b"" for one that is gone."""
    rows = dict(database.execute(f"SELECT id, words FROM passages WHERE id {AMONG}", _among(ids)))
    return [rows.get(one, b"") for one in ids]


def head_words(database: Database, numbers: Sequence[int]) -> list[bytes]:
    """The words blob of each record's head, in the order of `numbers`; b"" for one that is gone."""
    rows = dict(database.execute(f"SELECT number, words FROM records WHERE number {AMONG}", _among(numbers)))
    return [rows.get(one, b"") for one in numbers]


def word_counts(database: Database, audiences: Iterable[str]) -> dict[str, int]:
    """How many passages and titles hold each word, of the records open to these audiences."""
    rows = database.execute(
        "SELECT word, SUM(passages) FROM words WHERE audience IN (SELECT value FROM json_each(?)) AND passages > 0 "
        "GROUP BY word",
        [json.dumps(sorted(audiences))],
    )
    return dict(rows.fetchall())


def sentences_of(database: Database, record_id: str, position: int) -> bytes:
    """The sentences blob of a record's passage, or b"" when there is no such passage."""
    row = database.execute(
        "SELECT p.sentences FROM passages p JOIN records r ON r.number = p.record WHERE r.id = ? AND p.position = ?",
        [record_id, position],
    ).fetchone()
    return row[0] if row else b""


def vectors_of(database: Database, ids: Sequence[int], dimension: int) -> F32:
    """Vectors of passages, in no order: float32, shape (n, dimension)."""
    rows = database.execute(f"SELECT vector FROM passages WHERE id {AMONG}", _among(ids)).fetchall()
    return np.frombuffer(b"".join(row[0] for row in rows), np.float32).reshape(len(rows), dimension)


def summaries_of(database: Database, numbers: Sequence[int]) -> dict[int, tuple[RecordSummary, str]]:
    """Summary, and SHA-256 of the whole text, of records by number."""
    rows = database.execute(f"SELECT number, summary, text_sha256 FROM records WHERE number {AMONG}", _among(numbers))
    return {number: (from_json(summary), digest) for number, summary, digest in rows}


def summary_of(database: Database, record_id: str) -> RecordSummary | None:
    """Summary of a record of the index, or None."""
    row = database.execute("SELECT summary FROM records WHERE id = ?", [record_id]).fetchone()
    return from_json(row[0]) if row else None


def revisions_of(database: Database) -> dict[str, int]:
    """The revision of each record of the index."""
    return dict(database.execute("SELECT id, revision FROM records"))


def counts_of(database: Database) -> Counts:
    """How much the index holds."""
    kinds = dict(database.execute("SELECT kind, COUNT(*) FROM records GROUP BY kind ORDER BY kind"))
    passages = int(database.execute("SELECT COUNT(*) FROM passages").fetchone()[0])
    real = database.execute(
        "SELECT COUNT(*) FROM records WHERE kind = 'experience' AND NOT json_extract(summary, '$.fictional')"
    ).fetchone()[0]
    return Counts(sum(kinds.values()), passages, kinds, real == 0)


def is_whole(database: Database, *, indexes: bool = False) -> bool:
    """Whether SQLite finds the file sound; with `indexes`, its tables and their indexes are compared too."""
    statement = "PRAGMA integrity_check(1)" if indexes else "PRAGMA quick_check(1)"
    return str(database.execute(statement).fetchone()[0]) == "ok"


def training_rows(database: Database, dimension: int) -> F32:
    """Up to TRAINING_ROWS vectors spread evenly over the index file: float32, shape (n, dimension)."""
    total = int(database.execute("SELECT COUNT(*) FROM passages").fetchone()[0])
    step = max(1, total // TRAINING_ROWS)
    rows = database.execute("SELECT vector FROM passages WHERE id % ? = 0 LIMIT ?", [step, TRAINING_ROWS]).fetchall()
    return np.frombuffer(b"".join(row[0] for row in rows), np.float32).reshape(len(rows), dimension)
