"""The part of the facade that speaks: the glossary, and the French of the codes of controlled lists."""

from kb.mentions import Glossary, glossary_of
from kb.readers import Person, Reader
from kb.vocabulary import Term, Vocabulary
from kb.wiki import people
from kb.wiki.context import Wiki


class CommonLanguage:
    """What a base knows of words. Whoever inherits it has a vocabulary, and what the wiki works on."""

    vocabulary: Vocabulary

    @property
    def wiki(self) -> Wiki:
        """What the actions of `kb.wiki` work on."""
        raise NotImplementedError

    def terms(self, *, reader: Reader) -> tuple[Term, ...]:
        """The glossary, in alphabetical order."""
        return tuple(sorted(self.vocabulary.terms, key=lambda term: term.preferred.casefold()))

    @property
    def glossary(self) -> Glossary:
        """What finds the terms of the glossary in a text."""
        return glossary_of(self.vocabulary)

    def trade(self, person: Person | None) -> str:
        """The code of the trade that somebody's account says, "" when none is known."""
        return people.trade(self.wiki, person)

    def label(self, name: str, code: str) -> str:
        """French label of a code of a controlled list."""
        return self.vocabulary.label(name, code)

    def territory_name(self, code: str) -> str:
        """Name of a territory."""
        return self.vocabulary.label("territories", code)
