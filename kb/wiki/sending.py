"""Sending a text for review: refused while something could still name somebody."""

from kb.readers import Person
from kb.records.kinds import KINDS
from kb.store.proposals import Proposal, proposal
from kb.wiki import protecting, writing
from kb.wiki.context import Wiki


def send(wiki: Wiki, person: Person, number: int, reply: str = "") -> Proposal:
    """The proposal, sent for review. Raises FormRefused, naming what is missing or open; Refused when it may not be.

    Kinds that take the full path ask that every point of protection be treated and the checklist ticked.
    """
    one = proposal(wiki.register, number)
    full = KINDS[one.kind].review == "full"
    left = protecting.open_points(wiki, person, number) if full else 0
    return writing.submit(wiki, person, number, open_points=left, reply=reply)
