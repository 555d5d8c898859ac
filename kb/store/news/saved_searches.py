"""Questions that an account keeps, and the records that answered them since."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.errors import KbError, RecordNotFound
from kb.store.files.database import transaction
from kb.store.files.kept_values import kept_json
from kb.store.files.statements import added
from kb.store.logs.query_log import runs_of
from kb.store.records.register import Register

# Each publication asks every kept question: an account keeps so many at most.
MOST = 30
# Answers of a search that are shown: the home page asks for those of all.
MOST_ANSWERS = 100


class TooManySearches(KbError):
    """An account keeps as many searches as it may."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A question with its filters; it was asked of all that the outbox held up to `sequence`.

    `name` is what its account calls it, "" where the question says enough.
    """

    number: int
    account: str
    question: str
    where: Mapping[str, tuple[str, ...]]
    created: str
    sequence: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A record that answered a saved search once published or revised."""

    record_id: str
    revision: int
    at: str
    seen: bool


FIELDS = "number, account, question, filters, created, sequence, name"


def _search(row: tuple[int, str, str, str, str, int, str]) -> SavedSearch:
    where = {key: tuple(values) for key, values in kept_json(row[3]).items()}
    return SavedSearch(row[0], row[1], row[2], where, row[4], row[5], row[6])


def save_search(
    register: Register, account: str, question: str, where: Mapping[str, Sequence[str]], *, until: int
) -> int:
    """Number of the search kept; one kept already stays as it is. Raises TooManySearches.

    `until` is the line of the outbox up to which it was asked.
    """
    filters = json.dumps({key: sorted(where[key]) for key in sorted(where)}, ensure_ascii=False)
    question = question.encode(errors="replace").decode()
    with transaction(register.database):
        kept = saved_searches(register, account)
        same = kept_json(filters)
        for one in kept:
            if one.question == question and {key: list(values) for key, values in one.where.items()} == same:
                return one.number
        if len(kept) >= MOST:
            raise TooManySearches(f"Vous gardez déjà {MOST} recherches. Retirez-en une, puis recommencez.")
        number = added(
            register.database,
            "INSERT INTO saved_searches (account, question, filters, created, sequence) VALUES (?, ?, ?, ?, ?)",
            [account, question, filters, register.now(), until],
        )
        return number


def saved_searches(register: Register, account: str) -> tuple[SavedSearch, ...]:
    """The searches of an account, newest first."""
    rows = register.database.execute(
        f"SELECT {FIELDS} FROM saved_searches WHERE account = ? ORDER BY number DESC", [account]
    )
    return tuple(_search(row) for row in rows.fetchall())


def saved_search(register: Register, number: int) -> SavedSearch:
    """One saved search. Raises RecordNotFound."""
    row = register.database.execute(f"SELECT {FIELDS} FROM saved_searches WHERE number = ?", [number]).fetchone()
    if row is None:
        raise RecordNotFound("Cette recherche n’est plus gardée.")
    return _search(row)


def searches_behind(register: Register, sequence: int) -> tuple[SavedSearch, ...]:
    """The searches that were not asked yet of all that the outbox holds up to `sequence`."""
    rows = register.database.execute(
        f"SELECT {FIELDS} FROM saved_searches WHERE sequence < ? ORDER BY number", [sequence]
    )
    return tuple(_search(row) for row in rows.fetchall())


@dataclass(frozen=True, slots=True)
class PublishedChange:
    """A record that came to the outbox, its published revision, and when that was made."""

    record_id: str
    revision: int
    at: str


def published_since(register: Register, sequence: int, until: int) -> tuple[PublishedChange, ...]:
    """The records that the outbox says were published, revised or to be taken in again after a sequence number."""
    rows = register.database.execute(
        "SELECT DISTINCT o.record_id, r.published_revision, v.at FROM outbox o JOIN records r ON r.id = o.record_id "
        "JOIN revisions v ON v.record_id = r.id AND v.number = r.published_revision "
        "WHERE o.sequence > ? AND o.sequence <= ? AND o.action = 'upsert'",
        [sequence, until],
    )
    return tuple(PublishedChange(*row) for row in rows.fetchall())


def came_before(register: Register, record_id: str, revision: int, sequence: int) -> bool:
    """Whether the outbox held this revision of a record by that line already."""
    row = register.database.execute(
        "SELECT 1 FROM outbox WHERE record_id = ? AND revision = ? AND action = 'upsert' AND sequence <= ? LIMIT 1",
        [record_id, revision, sequence],
    ).fetchone()
    return row is not None


def reached(register: Register, number: int, sequence: int) -> bool:
    """Whether it was this caller that noted how far a search was asked, and no other process before it."""
    with transaction(register.database):
        cursor = register.database.execute(
            "UPDATE saved_searches SET sequence = ? WHERE number = ? AND sequence < ?", [sequence, number, sequence]
        )
        return bool(cursor.rowcount > 0)


def all_reached(register: Register, numbers: Sequence[int], sequence: int) -> None:
    """Note how far these searches were asked, which nothing answered."""
    with transaction(register.database):
        register.database.conn.executemany(
            "UPDATE saved_searches SET sequence = ? WHERE number = ? AND sequence < ?",
            [(sequence, number, sequence) for number in numbers],
        )


def add_answer(register: Register, number: int, record_id: str, revision: int) -> bool:
    """Whether this revision is new among the answers of a search; it is then unread."""
    with transaction(register.database):
        cursor = register.database.execute(
            "INSERT INTO saved_answers (search, record_id, revision, at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (search, record_id) DO UPDATE SET revision = excluded.revision, at = excluded.at, seen = 0 "
            "WHERE saved_answers.revision <> excluded.revision",
            [number, record_id, revision, register.now()],
        )
        return bool(cursor.rowcount > 0)


def answers(register: Register, number: int) -> tuple[Answer, ...]:
    """The published records that answered a search last, newest first: nobody reads on for ever."""
    rows = register.database.execute(
        "SELECT a.record_id, a.revision, a.at, a.seen FROM saved_answers a JOIN records r ON r.id = a.record_id "
        "WHERE a.search = ? AND r.published_revision IS NOT NULL ORDER BY a.at DESC, a.record_id LIMIT ?",
        [number, MOST_ANSWERS],
    )
    return tuple(Answer(row[0], row[1], row[2], bool(row[3])) for row in rows.fetchall())


def mark_read(register: Register, number: int) -> None:
    """Note that the answers of a search were seen."""
    with transaction(register.database):
        register.database.execute("UPDATE saved_answers SET seen = 1 WHERE search = ?", [number])


def rename_search(register: Register, number: int, name: str) -> None:
    """Write what an account calls a search."""
    with transaction(register.database):
        register.database.execute("UPDATE saved_searches SET name = ? WHERE number = ?", [name, number])


def drop_search(register: Register, number: int) -> None:
    """Forget a search and its answers."""
    with transaction(register.database):
        register.database.execute("DELETE FROM saved_searches WHERE number = ?", [number])


def forget_searches(register: Register, text: str) -> int:
    """Number of saved searches that went because they quote a text, whole or in a run of five words; so do names."""
    runs = runs_of(text)
    with transaction(register.database):
        rows = register.database.execute("SELECT number, question, name FROM saved_searches").fetchall()
        gone = [number for number, question, _ in rows if runs_of(question) & runs]
        for number, _, name in rows:
            if runs_of(name) & runs:
                rename_search(register, number, "")
        for number in gone:
            drop_search(register, number)
    return len(gone)
