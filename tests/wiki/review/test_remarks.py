"""A remark that only its reviewer has read is said otherwise or taken back; one that was sent stays."""

import pytest

from kb.base import KnowledgeBase
from kb.errors import Refused
from kb.wiki.review import remarks, review
from kb.wiki.review.review import ReviewReasonMissing
from kb.wiki.write import writing
from tests.wiki.people import AUTHOR, REVIEWER, SECOND, told


def taken(base: KnowledgeBase) -> int:
    """The number of a text that REVIEWER reads."""
    one = told(base)
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    return one.number


def said(base: KnowledgeBase, number: int) -> list[str]:
    return [one.remark.text for one in review.read(base.wiki, REVIEWER, number).remarks]


def test_a_remark_is_said_otherwise_and_stays_where_it_was_made(base: KnowledgeBase) -> None:
    number = taken(base)
    first = remarks.add(base.wiki, REVIEWER, number, field="context", quote="depuis la rentrée", text="Quand ?")
    remarks.add(base.wiki, REVIEWER, number, field="title", quote="", text="Trop long")
    remarks.reword(base.wiki, REVIEWER, number, first, " Dites la saison. ")
    one = review.read(base.wiki, REVIEWER, number).remarks[0].remark
    assert (one.field, one.quote, one.text) == ("context", "depuis la rentrée", "Dites la saison.")
    with pytest.raises(ReviewReasonMissing):
        remarks.reword(base.wiki, REVIEWER, number, first, "  ")
    assert said(base, number) == ["Dites la saison.", "Trop long"]


def test_a_remark_is_taken_back_alone(base: KnowledgeBase) -> None:
    number = taken(base)
    first = remarks.add(base.wiki, REVIEWER, number, field="context", quote="", text="Quand ?")
    remarks.add(base.wiki, REVIEWER, number, field="title", quote="", text="Trop long")
    remarks.take_back(base.wiki, REVIEWER, number, first)
    assert said(base, number) == ["Trop long"]


def test_a_remark_that_its_author_was_sent_stays(base: KnowledgeBase) -> None:
    number = taken(base)
    first = remarks.add(base.wiki, REVIEWER, number, field="context", quote="", text="Quand ?")
    review.send_back(base.wiki, REVIEWER, number, "Voir la remarque.")
    writing.submit(base.wiki, AUTHOR, number, open_points=0)
    review.take(base.wiki, REVIEWER, number)
    assert remarks.unsent(review.read(base.wiki, REVIEWER, number), REVIEWER) == ()
    for change in (lambda: remarks.take_back(base.wiki, REVIEWER, number, first),
                   lambda: remarks.reword(base.wiki, REVIEWER, number, first, "Autre chose")):  # fmt: skip
        with pytest.raises(Refused, match="déjà été lue"):
            change()
    assert said(base, number) == ["Quand ?"]


def test_nobody_takes_back_the_remark_of_another(base: KnowledgeBase) -> None:
    number = taken(base)
    first = remarks.add(base.wiki, REVIEWER, number, field="context", quote="", text="Quand ?")
    for person in (AUTHOR, SECOND):
        with pytest.raises(Refused):
            remarks.take_back(base.wiki, person, number, first)
    review.leave(base.wiki, REVIEWER, number)
    review.take(base.wiki, SECOND, number)
    with pytest.raises(Refused):
        remarks.take_back(base.wiki, SECOND, number, first)
