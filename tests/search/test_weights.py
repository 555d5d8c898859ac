"""The numbers that weigh signs are those kept in bench/chosen.json, which bench/holds.py measures."""

import json
from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from bench import unanswered
from bench.holds import CHOSEN, GRID, WORDS_GRID, choose_words, present, present_words
from kb.search.weights import DENSE, FUSED, LEXICAL


def test_the_program_uses_the_numbers_that_were_chosen() -> None:
    chosen = json.loads(CHOSEN.read_text("utf-8"))
    assert chosen == {"ranking": present(), "words": present_words(), "nearness": unanswered.present()}
    assert all(value in WORDS_GRID[name] for name, value in present_words().items())
    assert set(GRID) == set(present())


def test_cosines_weigh_one_in_all_and_each_mode_has_its_own_side() -> None:
    assert FUSED.passage + FUSED.sentence + FUSED.title == pytest.approx(1)
    assert (DENSE.passage, DENSE.sentence, DENSE.title) == (FUSED.passage, FUSED.sentence, FUSED.title)
    assert LEXICAL.words == 1
    assert np.sum([LEXICAL.passage, LEXICAL.sentence, LEXICAL.title, DENSE.words, DENSE.head, DENSE.grams]) == 0


def test_what_stands_beside_words_is_chosen_by_the_worst_set_then_by_the_mean() -> None:
    few = {(0.0, 0.0): 0.0, (0.1, 0.0): -0.2, (0.2, 0.1): 0.1}
    assert choose_words([few, {(0.0, 0.0): 0.0, (0.1, 0.0): 0.9, (0.2, 0.1): 0.05}]) == {"head": 0.2, "grams": 0.1}
    assert choose_words([few, {(0.0, 0.0): 0.0, (0.1, 0.0): 0.9, (0.2, 0.1): -0.4}]) == {"head": 0.0, "grams": 0.0}


def judged(name: str, answered: Sequence[float], others: Sequence[float]) -> unanswered.Judged:
    def signs(cosines: Sequence[float]) -> NDArray[np.float64]:
        return np.array([(one, one * one, 0.4 + 0.2 * (place % 2)) for place, one in enumerate(cosines)]).reshape(-1, 3)

    return unanswered.Judged(name, signs(answered), signs(others), signs([]))


def test_the_scale_is_fitted_on_what_separates_and_spares_the_set_that_has_least_of_it() -> None:
    clear = judged("clear", np.linspace(0.5, 0.9, 50), np.linspace(0.0, 0.4, 50))
    dim = judged("dim", np.linspace(0.3, 0.9, 50), np.linspace(0.0, 0.5, 50))
    found = unanswered.chosen([clear, dim])
    assert found["cosine"] > 1
    assert abs(found["words"]) < found["cosine"] / 5  # it says next to nothing
    scale = unanswered.likely(np.array([found["cosine"], found["coverage"], found["words"], found["bias"]]))
    for one in (clear, dim):
        assert (scale(one.answerable) < found["threshold"]).mean() <= 0.1
        assert (scale(one.foreign) < found["threshold"]).mean() > 0.5
    assert unanswered.threshold([clear], scale) > unanswered.threshold([clear, dim], scale)
