"""Each sign of nearness, beside the same computed plainly; what is kept of equal ones; pages and names of facets."""

import numpy as np
import pytest

from kb.records.summary import RecordSummary
from kb.search.engine import filters_of, paged
from kb.search.facets import SOURCE_TYPE, facet_of, filter_keys, shown
from kb.search.hits import CONFIDENCE, reading_url
from kb.search.lexical import SPARSE, Gains
from kb.search.record_scores import Nearness
from kb.search.result import HitPassage
from kb.search.retrieve import Sheets, _at, _best_first, _top, _weigh
from kb.search.weights import DENSE, FUSED, LEXICAL, Weights
from kb.vocabulary.vocabulary import load_vocabulary


def gains(*triples: tuple[int, int, float]) -> Gains:
    places, groups, values = zip(*triples, strict=True)
    return Gains(np.array(places, np.int32), np.array(groups), np.array(values, np.float32))


@pytest.mark.parametrize("n", [8, 3 * SPARSE, 3 * SPARSE + 1, 500])
def test_gains_of_a_place_are_added_however_many_places_there_are(n: int) -> None:
    places, totals = gains((7, 0, 1.0), (2, 0, 0.5), (7, 1, 2.0)).total(n)
    assert (places.tolist(), totals.tolist()) == ([2, 7], [0.5, 3.0])
    assert places.dtype == np.int32


def test_of_several_terms_for_one_word_the_best_counts_once_in_each_place() -> None:
    given = gains((0, 0, 1.0), (0, 0, 3.0), (1, 0, 2.0), (0, 1, 5.0), (0, 1, 6.0), (4, 2, 1.0), (4, 2, 0.5))
    best = given.best_once(np.array([True, False, True]))
    found = sorted(zip(best.places.tolist(), best.groups.tolist(), best.gains.tolist(), strict=True))
    assert found == [(0, 0, 3.0), (0, 1, 5.0), (0, 1, 6.0), (1, 0, 2.0), (4, 2, 1.0)]
    assert given.best_once(np.array([False, False, False])) is given


def test_of_equal_scores_the_first_are_kept_and_none_at_zero() -> None:
    scores = np.array([0.0, 2.0, 1.0, 2.0, 1.0, 1.0], np.float32)
    assert _top(scores, 9).tolist() == [1, 2, 3, 4, 5]
    assert sorted(_top(scores, 3).tolist()) == [1, 2, 3]
    assert sorted(_top(scores, 1).tolist()) == [1]
    assert sorted(_top(scores, 5).tolist()) == [1, 2, 3, 4, 5]


def test_a_total_is_found_by_its_slot_and_is_nothing_elsewhere() -> None:
    held, totals = np.array([2, 5], np.int32), np.array([1.5, 2.5], np.float32)
    assert _at(np.array([0, 2, 3, 5, 9]), held, totals).tolist() == [0, 1.5, 0, 2.5, 0]
    assert _at(np.array([0, 2]), held[:0], totals[:0]).tolist() == [0, 0]


def test_equal_scores_stand_by_identifier_then_as_they_came() -> None:
    scores, rows = np.array([0.5, 0.9, 0.5, 0.5], np.float32), np.array([1, 2, 0, 1], np.int32)
    assert _best_first(scores, rows, lambda of: ["ABC"[row] for row in of]).tolist() == [1, 2, 0, 3]
    assert _best_first(np.array([0.1, 0.3, 0.2], np.float32), rows[:3], ["A", "B", "C"]).tolist() == [1, 2, 0]


def test_a_score_is_the_sum_of_its_signs_lexical_ones_as_shares_of_the_best() -> None:
    weights = Weights(passage=1.0, sentence=2.0, title=4.0, words=8.0, head=16.0, grams=32.0)
    one = np.array([0.5, 0.25], np.float32)
    signs = Nearness(one, one * 2, one * 4, np.zeros((2, 2), np.int32), np.array([3.0, 6.0], np.float32))
    words, heads = np.array([2.0, 1.0], np.float32), np.array([0.0, 0.0], np.float32)
    assert _weigh(weights, words, heads, signs).tolist() == [
        0.5 + 2 * 1.0 + 4 * 2.0 + 8 * 1.0 + 32 * 0.5,
        0.25 + 2 * 0.5 + 4 * 1.0 + 8 * 0.5 + 32 * 1.0,
    ]


def test_words_alone_weigh_no_cosine_and_meaning_alone_no_word() -> None:
    assert (LEXICAL.passage, LEXICAL.sentence, LEXICAL.title) == (0.0, 0.0, 0.0)
    assert (DENSE.words, DENSE.head, DENSE.grams) == (0.0, 0.0, 0.0)
    assert min(LEXICAL.words, LEXICAL.head, LEXICAL.grams, DENSE.passage, DENSE.sentence, DENSE.title) > 0
    assert Weights() == FUSED


