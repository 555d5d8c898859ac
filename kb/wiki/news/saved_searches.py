"""Saved searches and kept records: what one asks to be told of, and what one means to read again."""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kb.errors import RecordNotFound, Refused
from kb.readers import Person, Reader
from kb.records.plain import one_line
from kb.records.summary import RecordSummary
from kb.store.news import comments, kept_records
from kb.store.news import saved_searches as store
from kb.store.news.saved_searches import SavedSearch
from kb.store.records.register import Register
from kb.vocabulary.vocabulary import Vocabulary
from kb.wiki.context import Wiki, case_for, record_case
from kb.wiki.news.discussion import NothingSaid
from kb.wiki.news.follows import held_by
from kb.wiki.rights import allows

# A question longer than this is a text: the field of the page takes no more either.
LONGEST = 2_000
# A name stands in a list.
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class SavedSearchNews:
    """A saved search, with the records that answered it since: those not seen yet, then those seen."""

    search: SavedSearch
    fresh: tuple[str, ...]
    seen: tuple[str, ...]


def save(wiki: Wiki, person: Person, question: str, where: Mapping[str, Sequence[str]]) -> int:
    """Number of a search kept from now on; its account is told of each record that answers it later."""
    question = " ".join(question.split())
    if not question and not where:
        raise NothingSaid("Posez d’abord une question, ou choisissez un filtre.")
    if len(question) > LONGEST:
        raise NothingSaid(f"Plus de {LONGEST} caractères : gardez l’essentiel de la question.")
    # What was published, and waits for its worker, is in no answer that was read: it is told as what comes later.
    return store.save_search(wiki.register, person.account, question, where, until=wiki.index.reached())


def searches(wiki: Wiki, person: Person) -> tuple[SavedSearchNews, ...]:
    """One's searches, newest first, with the answers that one may still read."""
    out, readable = [], functools.cache(lambda record_id: _reads(wiki, person, record_id))
    for search in store.saved_searches(wiki.register, person.account):
        found = [one for one in store.answers(wiki.register, search.number) if readable(one.record_id)]
        fresh = tuple(one.record_id for one in found if not one.seen)
        out.append(SavedSearchNews(search, fresh, tuple(one.record_id for one in found if one.seen)))
    return tuple(out)


def mark_read(wiki: Wiki, person: Person, number: int) -> None:
    """Note that one saw what answered a search of one's own."""
    _own(wiki, person, number)
    store.mark_read(wiki.register, number)


def rename(wiki: Wiki, person: Person, number: int, name: str) -> None:
    """Give a search of one's own another name; an empty one shows its question again. Raises NothingSaid."""
    _own(wiki, person, number)
    name = " ".join(one_line(name).split())
    if len(name) > LONGEST_NAME:
        raise NothingSaid(f"Plus de {LONGEST_NAME} caractères : choisissez un nom plus court.")
    store.rename_search(wiki.register, number, name)


def forget(wiki: Wiki, person: Person, number: int) -> None:
    """Keep a search of one's own no more."""
    _own(wiki, person, number)
    store.drop_search(wiki.register, number)


def _own(wiki: Wiki, person: Person, number: int) -> None:
    if store.saved_search(wiki.register, number).account != person.account:
        raise Refused("Cette recherche est celle de quelqu’un d’autre.")


def _reads(wiki: Wiki, person: Person, record_id: str) -> bool:
    case = record_case(wiki, record_id)
    return case is not None and allows("read", person, case)


def keep(wiki: Wiki, person: Person, record_id: str, *, on: bool = True) -> None:
    """Keep a record that one may read among those to read again, or keep it no more."""
    if on:
        case_for(wiki, "read", person, record_id)
    elif wiki.register.entry(record_id) is None:
        raise RecordNotFound(f"Aucune fiche {record_id}.")
    kept_records.keep(wiki.register, person.account, record_id, on=on)


def keeps(wiki: Wiki, person: Person) -> tuple[str, ...]:
    """The records that one keeps and may still read, newest first."""
    return tuple(one for one in kept_records.kept(wiki.register, person.account) if _reads(wiki, person, one))


@dataclass(frozen=True, slots=True)
class AccountNews:
    """What an account asked to be told of: what it follows, and the records that answered its searches."""

    targets: frozenset[tuple[str, str]]
    answers: frozenset[str]
    vocabulary: Vocabulary

    def holds(self, record: RecordSummary) -> bool:
        """Whether a record is among them; whoever follows a département follows its communes."""
        places = held_by(self.vocabulary, record.territories)
        named = {("record", record.id), *(("theme", one) for one in record.themes), *(("territory", p) for p in places)}
        return record.id in self.answers or not self.targets.isdisjoint(named)


def followed_of(register: Register, person: Person, vocabulary: Vocabulary) -> AccountNews:
    """What an account asked to be told of. Whether it may read each record, the search says."""
    answered = (
        one.record_id
        for search in store.saved_searches(register, person.account)
        for one in store.answers(register, search.number)
    )
    return AccountNews(frozenset(comments.followed(register, person.account)), frozenset(answered), vocabulary)


def feed_of(
    register: Register, vocabulary: Vocabulary, token: str, readable: Callable[[Reader], Sequence[RecordSummary]]
) -> tuple[RecordSummary, ...] | None:
    """The records of the feed that a secret opens, among those its account may read; None when it opens none."""
    person = kept_records.person_of_feed(register, token)
    if person is None:
        return None
    followed = followed_of(register, person, vocabulary)
    return tuple(one for one in readable(person.reader) if followed.holds(one))


def open_feed(wiki: Wiki, person: Person) -> str:
    """The path of one's feed, under a new secret: the address before it opens nothing any more."""
    return f"/fil/{kept_records.new_feed(wiki.register, person.account)}.atom"


def close_feed(wiki: Wiki, person: Person) -> None:
    """Close one's feed."""
    kept_records.drop_feed(wiki.register, person.account)


def feed_since(wiki: Wiki, person: Person) -> str:
    """When one's feed was opened, "" when there is none."""
    return kept_records.feed_since(wiki.register, person.account)
