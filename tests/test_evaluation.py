"""The measures of the search, against values worked out by hand."""

import math
from dataclasses import replace
from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.errors import KbError
from kb.evaluation import (
    LabelledQuestion,
    evaluate,
    evaluate_without_glossary,
    ndcg,
    read_questions,
    recall,
    reciprocal_rank,
)
from kb.vocabulary.vocabulary import Term

GRADES = {"a": 2, "b": 1, "c": 0}


def test_ndcg_is_one_for_the_ideal_order_and_less_for_any_other() -> None:
    assert ndcg(["a", "b"], GRADES) == 1
    assert ndcg(["b", "a"], GRADES) == pytest.approx((1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3)))
    assert ndcg(["x", "y"], GRADES) == 0
    assert ndcg(["a"], {}) == 0


def test_ndcg_reads_no_further_than_its_cut() -> None:
    assert ndcg(["x"] * 10 + ["a"], GRADES) == 0


def test_recall_is_the_share_of_the_relevant_that_were_found() -> None:
    assert recall(["a", "x"], GRADES) == 0.5
    assert recall(["c"], GRADES) == 0
    assert recall(["a"], {"c": 0}) == 0


def test_reciprocal_rank_is_that_of_the_first_relevant() -> None:
    assert reciprocal_rank(["x", "c", "b", "a"], GRADES) == pytest.approx(1 / 3)
    assert reciprocal_rank([], GRADES) == 0


def test_questions_are_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '{"question": "a ?", "relevant": {"X": 2}, "answer": "mot"}\n\n{"question": "b ?", "relevant": {}}\n'
    )
    first, second = read_questions(path)
    assert (first.relevant, first.answer) == ({"X": 2}, ("mot",))
    assert (second.relevant, second.answer) == ({}, ())


@pytest.mark.parametrize("line", ["{", "[]", '{"question": "a"}', '{"question": "a", "relevant": ["X"]}', "3"])
def test_a_line_that_is_no_question_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(f'{{"question": "a ?", "relevant": {{}}}}\n{line}\n')
    with pytest.raises(KbError, match=r"questions\.jsonl, ligne 2"):
        read_questions(path)


def test_each_mode_is_measured_on_the_questions_that_have_an_answer(base: KnowledgeBase, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text(
        '{"question": "la laverie", "relevant": {"EXP-2023-001": 2}}\n'
        '{"question": "le relogement du squat", "relevant": {"guides/squat.md": 1}}\n'
        '{"question": "la lune", "relevant": {}}\n'
    )
    measured = list(evaluate(base, read_questions(path)))
    assert [(line["mode"], line["questions"]) for line in measured] == [("lexical", 2), ("dense", 2), ("fused", 2)]
    assert measured[0]["ndcg@10"] == measured[0]["mrr@10"] == measured[0]["recall@10"] == 1


def test_what_the_glossary_adds_is_the_difference_of_two_runs(base: KnowledgeBase) -> None:
    asked = [LabelledQuestion("zonzonette", {"EXP-2023-001": 1})]
    told = Term("x", "laverie", "Lieu où l’on lave.", slang=("zonzonette",))
    base = base.with_words(replace(base.vocabulary, terms=(*base.vocabulary.terms, told)))
    with_it = {line["mode"]: line["recall@10"] for line in evaluate(base, asked)}
    without = {line["mode"]: line for line in evaluate_without_glossary(base, asked)}
    assert with_it["lexical"] == 1
    assert without["lexical"]["recall@10"] == 0
    assert without["lexical"]["glossary"] is False
    assert told in base.vocabulary.terms
