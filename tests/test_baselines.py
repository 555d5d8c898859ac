"""The plain rankings that the program is measured beside, against values worked out by hand."""

import math

import numpy as np
import pytest

from bench.baselines import K1, B, baselines, bm25, convex, mean_ndcg, terms
from tests.fake_encoder import FakeEncoder

TEXTS = ["La barge accueille des familles.", "Des familles, des familles, une barge !", "Le jardin."]


def test_terms_are_stems_of_words_that_mean_something() -> None:
    assert terms("Les familles de la barge") == ["famill", "barg"]


def test_bm25_counts_words_by_rarity_and_length() -> None:
    scores = bm25(TEXTS, ["une famille", "rien"])
    mean = (3 + 3 + 1) / 3
    norm = K1 * (1 - B + B * 3 / mean)
    rarity = math.log(1 + (3 - 2 + 0.5) / 2.5)
    assert scores[0].tolist() == pytest.approx(
        [rarity * (K1 + 1) / (1 + norm), rarity * 2 * (K1 + 1) / (2 + norm), 0], rel=1e-5
    )
    assert scores[1].tolist() == [0, 0, 0]


def test_the_convex_sum_scales_each_question_on_its_own() -> None:
    dense, words = np.array([[0.8, 0.9, 0.7]], np.float32), np.array([[4.0, 0.0, 2.0]], np.float32)
    assert convex(dense, words)[0].tolist() == pytest.approx([0.35 + 0.3, 0.7, 0.15], abs=1e-6)


def test_what_has_no_score_is_not_ranked() -> None:
    scores = np.array([[0.0, 0.0, 1.0]], np.float32)
    assert mean_ndcg(scores, ["a", "b", "c"], [{"c": 1}]) == 1
    assert mean_ndcg(scores, ["a", "b", "c"], [{"a": 1}]) == 0


def test_all_three_rank_the_document_of_a_question_first() -> None:
    found = baselines(FakeEncoder(), TEXTS, ["Où est le jardin ?"])
    assert {name: int(scores[0].argmax()) for name, scores in found.items()} == {"BM25": 2, "cosine": 2, "convex": 2}
