"""Working groups: what they write together, and who may."""

from typing import Any

import pytest

from kb.base import KnowledgeBase
from kb.errors import Refused
from kb.readers import Person
from kb.store.drafts.proposals import record_authors
from kb.store.records.erasures import erase_record
from kb.wiki.write import coauthors, writing
from kb.workshops import groups
from kb.workshops.groups import GroupPlan

ANNE = Person("c-7", "Anne", frozenset({"reader", "trainer", "contributor"}))
BRUNO = Person("c-8", "Bruno", frozenset({"reader"}))
CHLOE = Person("c-9", "Chloé", frozenset({"reader"}))
PLAN = GroupPlan(name="Groupe du quai (exemple fictif)")


@pytest.fixture
def group(base: KnowledgeBase) -> int:
    return groups.start(base.wiki, ANNE, PLAN, [BRUNO.account])


def typed(base: KnowledgeBase, person: Person, number: int, **fields: Any) -> None:
    writing.autosave(base.wiki, person, number, fields, None)


def read(base: KnowledgeBase, person: Person, number: int) -> dict[str, Any]:
    return dict(writing.open_writing(base.wiki, person, number).fields)


def test_all_members_write_what_one_of_them_begins_and_nobody_else_reads_it(base: KnowledgeBase, group: int) -> None:
    made = groups.write_together(base.wiki, ANNE, group, "experience", "Une clé pour le hall")
    (one,) = groups.memory(base.wiki, BRUNO, group).texts
    assert (one.title, one.number, one.status, one.published) == ("Une clé pour le hall", made.number, "draft", False)
    assert read(base, BRUNO, made.number)["title"] == "Une clé pour le hall"
    with pytest.raises(Refused):
        writing.open_writing(base.wiki, CHLOE, made.number)
    with pytest.raises(Refused):
        groups.write_together(base.wiki, CHLOE, group, "experience", "Non")


def test_a_member_without_the_right_to_begin_a_text_writes_in_that_of_another(base: KnowledgeBase, group: int) -> None:
    with pytest.raises(Refused):
        groups.write_together(base.wiki, BRUNO, group, "experience", "Non")
    assert groups.memory(base.wiki, ANNE, group).texts == ()


def test_what_two_members_typed_is_put_in_common_and_nothing_is_lost(base: KnowledgeBase, group: int) -> None:
    number = groups.write_together(base.wiki, ANNE, group, "experience", "Une clé").number
    typed(base, ANNE, number, context="Le hall est fermé.")
    typed(base, BRUNO, number, results="La porte s’ouvre.")
    assert coauthors.in_common(base.wiki, ANNE, number).kept_back
    coauthors.put_in_common(base.wiki, ANNE, number)
    common = coauthors.in_common(base.wiki, BRUNO, number)
    assert (common.author, common.unread, common.kept_back) == (ANNE.account, True, True)
    coauthors.put_in_common(base.wiki, BRUNO, number)
    for person in (ANNE, BRUNO):
        found = read(base, person, number)
        assert (found["context"], found["results"]) == ("Le hall est fermé.", "La porte s’ouvre.")
        assert not coauthors.in_common(base.wiki, person, number).unread


def test_a_field_that_two_members_changed_keeps_both_versions(base: KnowledgeBase, group: int) -> None:
    number = groups.write_together(base.wiki, ANNE, group, "experience", "Une clé").number
    typed(base, ANNE, number, context="Le hall est fermé.")
    typed(base, BRUNO, number, context="La porte est close.")
    coauthors.put_in_common(base.wiki, ANNE, number)
    with pytest.raises(Refused, match="Deux versions"):
        coauthors.put_in_common(base.wiki, BRUNO, number)
    here = writing.open_writing(base.wiki, BRUNO, number)
    assert {here.fields["context"], *here.others["context"]} == {"Le hall est fermé.", "La porte est close."}
    writing.settle(base.wiki, BRUNO, number, "context", "Le hall est fermé, la porte est close.")
    coauthors.put_in_common(base.wiki, BRUNO, number)
    assert read(base, ANNE, number)["context"] == "Le hall est fermé, la porte est close."


def test_who_joins_writes_the_drafts_of_the_group_and_who_leaves_no_more(base: KnowledgeBase, group: int) -> None:
    made = groups.write_together(base.wiki, ANNE, group, "experience", "Une clé")
    groups.change(base.wiki, ANNE, group, PLAN, [CHLOE.account])
    assert read(base, CHLOE, made.number)["title"] == "Une clé"
    assert record_authors(base.register, made.record_id) == {ANNE.account, CHLOE.account}
    with pytest.raises(Refused):
        writing.open_writing(base.wiki, BRUNO, made.number)


def test_a_coauthor_asked_by_the_author_stays_when_the_group_changes(base: KnowledgeBase, group: int) -> None:
    made = groups.write_together(base.wiki, ANNE, group, "experience", "Une clé")
    coauthors.share(base.wiki, ANNE, made.record_id, frozenset({BRUNO.account, CHLOE.account}))
    groups.change(base.wiki, ANNE, group, PLAN, [])
    assert record_authors(base.register, made.record_id) == {ANNE.account, CHLOE.account}


def test_a_text_that_is_given_up_or_erased_leaves_the_group(base: KnowledgeBase, group: int) -> None:
    first = groups.write_together(base.wiki, ANNE, group, "experience", "Une clé")
    second = groups.write_together(base.wiki, ANNE, group, "document", "Une méthode")
    writing.drop(base.wiki, ANNE, first.number)
    erase_record(base.register, second.record_id, actor="test")
    assert groups.memory(base.wiki, ANNE, group).texts == ()
