"""What waits for somebody: texts under way, texts sent back, the queue of reviewers, news, answers to searches."""

from collections.abc import Mapping
from dataclasses import dataclass

from kb.readers import Person
from kb.store.drafts.proposals import authors_of, proposals
from kb.wiki.admin import requests
from kb.wiki.context import Wiki
from kb.wiki.news import notices, recognising, saved_searches
from kb.wiki.review.review import queue
from kb.wiki.rights import ANYTHING, allows
from kb.wiki.write import beginning
from kb.wiki.write.writing import Writing


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for one person; `to_read` counts the texts of others that nobody took, `taken` those they
    took, `reports` those of people who recognise themselves."""

    to_revise: tuple[Writing, ...]
    drafts: tuple[Writing, ...]
    to_read: int
    taken: int
    notices: int
    searches: tuple[saved_searches.SavedSearchNews, ...]
    reports: int = 0

    @property
    def empty(self) -> bool:
        """Whether nothing waits."""
        return not (
            self.to_revise or self.drafts or self.to_read or self.taken or self.notices or self.searches or self.reports
        )


def waiting(wiki: Wiki, person: Person) -> Mapping[str, int]:
    """How many texts wait for this person on a page, by its address: « /relire » and « /contribuer ».

    Those to be read that nobody took, those they took or may publish; their own that came back.
    """
    register, counts = wiki.register, {}
    if allows("queue", person, ANYTHING):
        counts["/relire"] = sum(
            one.reviewer == person.account
            if one.status == "in_review"
            else person.account not in authors_of(register, one)
            for one in proposals(register, statuses=("submitted", "in_review", "validated"))
        )
    if allows("administer", person, ANYTHING):
        counts["/administration"] = len(requests.waiting(wiki, person))
    counts["/contribuer"] = len(proposals(register, author=person.account, statuses=("to_revise",)))
    return counts


def desk(wiki: Wiki, person: Person) -> Desk:
    """What waits for this person now; `searches` are those with an answer that they did not see."""
    own = beginning.under_way(wiki, person)
    waiting = queue(wiki, person) if allows("queue", person, ANYTHING) else ()
    return Desk(
        to_revise=tuple(one for one in own if one.proposal.status == "to_revise"),
        # A pack is kept open for months: it waits for nobody.
        drafts=tuple(one for one in own if one.proposal.status == "draft" and one.proposal.kind != "pack"),
        to_read=sum(one.proposal.status == "submitted" and not one.own for one in waiting),
        taken=sum(one.proposal.status == "in_review" and one.mine for one in waiting),
        notices=notices.unseen(wiki, person),
        reports=len(recognising.reports(wiki, person)) if allows("moderate", person, ANYTHING) else 0,
        searches=tuple(one for one in saved_searches.searches(wiki, person) if one.fresh),
    )
