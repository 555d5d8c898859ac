"""Where a question is asked: few passages apart give what the whole index gives of them."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pytest
from sqlite_utils import Database

from kb.base import OPERATOR, KnowledgeBase
from kb.index import live as live_module
from kb.index import scope as module
from kb.index.access import REMEMBERED, Allowed
from kb.index.live import LiveIndex
from kb.index.schema import open_index
from kb.index.scope import Few, Whole, scope_of
from kb.index.vectors import dense as vectors
from kb.index.words.analysis import asked_cells
from kb.index.words.postings import Held
from tests.fake_encoder import DIMENSION

FILTERS: list[Mapping[str, tuple[str, ...]]] = [{}, {"kind": ("experience",)}, {"year": ("2015",)}]
VECTOR = np.ones(DIMENSION, np.float32)


def live_of(base: KnowledgeBase) -> tuple[LiveIndex, Database]:
    database = open_index(base.home.index)
    live = LiveIndex(base.home.index, DIMENSION)
    live.catch_up(database)
    return live, database


class Both(NamedTuple):
    """The passages that a filter lets through, searched as a part and in the whole index."""

    live: LiveIndex
    allowed: Allowed
    whole: Whole
    few: Few


@pytest.fixture(params=FILTERS, ids=str)
def both(base: KnowledgeBase, request: pytest.FixtureRequest) -> Both:
    live, database = live_of(base)
    allowed = live.allowed(request.param, OPERATOR, {})
    few = scope_of(live, database, allowed)
    assert isinstance(few, Few)
    return Both(live, allowed, Whole(live, database, allowed), few)


def runs(held: Held, named: Mapping[int, int]) -> list[dict[int, int]]:
    """How often each run's texts hold its term: those that are `named`, by their name."""
    ends = held.sizes.cumsum().tolist()
    pairs = list(zip(held.texts.tolist(), held.counts.tolist(), strict=True))
    of_runs = [pairs[end - size : end] for end, size in zip(ends, held.sizes.tolist(), strict=True)]
    return [{named[text]: count for text, count in run if text in named} for run in of_runs]


def test_words_stand_in_the_same_texts_as_often(both: Both) -> None:
    live, allowed, whole, few = both
    terms = np.arange(len(live.terms) + 2)
    slots, rows = few.slots(np.arange(few.passages)), few.index_rows(np.arange(few.records, dtype=np.int32))
    for here, there, names in zip(few.words(terms), whole.words(terms), (slots, rows, rows), strict=True):
        found = runs(here, dict(enumerate(range(len(names)))))
        assert found == runs(there, {name: place for place, name in enumerate(names.tolist())})
        assert sum(map(len, found)) > 4
    assert slots.tolist() == np.flatnonzero(allowed.slots).tolist()


def test_passages_and_records_are_as_long(both: Both) -> None:
    _, _, whole, few = both
    of_passages, *of_records = few.norms()
    places, rows = np.arange(few.passages), np.arange(few.records, dtype=np.int32)
    np.testing.assert_array_equal(of_passages, whole.norms()[0][few.slots(places)])
    for one, other in zip(of_records, whole.norms()[1:], strict=True):
        np.testing.assert_array_equal(one, other[few.index_rows(rows)])


def test_records_and_their_first_passages_are_the_same(both: Both) -> None:
    _, _, whole, few = both
    places = np.arange(few.passages)
    slots, rows = few.slots(places), few.index_rows(np.arange(few.records, dtype=np.int32))
    assert few.index_rows(few.record_rows).tolist() == whole.record_rows[slots].tolist()
    assert few.slots(few.first_places()).tolist() == whole.first_places()[rows].tolist()


@pytest.fixture(params=[1, 8, 10_000])
def dense(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.index.subset.DENSE", request.param)


@pytest.mark.usefixtures("dense")
def test_character_grams_score_the_same(both: Both) -> None:
    live, _, whole, few = both
    cells = asked_cells("des seringues stériles pour les familles du quai, à la médiation")
    weights = live.gram_weights().take(cells)
    places = np.arange(few.passages)[::2]
    slots = few.slots(places)
    wanted = whole.gram_scores(slots, whole.signs_of(slots), cells, weights)
    np.testing.assert_allclose(wanted, few.gram_scores(places, few.signs_of(places), cells, weights), rtol=1e-5)
    assert wanted.max() > 0


def test_the_nearest_are_the_same_and_their_signs_too(both: Both) -> None:
    _, _, whole, few = both
    for k in (1, 2, 50):
        assert sorted(few.slots(few.nearest(VECTOR, k)).tolist()) == sorted(whole.nearest(VECTOR, k).tolist())
    places = np.arange(few.passages)
    one, other = whole.signs_of(few.slots(places)), few.signs_of(places)
    assert one.vectors().tobytes() == other.vectors().tobytes()
    assert one.sentences().vectors.tobytes() == other.sentences().vectors.tobytes()


def test_a_part_is_made_once_and_forgotten_with_its_filter(base: KnowledgeBase) -> None:
    live, database = live_of(base)
    where = {"kind": ("experience",)}
    allowed = live.allowed(where, OPERATOR, {})
    scope_of(live, database, allowed)
    part = allowed.part
    scope_of(live, database, live.allowed(where, OPERATOR, {}))
    assert part is not None
    assert allowed.part is part
    for number in range(REMEMBERED + 1):
        live.allowed({"year": (str(2000 + number),)}, OPERATOR, {})
    assert live.allowed(where, OPERATOR, {}) is not allowed


@pytest.mark.parametrize("question", ["les médiatteurs", "seringue stérile", "que faire quand une famille appelle ?"])
@pytest.mark.parametrize("where", FILTERS)
def test_many_passages_and_few_are_searched_alike(
    base: KnowledgeBase, where: Mapping[str, tuple[str, ...]], question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = base.search(question, where=where)
    monkeypatch.setattr(module, "FEW", 0)
    many = base.search(question, where=where)
    assert [(hit.record.id, hit.terms, hit.passages[0].sentence) for hit in few] == [
        (hit.record.id, hit.terms, hit.passages[0].sentence) for hit in many
    ]
    assert [hit.score for hit in few] == pytest.approx([hit.score for hit in many], abs=1e-5)
    assert few


def test_codes_propose_and_floats_decide(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, database = live_of(base)
    monkeypatch.setattr(live_module, "FLAT_UP_TO", 1)
    monkeypatch.setattr(vectors, "FLAT_UP_TO", 1)
    coded = LiveIndex(base.home.index, DIMENSION)
    coded.reload(database)
    assert not coded.vectors.exact
    for k in (1, 2, 50):
        scopes = [Whole(one, database, one.allowed({}, OPERATOR, {})) for one in (plain, coded)]
        found = [sorted(scope.nearest(VECTOR, k).tolist()) for scope in scopes]
        assert found[0] == found[1]
