"""From a text that is sent to one that is found: two people, reasons, merging, withdrawal."""

import pytest

from kb.base import KnowledgeBase
from kb.errors import Refused, StoreConflict
from kb.records.text_anchors import place_of
from kb.store.drafts.proposals import move, proposal, set_coauthors
from kb.wiki.news import notices
from kb.wiki.review import remarks, review
from kb.wiki.write import writing
from kb.wiki.write.forms import FormRefused
from kb.wiki.write.protection_choices import write_state
from tests.conftest import Opener
from tests.meanwhile import meanwhile
from tests.wiki.people import ADMIN, AUTHOR, OTHER, READER, REVIEWER, SECOND, STORY, YES, published, send, told


def found(base: KnowledgeBase, question: str) -> list[str]:
    return [hit.record.id for hit in base.search(question)]


def test_a_text_goes_from_its_author_to_its_readers(base: KnowledgeBase) -> None:
    record_id = published(base)
    assert record_id in found(base, "un vélo prêté par l’atelier")
    revision = base.register.published(record_id)
    assert revision is not None
    assert revision.record.anonymity_checked_by == "comité de relecture"  # type: ignore[attr-defined]


def test_the_history_of_readers_begins_at_the_first_published_revision(base: KnowledgeBase) -> None:
    one = told(base, context="Karim ne venait plus.")
    writing.save(base.wiki, AUTHOR, one.number)
    writing.autosave(base.wiki, AUTHOR, one.number, {"context": "Un garçon ne venait plus."}, {"context": 1})
    send(base, one)
    review.publish(base.wiki, REVIEWER, one.number)
    history = base.register.history(one.record_id)
    assert [note.number for note in history] == [1]
    assert "Karim" not in base.register.revision(one.record_id, 1).document.text


def test_nobody_reviews_what_they_wrote(base: KnowledgeBase) -> None:
    one = told(base, REVIEWER)
    writing.submit(base.wiki, REVIEWER, one.number, open_points=0)
    with pytest.raises(Refused, match="propre texte"):
        review.take(base.wiki, REVIEWER, one.number)


def test_the_store_itself_refuses_an_author_as_reviewer(base: KnowledgeBase) -> None:
    one = told(base)
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    with pytest.raises(StoreConflict, match="deux personnes"):
        move(base.register, one.number, "in_review", actor="x", expected="submitted", reviewer=AUTHOR.account)
    set_coauthors(base.register, one.record_id, {SECOND.account}, actor=AUTHOR.account)
    with pytest.raises(StoreConflict, match="deux personnes"):
        move(base.register, one.number, "in_review", actor="x", expected="submitted", reviewer=SECOND.account)


def test_a_text_is_read_by_the_reviewer_who_took_it_alone(base: KnowledgeBase) -> None:
    one = told(base)
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    with pytest.raises(Refused):
        review.read(base.wiki, REVIEWER, one.number)
    review.take(base.wiki, REVIEWER, one.number)
    assert review.read(base.wiki, REVIEWER, one.number).fields["title"] == STORY["title"]
    for person in (SECOND, OTHER, READER, ADMIN):
        with pytest.raises(Refused):
            review.read(base.wiki, person, one.number)


def test_two_reviewers_cannot_take_one_text(base: KnowledgeBase) -> None:
    one = told(base)
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    with pytest.raises(Refused):
        review.take(base.wiki, SECOND, one.number)


def test_the_queue_tells_title_age_and_theme(base: KnowledgeBase) -> None:
    one = told(base)
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    line = review.queue(base.wiki, REVIEWER)[0]
    told_of = (line.title, line.proposal.number, line.days, line.proposal.themes)
    assert told_of == (STORY["title"], one.number, 0, ("echec-scolaire",))
    assert review.queue(base.wiki, REVIEWER, themes=frozenset({"genre"})) == ()
    with pytest.raises(Refused):
        review.queue(base.wiki, AUTHOR)


