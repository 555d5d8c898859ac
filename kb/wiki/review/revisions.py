"""Who may read which revision of a record: readers those opened to them, its authors and its reviewer all of them."""

from dataclasses import replace

from kb.errors import RecordNotFound
from kb.readers import NOBODY, PUBLIC, Person, Reader
from kb.store.drafts.proposals import proposals
from kb.store.records.publications import open_revisions
from kb.store.records.register import Revision
from kb.wiki.context import Wiki, record_case
from kb.wiki.rights import allows

# Who reads: somebody signed in, a visitor (None), or a reader of the command line, who has no account.
Who = Person | Reader | None


def reader_of(wiki: Wiki, who: Who) -> Reader:
    """What somebody may read in this base: nothing, for a visitor of one that asks for an account."""
    if who is None:
        return PUBLIC if wiki.visitors else NOBODY
    return who.reader if isinstance(who, Person) else who


def opened_to(wiki: Wiki, who: Who, record_id: str) -> frozenset[int]:
    """The revisions that were published to readers like this one, and that nothing closed since."""
    return open_revisions(wiki.register, record_id, reader_of(wiki, who))


def readable(wiki: Wiki, person: Person | None, record_id: str) -> frozenset[int]:
    """`opened_to`; all of them for the record's authors, and for the reviewer who took a change to it."""
    if _reads_closed(wiki, person, record_id):
        return frozenset(note.number for note in wiki.register.history(record_id))
    return opened_to(wiki, person, record_id)


def _reads_closed(wiki: Wiki, person: Person | None, record_id: str) -> bool:
    case = record_case(wiki, record_id)
    if case is None or person is None:
        return False
    reviewers = {one.reviewer for one in proposals(wiki.register, record_id=record_id)} - {""}
    return any(allows("read_closed", person, replace(case, reviewer=one)) for one in ("", *sorted(reviewers)))


def opened_revision(wiki: Wiki, who: Who, record_id: str, number: int) -> Revision:
    """A revision that was opened to this reader. Raises RecordNotFound, as for one that does not exist."""
    if number not in opened_to(wiki, who, record_id):
        raise RecordNotFound(not_open(record_id, number))
    return wiki.register.revision(record_id, number)


def not_open(record_id: str, number: int) -> str:
    """What is said of a revision that is not there, or not for this reader: the same of both."""
    return f"La fiche {record_id} n’a pas de révision {number} ouverte à la lecture."
