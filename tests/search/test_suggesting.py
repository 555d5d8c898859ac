"""What is suggested to somebody who begins to type: by the beginnings of words, a few of each kind, theirs to read."""

from pathlib import Path

import pytest

from kb.base import OPERATOR, PUBLIC, KnowledgeBase
from kb.search.suggesting import OF_EACH, Suggestion, flat_of
from tests.conftest import Opener
from tests.small_corpus import write


@pytest.fixture
def base(home: Path, open_base: Opener) -> KnowledgeBase:
    """Seven texts on halls, one for professionals and two of one title."""
    for number in range(4):
        write(home, f"{number}.md", f"# Le hall {number} occupé\n\nOn passe le soir.\n", id=f"DOC-2020-00{number}")
    write(home, "pro.md", "# Le hall fermé\n\nUn tarbouif.\n", id="DOC-2020-005", diffusion="professionals")
    write(home, "a.md", "# Le palier\n\nOn passe.\n", id="DOC-2020-006", diffusion="professionals")
    write(home, "b.md", "# Le palier\n\nOn attend le soir.\n", id="DOC-2020-007")
    built = open_base()
    built.build()
    return built


def told(base: KnowledgeBase, start: str, *questions: str) -> list[Suggestion]:
    return list(base.suggest(start, questions, reader=PUBLIC))


@pytest.mark.parametrize(
    ("start", "found"),
    [("", 0), ("l", 0), ("pa", 1), ("l p", 1), ("p l", 1), ("pal", 1), ("le pal", 1), ("alier", 0), ("pal x", 0)],
)
def test_two_letters_in_all_are_enough_whatever_the_words(base: KnowledgeBase, start: str, found: int) -> None:
    assert [one.text for one in told(base, start) if one.kind == "record"] == ["Le palier"] * found


def test_a_title_leads_to_the_record_of_that_title_that_one_may_read(base: KnowledgeBase) -> None:
    assert told(base, "palier") == [Suggestion("Le palier", "record", "DOC-2020-007")]
    assert base.suggest("palier", (), reader=OPERATOR)[0].record == "DOC-2020-006"
    assert [one for one in told(base, "hall ferm") if one.kind == "record"] == []


def test_of_each_kind_four_are_suggested_questions_first_then_terms_then_titles(base: KnowledgeBase) -> None:
    asked = [
        "on passe le soir",
        "le soir on passe",
        "passe soir",
        "soir passe",
        "on passe le soir",
        "que le soir passe",
    ]
    found = told(base, "pas", "on attend", *asked)
    assert [one.text for one in found if one.kind == "question"] == asked[:OF_EACH]
    titles = [f"Le hall {number} occupé" for number in range(4)]
    assert [one.text for one in told(base, "hal occ") if one.kind == "record"] == titles
    write(base.home.root, "5.md", "# Le hall 5 occupé\n\nOn passe.\n")
    base.build()
    assert len([one for one in told(base, "hal occ") if one.kind == "record"]) == OF_EACH == 4
    many = told(base, "pa", *asked)
    kinds = [one.kind for one in many]
    assert kinds == ["question"] * 4 + ["term"] * 4 + ["record"]
    assert len({one.text for one in many}) == 9


def test_a_question_is_suggested_once_and_never_with_a_word_that_one_may_not_read(base: KnowledgeBase) -> None:
    asked = ("un tarbouif le soir", "un soir", "un soir", "de la", "hall")
    assert [one.text for one in told(base, "un", *asked) if one.kind == "question"] == ["un soir"]
    assert [one.text for one in told(base, "un soir", *asked)] == ["un soir"]
    assert [one.text for one in told(base, "de la", *asked) if one.kind == "question"] == []
    assert [one.text for one in base.suggest("tarb", asked, reader=OPERATOR)] == ["un tarbouif le soir"]


def test_the_words_of_a_text_are_folded_with_a_space_before_each() -> None:
    assert flat_of("L’Été, au 19e !") == " l ete au 19e"
