"""The private database: words that are not fit for others yet. Mode 0600; left out of backups unless asked for."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kb.errors import RecordNotFound
from kb.store.engines.opening import private_database
from kb.store.engines.port import Database
from kb.store.files.database import transaction
from kb.store.files.kept_values import kept_json
from kb.store.files.statements import added, put

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """One revision of a proposal, before publication: `fields` as typed, complete or not."""

    proposal: int
    number: int
    author: str
    at: str
    summary: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """What one person is typing: fields, and of each how often it was saved, from which window, its other versions;
    `rewritten`: of places whose words a button changed, the text before and that version."""

    proposal: int
    author: str
    base: int
    at: str
    fields: Fields
    versions: Mapping[str, int]
    windows: Mapping[str, str]
    others: Mapping[str, list[Any]]
    rewritten: Mapping[str, tuple[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Remark:
    """A reviewer's remark on words of a field: `quote` stood at `start` when it was made; `answer` is an author's."""

    number: int
    author: str
    at: str
    field: str
    start: int
    quote: str
    text: str
    settled: bool
    answer: str = ""


@dataclass(frozen=True, slots=True)
class SendingReason:
    """Why a proposal was sent back, or sent again."""

    author: str
    at: str
    status: str
    text: str


COPY: Final = "proposal, author, record_id, base, at, fields, versions, windows, others, rewritten"


def _draft(row: tuple[int, int, str, str, str, str]) -> Draft:
    return Draft(*row[:5], kept_json(row[5]))


def _remark(row: tuple[int, str, str, str, int, str, str, int, str]) -> Remark:
    return Remark(*row[:7], bool(row[7]), row[8])


class PrivateStore:
    """The private database, open. Close it, or use it as a context manager."""

    def __init__(self, database: Database, now: Callable[[], str]) -> None:
        self.database = database
        self.now = now

    @classmethod
    def open(cls, home: Path, now: Callable[[], str], address: str = "") -> "PrivateStore":
        """The private texts of a home, or those at the `address` of a server, made when they are not there."""
        return cls(private_database(home, address), now)

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def __enter__(self) -> "PrivateStore":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Drafts.

    def add_draft(
        self, proposal: int, record_id: str, *, number: int, author: str, summary: str, fields: Fields
    ) -> None:
        """Keep one more revision of a proposal."""
        with transaction(self.database):
            self.database.execute(
                put("drafts", "proposal, number, record_id, author, at, summary, fields", key="proposal, number"),
                [proposal, number, record_id, author, self.now(), summary, json.dumps(fields, ensure_ascii=False)],
            )

    def draft(self, proposal: int, number: int) -> Draft:
        """One revision of a proposal. Raises RecordNotFound."""
        row = self.database.execute(
            "SELECT proposal, number, author, at, summary, fields FROM drafts WHERE proposal = ? AND number = ?",
            [proposal, number],
        ).fetchone()
        if row is None:
            raise RecordNotFound(f"Cette proposition n’a pas de version {number}, ou elle a été effacée à sa date.")
        return _draft(row)

    def drafts(self, proposal: int) -> tuple[Draft, ...]:
        """The revisions of a proposal, oldest first."""
        rows = self.database.execute(
            "SELECT proposal, number, author, at, summary, fields FROM drafts WHERE proposal = ? ORDER BY number",
            [proposal],
        )
        return tuple(_draft(row) for row in rows.fetchall())

    # Working copies.

    def working_copy(self, proposal: int, author: str) -> WorkingCopy | None:
        """What this person was typing, or None."""
        row = self.database.execute(
            "SELECT proposal, author, base, at, fields, versions, windows, others, rewritten FROM working_copies "
            "WHERE proposal = ? AND author = ?",
            [proposal, author],
        ).fetchone()
        return WorkingCopy(*row[:4], *(kept_json(one) for one in row[4:])) if row else None

    def put_working_copy(self, record_id: str, copy: WorkingCopy) -> None:
        """Write, or replace, what a person is typing."""
        with transaction(self.database):
            self.database.execute(
                put("working_copies", COPY, key="proposal, author"),
                [
                    *(copy.proposal, copy.author, record_id, copy.base, self.now()),
                    *(
                        json.dumps(one, ensure_ascii=False)
                        for one in (copy.fields, copy.versions, copy.windows, copy.others, copy.rewritten)
                    ),
                ],
            )

    def drop_working_copy(self, proposal: int, author: str) -> None:
        """Forget what a person was typing: it is saved as a draft."""
        with transaction(self.database):
            self.database.execute("DELETE FROM working_copies WHERE proposal = ? AND author = ?", [proposal, author])

    # Raw narratives and treatments.

    def put_raw(self, record_id: str, author: str, text: str, *, purge_on: str) -> None:
        """Keep the text as it was told or typed, until its purge date."""
        with transaction(self.database):
            self.database.execute(
                put("raw_texts", "record_id, author, at, purge_on, text", key="record_id, author"),
                [record_id, author, self.now(), purge_on, text],
            )

    def raw(self, record_id: str, author: str) -> str | None:
        """The raw text that this author gave, or None. Whoever calls this logs the opening."""
        row = self.database.execute(
            "SELECT text FROM raw_texts WHERE record_id = ? AND author = ?", [record_id, author]
        ).fetchone()
        return str(row[0]) if row else None

    def treatments(self, record_id: str) -> dict[str, Any]:
        """How the highlights of a record were treated; {} when none was."""
        row = self.database.execute("SELECT choices FROM treatments WHERE record_id = ?", [record_id]).fetchone()
        return dict(kept_json(row[0])) if row else {}

    def put_treatments(self, record_id: str, author: str, choices: Mapping[str, Any], *, purge_on: str) -> None:
        """Write, or replace, how the highlights of a record were treated."""
        with transaction(self.database):
            self.database.execute(
                put("treatments", "record_id, author, purge_on, choices", key="record_id"),
                [record_id, author, purge_on, json.dumps(choices, ensure_ascii=False)],
            )

    def add_remark(
        self, proposal: int, record_id: str, *, author: str, field: str, start: int, quote: str, text: str
    ) -> int:
        """Number of the remark added."""
        with transaction(self.database):
            number = added(
                self.database,
                "INSERT INTO remarks (proposal, record_id, author, at, field, start, quote, text) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [proposal, record_id, author, self.now(), field, start, quote, text],
            )
            return number

    def remarks(self, proposal: int) -> tuple[Remark, ...]:
        """The remarks on a proposal, oldest first."""
        rows = self.database.execute(
            "SELECT number, author, at, field, start, quote, text, settled, answer FROM remarks WHERE proposal = ? "
            "ORDER BY number",
            [proposal],
        )
        return tuple(_remark(row) for row in rows.fetchall())

    def settle(self, proposal: int, remark: int, settled: bool = True) -> None:
        """Note that a remark was answered, or was not."""
        with transaction(self.database):
            self.database.execute(
                "UPDATE remarks SET settled = ? WHERE proposal = ? AND number = ?", [int(settled), proposal, remark]
            )

    def answer_remark(self, proposal: int, remark: int, answer: str) -> None:
        """Keep what an author answers to a remark, in place of what they answered before."""
        said = "UPDATE remarks SET answer = ? WHERE proposal = ? AND number = ?"
        with transaction(self.database):
            self.database.execute(said, [answer, proposal, remark])

    def put_grid(self, proposal: int, reviewer: str, answers: Mapping[str, Any]) -> None:
        """Write, or replace, a reviewer's grid."""
        with transaction(self.database):
            self.database.execute(
                put("grids", "proposal, reviewer, at, answers", key="proposal, reviewer"),
                [proposal, reviewer, self.now(), json.dumps(answers, ensure_ascii=False)],
            )

    def grid(self, proposal: int, reviewer: str) -> dict[str, Any]:
        """A reviewer's grid; {} when none was begun."""
        row = self.database.execute(
            "SELECT answers FROM grids WHERE proposal = ? AND reviewer = ?", [proposal, reviewer]
        ).fetchone()
        return dict(kept_json(row[0])) if row else {}

    def add_reason(self, proposal: int, record_id: str, *, author: str, status: str, text: str) -> None:
        """Keep why a proposal changed status."""
        with transaction(self.database):
            self.database.execute(
                "INSERT INTO reasons (proposal, record_id, author, at, status, text) VALUES (?, ?, ?, ?, ?, ?)",
                [proposal, record_id, author, self.now(), status, text],
            )

    def reasons(self, proposal: int) -> tuple[SendingReason, ...]:
        """Why a proposal changed status, oldest first."""
        rows = self.database.execute(
            "SELECT author, at, status, text FROM reasons WHERE proposal = ? ORDER BY number", [proposal]
        )
        return tuple(SendingReason(*row) for row in rows.fetchall())

    # Ends.

    TABLES = (
        *("drafts", "working_copies", "raw_texts", "treatments", "remarks", "grids", "reasons", "letters"),
        "tellings",
    )

    def purge(self, today: str, untouched: str) -> int:
        """Forget raw texts and treatments whose date has come; number of rows that went.

        So does what was told and filed, in the same words, and not touched since the day `untouched`.
        """
        with transaction(self.database):
            gone = self.database.execute(
                "DELETE FROM tellings WHERE parts <> '[]' AND substr(at, 1, 10) <= ?", [untouched]
            ).rowcount
            for table in ("raw_texts", "treatments"):
                gone += self.database.execute(f"DELETE FROM {table} WHERE purge_on <= ?", [today]).rowcount
            return gone

    def purge_dates(self) -> tuple[tuple[str, int], ...]:
        """The days on which raw texts and treatments go, with how many, soonest first; those kept for good left out."""
        rows = self.database.execute(
            "SELECT purge_on, COUNT(*) FROM (SELECT purge_on FROM raw_texts UNION ALL SELECT purge_on FROM treatments) "
            "WHERE purge_on < '9999' GROUP BY purge_on ORDER BY purge_on"
        )
        return tuple((str(row[0]), int(row[1])) for row in rows.fetchall())

    def forget_proposal(self, proposal: int) -> bool:
        """Forget every word of one proposal; whether there was any."""
        with transaction(self.database):
            gone = 0
            for table in ("drafts", "working_copies", "remarks", "grids", "reasons", "tellings"):
                gone += self.database.execute(f"DELETE FROM {table} WHERE proposal = ?", [proposal]).rowcount
            return gone > 0

    def keep_only(self, proposals: Collection[tuple[int, str]], records: Collection[str]) -> None:
        """Forget the words of proposals, given as (number, record), and of records that are not among these."""
        with transaction(self.database):
            held = self.database.execute(
                "SELECT proposal, record_id FROM drafts UNION SELECT proposal, record_id FROM working_copies "
                "UNION SELECT proposal, record_id FROM tellings UNION SELECT proposal, record_id FROM remarks"
            ).fetchall()
            for number, record_id in held:
                if (number, record_id) not in proposals:
                    self.forget_proposal(number)
            for table in ("raw_texts", "treatments", "letters"):
                for (record_id,) in self.database.execute(f"SELECT DISTINCT record_id FROM {table}").fetchall():
                    if record_id not in records:
                        self.database.execute(f"DELETE FROM {table} WHERE record_id = ?", [record_id])

    def erase(self, record_id: str) -> None:
        """Forget every word about a record; its free pages are for whoever calls."""
        with transaction(self.database):
            self.database.execute(
                "DELETE FROM grids WHERE proposal IN (SELECT proposal FROM drafts WHERE record_id = ?)", [record_id]
            )
            for table in self.TABLES:
                if table != "grids":
                    self.database.execute(f"DELETE FROM {table} WHERE record_id = ?", [record_id])
            for (signal,) in self.database.execute(
                "SELECT number FROM watch_signals WHERE record_id = ?", [record_id]
            ).fetchall():
                self.database.execute("DELETE FROM watch_signals WHERE number = ?", [signal])
                for table in ("watch_steps", "watch_same", "watch_told", "watch_news"):
                    self.database.execute(f"DELETE FROM {table} WHERE signal = ?", [signal])
