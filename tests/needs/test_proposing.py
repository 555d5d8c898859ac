"""Pairs that nobody judged, proposed by meaning: never counted, made a judgement by one click."""

import functools

import numpy as np
import pytest

from kb.base import KnowledgeBase
from kb.html import matrix as drawing
from kb.needs import export
from kb.needs.matrix import Matrix, judge, matrix
from kb.needs.proposing import MOST, proposals
from kb.readers import OPERATOR, PUBLIC
from kb.records.kinds import Need, Service
from tests.needs.published_records import put
from tests.wiki.people import AUTHOR

SLEEP = "Dormir la nuit au chaud dans un lit. Exemple fictif."
DOGS = "Garder son chien avec soi au chenil. Exemple fictif."


@pytest.fixture
def base(base: KnowledgeBase) -> KnowledgeBase:
    put(
        base,
        Need(kind="need", id="BES-1", title="Un lit", description=SLEEP, territories=("75118",)),
        Need(kind="need", id="BES-2", title="Un chien", description=DOGS, territories=("93066",)),
        Service(kind="service", id="SRV-1", title="Les lits", description=SLEEP, territories=("75118",)),
        Service(kind="service", id="SRV-2", title="Le chenil", description=DOGS, territories=("93066",)),
        Service(kind="service", id="SRV-3", title="Les lits de Sevran", description=SLEEP, territories=("93071",)),
        Service(kind="service", id="SRV-4", title="Lits réservés", description=SLEEP, diffusion="professionals"),
    )
    return base


def seen(base: KnowledgeBase) -> Matrix:
    return matrix(base.wiki, PUBLIC, base.summaries({}, reader=PUBLIC))


def proposed(base: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    return proposals(seen(base), functools.partial(base.related.likeness, reader=PUBLIC))


def test_a_service_of_the_place_that_speaks_of_the_same_is_proposed(base: KnowledgeBase) -> None:
    assert proposed(base) == {"BES-1": ("SRV-1",), "BES-2": ("SRV-2",)}


def test_a_pair_that_somebody_judged_is_proposed_no_more(base: KnowledgeBase) -> None:
    judge(base.wiki, AUTHOR, "BES-1", "SRV-1", "partial", read=0)
    assert "BES-1" not in proposed(base)


def test_a_proposal_is_told_apart_and_counts_for_nothing(base: KnowledgeBase) -> None:
    judge(base.wiki, AUTHOR, "BES-1", "", "gap", read=0)
    found = seen(base)
    drawn = drawing.table(found, proposed(base))
    assert drawn.count('class="proposed"') == 2
    assert found.unmet("BES-1")
    assert not any(service for _, service in found.cells)
    assert [row[1] for row in export.rows(found, {})].count("Les lits") == 0


def test_records_that_cannot_be_read_are_near_to_nothing(base: KnowledgeBase) -> None:
    assert base.related.likeness(["BES-1"], ["SRV-4", "SRV-1"], reader=PUBLIC)[0, 0] == 0
    assert base.related.likeness(["BES-1"], ["SRV-4"], reader=OPERATOR).shape == (1, 1)


def test_no_more_than_a_few_are_proposed_for_one_need(base: KnowledgeBase) -> None:
    more = [Service(kind="service", id=f"SRV-5{n}", title=f"Lit {n}", description=SLEEP) for n in range(4)]
    put(base, *more)
    found = seen(base)
    assert (
        len(proposals(found, lambda lines, columns: np.ones((len(lines), len(columns)), np.float32))["BES-1"]) == MOST
    )
