"""People, as what people do with a base."""

from kb.nouns.noun import Action, Noun
from kb.wiki import people
from kb.wiki.context import Wiki


class PeopleNoun(Noun[Wiki]):
    """People: the nouns below it are those of its modules."""

    mentionable = Action(people.mentionable)
    named = Action(people.named)
    names = Action(people.names)
    reviewers = Action(people.reviewers)
    title = Action(people.title)
