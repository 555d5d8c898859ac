"""Terms exchanged with other thesauri, and proposed from the page."""

import os
import resource
import time
from dataclasses import replace
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.errors import Refused
from kb.glossary.concepts import Concept, Thesaurus, TradeSense
from kb.glossary.exchange import UNDEFINED, thesaurus_of
from kb.glossary.skos_process import read_apart
from kb.glossary.skos_write import skos_file
from kb.readers import OPERATOR
from kb.wiki.review import review
from kb.wiki.write import terms, writing
from tests.wiki.people import ADMIN, AUTHOR, READER, REVIEWER

LEXICON = Thesaurus(
    "Lexique d’essai",
    "Licence Ouverte",
    (
        Concept("http://exemple.org/1", "zone d’accueil", definition="Endroit où l’on reçoit."),
        Concept(
            "http://exemple.org/2",
            "halte-essai",
            definition="Zone ouverte le jour.",
            variants=("halte d’essai",),
            acronyms=("HZX",),
            slang=("la zonzonette",),
            senses=(TradeSense("police", "Un arrêt."), TradeSense("soin", "Un accueil.", "Usage")),
            broader=("http://exemple.org/1",),
        ),
        Concept("http://exemple.org/3", "sans définition"),
    ),
)


def imported(base: KnowledgeBase, chosen: Thesaurus = LEXICON) -> int:
    done = terms.carry_out(base.wiki, REVIEWER, terms.plan(base.wiki, chosen))
    base.follow()
    return done


def in_order(one: Concept) -> Concept:
    """A concept whose meanings and ties stand in one order: a file keeps none."""
    senses = tuple(sorted(one.senses, key=lambda sense: sense.trade))
    return replace(one, senses=senses, broader=tuple(sorted(one.broader)), related=tuple(sorted(one.related)))


def reopened(base: KnowledgeBase) -> KnowledgeBase:
    return KnowledgeBase.open(base.home, resources=base._resources)


def test_an_import_makes_terms_and_a_second_one_changes_nothing(base: KnowledgeBase) -> None:
    assert imported(base) == 3
    again = terms.plan(base.wiki, LEXICON)
    assert (again.new, again.changed, again.same, again.kept) == ((), (), 3, ())
    with reopened(base) as after:
        known = {one.preferred: one for one in after.language.terms(reader=OPERATOR)}
        halte = known["halte-essai"]
        assert halte.senses == {"police": "Un arrêt.", "soin": "Un accueil."}
        assert halte.broader == (known["zone d’accueil"].code,)
        assert known["sans définition"].definition == UNDEFINED
        assert halte.source == "Lexique d’essai · Licence Ouverte"


def test_the_glossary_comes_back_from_its_own_export(base: KnowledgeBase) -> None:
    imported(base)
    with reopened(base) as after:
        whole = thesaurus_of(after.language.terms(reader=OPERATOR))
        trades = after.vocabulary.lists["trades"]
        again = read_apart(skos_file(whole, "rdf", trades), "glossaire.rdf", trades)
        assert list(map(in_order, again.concepts)) == list(map(in_order, whole.concepts))
        assert len(again.concepts) > 280
        assert "http://exemple.org/2" in again.by_uri


def test_a_branch_is_imported_alone(base: KnowledgeBase) -> None:
    assert imported(base, LEXICON.part(["http://exemple.org/3"])) == 1


def test_a_changed_concept_makes_a_revision_and_one_rewritten_here_is_left(base: KnowledgeBase) -> None:
    imported(base)
    one = writing.propose(base.wiki, AUTHOR, "TER-2026-001")
    writing.autosave(base.wiki, AUTHOR, one.number, {"definition": "Notre définition."}, {})
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    review.validate(base.wiki, REVIEWER, one.number)
    review.publish(base.wiki, REVIEWER, one.number)
    newer = Thesaurus(
        LEXICON.name,
        LEXICON.licence,
        tuple(Concept(c.uri, c.label, definition="Nouvelle.", broader=c.broader) for c in LEXICON.concepts),
    )
    planned = terms.plan(base.wiki, newer)
    assert [one.title for one in planned.kept] == ["zone d’accueil"]
    assert [one.title for one in planned.changed] == ["halte-essai", "sans définition"]
    assert terms.carry_out(base.wiki, REVIEWER, planned) == 2
    published = base.register.published("TER-2026-001")
    assert published is not None
    assert published.record.model_dump()["definition"] == "Notre définition."


@pytest.mark.parametrize("person", [READER, AUTHOR, None])
def test_only_reviewers_and_the_administrator_read_a_file_in(base: KnowledgeBase, person: object) -> None:
    with pytest.raises(Refused):
        terms.read(base.wiki, person, b"", "x.ttl")  # type: ignore[arg-type]
    with pytest.raises(Refused):
        terms.carry_out(base.wiki, READER, terms.plan(base.wiki, LEXICON))


def test_the_administrator_may_import(base: KnowledgeBase) -> None:
    assert terms.carry_out(base.wiki, ADMIN, terms.plan(base.wiki, LEXICON)) == 3


def test_a_shipped_term_is_proposed_with_what_is_known_of_it(base: KnowledgeBase) -> None:
    one = terms.propose(base.wiki, AUTHOR, "crack")
    fields = writing.open_writing(base.wiki, AUTHOR, one.number).fields
    assert fields["title"] == "crack"
    assert "caillou" in fields["variants"]
    assert {"trade": "Soin"}.items() <= fields["senses"][0].items()


BENCH = Path(os.environ.get("KB_BENCH_DATA", "/nowhere")) / "outside" / "unesco-thesaurus.ttl"


@pytest.mark.skipif(not BENCH.is_file(), reason="outside data not there")
def test_a_thesaurus_of_4414_concepts_stands_in_the_register(base: KnowledgeBase) -> None:
    # The processor's time is told, not held to: a busy machine makes more of it.
    started = time.process_time() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    found = terms.read(base.wiki, REVIEWER, BENCH.read_bytes(), BENCH.name)
    done = terms.carry_out(base.wiki, REVIEWER, terms.plan(base.wiki, found))
    took = time.process_time() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - started
    print(f"{done} terms, {took:.1f} s")
    assert done == 4_414
