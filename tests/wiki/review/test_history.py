"""Comparing, restoring: what readers may see of how a text came to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.base import KnowledgeBase
from kb.errors import RecordNotFound, Refused
from kb.wiki.review import history, review
from kb.wiki.review.diff import TextChange, compare
from kb.wiki.write import writing
from tests.wiki.people import AUTHOR, OTHER, READER, REVIEWER, STORY, published, send


def test_words_that_changed_are_shown_among_those_that_did_not() -> None:
    assert compare("Il venait le lundi.", "Il venait le mardi.") == (
        (
            TextChange("same", "Il venait le "),
            TextChange("removed", "lundi"),
            TextChange("added", "mardi"),
            TextChange("same", "."),
        ),
    )


def test_a_new_paragraph_is_added_whole() -> None:
    assert compare("Un.\n\nTrois.", "Un.\n\nDeux autres mots.\n\nTrois.") == (
        (TextChange("same", "Un."),),
        (TextChange("added", "Deux autres mots."),),
        (TextChange("same", "Trois."),),
    )


TEXT = st.lists(st.text("abc d.", min_size=1).map(str.strip).filter(bool), max_size=5).map("\n\n".join)


@given(TEXT, TEXT)
def test_what_is_not_removed_is_the_newer_text_and_what_is_not_added_the_older(older: str, newer: str) -> None:
    runs = compare(older, newer)

    def joined(without: str) -> list[str]:
        texts = ["".join(c.text for c in one if c.sort != without) for one in runs]
        return [text for text in texts if text]

    assert joined("removed") == [p for p in newer.split("\n\n") if p]
    assert joined("added") == [p for p in older.split("\n\n") if p]


def test_an_earlier_text_is_given_back_by_one_more_revision(base: KnowledgeBase) -> None:
    record_id = published(base)
    one = writing.propose(base.wiki, OTHER, record_id)
    writing.autosave(base.wiki, OTHER, one.number, {"lessons": "Tout autre chose."}, {})
    send(base, one, OTHER)
    review.publish(base.wiki, REVIEWER, one.number)
    compared = history.compared(base.wiki, READER, record_id, 2, 1)
    assert TextChange("added", "Tout autre chose.") in [change for runs in compared.text for change in runs]
    back = history.restore(base.wiki, AUTHOR, record_id, 1)
    send(base, back)
    review.publish(base.wiki, REVIEWER, back.number)
    now = base.register.published(record_id)
    assert now is not None
    assert (now.number, now.record.lessons) == (3, STORY["lessons"])  # type: ignore[attr-defined]
    assert [note.number for note in history.history(base.wiki, None, record_id)] == [3, 2, 1]


def test_a_revision_that_is_not_there_or_not_open_is_refused(base: KnowledgeBase) -> None:
    record_id = published(base, diffusion="professionals")
    with pytest.raises(RecordNotFound, match="pas de révision 7"):
        history.revision(base.wiki, READER, record_id, 7)
    with pytest.raises(Refused):
        history.history(base.wiki, None, record_id)
    review.withdraw(base.wiki, AUTHOR, record_id, "essai")
    with pytest.raises(Refused):
        history.revision(base.wiki, READER, record_id, 1)
