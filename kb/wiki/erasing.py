"""A person's right: every word of a record goes, from every file but dated backups. An audit line stays, empty."""

from kb.readers import Person
from kb.store.attachments import sweep
from kb.store.database import compact
from kb.store.erasures import erase_record
from kb.store.query_log import forget_quotes
from kb.store.saved_searches import forget_searches
from kb.store.sources import source_of
from kb.wiki.context import Wiki, case_for


def erase(wiki: Wiki, person: Person, record_id: str) -> None:
    """Erase a record that this person may erase, reading nothing of it. Raises RecordNotFound or Refused."""
    case_for(wiki, "erase", person, record_id)
    erase_words(wiki, record_id, actor=person.account)


def erase_words(wiki: Wiki, record_id: str, *, actor: str) -> None:
    """Erase a record: also what replays the list of erasures over a restored backup."""
    texts = [wiki.register.revision(record_id, note.number).document.text for note in wiki.register.history(record_id)]
    source = source_of(wiki.register, record_id)
    for text in texts:
        forget_quotes(wiki.register, text)
        forget_searches(wiki.register, text)
    wiki.private.erase(record_id)
    erase_record(wiki.register, record_id, actor=actor)
    sweep(wiki.register, wiki.home)
    if source is not None:
        path = (wiki.home / source.path).resolve()
        if path.is_relative_to((wiki.home / "corpus").resolve()):
            path.unlink(missing_ok=True)
    compact(wiki.register.database)
    wiki.follow()
    wiki.scrub()
