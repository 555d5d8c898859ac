"""A person's right: every word of a record goes, from every file but dated backups. An audit line stays, empty."""

import datetime

from kb.backup import kept_days
from kb.readers import Person
from kb.store.files.database import compact
from kb.store.records.attachments import sweep
from kb.store.records.erasure_mark import erased_so_far
from kb.store.records.erasures import (
    erase_words_of,
    forget_computed_but,
    forget_unknown,
    mark_finished,
    mark_unfinished,
    unfinished,
)
from kb.store.records.sources import known_digests, source_digests
from kb.wiki.context import Wiki, case_for


def erase(wiki: Wiki, person: Person, record_id: str) -> bool:
    """Erase a record that this person may erase, reading nothing of it. Raises RecordNotFound or Refused.

    True when no file holds its words any more; false when that is left for later (see `finish_erasing`).
    """
    case_for(wiki, "erase", person, record_id)
    return erase_words(wiki, record_id, actor=person.account)


def copies_until(wiki: Wiki) -> str:
    """The last day, ISO 8601, on which a backup made before now may still stand, with what is erased now."""
    return (
        (datetime.datetime.fromisoformat(wiki.register.now()) + datetime.timedelta(days=kept_days())).date().isoformat()
    )


def erase_words(wiki: Wiki, record_id: str, *, actor: str) -> bool:
    """Erase a record, whoever asks; whether no file holds its words any more."""
    mark_unfinished(wiki.register)
    erase_words_of(wiki.register, wiki.private, wiki.home, record_id, actor=actor)
    return finish_erasing(wiki)


def finish_erasing(wiki: Wiki) -> bool:
    """Whether no file holds a word of what was erased any more.

    Words are left where a process died before it took them out, and in the journal of a database that another program
    reads for long: the next erasure, the next start, and the server each hour try again.
    """
    mark = unfinished(wiki.register)
    if not mark:
        return True
    erased = erased_so_far(wiki.register)
    forget_unknown(wiki.register, wiki.private)  # what was written while a record was being erased
    sweep(wiki.register, wiki.files)
    wiki.files.keep_only_sources(source_digests(wiki.register))
    forget_computed_but(wiki.home / "index", known_digests(wiki.register))
    # Each is tried, whatever became of the one before.
    emptied = [
        *(wiki.private.destroy_keys(), wiki.index.scrub(erased)),
        *(compact(wiki.private.database), compact(wiki.register.database)),
    ]
    if not all(emptied):
        return False
    mark_finished(wiki.register, mark)
    return True