def test_a_record_says_which_words_of_the_question_it_holds() -> None:
    held = np.array([[True, False], [True, True]])
    sheets = Sheets(
        np.array([3, 8], np.int32), ("hall", "canal"), held, np.zeros(2, np.float32), np.zeros(2, np.float32)
    )
    assert sheets.words_of([8, 3]) == [("canal",), ("hall", "canal")]


def test_confidence_grows_with_each_sign_and_is_bounded() -> None:
    def of(cosine: float, coverage: float, words: float) -> float:
        return float(CONFIDENCE.of(*(np.array([sign], np.float32) for sign in (cosine, coverage, words)))[0])

    assert of(0.4, 0.5, 0.2) < min(of(0.5, 0.5, 0.2), of(0.4, 0.6, 0.2), of(0.4, 0.5, 0.3))
    x = CONFIDENCE.bias + 0.5 * CONFIDENCE.cosine + 0.5 * CONFIDENCE.coverage + 0.25 * CONFIDENCE.words
    assert of(0.5, 0.5, 0.25) == pytest.approx(1 / (1 + np.exp(-x)))
    assert of(100, 0, 0) == pytest.approx(1 / (1 + np.exp(-30)))
    assert of(-100, 0, 0) == pytest.approx(1 / (1 + np.exp(30)))


@pytest.mark.parametrize(
    ("near", "far", "pages"),
    [
        (0, 0, [(0, 0)]),
        (0, 3, [(0, 3)]),
        (0, 12, [(0, 5), (5, 10), (10, 12)]),
        (5, 0, [(0, 5)]),
        (6, 0, [(0, 5), (5, 6)]),
        (6, 2, [(0, 5), (5, 8)]),
        (6, 8, [(0, 5), (5, 11), (11, 14)]),
        (3, 20, [(0, 8), (8, 13), (13, 18), (18, 23)]),
    ],
)
def test_a_list_is_cut_into_pages_of_near_ones_with_the_first_far_ones_last(
    near: int, far: int, pages: list[tuple[int, int]]
) -> None:
    assert paged(near, far, 5) == pages


def test_a_filter_is_one_value_or_several() -> None:
    assert filters_of({"theme": "genre", "kind": ["pack", "need"]}) == {"theme": ("genre",), "kind": ("pack", "need")}
    assert filters_of(None) == {}


def test_the_address_of_a_passage_names_its_page_where_it_has_one() -> None:
    record = RecordSummary("DOC 1", "document", "T", revision=3)
    assert reading_url(record) == "/lire?id=DOC+1"
    assert reading_url(record, HitPassage("a", None, (), 4, 9)) == "/lire?id=DOC+1&rev=3&de=4&a=9"
    assert reading_url(record, HitPassage("a", 2, (), 4, 9)) == "/lire?id=DOC+1&rev=3&de=4&a=9&page=2"


def test_values_of_facets_have_their_french_names() -> None:
    vocabulary = load_vocabulary()
    kind, year, theme = (facet_of(key) for key in ("kind", "year", "theme"))
    assert kind is not None
    assert year is not None
    assert theme is not None
    assert kind.name_of("experience", vocabulary) not in ("experience", "")
    assert kind.name_of("unknown", vocabulary) == "unknown"
    assert year.name_of("2024", vocabulary) == "2024"
    assert theme.name_of("genre", vocabulary) == vocabulary.labels["themes"]["genre"]
    assert facet_of("nothing") is None


def test_years_go_down_scales_go_up_and_others_by_their_counts() -> None:
    vocabulary = load_vocabulary()
    year, outcome, theme = (facet_of(key) for key in ("year", "outcome", "theme"))
    assert year is not None
    assert outcome is not None
    assert theme is not None
    assert year.in_order({"2019": "2019", "2024": "2024"}, {}, vocabulary) == ["2024", "2019"]
    scale = list(vocabulary.labels["outcomes"])
    assert outcome.in_order({"zzz": "zzz", **dict.fromkeys(reversed(scale), "")}, {}, vocabulary) == [*scale, "zzz"]
    assert theme.in_order({"b": "B", "a": "A", "c": "C"}, {"c": 5, "a": 1, "b": 1}, vocabulary) == ["c", "a", "b"]


def test_facets_stand_by_their_rank_and_addresses_carry_each_key_once() -> None:
    keys = [one.key for one in shown()]
    assert [key for key in keys if key in ("outcome", "kind", "territory", "public", "theme", "trade", "year")] == [
        "outcome", "kind", "territory", "public", "theme", "trade", "year",
    ]  # fmt: skip
    assert len(set(filter_keys())) == len(filter_keys())
    assert {*keys, SOURCE_TYPE, "diffusion", "fictional"} <= set(filter_keys())
    assert not {"title", "summary", "date"} & set(filter_keys())
