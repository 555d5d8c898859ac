"""Questions that nothing answered: grouped, masked, made into needs."""

from pathlib import Path

import pytest

from kb.base import KnowledgeBase
from kb.errors import Refused
from kb.needs.grouping import groups
from kb.needs.unanswered import GroupRefused, make_need, told_words, unanswered_groups
from kb.readers import OPERATOR
from kb.store.logs.query_log import log_question
from tests.fake_encoder import FakeEncoder
from tests.needs.unanswered import MEASURED, TUNING
from tests.wiki.people import AUTHOR, READER, REVIEWER

ENCODE = FakeEncoder().queries
MODEL = Path(__file__).parents[2] / "index" / "model"


def asked(base: KnowledgeBase, question: str, *days: str, weak: bool = True) -> None:
    for day in days:
        log_question(base.register, question, {}, hits=3, weak=weak)
        base.register.database.execute(
            "UPDATE query_log SET day = ? WHERE number = (SELECT MAX(number) FROM query_log)", [day]
        )


def test_the_same_words_go_together_and_others_do_not() -> None:
    found = groups(
        ["garder son chien la nuit", "garder un chien", "où faire garder son chien", "payer un loyer", "loyer à payer"],
        ENCODE,
        told_words,
    )
    assert found == ((0, 1, 2), (3, 4))


@pytest.mark.parametrize("questions", [[], ["seule"]])
def test_few_questions_are_groups_of_their_own(questions: list[str]) -> None:
    assert len(groups(questions, ENCODE, told_words)) == len(questions)


def test_words_show_only_when_asked_on_three_days_and_nobody_is_named(base: KnowledgeBase) -> None:
    asked(base, "un foyer pour Madame Perrin et son chien", "2026-10-01")
    asked(base, "foyer qui accepte un chien", "2026-10-02", "2026-10-03", "2026-10-04")
    asked(base, "interprète en dari au 06 12 34 56 78", "2026-10-05")
    asked(base, "trouvé tout de suite", "2026-10-05", weak=False)
    found = unanswered_groups(base.wiki, REVIEWER, ENCODE)
    assert [(one.count, one.first, one.last) for one in found] == [
        (4, "2026-10-01", "2026-10-04"),
        (1, "2026-10-05", "2026-10-05"),
    ]
    many, few = found
    assert many.example == "foyer qui accepte un chien"
    assert {"foyer", "chien"} <= set(many.words)
    assert (few.words, few.example) == ((), "")
    assert not any("Perrin" in str(one) or "06" in str(one.words) or "dari" in str(one) for one in found)


def test_a_reviewer_makes_a_need_of_a_group_with_counts_and_no_question(base: KnowledgeBase) -> None:
    asked(base, "foyer qui accepte un chien", "2026-10-02", "2026-10-03")
    (group,) = unanswered_groups(base.wiki, REVIEWER, ENCODE)
    record_id = make_need(base.wiki, REVIEWER, group, "Se loger avec un animal")
    view = base.record(record_id, reader=OPERATOR)
    assert view is not None
    assert view.fields["origin"] == "question"
    assert "2 fois entre le 2026-10-02 et le 2026-10-03" in view.document.text
    assert "foyer" not in view.document.text
    with pytest.raises(GroupRefused):
        make_need(base.wiki, REVIEWER, group, "  ")


@pytest.mark.parametrize("who", [None, READER, AUTHOR])
def test_only_reviewers_read_what_was_asked(base: KnowledgeBase, who: object) -> None:
    asked(base, "foyer qui accepte un chien", "2026-10-02")
    (group,) = unanswered_groups(base.wiki, REVIEWER, ENCODE)
    with pytest.raises(Refused):
        unanswered_groups(base.wiki, who, ENCODE)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        make_need(base.wiki, who, group, "Un titre")  # type: ignore[arg-type]


def adjusted_rand(labels: list[str], found: tuple[tuple[int, ...], ...]) -> float:
    """Agreement of groups with labels beyond chance (Hubert and Arabie 1985): 1 for the same, 0 for chance."""

    def pairs(sizes: list[int]) -> float:
        return sum(size * (size - 1) / 2 for size in sizes)

    names = sorted(set(labels))
    table = [[sum(labels[place] == name for place in group) for name in names] for group in found]
    both = pairs([size for row in table for size in row])
    rows, columns = pairs([sum(row) for row in table]), pairs([sum(column) for column in zip(*table, strict=True)])
    chance = rows * columns / pairs([len(labels)])
    return (both - chance) / ((rows + columns) / 2 - chance)


@pytest.mark.skipif(not MODEL.is_dir(), reason="no prepared encoder")
def test_groups_agree_with_the_themes_of_the_half_that_was_not_tuned_on() -> None:
    from kb.encoder.served import Encoder

    encode = Encoder.open(MODEL).queries
    for name, half in (("tuning", TUNING), ("measured", MEASURED), ("both", {**TUNING, **MEASURED})):
        questions = [one for theme in half.values() for one in theme]
        labels = [theme for theme, asked_of in half.items() for _ in asked_of]
        agreed = adjusted_rand(labels, groups(questions, encode, told_words))
        print(f"{name}: adjusted Rand {agreed:.2f} on {len(questions)} questions")
        assert agreed > 0.45
