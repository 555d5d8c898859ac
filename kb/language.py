"""The part of the facade that speaks: the glossary, the French of codes, and what questions meant and did not find."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kb.glossary.acronyms import UnknownAcronym, unknown_acronyms
from kb.home import Home
from kb.needs.unanswered import Group, unanswered_groups
from kb.readers import Person, Reader
from kb.records.summary import RecordSummary
from kb.resources import Resources
from kb.store.records.register import Register
from kb.vocabulary.mentions import Glossary, glossary_of
from kb.vocabulary.vocabulary import Term, Vocabulary
from kb.wiki import people
from kb.wiki.context import Wiki

# Texts looked through for unknown acronyms: a millisecond each.
NEWEST = 400


class CommonLanguage:
    """What a base knows of words. Whoever inherits it has a vocabulary, and what the wiki works on."""

    vocabulary: Vocabulary
    home: Home
    register: Register
    _resources: Resources

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

    def unknown_acronyms(self, records: Sequence[RecordSummary]) -> tuple[UnknownAcronym, ...]:
        """The acronyms that no term explains, in the newest of records that a reader may read (newest first)."""
        texts = {}
        for one in [one for one in records if one.kind != "term"][:NEWEST]:
            if (found := self.register.published(one.id)) is not None:
                texts[one.id] = found.document.text
        return unknown_acronyms(texts, self.vocabulary.terms)

    def unanswered(self, person: Person | None) -> tuple[Group, ...]:
        """What nothing answered, in groups, for reviewers. Raises Refused."""
        return unanswered_groups(self.wiki, person, self._questions)

    def _questions(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self._resources.encoder(self.home.model).queries(texts)

    def label(self, name: str, code: str) -> str:
        """French label of a code of a controlled list."""
        return self.vocabulary.label(name, code)

    def territory_name(self, code: str) -> str:
        """Name of a territory."""
        return self.vocabulary.label("territories", code)
