"""What happened, told to those it concerns, and what they have seen of it."""

from kb.readers import Person
from kb.store.drafts.proposals import record_authors
from kb.store.news import comments
from kb.store.news.comments import Notice
from kb.wiki.context import Wiki, record_case
from kb.wiki.news.follows import held_by
from kb.wiki.rights import allows


def unseen(wiki: Wiki, person: Person) -> int:
    """How many notices wait; at most fifty are counted."""
    return len(notices(wiki, person, fresh=True))


def notices(wiki: Wiki, person: Person, *, fresh: bool = False) -> tuple[Notice, ...]:
    """What happened, newest first: without what this person may not read any more; `fresh`, without what they saw."""
    return tuple(
        one
        for one in comments.notices(wiki.register, person.account, unseen=fresh)
        if (case := record_case(wiki, one.record_id)) is not None
        and (one.proposal is not None or allows("read", person, case) or person.account in case.authors)
    )


def mark_seen(wiki: Wiki, person: Person, until: int) -> None:
    """Note that this person saw what happened, up to a notice."""
    comments.mark_seen(wiki.register, person.account, until)


def announce_publication(wiki: Wiki, record_id: str, *, actor: str, told: frozenset[str] = frozenset()) -> None:
    """Tell authors and followers that a text was published, but those who were `told` of it already."""
    published = wiki.register.published(record_id)
    if published is None:
        return
    record = published.record
    concerned = record_authors(wiki.register, record_id) | comments.followers(
        wiki.register,
        {"record": (record_id,), "theme": record.themes, "territory": held_by(wiki.vocabulary, record.territories)},
    )
    comments.notify(wiki.register, frozenset(concerned) - told, "published", record_id, actor=actor)


def announce_change(wiki: Wiki, record_id: str, *, author: str) -> frozenset[str]:
    """The accounts told that somebody's change is published: the record's authors, and its proposer, thanked."""
    owners = record_authors(wiki.register, record_id)
    comments.notify(wiki.register, owners, "changed", record_id, actor=author)
    comments.notify(wiki.register, frozenset({author}), "thanked", record_id, actor="")
    return owners | {author}
