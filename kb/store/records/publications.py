"""Which revisions of a record a reader may read: what was published to somebody like them, and was not closed since.

Every way to an earlier revision asks `open_revisions`: history, comparison, restoring, links, packs, files, comments.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.readers import Reader
from kb.store.engines.port import Database

if TYPE_CHECKING:
    from kb.store.records.register import Register


@dataclass(frozen=True, slots=True)
class Publication:
    """A time during which readers of `audience` found a revision; `until` is "" as long as they do.

    `withdrawn` says that the record was taken away then, and not that another revision took its place.
    """

    revision: int
    audience: str
    since: str
    until: str
    withdrawn: bool


def begin_publication(database: Database, record_id: str, revision: int, audience: str, now: str) -> None:
    """Note that readers of `audience` find this revision from now on, in place of any other."""
    end_publication(database, record_id, now, withdrawn=False)
    database.execute(
        "INSERT INTO publications (record_id, revision, audience, since) VALUES (?, ?, ?, ?)",
        [record_id, revision, audience, now],
    )


def end_publication(database: Database, record_id: str, now: str, *, withdrawn: bool) -> None:
    """Note that readers do not find this record's revision any more."""
    database.execute(
        "UPDATE publications SET until = ?, withdrawn = ? WHERE record_id = ? AND until = ''",
        [now, int(withdrawn), record_id],
    )


def publications_of(register: "Register", record_id: str) -> tuple[Publication, ...]:
    """The publications of a record, oldest first."""
    rows = register.database.execute(
        "SELECT revision, audience, since, until, withdrawn FROM publications WHERE record_id = ? ORDER BY number",
        [record_id],
    )
    return tuple(Publication(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows.fetchall())


def opened_in(found: Sequence[Publication], reads: Callable[[str], bool]) -> frozenset[int]:
    """The revisions that publications, oldest first, open to whoever `reads` these audiences.

    Those are the last ones without a break: a withdrawal, or a time that was not for this reader, closes all that came
    before, so that a text put back anew does not bring its earlier words back. A return to an earlier revision closes
    those that it goes back on. None when the record is not published.
    """
    out: list[int] = []
    for number, one in enumerate(reversed(found)):
        if one.withdrawn or (one.until and not number) or not reads(one.audience):
            break
        if not out or one.revision <= out[-1]:
            out.append(one.revision)
    return frozenset(out)


def open_revisions(register: "Register", record_id: str, reader: Reader) -> frozenset[int]:
    """The revisions of a record that were published to readers like this one, and that nothing closed to them since."""
    return opened_in(publications_of(register, record_id), reader.reads)


def was_published(register: "Register", record_id: str, revision: int) -> bool:
    """Whether readers, of whatever audience, once found this revision."""
    return any(one.revision == revision for one in publications_of(register, record_id))
