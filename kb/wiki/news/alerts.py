"""Who is told of what was published: the accounts whose saved searches it answers."""

import datetime
import functools
from collections.abc import Callable, Mapping, Sequence

from kb.readers import Reader
from kb.store.accounts.accounts import account
from kb.store.drafts.proposals import record_authors
from kb.store.files.database import transaction
from kb.store.news import comments
from kb.store.news import saved_searches as store
from kb.store.news.saved_searches import PublishedChange, SavedSearch
from kb.store.records.register import Register

# Which of some records answer a question, for a reader: question, filters (their « id » names the records), reader.
Near = Callable[[str, Mapping[str, Sequence[str]], Reader], frozenset[str]]
Records = frozenset[str]
# The longest that a publication waits for its worker. An index made anew is behind by the whole base, none of it new.
WAITING = datetime.timedelta(minutes=10)


def tell(register: Register, near: Near, until: int) -> int:
    """Number of answers told: each saved search is asked of what was published or revised since, once.

    `until` is the line of the outbox up to which the search finds what was published.

    `near` is the search itself, with its threshold and the rights of the account that keeps the question. A question
    is asked once, however many keep it, and only of records that pass the filters and that somebody may read.
    """
    last = min(register.last_sequence(), until)
    behind = store.searches_behind(register, last)
    since = functools.cache(lambda sequence: store.published_since(register, sequence, last))
    reader_of = functools.cache(lambda of: _reader(register, of))
    asked = _Asked(near)
    number, without = 0, []
    for search in behind:
        new = {one.record_id: one.revision for one in since(search.sequence) if _is_new(register, search, one)}
        reader = reader_of(search.account)
        if found := asked.of(search, frozenset(new), reader) if new and reader else frozenset():
            number += _told(register, search, last, {one: new[one] for one in found})
        else:
            without.append(search.number)
    store.all_reached(register, without, last)
    return number


def _is_new(register: Register, search: SavedSearch, one: PublishedChange) -> bool:
    """Whether a record was in no answer when a search was kept: taken in again as it was then, it is not new.

    Published just before, it may have waited for its worker; how far the index had come tells it from the others.
    """
    if one.at >= search.created:
        return True
    before = datetime.datetime.fromisoformat(search.created) - datetime.datetime.fromisoformat(one.at)
    return before <= WAITING and not store.came_before(register, one.record_id, one.revision, search.sequence)


def _reader(register: Register, of_account: str) -> Reader | None:
    """What an account may read, without its name, so that two with the same rights are one; None when it is closed."""
    one = account(register, of_account)
    if one is None or one.disabled:
        return None
    return Reader("", one.person.reader.diffusions, one.person.reader.groups)


class _Asked:
    """What was asked already: by filters and rights, then by question."""

    def __init__(self, near: Near) -> None:
        self._near = near
        self._passing: dict[tuple[object, ...], Records] = {}
        self._answers: dict[tuple[object, ...], Records] = {}

    def of(self, search: SavedSearch, records: Records, reader: Reader) -> Records:
        """Which of these records answer a search."""
        filters = (frozenset(search.where.items()), records, reader)
        if filters not in self._passing:
            self._passing[filters] = self._near("", {**search.where, "id": tuple(sorted(records))}, reader)
        passing = self._passing[filters]
        if not search.question or not passing:
            return passing
        question = (search.question, passing)
        if question not in self._answers:
            self._answers[question] = self._near(search.question, {"id": tuple(sorted(passing))}, reader)
        return self._answers[question]


def _told(register: Register, search: SavedSearch, last: int, found: Mapping[str, int]) -> int:
    """Number of these revisions, by record, that were told to the account of a search, and by nobody before."""
    told = 0
    with transaction(register.database):
        # Another process may have asked meanwhile: whoever writes first tells, and nobody is told twice.
        if not store.reached(register, search.number, last):
            return 0
        for record_id in sorted(found):
            if search.account in record_authors(register, record_id):
                continue
            if store.add_answer(register, search.number, record_id, found[record_id]):
                comments.notify_once(register, search.account, "answers", record_id)
                told += 1
    return told
