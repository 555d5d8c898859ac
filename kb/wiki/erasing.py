"""A person's right: every word of a record goes, from every file but dated backups. An audit line stays, empty."""

from kb.readers import Person
from kb.store.attachments import sweep
from kb.store.database import compact
from kb.store.erasures import erase_words_of
from kb.store.sources import get_setting, put_settings
from kb.wiki.context import Wiki, case_for

# Setting that says, between the first word that goes and the last, that files have to be gone through.
UNFINISHED = "erasing"


def erase(wiki: Wiki, person: Person, record_id: str) -> None:
    """Erase a record that this person may erase, reading nothing of it. Raises RecordNotFound or Refused."""
    case_for(wiki, "erase", person, record_id)
    erase_words(wiki, record_id, actor=person.account)


def erase_words(wiki: Wiki, record_id: str, *, actor: str) -> None:
    """Erase a record, whoever asks."""
    put_settings(wiki.register, {UNFINISHED: "yes"})
    erase_words_of(wiki.register, wiki.private, wiki.home, record_id, actor=actor)
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
