"""A text begun by hand: one that was begun and left empty is taken up again, and stands in no list."""

from kb.readers import Person
from kb.store.drafts.narratives import telling_of
from kb.store.drafts.proposals import Proposal, record_authors
from kb.store.records.attachments import attachments_of
from kb.wiki.context import Wiki
from kb.wiki.write import writing
from kb.wiki.write.forms import is_empty


def begin(wiki: Wiki, person: Person, kind: str) -> Proposal:
    """A new record that only this person sees: the last one of its kind that they left empty, else another."""
    left = (one.proposal for one in writing.mine(wiki, person) if one.proposal.kind == kind)
    return next((one for one in left if _is_untouched(wiki, person, one)), None) or writing.start(wiki, person, kind)


def under_way(wiki: Wiki, person: Person) -> tuple[writing.Writing, ...]:
    """What this person has under way, newest change first, but what was begun and left empty."""
    return tuple(one for one in writing.mine(wiki, person) if not _is_untouched(wiki, person, one.proposal))


def _is_untouched(wiki: Wiki, person: Person, one: Proposal) -> bool:
    """Whether nothing hangs on a text: no word, file, co-author, draft of its own, or record that it changes."""
    if one.status != "draft" or one.head or one.base_revision:
        return False
    told = telling_of(wiki.private, one.number, person.account)
    found = writing.open_writing(wiki, person, one.number)
    return (
        all(is_empty(value) or value is False for value in found.fields.values())
        and not any(found.others.values())
        and (told is None or not told.text.strip())
        and not attachments_of(wiki.register, one.record_id)
        and record_authors(wiki.register, one.record_id) == {person.account}
    )
