"""Comments, follows and notices of the register."""

from dataclasses import dataclass
from typing import Final

from kb.errors import RecordNotFound
from kb.store.files.database import transaction
from kb.store.files.statements import added, marks_for
from kb.store.records.register import Register

SORTS: Final = {
    "remark": "Remarque",
    "reminds": "Ça me fait penser à",
    "contrary": "J’ai vu le contraire",
    "what_if": "Et si",
}


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a record, or on words of it: `quote` stood at `start` of the text of `revision`."""

    number: int
    record_id: str
    revision: int
    author: str
    at: str
    sort: str
    start: int
    quote: str
    text: str
    answers: int | None
    hidden: bool
    edited: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that happened, told to an account: an event, and what it is about."""

    number: int
    at: str
    event: str
    record_id: str
    proposal: int | None
    actor: str
    seen: bool


def _comment(row: tuple[int, str, int, str, str, str, int, str, str, int | None, int, str]) -> Comment:
    return Comment(*row[:10], bool(row[10]), row[11])


def add_comment(register: Register, comment: Comment) -> int:
    """Number of the comment added."""
    with transaction(register.database):
        number = added(
            register.database,
            "INSERT INTO comments (record_id, revision, author, at, sort, start, quote, text, answers) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                comment.record_id,
                comment.revision,
                comment.author,
                register.now(),
                comment.sort,
                comment.start,
                comment.quote,
                comment.text,
                comment.answers,
            ],
        )
        register.audit(comment.author, "comment", comment.record_id)
        return number


FIELDS = "number, record_id, revision, author, at, sort, start, quote, text, answers, hidden, edited"


def comments_of(register: Register, record_id: str) -> tuple[Comment, ...]:
    """The comments of a record, oldest first, hidden ones included."""
    rows = register.database.execute(f"SELECT {FIELDS} FROM comments WHERE record_id = ? ORDER BY number", [record_id])
    return tuple(_comment(row) for row in rows.fetchall())


def comment_of(register: Register, number: int) -> Comment:
    """One comment. Raises RecordNotFound."""
    row = register.database.execute(f"SELECT {FIELDS} FROM comments WHERE number = ?", [number]).fetchone()
    if row is None:
        raise RecordNotFound("Ce commentaire n’existe plus.")
    return _comment(row)


def edit_comment(register: Register, number: int, text: str, *, actor: str) -> None:
    """Have a comment say something else; readers see that it was changed."""
    with transaction(register.database):
        register.database.execute(
            "UPDATE comments SET text = ?, edited = ? WHERE number = ?", [text, register.now(), number]
        )
        register.audit(actor, "edit comment", comment_of(register, number).record_id)


def hide_comment(register: Register, number: int, *, actor: str, hidden: bool = True) -> None:
    """Take a comment away from readers, or show it again."""
    with transaction(register.database):
        register.database.execute("UPDATE comments SET hidden = ? WHERE number = ?", [int(hidden), number])
        register.audit(actor, "hide comment" if hidden else "show comment", comment_of(register, number).record_id)


def delete_comment(register: Register, number: int, *, actor: str) -> None:
    """Forget a comment; answers to it stay, without it."""
    with transaction(register.database):
        one = comment_of(register, number)
        register.database.execute("UPDATE comments SET answers = NULL WHERE answers = ?", [number])
        register.database.execute("DELETE FROM comments WHERE number = ?", [number])
        register.audit(actor, "delete comment", one.record_id)


def follow(register: Register, account: str, sort: str, target: str, *, on: bool = True) -> None:
    """Follow a record, a theme or a territory, or follow it no more."""
    with transaction(register.database):
        if on:
            register.database.execute(
                "INSERT INTO follows VALUES (?, ?, ?) ON CONFLICT DO NOTHING", [account, sort, target]
            )
        else:
            register.database.execute(
                "DELETE FROM follows WHERE account = ? AND sort = ? AND target = ?", [account, sort, target]
            )


def followed(register: Register, account: str) -> tuple[tuple[str, str], ...]:
    """(sort, target) of all that an account follows."""
    rows = register.database.execute(
        "SELECT sort, target FROM follows WHERE account = ? ORDER BY sort, target", [account]
    )
    return tuple((row[0], row[1]) for row in rows.fetchall())


def followers(register: Register, targets: dict[str, tuple[str, ...]]) -> frozenset[str]:
    """Accounts that follow any of these: sort → targets."""
    out: set[str] = set()
    for sort, named in targets.items():
        rows = register.database.execute(
            f"SELECT account FROM follows WHERE sort = ? AND target IN ({marks_for(named)})", [sort, *named]
        )
        out.update(row[0] for row in rows.fetchall())
    return frozenset(out)


def notify(
    register: Register, accounts: frozenset[str], event: str, record_id: str, *, actor: str, proposal: int | None = None
) -> None:
    """Tell these accounts, but the one who did it."""
    with transaction(register.database):
        for account in sorted(accounts - {actor, ""}):
            register.database.execute(
                "INSERT INTO notices (account, at, event, record_id, proposal, actor) VALUES (?, ?, ?, ?, ?, ?)",
                [account, register.now(), event, record_id, proposal, actor],
            )


def notify_once(register: Register, account: str, event: str, record_id: str) -> None:
    """Tell an account, unless the same news of this record waits for it already."""
    with transaction(register.database):
        waits = register.database.execute(
            "SELECT 1 FROM notices WHERE account = ? AND event = ? AND record_id = ? AND seen = 0",
            [account, event, record_id],
        ).fetchone()
        if waits is None:
            notify(register, frozenset({account}), event, record_id, actor="")


def notices(register: Register, account: str, limit: int = 50, *, unseen: bool = False) -> tuple[Notice, ...]:
    """What an account was told, newest first; `unseen` leaves out what it saw."""
    rows = register.database.execute(
        "SELECT number, at, event, record_id, proposal, actor, seen FROM notices WHERE account = ? AND seen <= ? "
        "ORDER BY number DESC LIMIT ?",
        [account, 0 if unseen else 1, limit],
    )
    return tuple(_notice(row) for row in rows.fetchall())


def _notice(row: tuple[int, str, str, str, int | None, str, int]) -> Notice:
    return Notice(*row[:6], bool(row[6]))


def mark_seen(register: Register, account: str, until: int) -> None:
    """Note that an account saw its notices up to a number."""
    with transaction(register.database):
        register.database.execute("UPDATE notices SET seen = 1 WHERE account = ? AND number <= ?", [account, until])


def recent_changes(register: Register, limit: int = 50) -> tuple[tuple[str, str, int], ...]:
    """(when, record id, revision) of the last revisions of published records, newest first."""
    rows = register.database.execute(
        "SELECT v.at, v.record_id, v.number FROM revisions v JOIN records r ON r.id = v.record_id "
        "WHERE r.published_revision >= v.number AND EXISTS "
        "(SELECT 1 FROM publications p WHERE p.record_id = v.record_id AND p.revision = v.number) "
        "ORDER BY v.at DESC, v.record_id, v.number DESC LIMIT ?",
        [limit],
    )
    return tuple((row[0], row[1], row[2]) for row in rows.fetchall())
