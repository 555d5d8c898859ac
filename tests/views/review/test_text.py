"""What a reviewer sees of a text: its Markdown drawn, the words of remarks marked where they stand."""

from kb.base import KnowledgeBase
from kb.views.review import text as review_text
from kb.views.review import under_review
from kb.wiki.review import remarks, review
from kb.wiki.write import writing
from tests.wiki.people import AUTHOR, OTHER, REVIEWER, published, told

CONTEXT = """Il ne venait **plus** au collège depuis [la rentrée](https://exemple.fr).

- il dormait *chez un oncle*

| Jour | Venue |
| --- | --- |
| Lundi | **oui** |
"""


def taken(base: KnowledgeBase, context: str) -> int:
    one = told(base, context=context)
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    return one.number


def remarked(base: KnowledgeBase, number: int, quote: str) -> review.Placed:
    remarks.add(base.wiki, REVIEWER, number, field="title", quote=quote, text="Précisez.")
    return review.read(base.wiki, REVIEWER, number).remarks[-1]


def test_long_texts_are_drawn_without_their_signs(base: KnowledgeBase) -> None:
    drawn = review_text.text(review.read(base.wiki, REVIEWER, taken(base, CONTEXT)))
    assert "venait <strong>plus</strong> au collège" in drawn
    assert "<td>Lundi</td><td><strong>oui</strong></td>" in drawn
    assert "**" not in drawn
    assert 'data-rp-words="' in drawn


def test_words_selected_across_signs_are_marked_where_they_stand(base: KnowledgeBase) -> None:
    number = taken(base, CONTEXT)
    placed = remarked(base, number, "venait plus au collège depuis la rentrée")
    assert placed.remark.field == "context"
    assert placed.remark.quote == "venait plus au collège depuis la rentrée"
    drawn = review_text.text(review.read(base.wiki, REVIEWER, number))
    assert "<mark>venait </mark><strong><mark>plus</mark></strong><mark> au collège depuis </mark><a " in drawn


def test_cells_selected_are_marked_in_their_row(base: KnowledgeBase) -> None:
    number = taken(base, CONTEXT)
    assert remarked(base, number, "Lundi\toui").place is not None
    drawn = review_text.text(review.read(base.wiki, REVIEWER, number))
    assert "<td><mark>Lundi</mark></td><td><strong><mark>oui</mark></strong></td>" in drawn


def test_words_copied_with_their_signs_are_found_too(base: KnowledgeBase) -> None:
    assert remarked(base, taken(base, CONTEXT), "venait **plus** au collège").remark.quote == "venait plus au collège"


def test_a_remark_made_on_signs_keeps_its_words(base: KnowledgeBase) -> None:
    number = taken(base, CONTEXT)
    kept = "dormait *chez un oncle*"
    base.wiki.private.add_remark(
        number, "EXP", author=REVIEWER.account, field="context", start=CONTEXT.index(kept), quote=kept, text="Qui ?"
    )
    found = review.read(base.wiki, REVIEWER, number)
    place = found.remarks[0].place
    assert place is not None
    assert found.texts["context"].text[slice(*place)] == "dormait chez un oncle"


def test_a_remark_follows_its_words_when_their_setting_changes(base: KnowledgeBase) -> None:
    number = taken(base, CONTEXT)
    remarked(base, number, "dormait chez un oncle")
    review.send_back(base.wiki, REVIEWER, number, "Voir la remarque.")
    writing.autosave(base.wiki, AUTHOR, number, {"context": "Il dormait **chez** un oncle."}, {})
    writing.save(base.wiki, AUTHOR, number)
    assert review.read(base.wiki, AUTHOR, number).remarks[0].place == (3, 24)


def test_a_change_of_setting_alone_is_told_by_its_signs(base: KnowledgeBase) -> None:
    record_id = published(base, context="Il ne venait plus.")
    one = writing.propose(base.wiki, OTHER, record_id)
    writing.autosave(base.wiki, OTHER, one.number, {"context": "Il ne venait **plus**."}, {})
    writing.submit(base.wiki, OTHER, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    said = under_review.changes(base, review.read(base.wiki, REVIEWER, one.number))
    assert "<ins>**</ins>plus<ins>**</ins>" in said
