"""Comments, feeds, searches, pack links, trails and files are forgotten one by one."""

import datetime

import pytest

from kb.errors import RecordNotFound
from kb.records.positions import Position
from kb.store.accounts import accounts
from kb.store.accounts.attempts import FORGOTTEN, attempt
from kb.store.accounts.one_time_links import add_link, link
from kb.store.drafts.proposals import start_proposal
from kb.store.news.comments import Comment, add_comment, comment_of, comments_of, delete_comment
from kb.store.news.kept_records import drop_feed, feed_since, new_feed
from kb.store.news.saved_searches import drop_search, save_search, saved_searches
from kb.store.packs.packs import add_pack_link, drop_pack_link, pack_of_link
from kb.store.packs.trails import add_trail, drop_trail, link_trail, trail_of_link, trails_of, unlink_trail
from kb.store.records.attachments import add_attachment, attachments_of, drop_attachments
from kb.store.records.register import Register
from tests.store.records.test_erasing_a_record import ONE, TWO, publish

STEPS = (Position(ONE, 1, 0, 5),)


@pytest.fixture
def two(register: Register) -> Register:
    publish(register, ONE, "Un texte assez long pour cela.")
    publish(register, TWO, "Un autre texte.")
    return register


def account(register: Register, login: str) -> str:
    return accounts.add_account(
        register, login, "Aline", roles=["reader"], password="une phrase à moi", actor="test"
    ).id


def said(register: Register) -> tuple[str, str | None]:
    """The last line of the log: what was done, and of which record."""
    row = register.database.execute("SELECT action, record_id FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    return row[0], row[1]


def comment(register: Register, author: str, text: str, answers: int | None = None) -> int:
    return add_comment(register, Comment(0, ONE, 1, author, "", "remark", -1, "", text, answers, False))


def test_a_comment_goes_and_its_answers_stay_without_it(two: Register) -> None:
    author = account(two, "aline")
    first, other = comment(two, author, "Un."), comment(two, author, "Deux.")
    answer, answered = comment(two, author, "Oui.", first), comment(two, author, "Non.", other)
    delete_comment(two, first, actor=author)
    assert said(two) == ("delete comment", ONE)
    assert [one.number for one in comments_of(two, ONE)] == [other, answer, answered]
    assert (comment_of(two, answer).answers, comment_of(two, answered).answers) == (None, other)
    with pytest.raises(RecordNotFound):
        delete_comment(two, first, actor=author)


def test_a_feed_is_closed_alone_and_noted(two: Register) -> None:
    one, other = account(two, "aline"), account(two, "basile")
    for each in (one, other):
        new_feed(two, each)
    drop_feed(two, one)
    assert (feed_since(two, one), bool(feed_since(two, other))) == ("", True)
    assert said(two) == ("feed closed", None)


def test_a_saved_search_goes_alone(two: Register) -> None:
    owner = account(two, "aline")
    one, other = (save_search(two, owner, question, {}, until=two.last_sequence()) for question in ("vélo", "collège"))
    drop_search(two, one)
    assert [search.number for search in saved_searches(two, owner)] == [other]


def test_a_pack_link_is_closed_alone_and_noted(two: Register) -> None:
    account(two, "aline")
    one, other = (add_pack_link(two, record_id, actor="c-1") for record_id in (ONE, TWO))
    drop_pack_link(two, ONE, actor="c-1")
    assert (pack_of_link(two, one), pack_of_link(two, other)) == (None, TWO)
    assert said(two) == ("pack link closed", ONE)


def test_a_trail_or_its_link_goes_alone(two: Register) -> None:
    owner = account(two, "aline")
    one, other, third = (add_trail(two, owner, name, STEPS) for name in ("a", "b", "c"))
    links = [link_trail(two, number) for number in (other, third)]
    unlink_trail(two, other)
    assert trail_of_link(two, links[0]) is None
    assert trail_of_link(two, links[1]) is not None
    drop_trail(two, one)
    assert sorted(trail.number for trail in trails_of(two, owner)) == [other, third]
    assert two.database.execute("SELECT COUNT(*) FROM trail_steps").fetchone()[0] == 2


def attach(register: Register, name: str, proposal: int) -> None:
    add_attachment(register, ONE, name=name, kind="pdf", size=1, digest=name * 8, proposal=proposal)


def test_a_file_goes_by_its_number_or_with_its_proposal(two: Register) -> None:
    writer = account(two, "aline")
    own, other = (start_proposal(two, record_id, writer).number for record_id in (ONE, TWO))
    for place, name in enumerate("abcd"):
        attach(two, name, own if place < 2 else other)
    first = attachments_of(two, ONE)[0]
    drop_attachments(two, number=first.number)
    assert [one.name for one in attachments_of(two, ONE)] == ["b", "c", "d"]
    drop_attachments(two, proposal=other)
    assert [one.name for one in attachments_of(two, ONE)] == ["b"]


def test_another_mailbox_ends_the_links_of_that_account_alone(two: Register) -> None:
    one, other = account(two, "aline@exemple.org"), account(two, "basile@exemple.org")
    tokens = [add_link(two, "reset", actor="test", account_id=each) for each in (one, other)]
    accounts.set_email(two, one, "aline@exemple.fr", actor="test")
    assert link(two, "reset", tokens[0]) is None
    assert link(two, "reset", tokens[1]) is not None


@pytest.mark.parametrize(("seconds", "kept"), [(0, 3), (1, 0)])
def test_failures_are_forgotten_after_half_an_hour_and_not_before(register: Register, seconds: int, kept: int) -> None:
    moment = datetime.datetime(2026, 3, 10, 9, 0, tzinfo=datetime.UTC)
    register._clock = lambda: moment
    attempt(register, "aline", "192.0.2.1")
    later = moment + FORGOTTEN + datetime.timedelta(seconds=seconds)
    register._clock = lambda: later
    attempt(register, "basile", "198.51.100.1")
    held = register.database.execute("SELECT COUNT(*) FROM attempts WHERE last = ?", [moment.isoformat()]).fetchone()
    assert held[0] == kept
