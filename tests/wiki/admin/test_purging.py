"""What was not fit for others goes on its date, and not before."""

import datetime

import pytest

from kb.base import KnowledgeBase
from kb.errors import RecordNotFound
from kb.store.workshops import contributions as words
from kb.store.workshops import workshops
from kb.wiki.admin.purging import purge
from kb.wiki.review import review
from kb.wiki.write import narrative, writing
from kb.wiki.write.protection_choices import KEPT_DAYS
from tests.wiki.people import AUTHOR, REVIEWER, send, told
from tests.workshops.room import Room


def test_drafts_of_a_published_text_go_on_their_date(base: KnowledgeBase) -> None:
    one = told(base)
    send(base, one)
    review.publish(base.wiki, REVIEWER, one.number)
    base.wiki.private.put_raw(one.record_id, AUTHOR.account, "Tel que raconté.", purge_on="2027-01-01")
    assert purge(base.wiki) == 0
    assert base.wiki.private.draft(one.number, 1).fields
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=KEPT_DAYS + 1)
    base.register._clock = lambda: later
    assert purge(base.wiki) == 2
    with pytest.raises(RecordNotFound):
        base.wiki.private.draft(one.number, 1)
    assert base.wiki.private.raw(one.record_id, AUTHOR.account) is None
    assert base.register.published(one.record_id) is not None


def test_what_was_told_and_filed_goes_as_its_raw_text_does(base: KnowledgeBase) -> None:
    filed, unfiled = (writing.start(base.wiki, AUTHOR, "experience").number for _ in range(2))
    for number in (filed, unfiled):
        narrative.keep(base.wiki, AUTHOR, number, "Un récit tel quel.", 0, "w")
    narrative.file_parts(base.wiki, AUTHOR, filed)
    narrative.accept(base.wiki, AUTHOR, filed, [0], "context")
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=KEPT_DAYS + 1)
    base.register._clock = lambda: later
    purge(base.wiki)
    assert not narrative.has_raw(base.wiki, AUTHOR, filed)
    assert narrative.read(base.wiki, AUTHOR, filed).text == ""
    assert writing.open_writing(base.wiki, AUTHOR, filed).fields["context"] == "Un récit tel quel."
    # Nobody filed it yet: it is the draft itself.
    assert narrative.read(base.wiki, AUTHOR, unfiled).text == "Un récit tel quel."


def test_a_text_under_way_is_kept_however_old(base: KnowledgeBase) -> None:
    one = told(base)
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=10 * KEPT_DAYS)
    base.register._clock = lambda: later
    purge(base.wiki)
    assert base.wiki.private.working_copy(one.number, AUTHOR.account) is not None


def test_a_purge_counts_what_went_and_leaves_no_word_of_it_in_the_file(base: KnowledgeBase) -> None:
    one = told(base)
    today = base.register.now()[:10]
    base.wiki.private.put_raw(one.record_id, AUTHOR.account, "Un mot zébulonesque.", purge_on=today)
    room = Room(base, "EXP-2019-001")
    unshown = words.Contribution("k", "card", 0, "p", "waiting", 1, {"text": "a"}, None, False)
    words.put_contribution(base.wiki.private, room.number, unshown)
    workshops.change_sitting(base.wiki.private, room.number, state="ended", purge_on=today)
    assert purge(base.wiki) == 2
    files = (base.home.root / "corpus").glob("private*")
    assert [path.name for path in files if "zébulonesque".encode() in path.read_bytes()] == []
