"""« Nous l’avons repris »: a follow-up is short, linked, counted, found, and as open as what it takes up."""

from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.errors import Refused
from kb.readers import PUBLIC, Person
from kb.wiki.admin import erasure
from kb.wiki.news import follow_ups, follows, notices
from kb.wiki.review import review
from kb.wiki.write import writing
from kb.wiki.write.forms import FormRefused, missing, questions
from tests.wiki.people import AUTHOR, OTHER, READER, REVIEWER, published, send, told

OTHER_IN_GROUP = Person("c-2", "Basile", frozenset({"reader", "contributor"}), frozenset({"rive-nord"}))
FILLED: dict[str, Any] = {
    "title": "Le vélo, version collège",
    "territories": ["93048"],
    "adaptation": "Un cycliste du quartier est venu deux samedis.",
    "effects": "Trois garçons sur cinq sont revenus en cours.",
}


def taken_up(base: KnowledgeBase, record_id: str, **changes: Any) -> str:
    """Identifier of a follow-up that one reviewer read and published."""
    one = follow_ups.take_up(base.wiki, OTHER, record_id)
    writing.autosave(base.wiki, OTHER, one.number, {**FILLED, **changes}, {})
    writing.submit(base.wiki, OTHER, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    review.validate(base.wiki, REVIEWER, one.number)
    review.publish(base.wiki, REVIEWER, one.number)
    return one.record_id


def test_a_follow_up_has_a_short_form_of_its_own(base: KnowledgeBase) -> None:
    record_id = published(base)
    one = follow_ups.take_up(base.wiki, OTHER, record_id)
    fields = writing.open_writing(base.wiki, OTHER, one.number).fields
    assert len(questions("document", fields)) == 4
    assert [m.field for m in missing("document", fields)] == ["title", "territories", "adaptation", "effects"]
    assert follow_ups.take_up(base.wiki, OTHER, record_id).number == one.number
    with pytest.raises(FormRefused):
        writing.submit(base.wiki, OTHER, one.number, open_points=0)


def test_a_follow_up_is_linked_counted_found_and_told(base: KnowledgeBase) -> None:
    record_id = published(base)
    follows.follow(base.wiki, READER, "record", record_id)
    follow_up = taken_up(base, record_id)
    view = base.record(record_id, reader=PUBLIC)
    assert view is not None
    assert [(one.label, one.record.id) for one in view.links] == [("repris par", follow_up)]
    assert follow_ups.times_taken_up(base.register, [record_id, follow_up], PUBLIC) == {record_id: 1}
    assert [one.record_id for one in follow_ups.follow_ups(base.register, record_id, PUBLIC)] == [follow_up]
    assert base.search("cycliste du quartier samedis", reader=PUBLIC)[0].record.subtype == "follow-up"
    for person in (AUTHOR, READER):
        assert ("taken_up", follow_up) in [(n.event, n.record_id) for n in notices.notices(base.wiki, person)]


def test_a_follow_up_is_as_open_as_its_record_and_holds_none_of_its_words(base: KnowledgeBase) -> None:
    record_id = published(base, diffusion="professionals")
    follow_up = taken_up(base, record_id)
    assert base.register.entry(follow_up).diffusion == "professionals"  # type: ignore[union-attr]
    assert follow_ups.times_taken_up(base.register, [record_id], PUBLIC) == {}
    assert follow_ups.follow_ups(base.register, record_id, PUBLIC) == ()
    assert len(follow_ups.follow_ups(base.register, record_id, READER.reader)) == 1
    body = base.register.published(follow_up).record.model_dump_json()  # type: ignore[union-attr]
    assert "Le vélo prêté" not in body


def test_a_withdrawn_follow_up_counts_no_more_and_one_outlives_its_record(base: KnowledgeBase) -> None:
    record_id = published(base)
    first, second = taken_up(base, record_id), taken_up(base, record_id)
    assert follow_ups.times_taken_up(base.register, [record_id], PUBLIC) == {record_id: 2}
    review.withdraw(base.wiki, OTHER, first, "essai")
    assert follow_ups.times_taken_up(base.register, [record_id], PUBLIC) == {record_id: 1}
    erasure.erase(base.wiki, AUTHOR, record_id)
    view = base.record(second, reader=PUBLIC)
    assert view is not None
    assert view.links == ()


def test_nobody_takes_up_what_they_may_not_read_and_readers_write_none(base: KnowledgeBase) -> None:
    hidden = published(base, diffusion="group", groups=["carrefour"])
    for record_id in (hidden, told(base).record_id):
        with pytest.raises(Refused):
            follow_ups.take_up(base.wiki, OTHER, record_id)
    with pytest.raises(Refused):
        follow_ups.take_up(base.wiki, READER, published(base))


def test_a_follow_up_is_no_more_open_than_its_record(base: KnowledgeBase) -> None:
    for hidden, wider in (
        ({"diffusion": "professionals"}, {"diffusion": "public"}),
        ({"diffusion": "group", "groups": ["rive-nord"]}, {"diffusion": "professionals"}),
        ({"diffusion": "group", "groups": ["rive-nord"]}, {"groups": ["rive-nord", "carrefour"]}),
    ):
        record_id = published(base, **hidden)
        one = follow_ups.take_up(base.wiki, OTHER_IN_GROUP, record_id)
        writing.autosave(base.wiki, OTHER_IN_GROUP, one.number, {**FILLED, **wider}, None)
        with pytest.raises(FormRefused, match="plus de monde"):
            writing.submit(base.wiki, OTHER_IN_GROUP, one.number, open_points=0)
        writing.drop(base.wiki, OTHER_IN_GROUP, one.number)
        one = follow_ups.take_up(base.wiki, OTHER_IN_GROUP, record_id)
        writing.autosave(base.wiki, OTHER_IN_GROUP, one.number, FILLED, {})
        assert writing.submit(base.wiki, OTHER_IN_GROUP, one.number, open_points=0).status == "submitted"


def test_a_follow_up_opened_after_it_was_sent_is_not_published(base: KnowledgeBase) -> None:
    record_id = published(base)
    one = follow_ups.take_up(base.wiki, OTHER, record_id)
    writing.autosave(base.wiki, OTHER, one.number, FILLED, {})
    writing.submit(base.wiki, OTHER, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    review.validate(base.wiki, REVIEWER, one.number)
    change = writing.propose(base.wiki, AUTHOR, record_id)
    writing.autosave(base.wiki, AUTHOR, change.number, {"diffusion": "professionals"}, None)
    send(base, change)
    review.publish(base.wiki, REVIEWER, change.number)
    with pytest.raises(FormRefused, match="plus de monde"):
        review.publish(base.wiki, REVIEWER, one.number)


def test_whoever_is_told_of_a_follow_up_is_told_once(base: KnowledgeBase) -> None:
    record_id = published(base)
    follows.follow(base.wiki, READER, "record", record_id)
    follows.follow(base.wiki, READER, "theme", "echec-scolaire")
    follow_up = taken_up(base, record_id)
    assert [n.event for n in notices.notices(base.wiki, READER) if n.record_id == follow_up] == ["taken_up"]
