"""The words of a base, as a part of the facade: the glossary, acronyms, what questions meant and did not find."""

from collections.abc import Sequence

from kb.glossary.acronyms import UnknownAcronym, unknown_acronyms
from kb.needs.unanswered import QuestionGroup, unanswered_groups
from kb.readers import Person, Reader
from kb.records.summary import RecordSummary
from kb.vocabulary.mentions import Glossary, glossary_of
from kb.vocabulary.vocabulary import Term
from kb.wiki import people
from kb.wiki.context import Wiki

# Texts looked through for unknown acronyms: a millisecond each.
NEWEST = 400


class CommonLanguage:
    """What a base knows of words."""

    def __init__(self, wiki: Wiki) -> None:
        self._wiki = wiki
        self._vocabulary = wiki.vocabulary

    def terms(self, *, reader: Reader) -> tuple[Term, ...]:
        """The glossary, in alphabetical order."""
        return tuple(sorted(self._vocabulary.terms, key=lambda term: term.preferred.casefold()))

    @property
    def glossary(self) -> Glossary:
        """What finds the terms of the glossary in a text."""
        return glossary_of(self._vocabulary)

    def trade(self, person: Person | None) -> str:
        """The code of the trade that somebody's account says, "" when none is known."""
        return people.trade(self._wiki, person)

    def unknown_acronyms(self, records: Sequence[RecordSummary]) -> tuple[UnknownAcronym, ...]:
        """The acronyms that no term explains, in the newest of records that a reader may read (newest first)."""
        texts = {}
        for one in [one for one in records if one.kind != "term"][:NEWEST]:
            if (found := self._wiki.register.published(one.id)) is not None:
                texts[one.id] = found.document.text
        return unknown_acronyms(texts, self._vocabulary.terms)

    def unanswered(self, person: Person | None) -> tuple[QuestionGroup, ...]:
        """What nothing answered, in groups, for reviewers. Raises Refused."""
        return unanswered_groups(self._wiki, person, self._wiki.index.encoder.queries)
