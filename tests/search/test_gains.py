"""What words add to texts, beside the same worked out plainly; and how likely a record answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.search.hits import CONFIDENCE, Confidence
from kb.search.lexical import SPARSE, Gains

PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3), st.integers(1, 9)), max_size=12)


def gains(rows: list[tuple[int, int, int]]) -> Gains:
    """Rows of (place, group, gain), as a question makes them: by group, ascending places."""
    rows = sorted(rows, key=lambda row: (row[1], row[0]))
    return Gains(
        np.array([row[0] for row in rows], np.int32),
        np.array([row[1] for row in rows], np.int64),
        np.array([row[2] for row in rows], np.float32),
    )


@settings(max_examples=60)
@given(PAIRS, st.sampled_from([10, 10 * SPARSE, 1_000]))
def test_the_total_of_a_place_is_the_sum_of_what_each_group_adds(rows: list[tuple[int, int, int]], n: int) -> None:
    expected: dict[int, float] = {}
    for place, _, gain in rows:
        expected[place] = expected.get(place, 0) + gain
    if rows:
        places, totals = gains(rows).total(n)
        assert dict(zip(places.tolist(), totals.tolist(), strict=True)) == expected
        assert places.tolist() == sorted(expected)


@settings(max_examples=60)
@given(PAIRS, st.lists(st.booleans(), min_size=4, max_size=4))
def test_of_a_group_of_several_terms_the_best_counts_once_in_each_place(
    rows: list[tuple[int, int, int]], double: list[bool]
) -> None:
    expected: dict[tuple[int, int], list[int]] = {}
    for place, group, gain in rows:
        expected.setdefault((place, group), []).append(gain)
    once = gains(rows).best_once(np.array(double))
    found: dict[tuple[int, int], list[int]] = {}
    for place, group, gain in zip(once.places.tolist(), once.groups.tolist(), once.gains.tolist(), strict=True):
        found.setdefault((place, group), []).append(int(gain))
    assert {key: sorted(some) for key, some in found.items()} == {
        (place, group): [max(some)] if double[group] else sorted(some) for (place, group), some in expected.items()
    }


@pytest.mark.parametrize(
    "signs", [(0.0, 0.0, 0.0), (0.5, 1.0, 0.3), (0.2, 0.5, 0.1), (9.0, 1.0, 1.0), (-9.0, 0.0, 0.0)]
)
def test_confidence_is_what_its_logistic_scale_gives(signs: tuple[float, float, float]) -> None:
    scale = Confidence(bias=-2.0, cosine=3.0, coverage=1.5, words=4.0)
    x = -2.0 + 3.0 * signs[0] + 1.5 * signs[1] + 4.0 * signs[2]
    got = scale.of(*(np.array([one], np.float32) for one in signs))[0]
    assert got == pytest.approx(1 / (1 + np.exp(-max(-30, min(30, x)))), rel=1e-5)
    assert 0 < got < 1


def test_confidence_has_bounds_that_no_sign_goes_beyond() -> None:
    far = CONFIDENCE.of(*(np.array([one], np.float32) for one in (1e6, 1, 1)))[0]
    low = CONFIDENCE.of(*(np.array([one], np.float32) for one in (-1e6, 0, 0)))[0]
    assert far == pytest.approx(1 / (1 + np.exp(-30.0)))
    assert low == pytest.approx(1 / (1 + np.exp(30.0)))
