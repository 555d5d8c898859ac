"""A person's right: every word of a record goes, from every file but dated backups. An audit line stays, empty."""

from kb.readers import Person
from kb.store.attachments import sweep
from kb.store.database import compact
from kb.store.erasures import erase_record
from kb.store.query_log import forget_quotes
from kb.store.saved_searches import forget_searches
from kb.store.sources import get_setting, put_settings, source_of
from kb.wiki.context import Wiki, case_for

# Setting that says, between the first word that goes and the last, that files have to be gone through.
UNFINISHED = "erasing"


def erase(wiki: Wiki, person: Person, record_id: str) -> None:
    """Erase a record that this person may erase, reading nothing of it. Raises RecordNotFound or Refused."""
    case_for(wiki, "erase", person, record_id)
    erase_words(wiki, record_id, actor=person.account)


def erase_words(wiki: Wiki, record_id: str, *, actor: str) -> None:
    """Erase a record: also what replays the list of erasures over a restored backup."""
    texts = [wiki.register.revision(record_id, note.number).document.text for note in wiki.register.history(record_id)]
    source = source_of(wiki.register, record_id)
    put_settings(wiki.register, {UNFINISHED: "yes"})
    if source is not None:
        # Before the record: a file that no record comes from any more would be read as a new one.
        path = (wiki.home / source.path).resolve()
        if path.is_relative_to((wiki.home / "corpus").resolve()):
            path.unlink(missing_ok=True)
    for text in texts:
        forget_quotes(wiki.register, text)
        forget_searches(wiki.register, text)
    wiki.private.erase(record_id)
    erase_record(wiki.register, record_id, actor=actor)
    finish_erasing(wiki)


def finish_erasing(wiki: Wiki) -> bool:
    """Whether words of what was erased were still to be taken out of files: a process may have died before it could."""
    if not get_setting(wiki.register, UNFINISHED):
        return False
    sweep(wiki.register, wiki.home)
    compact(wiki.private.database)
    compact(wiki.register.database)
    wiki.follow()
    wiki.scrub()
    put_settings(wiki.register, {UNFINISHED: ""})
    return True
