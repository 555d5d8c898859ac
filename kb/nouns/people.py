"""People, as what people do with a base."""

from kb.nouns.noun import Action, Noun
from kb.wiki import people
from kb.wiki.context import Wiki


class PeopleNoun(Noun[Wiki]):
    """The actions of `kb.wiki.people`: names and titles that pages show."""

    mentionable = Action(people.mentionable)
    named = Action(people.named)
    names = Action(people.names)
    reviewers = Action(people.reviewers)
    title = Action(people.title)
