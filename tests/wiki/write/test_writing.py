"""What is typed is kept, whoever else types; what is not published is seen by its authors alone."""

import stat

import pytest

from kb.base import KnowledgeBase
from kb.errors import Refused, StoreConflict
from kb.store.drafts.proposals import proposal, set_coauthors
from kb.wiki.write import writing
from kb.wiki.write.forms import LONGEST_FIELD, FormRefused
from kb.wiki.write.merge import merge
from kb.wiki.write.protection_choices import write_state
from tests.wiki.people import ADMIN, AUTHOR, OTHER, READER, REVIEWER, STORY, published, told


def test_what_was_typed_is_found_again_in_another_connection(base: KnowledgeBase) -> None:
    one = told(base)
    with KnowledgeBase.open(base.home) as again:
        found = writing.open_writing(again.wiki, AUTHOR, one.number)
    assert found.fields == STORY
    assert found.unsaved


@pytest.mark.files
def test_a_visit_that_reads_opens_no_private_database(base: KnowledgeBase) -> None:
    (base.home.root / "corpus" / "private.sqlite3").unlink()
    with KnowledgeBase.open(base.home) as visit:
        visit.discussion(visit.register.ids()[0], None)
    assert not (base.home.root / "corpus" / "private.sqlite3").exists()


