"""Which records are near to a question, from their signs alone."""

from collections.abc import Sequence

import numpy as np

from kb.search.hits import CLOSE, FIRST_RECORDS, by_record, confidence_of, near_among
from kb.search.retrieve import NO_SHEETS, NOTHING, Retrieved

SURE, UNSURE, WORDLESS = (0.5, 1.0, 0.6), (0.15, 0.0, 0.0), (0.27, 0.0, 0.05)


LIKELY = (0.3, 0.5, 0.1)  # enough for a question, too little for a record beside surer ones


def retrieved(signs: Sequence[tuple[float, float, float]], scores: Sequence[float]) -> Retrieved:
    """One passage a record, best first: (cosine, share of the words that its record holds, share of what they add)."""
    n = len(signs)
    cosines, coverage, shares = np.array(signs, np.float32).T
    return Retrieved(
        np.arange(n, dtype=np.int64),
        np.arange(n, dtype=np.int32),
        np.array(scores, np.float32),
        cosines,
        np.full((n, 2), -1, np.int32),
        cosines,
        coverage,
        shares,
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
    assert near([LIKELY, SURE, UNSURE], [2.0, 1.5, 1.0]) == [True, True, False]
    assert near([SURE, UNSURE, UNSURE], [2.0, 2.0 - CLOSE / 2, 2.0 - 2 * CLOSE]) == [True, True, False]


def test_nothing_is_near_when_nothing_answers() -> None:
    assert near([UNSURE, UNSURE], [2.0, 2.0]) == [False, False]
    assert near_among(NOTHING, [])(by_record(retrieved([SURE], [1.0]))[0]) is False


def test_words_that_the_next_records_hold_count_for_the_question() -> None:
    one, other = retrieved([WORDLESS, WORDLESS], [2.0, 1.0]), retrieved([WORDLESS, (0.1, 1.0, 0.0)], [2.0, 1.0])
    assert confidence_of(other, by_record(other)) > confidence_of(one, by_record(one)) + 0.1
    far = retrieved([WORDLESS, *[UNSURE] * FIRST_RECORDS, (0.1, 1.0, 0.0)], [2.0, *[1.0] * (FIRST_RECORDS + 1)])
    assert confidence_of(far, by_record(far)) == confidence_of(one, by_record(one))


def test_the_first_record_judges_a_question() -> None:
    meaning_alone = (0.6, 0.0, 0.0)
    assert near([meaning_alone, UNSURE], [2.0, 1.0])[0] is True
    assert near([UNSURE, meaning_alone], [2.0, 1.0]) == [False, False]


def test_a_likely_question_has_a_near_record_even_when_none_is_likely_alone() -> None:
    assert near([WORDLESS, (0.1, 1.0, 0.0)], [2.0, 1.0]) == [True, False]
    assert near([WORDLESS, WORDLESS], [2.0, 1.0]) == [False, False]
