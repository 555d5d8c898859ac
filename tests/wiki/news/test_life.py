"""Discussion, follows, notices, letters and « Je me reconnais »."""

import pytest

from kb.base import KnowledgeBase
from kb.errors import RecordNotFound, Refused
from kb.wiki.news import discussion, follows, letters, notices, recognising, threads
from kb.wiki.review import review
from kb.wiki.write import writing
from tests.wiki.people import AUTHOR, OTHER, READER, REVIEWER, SECOND, published, send, told


def events(base: KnowledgeBase, person: object) -> list[tuple[str, str]]:
    return [(one.event, one.record_id) for one in notices.notices(base.wiki, person)]  # type: ignore[arg-type]


def test_a_comment_on_words_follows_them_and_tells_the_author(base: KnowledgeBase) -> None:
    record_id = published(base)
    number = discussion.comment(
        base.wiki, READER, record_id, "Chez nous, l’inverse.", sort="contrary", quote="la roue a cassé"
    )
    said = discussion.discussion(base.wiki, None, record_id)[0]
    text = base.register.published(record_id).document.text  # type: ignore[union-attr]
    assert said.place is not None
    assert text[slice(*said.place)] == "la roue a cassé"
    assert ("comment", record_id) in events(base, AUTHOR)
    discussion.comment(base.wiki, AUTHOR, record_id, "Racontez !", answers=number)
    assert ("comment", record_id) in events(base, READER)


def test_a_comment_is_taken_back_by_its_author_and_hidden_by_a_reviewer(base: KnowledgeBase) -> None:
    record_id = published(base)
    first = discussion.comment(base.wiki, READER, record_id, "Un.")
    second = discussion.comment(base.wiki, OTHER, record_id, "Deux.")
    with pytest.raises(Refused):
        discussion.take_back(base.wiki, OTHER, first)
    with pytest.raises(Refused):
        discussion.hide(base.wiki, OTHER, first)
    discussion.take_back(base.wiki, READER, first)
    discussion.hide(base.wiki, REVIEWER, second)
    assert discussion.discussion(base.wiki, READER, record_id) == ()
    assert [one.comment.hidden for one in discussion.discussion(base.wiki, SECOND, record_id)] == [True]


@pytest.mark.parametrize("text", ["", "   ", "a" * 5001])
def test_an_empty_or_endless_comment_is_refused(base: KnowledgeBase, text: str) -> None:
    record_id = published(base)
    with pytest.raises(discussion.NothingSaid):
        discussion.comment(base.wiki, READER, record_id, text)


def test_nobody_comments_what_they_may_not_read(base: KnowledgeBase) -> None:
    hidden = published(base, diffusion="group", groups=["carrefour"])
    draft = told(base)
    for record_id in (hidden, draft.record_id):
        with pytest.raises(Refused):
            discussion.comment(base.wiki, READER, record_id, "Bonjour.")
        with pytest.raises(Refused):
            discussion.discussion(base.wiki, READER, record_id)


def test_followers_of_a_theme_or_territory_are_told_of_what_is_published(base: KnowledgeBase) -> None:
    follows.follow(base.wiki, READER, "theme", "echec-scolaire")
    follows.follow(base.wiki, OTHER, "territory", "75119")
    record_id = published(base)
    assert events(base, READER) == [("published", record_id)]
    assert events(base, OTHER) == [("published", record_id)]
    with pytest.raises(RecordNotFound):
        follows.follow(base.wiki, READER, "theme", "inconnu")


def test_a_notice_of_what_one_may_not_read_any_more_is_not_shown(base: KnowledgeBase) -> None:
    follows.follow(base.wiki, READER, "theme", "echec-scolaire")
    record_id = published(base)
    review.withdraw(base.wiki, AUTHOR, record_id, "essai")
    assert events(base, READER) == []


def test_the_author_is_told_that_a_text_comes_back(base: KnowledgeBase) -> None:
    one = told(base)
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    review.take(base.wiki, REVIEWER, one.number)
    review.send_back(base.wiki, REVIEWER, one.number, "Un détail.")
    assert events(base, AUTHOR) == [("to_revise", one.record_id)]


def test_a_letter_reaches_the_author_alone(base: KnowledgeBase) -> None:
    record_id = published(base)
    letters.write_to_author(base.wiki, READER, record_id, "Puis-je vous appeler ?")
    assert [one.text for one in letters.letters(base.wiki, AUTHOR, record_id)] == ["Puis-je vous appeler ?"]
    for person in (READER, REVIEWER):
        with pytest.raises(Refused):
            letters.letters(base.wiki, person, record_id)
    with pytest.raises(Refused, match="vient d’un fichier"):
        letters.write_to_author(base.wiki, READER, base.register.ids()[0], "Bonjour ?")