def test_the_private_database_is_readable_by_its_owner_alone(base: KnowledgeBase) -> None:
    told(base)
    for path in base.home.corpus.glob("private.sqlite3*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("person", [OTHER, REVIEWER, READER, ADMIN])
def test_a_draft_is_read_by_nobody_else(base: KnowledgeBase, person: object) -> None:
    one = told(base)
    with pytest.raises(Refused):
        writing.open_writing(base.wiki, person, one.number)  # type: ignore[arg-type]


def test_a_draft_is_found_by_no_search(base: KnowledgeBase) -> None:
    told(base)
    base.follow()
    assert not [hit for hit in base.search("vélo prêté par l’atelier") if "vélo" in hit.record.title]


def test_a_reader_cannot_begin_a_narrative(base: KnowledgeBase) -> None:
    with pytest.raises(Refused, match="Votre compte"):
        writing.start(base.wiki, READER, "experience")


def test_two_windows_on_one_field_keep_both_texts(base: KnowledgeBase) -> None:
    one = told(base)
    first = writing.open_writing(base.wiki, AUTHOR, one.number)
    writing.autosave(base.wiki, AUTHOR, one.number, {"context": "Version de gauche."}, first.versions)
    saved = writing.autosave(base.wiki, AUTHOR, one.number, {"context": "Version de droite."}, first.versions)
    assert saved.conflicts == ("context",)
    found = writing.open_writing(base.wiki, AUTHOR, one.number)
    assert found.fields["context"] == "Version de droite."
    assert found.others == {"context": ["Version de gauche."]}
    with pytest.raises(Refused, match="Deux versions"):
        writing.save(base.wiki, AUTHOR, one.number)
    writing.settle(base.wiki, AUTHOR, one.number, "context", "Version de gauche.")
    assert writing.save(base.wiki, AUTHOR, one.number).head == 1


def test_the_same_text_sent_twice_is_one_save(base: KnowledgeBase) -> None:
    one = told(base)
    first = writing.autosave(base.wiki, AUTHOR, one.number, {"context": "Un."}, {"context": 1})
    again = writing.autosave(base.wiki, AUTHOR, one.number, {"context": "Un."}, {"context": 1})
    assert (first.versions, again.versions, again.conflicts) == ({"context": 2}, {"context": 2}, ())


def test_two_coauthors_who_change_other_fields_are_merged(base: KnowledgeBase) -> None:
    one = told(base)
    writing.save(base.wiki, AUTHOR, one.number)
    set_coauthors(base.register, one.record_id, {OTHER.account}, actor=AUTHOR.account)
    writing.autosave(base.wiki, AUTHOR, one.number, {"context": "Nouveau départ."}, {})
    writing.autosave(base.wiki, OTHER, one.number, {"lessons": "Nouvelle leçon."}, {})
    writing.save(base.wiki, AUTHOR, one.number)
    writing.save(base.wiki, OTHER, one.number)
    fields = writing.open_writing(base.wiki, AUTHOR, one.number).fields
    assert (fields["context"], fields["lessons"]) == ("Nouveau départ.", "Nouvelle leçon.")


def test_two_coauthors_who_change_one_field_see_both_texts(base: KnowledgeBase) -> None:
    one = told(base)
    writing.save(base.wiki, AUTHOR, one.number)
    set_coauthors(base.register, one.record_id, {OTHER.account}, actor=AUTHOR.account)
    writing.autosave(base.wiki, AUTHOR, one.number, {"context": "Un."}, {})
    writing.autosave(base.wiki, OTHER, one.number, {"context": "Deux."}, {})
    writing.save(base.wiki, AUTHOR, one.number)
    with pytest.raises(Refused, match="Les deux sont gardées"):
        writing.save(base.wiki, OTHER, one.number)
    found = writing.open_writing(base.wiki, OTHER, one.number)
    assert (found.fields["context"], found.others) == ("Deux.", {"context": ["Un."]})


def test_an_unfinished_text_is_not_sent_and_says_what_is_missing(base: KnowledgeBase) -> None:
    one = told(base, context="", lessons="  ")
    with pytest.raises(FormRefused, match="« Contexte », « Enseignements »"):
        writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    assert proposal(base.register, one.number).status == "draft"


def test_open_points_of_protection_hold_the_text_back(base: KnowledgeBase) -> None:
    one = told(base)
    with pytest.raises(FormRefused, match="2 points de protection"):
        writing.submit(base.wiki, AUTHOR, one.number, open_points=2)


def test_a_text_under_review_is_not_changed(base: KnowledgeBase) -> None:
    one = told(base)
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    with pytest.raises(Refused):
        writing.autosave(base.wiki, AUTHOR, one.number, {"context": "Trop tard."}, {})
    assert writing.take_back(base.wiki, AUTHOR, one.number).status == "draft"


def test_a_text_given_up_leaves_no_word(base: KnowledgeBase) -> None:
    one = told(base, context="Un mot que personne d’autre n’écrit : zébulonesque.")
    writing.save(base.wiki, AUTHOR, one.number)
    writing.drop(base.wiki, AUTHOR, one.number)
    assert base.wiki.private.drafts(one.number) == ()
    assert base.wiki.private.working_copy(one.number, AUTHOR.account) is None


def test_names_replaced_in_a_text_given_up_are_in_no_file(base: KnowledgeBase) -> None:
    one = told(base, context="Zébulonesque est venu.")
    write_state(base.wiki, one.record_id, AUTHOR.account, {"choices": [{"originals": {"a": "Zébulonesque"}}]})
    base.wiki.private.put_raw(one.record_id, AUTHOR.account, "Zébulonesque, tel quel.", purge_on="2099-01-01")
    writing.drop(base.wiki, AUTHOR, one.number)
    assert base.register.entry(one.record_id) is None
    base.close()
    files = [path for path in base.home.root.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if b"bulonesque" in path.read_bytes()]


def test_a_change_given_up_leaves_the_published_text(base: KnowledgeBase) -> None:
    record_id = published(base)
    one = writing.propose(base.wiki, OTHER, record_id)
    writing.drop(base.wiki, OTHER, one.number)
    assert base.register.published(record_id) is not None


def test_a_change_proposed_begins_with_the_published_text(base: KnowledgeBase) -> None:
    record_id = published(base)
    one = writing.propose(base.wiki, OTHER, record_id)
    found = writing.open_writing(base.wiki, OTHER, one.number)
    assert found.fields["title"] == STORY["title"]
    assert writing.propose(base.wiki, OTHER, record_id).number == one.number


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("nickname", "Momo", "Champ inconnu"),
        ("context", "a" * (LONGEST_FIELD + 1), "dépasse"),
    ],
)
def test_a_field_that_is_none_or_is_a_book_is_refused(base: KnowledgeBase, field: str, value: str, said: str) -> None:
    one = told(base)
    with pytest.raises(FormRefused, match=said):
        writing.autosave(base.wiki, AUTHOR, one.number, {field: value}, {})
    assert writing.open_writing(base.wiki, AUTHOR, one.number).fields == STORY


def test_control_characters_and_halves_of_characters_are_left_out(base: KnowledgeBase) -> None:
    one = told(base)
    writing.autosave(base.wiki, AUTHOR, one.number, {"context": "a\x00b\r\nc\ud800"}, {})
    assert writing.open_writing(base.wiki, AUTHOR, one.number).fields["context"] == "ab\nc?"


def test_a_draft_saved_on_an_older_one_is_refused_by_the_store(base: KnowledgeBase) -> None:
    from kb.store.drafts.proposals import advance

    one = told(base)
    writing.save(base.wiki, AUTHOR, one.number)
    with pytest.raises(StoreConflict):
        advance(base.register, one.number, head=1, themes=())


def test_merging_takes_what_one_side_changed_and_shows_what_both_did() -> None:
    base = {"a": 1, "b": 1, "c": 1}
    merged = merge(base, {"a": 2, "b": 1, "c": 3}, {"a": 1, "b": 2, "c": 4})
    assert (dict(merged.fields), dict(merged.theirs)) == ({"a": 2, "b": 2, "c": 4}, {"c": 3})
