"""What pages say of news, of what waits and of follow-ups: in words, and never as HTML of whoever wrote them."""

from kb.readers import Person
from kb.records.canonical import canonical
from kb.records.kinds import DocumentRecord
from kb.store.drafts.proposals import Proposal
from kb.store.news.saved_searches import SavedSearch
from kb.store.records.register import Revision
from kb.views.frame import header as frame
from kb.views.news import page as news_page
from kb.views.parts.cards import times
from kb.views.read import follow_ups
from kb.views.search import inbox
from kb.wiki.news.inbox import Desk
from kb.wiki.news.saved_searches import SavedSearchNews
from kb.wiki.write.writing import Writing

HOSTILE = "<img src=x onerror=alert(1)>"


def writing(number: int, title: str, status: str) -> Writing:
    one = Proposal(number, "EXP-2026-001", "experience", None, "c-1", status, 1, (), "", "", "", "")
    return Writing(one, {"title": title}, {}, {}, "", False)


def test_what_waits_is_said_in_words_and_leads_there() -> None:
    search = SavedSearch(1, "c-1", HOSTILE, {}, "", 0)
    desk = Desk(
        to_revise=(writing(3, HOSTILE, "to_revise"),),
        drafts=(writing(4, "Brouillon", "draft"),),
        to_read=2,
        taken=1,
        notices=4,
        searches=(SavedSearchNews(search, ("EXP-2026-001", "EXP-2026-002"), ()),),
    )
    shown = "".join(inbox._lines(desk))
    for said in ("/contribuer?n=3", "à reprendre", "/contribuer?n=4", "2\u00a0fiches nouvelles", "4\u00a0nouvelles"):
        assert said in shown
    assert "3\u00a0textes à relire" in shown
    assert "<img" not in shown


def test_a_search_that_was_named_is_said_by_its_name() -> None:
    named = SavedSearch(1, "c-1", "une question", {}, "", 0, HOSTILE)
    shown = "".join(inbox._lines(Desk((), (), 0, 0, 0, (SavedSearchNews(named, ("EXP-2026-001",), ()),))))
    assert "&lt;img" in shown
    assert "<img" not in shown
    assert "une question" not in shown


def test_each_event_that_is_told_has_words() -> None:
    for event in ("comment", "published", "to_revise", "letter", "recognised", "answers", "taken_up"):
        assert news_page.EVENTS[event]


def test_a_follow_up_is_shown_in_short_and_escaped() -> None:
    record = DocumentRecord(
        id="DOC-2026-001", title=HOSTILE, document_type="follow-up", adaptation=f"{HOSTILE} {'mot ' * 200}"
    )
    shown = follow_ups.listed((Revision(record.id, 1, "c-1", "2026-11-23", "", record, canonical(record), ""),))
    assert "Repris 1\u00a0fois" in shown
    assert "<img" not in shown
    assert len(shown) < 900
    assert follow_ups.listed(()) == ""


def test_a_card_and_the_header_count_only_what_is_there() -> None:
    assert times(0) == ""
    assert "repris 3\u00a0fois" in times(3)
    person = Person("c-1", "Aline")
    assert "rp-fresh" not in frame.header("/", person)
    assert frame.header("/", person, notices=4).count("rp-fresh") == 2
    assert frame.header("/", person, waiting={"/contribuer": 3}).count(">3<span") == 2


def test_one_text_that_waits_is_one() -> None:
    said = {n: "".join(inbox._lines(Desk((), (), n, 0, 0, ()))) for n in (1, 2)}
    assert "personne ne l’a encore pris" in said[1]
    assert "personne ne les a encore pris" in said[2]
