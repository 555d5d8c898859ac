"""Which records are near to a question, from their signs alone."""

from collections.abc import Sequence

import numpy as np

from kb.search.answer import CLOSE, by_record, near_among
from kb.search.retrieve import NO_SHEETS, NOTHING, Retrieved

SURE, UNSURE = (0.92, 0.92, 1.0), (0.80, 0.80, 0.0)


def retrieved(signs: Sequence[tuple[float, float, float]], scores: Sequence[float]) -> Retrieved:
    """One passage a record, best first; each with (cosine, cosine of its best sentence, share of the words)."""
    n = len(signs)
    cosines, sentences, coverage = np.array(signs, np.float32).T
    return Retrieved(
        np.arange(n, dtype=np.int64),
        np.arange(n, dtype=np.int32),
        np.array(scores, np.float32),
        cosines,
        sentences,
        np.full((n, 2), -1, np.int32),
        coverage,
        (),
        (),
        NO_SHEETS,
    )


def near(signs: Sequence[tuple[float, float, float]], scores: Sequence[float]) -> list[bool]:
    one = retrieved(signs, scores)
    found = by_record(one)
    return list(map(near_among(one, found), found))


def test_a_record_that_says_little_is_far_from_a_question_that_another_answers() -> None:
    assert near([SURE, SURE, UNSURE], [2.0, 1.9, 1.0]) == [True, True, False]


def test_what_scores_as_the_first_is_near_whatever_its_own_signs() -> None:
    assert near([UNSURE, SURE, UNSURE], [2.0, 1.5, 1.0]) == [True, True, False]
    assert near([SURE, UNSURE, UNSURE], [2.0, 2.0 - CLOSE / 2, 2.0 - 2 * CLOSE]) == [True, True, False]


def test_nothing_is_near_when_nothing_answers() -> None:
    assert near([UNSURE, UNSURE], [2.0, 2.0]) == [False, False]
    assert near_among(NOTHING, [])(by_record(retrieved([SURE], [1.0]))[0]) is False