def test_sending_back_asks_for_a_reason_that_the_author_reads(base: KnowledgeBase) -> None:
    one = told(base)
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    with pytest.raises(review.ReviewReasonMissing):
        review.send_back(base.wiki, REVIEWER, one.number, "  ")
    review.send_back(base.wiki, REVIEWER, one.number, "On devine le collège.")
    assert [r.text for r in review.read(base.wiki, AUTHOR, one.number).reasons] == ["On devine le collège."]
    writing.autosave(base.wiki, AUTHOR, one.number, {"context": "Il ne venait plus."}, {})
    again = writing.submit(base.wiki, AUTHOR, one.number, open_points=0, reply="C’est corrigé.")
    assert (again.status, again.reviewer) == ("submitted", "")


def test_a_remark_follows_its_words(base: KnowledgeBase) -> None:
    one = told(base)
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    quote = "depuis la rentrée"
    remarks.add(base.wiki, REVIEWER, one.number, field="context", quote=quote, text="Trop précis ?")
    review.send_back(base.wiki, REVIEWER, one.number, "Voir la remarque.")
    writing.autosave(base.wiki, AUTHOR, one.number, {"context": "Longtemps. Il manquait depuis la rentrée."}, {})
    writing.save(base.wiki, AUTHOR, one.number)
    placed = review.read(base.wiki, AUTHOR, one.number).remarks[0]
    assert placed.place == (23, 40)
    with pytest.raises(Refused):
        remarks.add(base.wiki, SECOND, one.number, field="context", quote="", text="Moi aussi")


def test_a_remark_on_words_that_are_not_there_is_refused(base: KnowledgeBase) -> None:
    one = told(base)
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    with pytest.raises(FormRefused, match="ne sont pas dans le texte"):
        remarks.add(base.wiki, REVIEWER, one.number, field="context", quote="autre chose", text="?")


def test_words_that_changed_a_little_are_found_and_others_are_gone() -> None:
    assert [place_of("aa", at, "aaaaa.aa") for at in (0, 2, 3, 5, 9, -1)] == [
        (0, 2), (2, 4), (3, 5), (6, 8), (6, 8), (0, 2),
    ]  # fmt: skip
    assert place_of("un jeune homme de vingt ans", 4, "C’est un jeune garçon de vingt ans.") == (6, 34)
    assert place_of("un jeune homme de vingt ans", 4, "Tout est autre ici.") is None
    assert place_of("ici", 9, "ici, puis ici") == (10, 13)


def test_an_unanswered_or_negative_grid_holds_the_text_back(base: KnowledgeBase) -> None:
    one = told(base)
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    with pytest.raises(FormRefused, match="sans réponse"):
        review.validate(base.wiki, REVIEWER, one.number)
    review.answer_grid(base.wiki, REVIEWER, one.number, {**YES, "unrecognisable": {"answer": "no"}})
    with pytest.raises(FormRefused, match="ne reconnaîtraient personne"):
        review.validate(base.wiki, REVIEWER, one.number)


def test_a_text_that_was_not_validated_is_not_published(base: KnowledgeBase) -> None:
    one = told(base)
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    for person in (AUTHOR, REVIEWER, ADMIN):
        with pytest.raises(Refused):
            review.publish(base.wiki, person, one.number)


def test_a_proposal_to_an_older_text_is_merged_with_the_newer_one(base: KnowledgeBase) -> None:
    record_id = published(base)
    first, second = (writing.propose(base.wiki, person, record_id) for person in (AUTHOR, OTHER))
    writing.autosave(base.wiki, AUTHOR, first.number, {"lessons": "Prêter oblige."}, {})
    writing.autosave(base.wiki, OTHER, second.number, {"redo": "Prêter deux vélos."}, {})
    send(base, first)
    review.publish(base.wiki, REVIEWER, first.number)
    send(base, second, OTHER)
    review.publish(base.wiki, REVIEWER, second.number)
    record = base.register.published(record_id)
    assert record is not None
    assert (record.record.lessons, record.record.redo) == ("Prêter oblige.", "Prêter deux vélos.")  # type: ignore[attr-defined]


