"""A person's right: every word of a record goes, from every file but dated backups. An audit line stays, empty."""

from kb.readers import Person
from kb.store.attachments import sweep
from kb.store.database import compact
from kb.store.erasures import UNFINISHED, erase_words_of, erasing_unfinished
from kb.store.sources import put_settings
from kb.wiki.context import Wiki, case_for


def erase(wiki: Wiki, person: Person, record_id: str) -> bool:
    """Erase a record that this person may erase, reading nothing of it; as `erase_words`. Raises RecordNotFound or
    Refused."""
    case_for(wiki, "erase", person, record_id)
    return erase_words(wiki, record_id, actor=person.account)


def erase_words(wiki: Wiki, record_id: str, *, actor: str) -> bool:
    """Erase a record, whoever asks; whether its words are out of all files too, as `finish_erasing` says."""
    put_settings(wiki.register, {UNFINISHED: "yes"})
    erase_words_of(wiki.register, wiki.private, wiki.home, record_id, actor=actor)
    return finish_erasing(wiki)


def finish_erasing(wiki: Wiki) -> bool:
    """Take words of what was erased out of all files, if any are left there; whether none is now.

    A process may have died before it could, or somebody read all the while, so that a journal could not be emptied.
    """
    if not erasing_unfinished(wiki.register):
        return True
    sweep(wiki.register, wiki.home)
    databases = [compact(one.database) for one in (wiki.private, wiki.register)]
    wiki.follow()
    done = wiki.scrub() and all(databases)
    if done:
        put_settings(wiki.register, {UNFINISHED: ""})
    return done
