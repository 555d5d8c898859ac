"""Writing with others: who writes a record, and who of them chooses the others."""

from dataclasses import dataclass

from kb.errors import Refused
from kb.readers import Person
from kb.store.drafts.proposals import WRITABLE, proposals, record_author, record_authors, set_coauthors
from kb.wiki.context import Wiki, proposal_for
from kb.wiki.write.writing import save


@dataclass(frozen=True, slots=True)
class CommonText:
    """What several people who write one text share of it: who put it in common last, and when ("" before).

    `unread`: it has what this person has not taken in; `kept_back`: they typed what the others do not have yet.
    """

    author: str
    at: str
    unread: bool
    kept_back: bool


def in_common(wiki: Wiki, person: Person, number: int) -> CommonText:
    """Where the text that this person writes with others stands. Raises RecordNotFound, Refused."""
    one = proposal_for(wiki, "read_draft", person, number)
    copy = wiki.private.working_copy(number, person.account)
    last = wiki.private.draft(number, one.head) if one.head else None
    given = wiki.private.draft(number, copy.base).fields if copy is not None and copy.base else None
    typed = copy is not None and copy.fields != given
    unread = copy is not None and copy.base != one.head
    return CommonText(last.author if last else "", last.at if last else "", unread, typed)


def put_in_common(wiki: Wiki, person: Person, number: int) -> None:
    """Give the others what this person typed, and this person what the others put in common.

    A field that two changed keeps both versions: Refused says which, and this person chooses.
    """
    save(wiki, person, number, "mis en commun")


def writers(wiki: Wiki, person: Person, record_id: str) -> tuple[str, frozenset[str]]:
    """The account that began a record, and its co-authors, for one of them."""
    author, everybody = record_author(wiki.register, record_id), record_authors(wiki.register, record_id)
    if person.account not in everybody:
        raise Refused("Seuls ses auteurs savent qui écrit un texte.")
    return author, everybody - {author}


def share(wiki: Wiki, person: Person, record_id: str, accounts: frozenset[str]) -> None:
    """Name the co-authors of a record that one wrote."""
    if person.account != record_author(wiki.register, record_id):
        raise Refused("Seul l’auteur choisit avec qui écrire.")
    for one in proposals(wiki.register, record_id=record_id, author=person.account, statuses=WRITABLE):
        if not one.head and accounts:
            save(wiki, person, one.number, "écrit à plusieurs")  # they find the text, not an empty form
    set_coauthors(wiki.register, record_id, accounts - {person.account}, actor=person.account)
