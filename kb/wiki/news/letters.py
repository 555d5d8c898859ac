"""Letters to the authors of a record: neither side learns an address."""

from kb.errors import Refused
from kb.readers import Person
from kb.store.drafts.letters import Letter, add_letter, letters_about
from kb.store.drafts.proposals import record_authors
from kb.store.files.database import transaction
from kb.store.news import comments
from kb.wiki.context import Wiki, case_for
from kb.wiki.news.discussion import checked_text


def write_to_author(wiki: Wiki, person: Person, record_id: str, text: str) -> None:
    """A letter to the authors of a record. Neither side learns an address."""
    with transaction(wiki.private.database):  # a record that is erased meanwhile gets none any more
        case_for(wiki, "comment", person, record_id)
        authors = record_authors(wiki.register, record_id)
        if not authors:
            raise Refused("Cette fiche vient d’un fichier : son auteur n’a pas de compte ici.")
        add_letter(wiki.private, record_id, sort="author", sender=person.account, text=checked_text(text))
    comments.notify(wiki.register, authors, "letter", record_id, actor=person.account)


def letters(wiki: Wiki, person: Person, record_id: str) -> tuple[Letter, ...]:
    """What was written to the authors of a record; for them alone."""
    if person.account not in record_authors(wiki.register, record_id):
        raise Refused("Ces messages ne sont lisibles que par l’auteur.")
    return letters_about(wiki.private, record_id, "author")
