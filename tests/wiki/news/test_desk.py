"""What waits for somebody is theirs to go on with: texts sent back, drafts, the queue; packs are not counted."""

from kb.base import KnowledgeBase
from kb.wiki.news import recognising
from kb.wiki.news.inbox import desk, waiting
from kb.wiki.packs import packs
from kb.wiki.review import review
from kb.wiki.write import writing
from tests.wiki.people import ADMIN, AUTHOR, READER, REVIEWER, SECOND, published, told


def test_nothing_waits_for_who_has_done_nothing(base: KnowledgeBase) -> None:
    assert desk(base.wiki, READER).empty


def test_a_draft_waits_for_its_author_and_a_sent_text_for_reviewers(base: KnowledgeBase) -> None:
    one = told(base)
    packs.start(base.wiki, AUTHOR, "Mon dossier")
    assert [found.proposal.number for found in desk(base.wiki, AUTHOR).drafts] == [one.number]
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    assert desk(base.wiki, REVIEWER).to_read == 1
    assert desk(base.wiki, AUTHOR).to_read == 0
    review.take(base.wiki, REVIEWER, one.number)
    assert desk(base.wiki, REVIEWER).taken == 1
    review.send_back(base.wiki, REVIEWER, one.number, "Dites mieux le début.")
    found = desk(base.wiki, AUTHOR)
    assert [one.proposal.number for one in found.to_revise] == [one.number]
    assert found.drafts == ()


def test_the_navigation_counts_what_waits_on_each_page(base: KnowledgeBase) -> None:
    one = told(base)
    writing.submit(base.wiki, AUTHOR, one.number, open_points=0)
    assert waiting(base.wiki, REVIEWER) == {"/relire": 1, "/contribuer": 0}
    review.take(base.wiki, REVIEWER, one.number)
    assert waiting(base.wiki, REVIEWER)["/relire"] == 1
    assert waiting(base.wiki, SECOND)["/relire"] == 0
    review.send_back(base.wiki, REVIEWER, one.number, "Dites mieux le début.")
    assert waiting(base.wiki, REVIEWER)["/relire"] == 0
    assert waiting(base.wiki, AUTHOR) == {"/contribuer": 1}


def test_somebody_who_recognises_themselves_waits_for_who_moderates(base: KnowledgeBase) -> None:
    recognising.recognise(base.wiki, None, published(base), "C’est mon frère.", frozenset())
    assert desk(base.wiki, ADMIN).reports == 1
    assert desk(base.wiki, REVIEWER).reports == 1
    assert desk(base.wiki, READER).reports == 0