def test_a_field_that_both_changed_stops_the_publication_and_loses_nothing(base: KnowledgeBase) -> None:
    record_id = published(base)
    first, second = (writing.propose(base.wiki, person, record_id) for person in (AUTHOR, OTHER))
    writing.autosave(base.wiki, AUTHOR, first.number, {"lessons": "Un."}, {})
    writing.autosave(base.wiki, OTHER, second.number, {"lessons": "Deux."}, {})
    send(base, first)
    review.publish(base.wiki, REVIEWER, first.number)
    send(base, second, OTHER)
    with pytest.raises(StoreConflict, match="Enseignements"):
        review.publish(base.wiki, REVIEWER, second.number)
    assert proposal(base.register, second.number).status == "validated"
    assert base.wiki.private.draft(second.number, 2).fields["lessons"] == "Deux."


def test_a_withdrawn_text_is_found_by_nobody(base: KnowledgeBase) -> None:
    record_id = published(base)
    with pytest.raises(review.ReviewReasonMissing):
        review.withdraw(base.wiki, AUTHOR, record_id, "")
    with pytest.raises(Refused):
        review.withdraw(base.wiki, OTHER, record_id, "pour voir")
    review.withdraw(base.wiki, AUTHOR, record_id, "La famille s’est reconnue.")
    assert record_id not in found(base, "un vélo prêté par l’atelier")
    assert base.record(record_id, reader=REVIEWER.reader) is None
    review.republish(base.wiki, SECOND, record_id, 1, "erreur")
    assert record_id in found(base, "un vélo prêté par l’atelier")


def test_a_service_is_published_at_once_by_who_writes_it(base: KnowledgeBase) -> None:
    fields = {"title": "Halte du Canal", "description": "Une halte de nuit.", "diffusion": "public"}
    one = writing.start(base.wiki, AUTHOR, "service", fields)
    review.publish(base.wiki, AUTHOR, one.number)
    hits = base.search("halte de nuit du canal", where={"kind": ["service"]})
    assert one.record_id in [hit.record.id for hit in hits]


