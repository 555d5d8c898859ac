"""The numbers that weigh signs are those kept in bench/chosen.json, which bench/holds.py measures."""

import json

import numpy as np
import pytest

from bench.holds import CHOSEN, GRID, present
from kb.search.weights import DENSE, FUSED, LEXICAL


def test_the_program_uses_the_numbers_that_were_chosen() -> None:
    assert json.loads(CHOSEN.read_text("utf-8")) == present()
    assert set(GRID) == set(present())


def test_cosines_weigh_one_in_all_and_each_mode_has_its_own_side() -> None:
    assert FUSED.passage + FUSED.sentence + FUSED.title == pytest.approx(1)
    assert (DENSE.passage, DENSE.sentence, DENSE.title) == (FUSED.passage, FUSED.sentence, FUSED.title)
    assert (LEXICAL.words, LEXICAL.head, LEXICAL.grams) == (FUSED.words, FUSED.head, FUSED.grams)
    assert np.sum([LEXICAL.passage, LEXICAL.sentence, LEXICAL.title, DENSE.words, DENSE.head, DENSE.grams]) == 0