def test_somebody_who_recognises_themselves_takes_the_record_away_and_reads_the_outcome(base: KnowledgeBase) -> None:
    record_id = published(base)
    receipt = recognising.recognise(base.wiki, None, record_id, "C’est mon fils.", frozenset({REVIEWER.account}))
    assert base.record(record_id, reader=READER.reader) is None
    assert "pas encore" in recognising.report_outcome(base.wiki, receipt)
    assert [(one[1], one[2].text) for one in recognising.reports(base.wiki, REVIEWER)] == [
        (record_id, "C’est mon fils.")
    ]
    recognising.decide(base.wiki, REVIEWER, receipt, "Le récit a été retiré.")
    assert recognising.report_outcome(base.wiki, receipt) == "Le récit a été retiré."
    assert recognising.reports(base.wiki, REVIEWER) == ()
    with pytest.raises(RecordNotFound):
        recognising.report_outcome(base.wiki, "0000-0000-0000")


def test_a_proposal_to_a_followed_record_tells_its_followers_once_published(base: KnowledgeBase) -> None:
    record_id = published(base)
    follows.follow(base.wiki, READER, "record", record_id)
    one = writing.propose(base.wiki, OTHER, record_id)
    writing.autosave(base.wiki, OTHER, one.number, {"redo": "Deux vélos."}, {})
    send(base, one, OTHER)
    review.publish(base.wiki, REVIEWER, one.number)
    assert events(base, READER) == [("published", record_id)]


def test_names_after_an_at_sign_are_mentions() -> None:
    assert discussion.mentions("Merci @Aline, et @Jean-Luc ! aline@exemple") == ("Aline", "Jean-Luc")


def test_words_are_found_as_readers_select_them(base: KnowledgeBase) -> None:
    record_id = published(base)
    discussion.comment(base.wiki, READER, record_id, "Oui.", quote="puis\n la  roue\u00a0a cassé")
    said = discussion.discussion(base.wiki, None, record_id)[0]
    assert said.comment.quote == "puis la roue a cassé"
    assert said.place == (said.comment.start, said.comment.start + len(said.comment.quote))
    for quote in ("puis la roue a chanté ailleurs, très loin", "mot " * 2_000):
        with pytest.raises(discussion.NothingSaid, match="ne sont pas dans le texte"):
            discussion.comment(base.wiki, READER, record_id, "Non.", quote=quote)


def test_one_event_makes_one_notice_a_person(base: KnowledgeBase) -> None:
    record_id = published(base)
    follows.follow(base.wiki, READER, "record", record_id)
    follows.follow(base.wiki, READER, "theme", "echec-scolaire")
    follows.follow(base.wiki, READER, "territory", "75119")
    discussion.comment(base.wiki, OTHER, record_id, "@Edith, voyez.", mentioned=frozenset({READER.account}))
    assert events(base, READER) == [("comment", record_id)]
    one = writing.propose(base.wiki, AUTHOR, record_id)
    writing.autosave(base.wiki, AUTHOR, one.number, {"lessons": "Un objet prêté oblige."}, {})
    send(base, one)
    review.publish(base.wiki, REVIEWER, one.number)
    assert events(base, READER) == [("published", record_id), ("comment", record_id)]


def test_answers_stand_under_what_they_answer_whatever_came_between(base: KnowledgeBase) -> None:
    record_id = published(base)
    first = discussion.comment(base.wiki, READER, record_id, "Un.")
    discussion.comment(base.wiki, OTHER, record_id, "Deux.")
    answer = discussion.comment(base.wiki, AUTHOR, record_id, "À un.", answers=first)
    discussion.comment(base.wiki, READER, record_id, "À la réponse.", answers=answer)
    shown = threads.in_threads(discussion.discussion(base.wiki, READER, record_id))
    assert [(one.comment.text, depth) for one, depth in shown] == [
        ("Un.", 0), ("À un.", 1), ("À la réponse.", 1), ("Deux.", 0),
    ]  # fmt: skip
    discussion.take_back(base.wiki, READER, first)
    shown = threads.in_threads(discussion.discussion(base.wiki, READER, record_id))
    assert [(one.comment.text, depth) for one, depth in shown] == [
        ("Deux.", 0), ("À un.", 0), ("À la réponse.", 1),
    ]  # fmt: skip


def test_a_comment_of_another_record_or_hidden_is_not_answered(base: KnowledgeBase) -> None:
    record_id, other = published(base), published(base)
    elsewhere = discussion.comment(base.wiki, READER, other, "Ailleurs.")
    hidden = discussion.comment(base.wiki, OTHER, record_id, "Caché.")
    discussion.hide(base.wiki, REVIEWER, hidden)
    for number in (elsewhere, hidden, 9_999):
        with pytest.raises(discussion.NothingSaid):
            discussion.comment(base.wiki, READER, record_id, "Non.", answers=number)


def test_ones_own_comment_is_changed_and_says_so(base: KnowledgeBase) -> None:
    record_id = published(base)
    number = discussion.comment(base.wiki, READER, record_id, "Un vélo.")
    with pytest.raises(Refused):
        discussion.edit(base.wiki, OTHER, number, "Deux vélos.")
    with pytest.raises(discussion.NothingSaid):
        discussion.edit(base.wiki, READER, number, "  ")
    discussion.edit(base.wiki, READER, number, "Trois vélos.")
    said = discussion.discussion(base.wiki, None, record_id)[0].comment
    assert (said.text, bool(said.edited)) == ("Trois vélos.", True)
