"""An administrator completes the lists of a base; forms, labels and questions follow at once."""

import pytest

from kb.base import KnowledgeBase
from kb.errors import Refused
from kb.wiki.admin import lists as wordlists
from kb.wiki.admin.lists import WordRefused
from kb.wiki.review import review
from kb.wiki.write import writing
from tests.wiki.people import ADMIN, AUTHOR, REVIEWER


def again(base: KnowledgeBase) -> KnowledgeBase:
    return KnowledgeBase.open(base.home)


def test_an_entry_added_is_offered_and_labelled(base: KnowledgeBase) -> None:
    code = wordlists.add(base.wiki, ADMIN, "themes", "Vie la nuit")
    with again(base) as later:
        assert later.label("themes", code) == "Vie la nuit"
        assert code in later.vocabulary.labels["themes"]


def test_an_entry_called_otherwise_keeps_its_code(base: KnowledgeBase) -> None:
    wordlists.rename(base.wiki, ADMIN, "themes", "genre", "Rapports de genre")
    with again(base) as later:
        assert later.label("themes", "genre") == "Rapports de genre"


@pytest.mark.parametrize("label", ["", "   ", "Hébergement", "hébergement", "x" * 200, "…"])
def test_an_entry_that_cannot_stand_is_refused(base: KnowledgeBase, label: str) -> None:
    with pytest.raises(WordRefused):
        wordlists.add(base.wiki, ADMIN, "themes", label)


def test_only_lists_of_the_field_are_edited_and_only_by_an_administrator(base: KnowledgeBase) -> None:
    with pytest.raises(WordRefused):
        wordlists.add(base.wiki, ADMIN, "outcomes", "Autre")
    with pytest.raises(Refused):
        wordlists.add(base.wiki, AUTHOR, "themes", "Autre")


def test_a_published_term_joins_the_glossary_and_is_found_by_its_variants(base: KnowledgeBase) -> None:
    fields = {"title": "Zonzon", "definition": "La prison.", "variants": ["ballon"], "senses": ["police : dépôt"]}
    fields["diffusion"] = "public"
    one = writing.start(base.wiki, AUTHOR, "term", fields)
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    review.validate(base.wiki, REVIEWER, one.number)
    review.publish(base.wiki, REVIEWER, one.number)
    with again(base) as later:
        term = next(term for term in later.vocabulary.terms if term.preferred == "Zonzon")
        assert (term.definition, term.variants, term.senses) == ("La prison.", ("ballon",), {"police": "dépôt"})
        assert ("ballon",) in later.vocabulary.by_form
    review.withdraw(base.wiki, REVIEWER, one.record_id, "Doublon.")
    with again(base) as later:
        assert not [term for term in later.vocabulary.terms if term.preferred == "Zonzon"]
