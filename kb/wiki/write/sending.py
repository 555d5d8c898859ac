"""Sending a text for review, or publishing it where none is due: refused while it lacks something or names somebody."""

from kb.readers import Person
from kb.records.kinds import KINDS
from kb.store.drafts.proposals import Proposal, proposal
from kb.wiki.context import Wiki
from kb.wiki.review import review
from kb.wiki.write import protection, writing


def send(wiki: Wiki, person: Person, number: int, reply: str = "") -> Proposal:
    """The proposal, sent for review. Raises FormRefused, naming what is missing or open; Refused when it may not be.

    Kinds that take the full path ask that every point of protection be treated and the checklist ticked.
    """
    if KINDS[proposal(wiki.register, number).kind].review != "full":
        return writing.submit(wiki, person, number, open_points=0, reply=reply)
    one = writing.save(wiki, person, number, "envoi en relecture")  # what was looked through is what is sent
    left = protection.open_points(wiki, person, number)
    return writing.submit(wiki, person, number, open_points=left, reply=reply, head=one.head)


def publish_at_once(wiki: Wiki, person: Person, number: int) -> int:
    """Number of the revision, of a kind that nobody reviews, that readers find from now on.

    Raises FormRefused, naming what is missing; Refused for a kind that is reviewed, or when it may not be.
    """
    one = writing.save(wiki, person, number, "publication")
    writing.check_complete(wiki, one)
    return review.publish(wiki, person, number)
