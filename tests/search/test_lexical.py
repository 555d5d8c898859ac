"""How rare a word of a question is said to be, and which words are looked for when there are many."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from kb.base import OPERATOR, KnowledgeBase
from kb.index.live import LiveIndex
from kb.index.memory_index import MemoryIndex
from kb.index.port import SearchIndex
from kb.index.schema import open_index
from kb.index.scope import scope_of
from kb.index.words.bm25 import rarity
from kb.search import lexical
from kb.search.lexical import _rarities, asked_words, score_words
from kb.search.question import Alternative, Alternatives, Question
from tests.conftest import Opener
from tests.fake_encoder import DIMENSION
from tests.small_corpus import write

PASSAGES, RECORDS = 100, 20


def counting(of_passages: list[int], of_heads: list[int]) -> SearchIndex[Any]:
    """An index that tells how many texts hold each term, by its number."""

    def frequencies(terms: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        return np.array(of_passages).take(terms), np.array(of_heads).take(terms)

    return cast(SearchIndex[Any], SimpleNamespace(frequencies=frequencies, slots=PASSAGES, rows=RECORDS))


def group(*terms: tuple[int, float]) -> Alternatives:
    return Alternatives("mot", tuple(Alternative(term, str(term), weight) for term, weight in terms))


@pytest.mark.parametrize(
    ("terms", "frequency", "idf"),
    [
        ([(0, 1.0)], 10, rarity(PASSAGES, 10)),
        ([(1, 1.0)], 0, rarity(RECORDS, 5)),  # in titles alone: rare among titles
        ([(2, 1.0)], 0, rarity(PASSAGES, 0)),  # nowhere
        ([(3, 1.0)], 40, rarity(PASSAGES, 40)),  # in passages and titles: rare among passages
        ([(0, 1.0), (3, 0.5)], 40, rarity(PASSAGES, 10)),  # the glossary's form says nothing of the word's own rarity
        ([(0, 1.0), (3, 1.0)], 40, rarity(PASSAGES, 40)),  # of two own forms the more frequent
        ([(2, 1.0), (3, 0.5)], 40, rarity(PASSAGES, 0)),
        ([(2, 1.0), (1, 0.5)], 0, rarity(RECORDS, 0)),
        ([(1, 0.8), (2, 0.8)], 0, rarity(RECORDS, 5)),
        ([], 0, rarity(PASSAGES, 0)),
    ],
)
def test_a_word_is_as_rare_as_its_own_forms_among_the_texts_that_hold_it(
    terms: list[tuple[int, float]], frequency: int, idf: float
) -> None:
    (one,) = _rarities(counting([10, 0, 0, 40], [3, 5, 0, 7]), [group(*terms)])
    assert (one.frequency, one.idf) == (frequency, pytest.approx(idf))


def test_each_word_of_several_has_its_own_rarity() -> None:
    found = _rarities(counting([10, 40], [0, 0]), [group((0, 1.0), (1, 0.5)), group((1, 1.0)), group((0, 1.0))])
    assert [one.frequency for one in found] == [40, 40, 10]


@pytest.fixture
def quays(home: Path, open_base: Opener) -> KnowledgeBase:
    """« quai » stands in five passages, « mur » in two, « pont » and « bac » in one."""
    for number, text in enumerate(("Le quai, un mur.", "Le quai, un mur.", "Le quai, un pont.", "Un quai. Un bac.")):
        write(home, f"{number}.md", f"# Note {number}\n\n{text}\n")
    write(home, "seul.md", "# Note seule\n\nUn quai vide.\n")
    base = open_base()
    base.build()
    return base


@pytest.mark.files
@pytest.mark.parametrize(
    ("ceiling", "asked", "kept"),
    [
        (1, "quai pont bac", "pont bac"),
        (1, "quai pont", "quai pont"),
        (1, "quai mur", "quai mur"),
        (1, "quai pont mur", "quai pont mur"),
        (2, "quai pont mur", "pont mur"),
        (4, "quai mur pont", "mur pont"),
        (5, "quai mur pont", "quai mur pont"),
        (1, "quai pont absent", "quai pont absent"),
        (1, "quai pont bac absent", "pont bac absent"),
    ],
)
def test_frequent_words_are_left_out_when_two_rarer_ones_stand_in_the_texts(
    quays: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, ceiling: int, asked: str, kept: str
) -> None:
    monkeypatch.setattr(lexical, "FREQUENT_AT_LEAST", ceiling)
    monkeypatch.setattr(lexical, "FREQUENT_SHARE", 0.0)
    database = open_index(quays.home.index)
    live = LiveIndex(quays.home.index, DIMENSION)
    live.catch_up(database)
    scope = scope_of(live, database, live.allowed({}, OPERATOR, {}))
    groups = tuple(
        Alternatives(word, (Alternative(live.terms[word], word, 1.0),) if word in live.terms else ())
        for word in asked.split()
    )
    asked_for = asked_words(MemoryIndex(live, database), Question(asked, asked, groups, (), ()))
    scores = score_words(scope, asked_for)
    assert scores.words == tuple(kept.split())
    assert len(scores.idfs) == len(scores.words)


def test_a_share_of_the_passages_makes_a_word_frequent_in_a_large_base(
    quays: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [one.record.title for one in quays.search("quai pont bac", mode="lexical", limit=9)][2:] != []
    monkeypatch.setattr(lexical, "FREQUENT_AT_LEAST", 0)
    monkeypatch.setattr(lexical, "FREQUENT_SHARE", 0.4)  # of five passages: two
    found = quays.search("quai pont bac", mode="lexical", limit=9)
    assert sorted(one.record.title for one in found) == ["Note 2", "Note 3"]


@pytest.mark.files
def test_no_word_at_all_scores_nothing(quays: KnowledgeBase) -> None:
    database = open_index(quays.home.index)
    live = LiveIndex(quays.home.index, DIMENSION)
    live.catch_up(database)
    scope = scope_of(live, database, live.allowed({}, OPERATOR, {}))
    scores = score_words(scope, asked_words(MemoryIndex(live, database), Question("", "", (), (), ())))
    assert (scores.words, scores.idfs.tolist(), scores.passages.places.tolist()) == ((), [], [])
