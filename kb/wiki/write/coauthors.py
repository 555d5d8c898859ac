"""Writing with others: who writes a record, and who of them chooses the others."""

from kb.errors import Refused
from kb.readers import Person
from kb.store.drafts.proposals import WRITABLE, proposals, record_author, record_authors, set_coauthors
from kb.wiki.context import Wiki
from kb.wiki.write.writing import save


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