def test_what_a_co_author_saves_while_a_text_is_published_is_published(
    base: KnowledgeBase, open_base: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_base()
    one = writing.start(base.wiki, AUTHOR, "service", {"title": "Halte du Canal", "description": "Une halte de nuit."})
    set_coauthors(base.register, one.record_id, [OTHER.account], actor=AUTHOR.account)

    def saved() -> None:
        writing.autosave(other.wiki, OTHER, one.number, {"description": "Une halte de jour."}, None)
        writing.save(other.wiki, OTHER, one.number)

    meanwhile(monkeypatch, review, "save", saved, after=True)
    review.publish(base.wiki, AUTHOR, one.number)
    revision = base.register.published(one.record_id)
    assert revision is not None
    assert "halte de jour" in revision.document.text


def test_a_text_for_a_group_is_found_by_the_group_alone(base: KnowledgeBase) -> None:
    record_id = published(base, diffusion="group", groups=["carrefour"])
    question = "un vélo prêté par l’atelier"
    member = AUTHOR.reader.__class__("c-9", frozenset({"public"}), frozenset({"carrefour"}))
    assert record_id in [hit.record.id for hit in base.search(question, reader=member)]
    assert record_id not in [hit.record.id for hit in base.search(question, reader=READER.reader)]
    assert base.record(record_id, reader=READER.reader) is None
    assert base.record(record_id, reader=member) is not None


def test_words_say_which_part_a_remark_is_on(base: KnowledgeBase) -> None:
    one = told(base)
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    remarks.add(base.wiki, REVIEWER, one.number, field="title", quote="contre trois\nheures", text="Combien ?")
    placed = review.read(base.wiki, REVIEWER, one.number).remarks[0]
    assert (placed.remark.field, placed.remark.quote) == ("steps.0.text", "contre trois heures")
    assert placed.place is not None


def test_a_question_asked_before_finds_what_was_published_since(base: KnowledgeBase) -> None:
    def by_words(question: str) -> list[str]:
        return [hit.record.id for hit in base.search(question, mode="lexical")]

    # A word of the base, and one that it does not know yet: what either meant is forgotten with each publication.
    before = by_words("hall"), by_words("zébulonesque")
    record_id = published(base, title="Un vélo zébulonesque dans le hall")
    assert before[0]
    assert record_id not in before[0] + before[1]
    assert record_id in by_words("hall")
    assert by_words("zébulonesque") == [record_id]


def test_nobody_may_read_a_text_until_its_author_says_who(base: KnowledgeBase) -> None:
    for chosen in ({"diffusion": ""}, {"diffusion": "group", "groups": []}):
        one = told(base, **chosen)
        with pytest.raises(FormRefused, match="« Diffusion »"):
            writing.submit(base.wiki, AUTHOR, one.number, open_points=0)


def test_the_author_answers_a_remark_and_the_reviewer_reads_it(base: KnowledgeBase) -> None:
    one = told(base)
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    which = remarks.add(base.wiki, REVIEWER, one.number, field="context", quote="", text="Trop précis ?")
    with pytest.raises(Refused):
        remarks.answer(base.wiki, AUTHOR, one.number, which, "Trop tôt.")
    review.send_back(base.wiki, REVIEWER, one.number, "Voir la remarque.")
    with pytest.raises(Refused):
        remarks.answer(base.wiki, REVIEWER, one.number, which, "À sa place.")
    remarks.answer(base.wiki, AUTHOR, one.number, which, " J’ai mis la saison. ")
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    review.take(base.wiki, SECOND, one.number)
    made = review.read(base.wiki, SECOND, one.number).remarks[0].remark
    assert (made.settled, made.answer) == (True, "J’ai mis la saison.")


def changed(base: KnowledgeBase, **changes: str) -> tuple[str, int]:
    """A published record, and the number of a change to it by somebody else, sent and taken."""
    record_id = published(base)
    one = writing.propose(base.wiki, OTHER, record_id)
    writing.autosave(base.wiki, OTHER, one.number, changes, None)
    writing.submit(base.wiki, OTHER, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    return record_id, one.number


def test_a_change_is_asked_what_it_changes_alone(base: KnowledgeBase) -> None:
    _, number = changed(base, lessons="Un objet prêté oblige, et un cadenas aide.")
    found = review.read(base.wiki, REVIEWER, number)
    assert review.changed_fields(found.fields, found.before) == {"lessons"}
    codes = {question.code for _, questions in found.groups for question in questions}
    assert codes == {"unrecognisable", "no_names", "respectful", "lessons", "readable"}
    review.answer_grid(base.wiki, REVIEWER, number, {code: YES[code] for code in codes - {"lessons"}})
    with pytest.raises(FormRefused, match="1 question sans"):
        review.validate(base.wiki, REVIEWER, number)
    review.answer_question(base.wiki, REVIEWER, number, "lessons", YES["lessons"])
    assert review.validate(base.wiki, REVIEWER, number).status == "validated"


def test_a_published_change_is_told_to_the_author_by_name_and_its_proposer_is_thanked(base: KnowledgeBase) -> None:
    record_id, number = changed(base, lessons="Autrement.")
    review.answer_grid(base.wiki, REVIEWER, number, YES)
    review.validate(base.wiki, REVIEWER, number)
    review.publish(base.wiki, REVIEWER, number)
    told_of = [(one.event, one.actor) for one in notices.notices(base.wiki, AUTHOR) if one.record_id == record_id]
    assert told_of[0] == ("changed", OTHER.account)
    thanks = [one.event for one in notices.notices(base.wiki, OTHER) if one.record_id == record_id]
    assert thanks == ["thanked"]


def test_the_reviewer_sees_the_words_that_were_kept_and_why(base: KnowledgeBase) -> None:
    one = told(base)
    kept = {"kind": "person", "action": "keep", "texts": ["Moussa"], "replacement": "", "reason": "Nom inventé."}
    write_state(base.wiki, one.record_id, AUTHOR.account, {"choices": [kept], "checklist": []})
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    assert review.read(base.wiki, REVIEWER, one.number).kept == (("Moussa", "Nom inventé."),)
