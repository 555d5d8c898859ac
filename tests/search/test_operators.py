"""The signs of a question: what each asks, at the lengths where it begins to, and what asks nothing."""

import pytest

from kb.search.operators import SHORTEST_BEGINNING, Operators, read_operators


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("un hall", Operators("un hall")),
        ('le "hall du" bas', Operators("le hall du bas", exact=("hall du",))),
        ("« hall  bas »", Operators("hall bas", exact=("hall bas",))),
        ('hall -"rez de" bas', Operators("hall bas", without=("rez de",))),
        ("hall -bas", Operators("hall", without=("bas",))),
        ("hall –bas,", Operators("hall ,", without=("bas",))),
        ("hall -auto-support", Operators("hall", without=("auto-support",))),
        ("hall -le bas", Operators("hall le bas")),
        ("hall- bas", Operators("hall- bas")),
        ("hall -12", Operators("hall -12")),
        ("hal*", Operators("hal", beginning=("hal",))),
        ("ha*", Operators("ha", unread=("ha*",))),
        ("hall -bas*", Operators("hall", without=("bas*",))),
        ("hall -ba*", Operators("hall", unread=("-ba*",))),
        ("hall*s", Operators("hall*s")),
        ("*hall", Operators("*hall")),
        ('"le la" hall', Operators("le la hall", unread=('"le la"',))),
        ('"AS" hall', Operators("AS hall", exact=("AS",))),
        ('"" hall', Operators('"" hall')),
        ('"…" hall', Operators('"…" hall')),
        ("-hall", Operators("-hall", unread=("-hall",))),
        ('-"hall bas"', Operators('-"hall bas"', unread=("-hall bas",))),
        ("-hall -bas", Operators("-hall -bas", unread=("-hall", "-bas"))),
        ('"bien-être" là', Operators("bien-être là", exact=("bien-être",))),
    ],
)
def test_signs_are_read_as_usual_engines_do(question: str, asked: Operators) -> None:
    assert read_operators(question) == asked


def test_a_beginning_has_three_letters_at_least() -> None:
    assert SHORTEST_BEGINNING == 3
    assert read_operators("abc*").beginning == ("abc",)


def test_signs_that_ask_nothing_are_no_signs() -> None:
    assert not read_operators("ha* hall")
    assert all(map(bool, map(read_operators, ('"hall bas"', "hall -bas", "hall*"))))
    assert read_operators('"Hall bas" "Hiver"').spared == {"hall", "bas", "hiver"}
