"""The private database: words that are not fit for others yet. Mode 0600; left out of backups unless asked for."""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kb.errors import BaseUnavailable, RecordNotFound
from kb.store.drafts.held_words import HELD, PlainWords, PrivateWords
from kb.store.drafts.word_tables import WordTables, as_json
from kb.store.engines.opening import open_keys, private_database, sealed_words
from kb.store.engines.port import Database, ServerDatabase
from kb.store.files.database import transaction
from kb.store.files.kept_keys import KeptKeys
from kb.store.files.kept_values import kept_json

LOG = logging.getLogger(__name__)

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


DRAFT: Final = "proposal, number, author, at, summary, fields"
COPY: Final = "proposal, author, base, at, fields, versions, windows, others, rewritten"


def _draft(row: Any) -> Draft:
    values = [*row[:5], kept_json(row[5])]
    return Draft(*values)


def _remark(row: Any) -> Remark:
    values = [*row[:7], bool(row[7]), row[8]]
    return Remark(*values)


# Tables whose words are of a proposal, and of a record.
OF_PROPOSAL: Final = tuple(table for table, held in HELD.items() if held.owner == "proposal")
OF_RECORD: Final = tuple(table for table, held in HELD.items() if held.owner == "record_id")


class PrivateStore:
    """The private database, open. Close it, or use it as a context manager.

    `tables` are those that hold words of a text: on a server they are sealed, by keys that erasing destroys.
    """

    def __init__(self, database: Database, now: Callable[[], str], words: PrivateWords | None = None) -> None:
        self.database = database
        self.now = now
        self.words = words or PlainWords()
        self.tables = WordTables(database, self.words)

    @classmethod
    def open(
        cls, home: Path, now: Callable[[], str], address: str = "", keys: KeptKeys | None = None
    ) -> "PrivateStore":
        """The private texts of a home, or those at the `address` of a server, made when they are not there.

        A server's are sealed by `keys`, those of the home without.
        """
        database = private_database(home, address)
        if not isinstance(database, ServerDatabase):
            return cls(database, now)
        return cls(database, now, sealed_words(database, keys or open_keys(home)))

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
        self.tables.put(
            "drafts", proposal=proposal, number=number, record_id=record_id, author=author, at=self.now(),
            summary=summary, fields=as_json(fields),
        )  # fmt: skip

    def draft(self, proposal: int, number: int) -> Draft:
        """One revision of a proposal. Raises RecordNotFound."""
        row = self.tables.row("drafts", DRAFT, proposal=proposal, number=number)
        if row is None:
            raise RecordNotFound(f"Cette proposition n’a pas de version {number}, ou elle a été effacée à sa date.")
        return _draft(row)

    def drafts(self, proposal: int) -> tuple[Draft, ...]:
        """The revisions of a proposal, oldest first."""
        return tuple(_draft(row) for row in self.tables.rows("drafts", DRAFT, proposal=proposal))

    # Working copies.

    def working_copy(self, proposal: int, author: str) -> WorkingCopy | None:
        """What this person was typing, or None."""
        row = self.tables.row("working_copies", COPY, proposal=proposal, author=author)
        return WorkingCopy(*row[:4], *(kept_json(one) for one in row[4:])) if row else None

    def put_working_copy(self, record_id: str, copy: WorkingCopy) -> None:
        """Write, or replace, what a person is typing."""
        self.tables.put(
            "working_copies", proposal=copy.proposal, author=copy.author, record_id=record_id, base=copy.base,
            at=self.now(), fields=as_json(copy.fields), versions=as_json(copy.versions), windows=as_json(copy.windows),
            others=as_json(copy.others), rewritten=as_json(copy.rewritten),
        )  # fmt: skip

    def drop_working_copy(self, proposal: int, author: str) -> None:
        """Forget what a person was typing: it is saved as a draft."""
        with transaction(self.database):
            self.database.execute("DELETE FROM working_copies WHERE proposal = ? AND author = ?", [proposal, author])

    # Raw narratives and treatments.

    def put_raw(self, record_id: str, author: str, text: str, *, purge_on: str) -> None:
        """Keep the text as it was told or typed, until its purge date."""
        self.tables.put("raw_texts", record_id=record_id, author=author, at=self.now(), purge_on=purge_on, text=text)

    def raw(self, record_id: str, author: str) -> str | None:
        """The raw text that this author gave, or None. Whoever calls this logs the opening."""
        row = self.tables.row("raw_texts", "text", record_id=record_id, author=author)
        return str(row[0]) if row else None

    def treatments(self, record_id: str) -> dict[str, Any]:
        """How the highlights of a record were treated; {} when none was."""
        row = self.tables.row("treatments", "choices", record_id=record_id)
        return dict(kept_json(row[0])) if row else {}

    def put_treatments(self, record_id: str, author: str, choices: Mapping[str, Any], *, purge_on: str) -> None:
        """Write, or replace, how the highlights of a record were treated."""
        self.tables.put("treatments", record_id=record_id, author=author, purge_on=purge_on, choices=as_json(choices))

    def replace_treatments(self, record_id: str, choices: Mapping[str, Any], *, purge_on: str) -> None:
        """Put these, nobody's, in place of how a record was treated; the key of what stood there is to be destroyed."""
        with transaction(self.database):
            self.database.execute("DELETE FROM treatments WHERE record_id = ?", [record_id])
            self.words.end([("record_id", record_id)])
            self.put_treatments(record_id, "", choices, purge_on=purge_on)

    def add_remark(
        self, proposal: int, record_id: str, *, author: str, field: str, start: int, quote: str, text: str
    ) -> int:
        """Number of the remark added."""
        return self.tables.add(
            "remarks", proposal=proposal, record_id=record_id, author=author, at=self.now(), field=field, start=start,
            quote=quote, text=text,
        )  # fmt: skip

    def remarks(self, proposal: int) -> tuple[Remark, ...]:
        """The remarks on a proposal, oldest first."""
        columns = "number, author, at, field, start, quote, text, settled, answer"
        return tuple(_remark(row) for row in self.tables.rows("remarks", columns, proposal=proposal))

    def settle(self, proposal: int, remark: int, settled: bool = True) -> None:
        """Note that a remark was answered, or was not."""
        self.tables.change("remarks", proposal, remark, settled=int(settled))

    def answer_remark(self, proposal: int, remark: int, answer: str) -> None:
        """Keep what an author answers to a remark, in place of what they answered before."""
        self.tables.change("remarks", proposal, remark, answer=answer)

    def put_grid(self, proposal: int, reviewer: str, answers: Mapping[str, Any]) -> None:
        """Write, or replace, a reviewer's grid."""
        self.tables.put("grids", proposal=proposal, reviewer=reviewer, at=self.now(), answers=as_json(answers))

    def grid(self, proposal: int, reviewer: str) -> dict[str, Any]:
        """A reviewer's grid; {} when none was begun."""
        row = self.tables.row("grids", "answers", proposal=proposal, reviewer=reviewer)
        return dict(kept_json(row[0])) if row else {}

    def add_reason(self, proposal: int, record_id: str, *, author: str, status: str, text: str) -> None:
        """Keep why a proposal changed status."""
        self.tables.add(
            "reasons", proposal=proposal, record_id=record_id, author=author, at=self.now(), status=status, text=text
        )

    def reasons(self, proposal: int) -> tuple[SendingReason, ...]:
        """Why a proposal changed status, oldest first."""
        rows = self.tables.rows("reasons", "author, at, status, text", proposal=proposal)
        return tuple(SendingReason(*row) for row in rows)

    # Ends.

    def purge(self, today: str, untouched: str) -> int:
        """Forget raw texts and treatments whose date has come; number of rows that went.

        So does what was told and filed, in the same words, and not touched since the day `untouched`.
        """
        filed = "parts <> '[]' AND substr(at, 1, 10) <= ?"
        with transaction(self.database):
            found = self.database.execute(f"SELECT DISTINCT proposal FROM tellings WHERE {filed}", [untouched])
            owners = {("proposal", row[0]) for row in found.fetchall()}
            gone = self.database.execute(f"DELETE FROM tellings WHERE {filed}", [untouched]).rowcount
            for table in ("raw_texts", "treatments"):
                due = self.database.execute(f"SELECT record_id FROM {table} WHERE purge_on <= ?", [today])
                owners |= {("record_id", row[0]) for row in due.fetchall()}
                gone += self.database.execute(f"DELETE FROM {table} WHERE purge_on <= ?", [today]).rowcount
            self.words.end(owners)
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
            for table in OF_PROPOSAL:
                gone += self.database.execute(f"DELETE FROM {table} WHERE proposal = ?", [proposal]).rowcount
            self.words.end([("proposal", proposal)])
            return gone > 0

    def destroy_keys(self) -> bool:
        """Whether every key is destroyed of words that were forgotten; false when those of a server are out of reach.

        Call it when what forgot them is kept; it goes on where it stopped.
        """
        try:
            self.words.destroy_ended()
        except BaseUnavailable as error:
            LOG.warning("keys not destroyed yet: %s", type(error).__name__)
            return False
        return True

    def keep_only(self, proposals: Collection[tuple[int, str]], records: Collection[str]) -> None:
        """Forget the words of proposals, given as (number, record), and of records that are not among these."""
        with transaction(self.database):
            named = (f"SELECT proposal, record_id FROM {table}" for table in OF_PROPOSAL if table != "grids")
            for number, record_id in self.database.execute(" UNION ".join(named)).fetchall():
                if (number, record_id) not in proposals:
                    self.forget_proposal(number)
            numbers = {number for number, _ in proposals}
            for (number,) in self.database.execute("SELECT DISTINCT proposal FROM grids").fetchall():
                if number not in numbers:
                    self.forget_proposal(number)
            for table in OF_RECORD:
                for (record_id,) in self.database.execute(f"SELECT DISTINCT record_id FROM {table}").fetchall():
                    if record_id not in records:
                        self.database.execute(f"DELETE FROM {table} WHERE record_id = ?", [record_id])
                        self.words.end([("record_id", record_id)])

    def erase(self, record_id: str) -> None:
        """Forget every word about a record; its free pages, and its keys, are for whoever calls."""
        with transaction(self.database):
            for table in OF_PROPOSAL:
                if table != "grids":
                    for (number,) in self.database.execute(
                        f"SELECT DISTINCT proposal FROM {table} WHERE record_id = ?", [record_id]
                    ).fetchall():
                        self.forget_proposal(number)
            for table in OF_RECORD:
                self.database.execute(f"DELETE FROM {table} WHERE record_id = ?", [record_id])
            self.words.end([("record_id", record_id)])
            for (signal,) in self.database.execute(
                "SELECT number FROM watch_signals WHERE record_id = ?", [record_id]
            ).fetchall():
                self.database.execute("DELETE FROM watch_signals WHERE number = ?", [signal])
                for table in ("watch_steps", "watch_same", "watch_told", "watch_news"):
                    self.database.execute(f"DELETE FROM {table} WHERE signal = ?", [signal])
