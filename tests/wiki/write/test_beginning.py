"""A text begun and left empty is taken up again and stands in no list; one on which something hangs is not."""

import io
from collections.abc import Callable

import pytest
from PIL import Image

from kb.base import KnowledgeBase
from kb.store.drafts.proposals import set_coauthors
from kb.wiki.news import inbox
from kb.wiki.write import attachments, beginning, narrative, writing
from tests.wiki.people import AUTHOR, OTHER, told


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    return out.getvalue()


def numbers(base: KnowledgeBase) -> list[int]:
    return [one.proposal.number for one in beginning.under_way(base.wiki, AUTHOR)]


def test_what_was_begun_and_left_empty_is_taken_up_again(base: KnowledgeBase) -> None:
    first = beginning.begin(base.wiki, AUTHOR, "experience")
    writing.autosave(base.wiki, AUTHOR, first.number, {"title": "  ", "themes": [], "fictional": False}, {})
    assert beginning.begin(base.wiki, AUTHOR, "experience").number == first.number
    assert beginning.begin(base.wiki, AUTHOR, "document").number != first.number
    assert beginning.begin(base.wiki, OTHER, "experience").number != first.number
    assert numbers(base) == []
    assert inbox.desk(base.wiki, AUTHOR).drafts == ()


@pytest.mark.parametrize(
    "hang",
    [
        lambda base, one: writing.autosave(base.wiki, AUTHOR, one.number, {"title": "Le vélo"}, {}),
        lambda base, one: attachments.attach(base.wiki, AUTHOR, one.number, "plan.png", picture()),
        lambda base, one: set_coauthors(base.register, one.record_id, {OTHER.account}, actor=AUTHOR.account),
        lambda base, one: narrative.keep(base.wiki, AUTHOR, one.number, "Il est revenu.", 0, "w1"),
    ],
    ids=["a word", "a file", "a co-author", "a narrative"],
)
def test_a_text_on_which_something_hangs_is_kept(base: KnowledgeBase, hang: Callable[..., object]) -> None:
    one = beginning.begin(base.wiki, AUTHOR, "experience")
    hang(base, one)
    assert beginning.begin(base.wiki, AUTHOR, "experience").number != one.number
    assert numbers(base) == [one.number]


def test_a_text_of_words_is_under_way(base: KnowledgeBase) -> None:
    one = told(base)
    assert numbers(base) == [one.number]
