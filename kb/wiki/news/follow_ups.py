"""« Nous l’avons repris »: a short follow-up of a practice that was taken up elsewhere, linked to its record."""

from collections import Counter
from collections.abc import Collection, Mapping

from kb.errors import RecordNotFound
from kb.readers import Person, Reader
from kb.records.kinds import FOLLOW_UP, TAKES_UP, DocumentRecord
from kb.store.drafts.proposals import Proposal, record_authors
from kb.store.news import comments
from kb.store.records.links import sources_of
from kb.store.records.register import Register, Revision
from kb.wiki.context import Wiki, case_for
from kb.wiki.write import writing


def take_up(wiki: Wiki, person: Person, record_id: str) -> Proposal:
    """A follow-up of a record that one may read: the one this person has under way, or a new one.

    It is as open as the record, and takes none of its words: these may be withdrawn or erased one day.
    """
    case_for(wiki, "read", person, record_id)
    published = wiki.register.published(record_id)
    if published is None:
        raise RecordNotFound(f"La fiche {record_id} n’est pas publiée.")
    link = {"type": TAKES_UP, "target": record_id}
    for one in writing.mine(wiki, person):
        if link in (one.fields.get("links") or ()):
            return one.proposal
    record = published.record
    fields = {
        "document_type": FOLLOW_UP,
        "links": [link],
        "themes": list(record.themes),
        "publics": list(record.publics),
        "diffusion": record.diffusion,
        "groups": list(record.groups),
        "fictional": record.fictional,
    }
    return writing.start(wiki, person, "document", fields)


def follow_ups(register: Register, record_id: str, reader: Reader) -> tuple[Revision, ...]:
    """The published follow-ups of a record that a reader may read, newest first."""
    rows = sources_of(register, TAKES_UP, [record_id])
    found = [register.published(source) for _, source, audience in rows if reader.reads(audience)]
    there = [one for one in found if one is not None]
    return tuple(sorted(there, key=lambda one: (one.at, one.record_id), reverse=True))


def times_taken_up(register: Register, record_ids: Collection[str], reader: Reader) -> Mapping[str, int]:
    """How many follow-ups of each record a reader may read; those without any are left out."""
    rows = sources_of(register, TAKES_UP, tuple(record_ids))
    return Counter(target for target, _, audience in rows if reader.reads(audience))


def announce_follow_up(wiki: Wiki, revision: Revision, *, actor: str) -> frozenset[str]:
    """The accounts told that somebody took a record up: its authors and followers."""
    if not isinstance(revision.record, DocumentRecord) or revision.record.document_type != FOLLOW_UP:
        return frozenset()
    all_told: frozenset[str] = frozenset()
    for link in revision.record.links:
        target = link.get("target", "")
        if link.get("type") == TAKES_UP and wiki.register.entry(target) is not None:
            told = record_authors(wiki.register, target) | comments.followers(wiki.register, {"record": (target,)})
            comments.notify(wiki.register, told - all_told, "taken_up", revision.record_id, actor=actor)
            all_told |= told
    return all_told
